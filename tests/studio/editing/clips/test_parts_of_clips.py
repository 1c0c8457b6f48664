"""Edits of a stretch of a clip, and bounds on the length of shots."""

import pytest

from studio.model.draft import TrackType
from studio.model.edits import footage as f, picture as p
from studio.model.edits.picture import LookName
from studio.model.edits.record import Exact, OfClips, OfSource, SourceRange
from studio.model.edits.whole import SetLength
from studio.model.media import AssetId
from tests.studio.editing.material import Editor, clip, ids, material, song

FPS = 30


def _editor(*edits: f.SetShotLength | p.SetLook | f.SetSpeed | f.Reverse) -> Editor:
    """One clip of 20 s, shown in full: the clocks of clip and video agree."""
    editor = Editor(material(clip("a", 20.0), songs=[song()]))
    editor.edit(SetLength(rule="footage"))
    editor.edit(*edits)
    return editor


def _stretch(start: float, end: float) -> OfSource:
    part = SourceRange(clip=AssetId("a"), start=start, end=end)
    return OfSource(ranges=(part,), divides=True)


def test_a_look_ends_with_the_stretch_of_the_clip_inside_its_shot() -> None:
    editor = _editor(p.SetLook(look=LookName.BLACK_AND_WHITE, scope=_stretch(3, 5)))
    video = next(t for t in editor.draft.tracks if t.type is TrackType.VIDEO)
    looks = [(s.start, s.end, s.effects.look) for s in video.segments]
    assert looks == [
        (0, 3000, None), (3000, 5000, LookName.BLACK_AND_WHITE), (5000, 20000, None),
    ]  # fmt: skip


def test_slow_motion_begins_and_ends_inside_the_shot() -> None:
    cut = _editor(f.SetSpeed(factor=0.5, scope=_stretch(3, 5))).cut
    assert [(s.first / FPS, s.end / FPS, s.speed) for s in cut.shots] == [
        (0.0, 3.0, 1.0),
        (3.0, 5.0, 0.5),
        (5.0, 20.0, 1.0),
    ]


def _lengths(edit: f.SetShotLength) -> list[float]:
    clips = [clip(f"c{n}", 20.0) for n in range(4)]
    editor = Editor(material(*clips, songs=[song()]))
    editor.edit(SetLength(length=Exact(value=24)))
    cut = editor.edit(edit)
    assert cut.frames == 24 * FPS
    return [shot.frames / FPS for shot in cut.shots]


@pytest.mark.parametrize("seconds", [0.6, 1.0, 1.7])
def test_no_shot_is_longer_than_the_bound_and_they_still_differ(seconds: float) -> None:
    lengths = _lengths(f.SetShotLength(seconds=seconds, rule="at_most"))
    assert max(lengths) <= seconds + 1 / FPS


@pytest.mark.parametrize("seconds", [1.0, 2.3, 4.0])
def test_no_shot_is_shorter_than_the_bound(seconds: float) -> None:
    lengths = _lengths(f.SetShotLength(seconds=seconds, rule="at_least"))
    assert min(lengths) >= seconds - 1 / FPS


def test_only_the_clip_that_is_named_is_bounded() -> None:
    clips = [clip(f"c{n}", 20.0) for n in range(3)]
    editor = Editor(material(*clips, songs=[song()]))
    editor.edit(SetLength(length=Exact(value=24)))
    before = {s.clip for s in editor.cut.shots if s.frames > FPS}
    assert "c1" in before
    bound = f.SetShotLength(
        seconds=1.0, rule="at_most", scope=OfClips(assets=ids("c1"))
    )
    cut = editor.edit(bound)
    inner = [s for s in cut.shots if s.clip == "c1" and s.end < cut.frames]
    assert max(s.frames for s in inner) <= FPS


def test_a_clip_with_a_length_of_its_own_leaves_room_for_the_others() -> None:
    clips = [clip(f"c{n}", 10.0) for n in range(3)]
    editor = Editor(material(*clips, songs=[song()]))
    cut = editor.edit(
        SetLength(length=Exact(value=12)),
        f.PlaceClip(clip=AssetId("c1"), where="last"),
        f.SetShotLength(seconds=2.0, scope=OfClips(assets=ids("c1"))),
    )
    assert {shot.clip for shot in cut.shots} == {"c0", "c1", "c2"}
    assert cut.shots[-1].clip == "c1"
    assert {s.frames for s in cut.shots if s.clip == "c1"} == {2 * FPS}
    assert all(shot.speed == 1 for shot in cut.shots)
