"""Edits of the picture, of texts and of overlays move no cut."""

from dataclasses import replace

import pytest

from studio.model.edits import overlay as o, picture as p
from studio.model.edits.control import UndoEdit
from studio.model.edits.footage import BanMoment, SetPhotoMotion
from studio.model.edits.music import SetClipSound, SetPace, Sync
from studio.model.edits.picture import JoinKind, LookName, PulseKind, Quality
from studio.model.edits.record import (
    Edit,
    Exact,
    OfClips,
    OfShots,
    OfSong,
    OfTime,
    Plus,
    SongLabel,
)
from studio.model.edits.whole import SetFrameRate, SetResolution
from studio.model.intent import Reason
from studio.model.media import AssetId
from studio.rules.project_view import shot_views
from tests.studio.editing.material import Editor, clip, ids, material, photo, song
from tests.studio.editing.picture.picture_editor import cut_editor, video_of


@pytest.mark.parametrize(
    "edit",
    [
        p.SetLook(look=LookName.VINTAGE),
        p.SetLook(look=LookName.SEPIA, scope=OfTime(start=3.3, end=7.7)),
        p.Adjust(quality=Quality.BRIGHTNESS, level=Plus(delta=0.2)),
        p.SetJoin(kind=JoinKind.DISSOLVE),
        p.SetPulse(kind=PulseKind.PUNCH),
        p.SetAspect(width=9, height=16),
        p.Zoom(level=Exact(value=1.5)),
        o.AddTitle(text="Hello"),
        o.AddCaptions(lines=("one", "two")),
        o.AddOverlay(image=AssetId("logo")),
        SetClipSound(mode="duck"),
    ],
)
def test_an_edit_of_the_picture_moves_no_cut_and_is_undone_exactly(edit: Edit) -> None:
    editor = cut_editor()
    cut, draft = editor.cut, editor.draft
    editor.edit(edit)
    assert not editor.refusals
    assert editor.cut == cut
    assert editor.draft != draft
    editor.edit(UndoEdit(edit=edit.do))
    assert editor.draft == draft


def test_a_look_holds_for_the_frames_asked_and_for_no_other() -> None:
    editor = cut_editor()
    editor.edit(
        p.SetLook(look=LookName.BLACK_AND_WHITE, scope=OfTime(start=3.3, end=7.7))
    )
    for segment in video_of(editor):
        inside = 3300 <= segment.start < 7690
        assert (segment.effects.look is LookName.BLACK_AND_WHITE) == inside
    assert {3300, 7700} <= {s.start for s in video_of(editor)}
    assert len(shot_views(editor.draft)) == len(editor.cut.shots)


def test_divided_shots_show_the_same_frames() -> None:
    editor = cut_editor()
    whole = {s.id: s for s in video_of(editor)}
    editor.edit(p.SetBars(scope=OfTime(start=3.3, end=7.7)))
    for segment in video_of(editor):
        base = whole[segment.id.partition(".")[0]]
        still = segment.name.endswith(".jpg")
        passed = 0 if still else segment.start - base.start
        assert abs(segment.source_start - base.source_start - passed) <= 1


def test_a_narrower_scope_and_then_the_later_look_wins() -> None:
    editor = cut_editor()
    one = OfClips(assets=ids("c1"))
    editor.edit(p.SetLook(look=LookName.WARM))
    editor.edit(p.SetLook(look=LookName.SEPIA, scope=one))
    editor.edit(p.SetLook(look=LookName.COOL, scope=one))
    looks = {s.source: s.effects.look for s in video_of(editor)}
    assert looks[AssetId("c1")] is LookName.COOL
    assert looks[AssetId("c0")] is LookName.WARM
    editor.edit(p.SetLook(look=None))
    assert {s.effects.look for s in video_of(editor)} == {None}


def test_a_look_of_one_shot_stays_with_its_footage() -> None:
    editor = cut_editor()
    shot = editor.cut.shots[4]
    editor.edit(p.SetLook(look=LookName.SEPIA, scope=OfShots(numbers=(5,))))
    editor.edit(BanMoment(scope=OfShots(numbers=(1,))))
    (segment,) = [s for s in video_of(editor) if s.effects.look is LookName.SEPIA]
    assert segment.source == shot.clip
    assert segment.source_start == round(shot.source * 1000)


def test_a_bit_brighter_twice_adds_up_and_stops_at_the_limit() -> None:
    editor = cut_editor()
    brighter = p.Adjust(quality=Quality.BRIGHTNESS, level=Plus(delta=0.3))
    editor.edit(brighter)
    editor.edit(brighter)
    assert video_of(editor)[0].effects.adjust.brightness == pytest.approx(0.6)
    editor.edit(brighter)
    editor.edit(brighter)
    assert [refusal.reason for refusal in editor.refusals] == []
    editor.edit(brighter)
    assert editor.refusals[0].reason is Reason.AT_LIMIT


def test_pulses_stand_on_beats_and_only_where_asked() -> None:
    editor = cut_editor(length=60)
    editor.edit(
        p.SetPulse(
            kind=PulseKind.FLASH, on="downbeat", scope=OfSong(label=SongLabel.CHORUS)
        )
    )
    times = [
        (segment.start + pulse.ms) / 1000
        for segment in video_of(editor)
        for pulse in segment.effects.pulses
    ]
    chorus = next(s for s in editor.cut.music.sections if s.label == "chorus")
    expected = [d for d in editor.cut.music.downbeats if chorus.start <= d < chorus.end]
    assert times == pytest.approx(expected, abs=0.002)


def test_pulses_on_the_drop_fall_on_it() -> None:
    editor = cut_editor(length=60)
    editor.edit(p.SetPulse(kind=PulseKind.PUNCH, on="drop"))
    times = [s.start + q.ms for s in video_of(editor) for q in s.effects.pulses]
    assert times == [30_000]


@pytest.mark.parametrize("label", ["chorus", "verse"])
def test_pulses_at_the_start_fall_on_where_each_part_begins(label: str) -> None:
    editor = cut_editor(length=60)
    where = OfSong(label=SongLabel(label))
    editor.edit(p.SetPulse(kind=PulseKind.FLASH, on="start", scope=where))
    times = [s.start + q.ms for s in video_of(editor) for q in s.effects.pulses]
    starts = [s.start * 1000 for s in editor.cut.music.sections if s.label == label]
    assert starts
    assert times == pytest.approx(starts, abs=2)


def test_the_frame_the_rate_and_the_lines_are_as_asked() -> None:
    editor = cut_editor()
    editor.edit(p.SetAspect(width=9, height=16), SetResolution(lines=720))
    assert (editor.draft.meta["width"], editor.draft.meta["height"]) == (720, 1280)
    editor.edit(SetFrameRate(rate="24"))
    assert editor.draft.meta["fps"] == "24"
    editor.edit(SetResolution(lines=2160))
    assert editor.refusals[0].reason is Reason.BEYOND_SOURCES


def test_fit_turn_focus_and_zoom_reach_their_clips() -> None:
    editor = cut_editor()
    one = OfClips(assets=ids("c1"))
    editor.edit(
        p.SetFit(mode=p.FitMode.PAD, scope=one), p.Turn(degrees=90, scope=one),
        p.SetFocus(point=p.FocusPoint.LEFT, scope=one),
        p.Zoom(level=Exact(value=2), scope=one),
    )  # fmt: skip
    for segment in video_of(editor):
        effects = segment.effects
        own = segment.source == "c1"
        assert (effects.fit == "pad") == own
        assert effects.rotate == (90 if own else 0)
        assert (effects.focus[0] < 0.2) == own
        assert (effects.zoom[0] >= 2) == own


@pytest.mark.parametrize("away", [-0.07, -0.03, 0.03, 0.07])
def test_a_look_that_begins_next_to_a_cut_begins_with_the_shot(away: float) -> None:
    editor = cut_editor()
    first, end = (editor.cut.shots[n].first / 30 for n in (2, 4))
    scope = OfTime(start=first + away, end=end - away)
    editor.edit(p.SetLook(look=p.LookName.SEPIA, scope=scope))
    looks = [s.effects.look for s in video_of(editor)[:6]]
    sepia = p.LookName.SEPIA
    assert looks == [None, None, sepia, sepia, None, None]


def test_a_wide_clip_that_is_turned_upright_is_shown_whole() -> None:
    editor = cut_editor()
    editor.edit(p.Turn(degrees=90, scope=OfClips(assets=ids("c1"))))
    fits = {(s.source == "c1", s.effects.fit) for s in video_of(editor)}
    assert fits == {(True, "blur"), (False, "crop")}
    assert editor.draft.meta["width"] > editor.draft.meta["height"]


def test_a_video_that_is_turned_as_a_whole_has_the_shape_of_its_pictures() -> None:
    editor = cut_editor()
    wide = editor.draft.meta["width"], editor.draft.meta["height"]
    editor.edit(p.Turn(degrees=90))
    assert (editor.draft.meta["height"], editor.draft.meta["width"]) == wide
    editor.edit(p.Turn(degrees=180))
    assert (editor.draft.meta["width"], editor.draft.meta["height"]) == wide
    editor.edit(p.SetAspect(width=1, height=1), p.Turn(degrees=90))
    assert editor.draft.meta["width"] == editor.draft.meta["height"]


def test_photos_move_unless_they_are_to_stand_still() -> None:
    editor = Editor(material(photo("a"), photo("b"), songs=[song()]))
    editor.edit(Sync())
    assert all(s.effects.zoom[0] != s.effects.zoom[1] for s in video_of(editor))
    editor.edit(SetPhotoMotion(on=False))
    assert all(s.effects.zoom == (1, 1) for s in video_of(editor))


def test_the_picture_fades_in_and_out() -> None:
    editor = cut_editor()
    editor.edit(
        p.FadePicture(edge="in", seconds=0.8),
        p.FadePicture(edge="out", seconds=0.5, color="white"),
    )
    assert video_of(editor)[0].effects.picture_in == 0.8
    assert video_of(editor)[-1].effects.picture_out == 0.5
    assert video_of(editor)[-1].effects.fade_color == "white"


def test_colours_of_clips_come_together() -> None:
    base = material(clip("a", 20), clip("b", 20), songs=[song()])
    tints = {"a": (0.5, 0.4, 0.4), "b": (0.4, 0.4, 0.5)}
    tinted = {i: replace(f, colour=tints[i]) for i, f in base.footage.items()}
    editor = Editor(replace(base, footage=tinted))
    editor.edit(p.MatchColours())
    for segment in video_of(editor):
        red, _, blue = segment.effects.gains
        tint = tints[segment.source or ""]
        assert red * tint[0] == pytest.approx(0.45, abs=0.001)
        assert blue * tint[2] == pytest.approx(0.45, abs=0.001)


def test_a_fade_that_is_longer_than_its_shot_goes_on_in_the_next() -> None:
    editor = cut_editor()
    editor.edit(SetPace(every=2.0))
    editor.edit(p.FadePicture(edge="in", seconds=3.0))
    editor.edit(p.FadePicture(edge="out", seconds=2.5, color="white"))
    shots = video_of(editor)
    end = shots[-1].end
    for shot in shots:
        opens, closes = shot.start < 3000, shot.end > end - 2500
        assert shot.effects.picture_in == (3.0 if opens else 0.0)
        assert shot.effects.fade_gone == (shot.start / 1000 if opens else 0.0)
        assert shot.effects.picture_out == (2.5 if closes else 0.0)
        assert shot.effects.fade_left == ((end - shot.end) / 1000 if closes else 0.0)
    assert sum(shot.effects.picture_in > 0 for shot in shots) >= 3
