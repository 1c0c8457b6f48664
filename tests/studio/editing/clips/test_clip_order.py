"""Edits of the order of clips and shots."""

import pytest

from studio.model.edits import footage as f
from studio.model.edits.control import UndoEdit
from studio.model.edits.footage import OrderMode
from studio.model.edits.music import Sync
from studio.model.edits.record import (
    AtSong,
    Exact,
    SongLabel,
)
from studio.model.edits.whole import SetLength
from studio.model.media import AssetId
from tests.studio.editing.clips.footage_editor import (
    clips_shown,
    footage_editor,
    runs,
)
from tests.studio.editing.material import Editor, clip, ids, material, song


@pytest.mark.parametrize(
    ("mode", "listed", "expected"),
    [
        (OrderMode.AS_SENT, (), ["c0", "c1", "c2", "c3"]),
        (OrderMode.REVERSED, (), ["c3", "c2", "c1", "c0"]),
        (OrderMode.BY_TIME, (), ["c0", "c1", "c2", "c3"]),
        (OrderMode.LISTED, ("c2", "c0"), ["c2", "c0", "c1", "c3"]),
    ],
)
def test_clips_follow_in_the_order_asked(
    mode: OrderMode, listed: tuple[str, ...], expected: list[str]
) -> None:
    editor = footage_editor()
    editor.edit(f.SetOrder(mode=mode, clips=ids(*listed)))
    assert runs(clips_shown(editor)) == expected


def test_by_time_counts_as_cameras_do() -> None:
    clips = [clip(name, 20) for name in ("IMG_10", "IMG_9", "IMG_100")]
    editor = Editor(material(*clips, songs=[song()]))
    editor.edit(f.SetOrder(mode=OrderMode.BY_TIME), SetLength(length=Exact(value=20)))
    assert runs(clips_shown(editor)) == ["IMG_9", "IMG_10", "IMG_100"]


def test_taking_the_order_back_mixes_the_clips_again() -> None:
    editor = footage_editor()
    editor.edit(f.SetOrder(mode=OrderMode.AS_SENT))
    editor.edit(UndoEdit(edit="order"))
    assert len(runs(clips_shown(editor))) > 4


def test_a_clip_comes_first_and_another_last() -> None:
    editor = footage_editor()
    before = editor.cut
    editor.edit(
        f.PlaceClip(clip=AssetId("c2"), where="first"),
        f.PlaceClip(clip=AssetId("c1"), where="last"),
    )
    assert clips_shown(editor)[0] == "c2"
    assert clips_shown(editor)[-1] == "c1"
    assert editor.cut.shots[1:-1] == before.shots[1:-1]


def test_a_clip_comes_right_after_another() -> None:
    editor = footage_editor()
    editor.edit(f.PlaceClip(clip=AssetId("c3"), where="after", other=AssetId("c0")))
    shown = clips_shown(editor)
    assert ("c0", "c3") in zip(shown, shown[1:], strict=False)


def test_a_clip_is_shown_when_the_chorus_begins() -> None:
    editor = footage_editor(length=60)
    moment = AtSong(label=SongLabel.CHORUS)
    editor.edit(f.PlaceClip(clip=AssetId("c3"), where="at", moment=moment))
    at = next(s.start for s in editor.cut.music.sections if s.label == "chorus")
    shot = next(s for s in editor.cut.shots if abs(s.first / 30 - at) < 0.05)
    assert shot.clip == "c3"


def test_two_shots_change_places_and_stay_so_in_a_new_cut() -> None:
    editor = footage_editor()
    before = editor.cut.shots
    after = editor.edit(f.SwapShots(shots=(3, 5))).shots
    assert (after[2].clip, after[2].source) == (before[4].clip, before[4].source)
    assert (after[4].clip, after[4].source) == (before[2].clip, before[2].source)
    others = [n for n in range(len(before)) if n not in (2, 4)]
    assert [after[n] for n in others] == [before[n] for n in others]
    again = editor.edit(Sync(again=True)).shots
    assert (again[2].clip, again[2].source) == (before[4].clip, before[4].source)


def test_a_shot_that_is_too_short_for_its_new_place_still_shows_its_moment() -> None:
    clips = clip("c0", 2.0, cuts=[1.0]), clip("c1", 2.0), clip("c2", 5.0)
    editor = Editor(material(*clips, songs=[song("s0", 6.0, 101.0)]))
    before = editor.edit(Sync()).shots
    assert before[3].frames < before[0].frames
    after = editor.edit(f.SwapShots(shots=(1, 4))).shots
    assert (after[0].clip, after[0].source) == (before[3].clip, before[3].source)


def test_two_clips_change_places() -> None:
    editor = footage_editor()
    before = clips_shown(editor)
    editor.edit(f.SwapShots(clips=(AssetId("c0"), AssetId("c1"))))
    swapped = {"c0": "c1", "c1": "c0"}
    assert clips_shown(editor) == [swapped.get(c, c) for c in before]
