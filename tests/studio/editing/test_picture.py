"""Edits of the picture, of words and of what lies on top: none moves a cut."""

from dataclasses import replace

import pytest

from studio.model.captions import Cue
from studio.model.draft import Segment, TrackType
from studio.model.edits import overlay as o, picture as p
from studio.model.edits.control import UndoEdit
from studio.model.edits.footage import BanMoment, SetPhotoMotion
from studio.model.edits.music import SetClipSound, SetPace, Sync
from studio.model.edits.picture import JoinKind, LookName, PulseKind, Quality
from studio.model.edits.record import (
    AtSong,
    AtTime,
    Edit,
    Exact,
    OfClips,
    OfShots,
    OfSong,
    OfTime,
    Plus,
    SongLabel,
    Times,
)
from studio.model.edits.whole import SetFrameRate, SetLength, SetResolution
from studio.model.intent import Reason
from studio.model.media import Asset, AssetId, MediaKind
from studio.rules.project_view import shot_views
from tests.studio.editing.material import Editor, clip, ids, material, photo, song


def _editor(length: float = 20.0, count: int = 4) -> Editor:
    clips = [clip(f"c{n}", 20) for n in range(count)]
    editor = Editor(material(*clips, photo("logo"), songs=[song()]))
    editor.edit(SetLength(length=Exact(value=length)))
    return editor


def _video(editor: Editor) -> list[Segment]:
    return [
        s
        for s in editor.draft.segments(TrackType.VIDEO)
        if s.effects.overlay is None and s.source
    ]


def _texts(editor: Editor) -> list[Segment]:
    return editor.draft.segments(TrackType.TEXT)


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
def test_it_moves_no_cut_and_goes_without_a_trace(edit: Edit) -> None:
    editor = _editor()
    cut, draft = editor.cut, editor.draft
    editor.edit(edit)
    assert not editor.refusals
    assert editor.cut == cut
    assert editor.draft != draft
    editor.edit(UndoEdit(edit=edit.do))
    assert editor.draft == draft


def test_a_look_holds_for_the_frames_asked_and_for_no_other() -> None:
    editor = _editor()
    editor.edit(
        p.SetLook(look=LookName.BLACK_AND_WHITE, scope=OfTime(start=3.3, end=7.7))
    )
    for segment in _video(editor):
        inside = 3300 <= segment.start < 7690
        assert (segment.effects.look is LookName.BLACK_AND_WHITE) == inside
    assert {3300, 7700} <= {s.start for s in _video(editor)}
    assert len(shot_views(editor.draft)) == len(editor.cut.shots)


def test_divided_shots_show_the_same_frames() -> None:
    editor = _editor()
    whole = {s.id: s for s in _video(editor)}
    editor.edit(p.SetBars(scope=OfTime(start=3.3, end=7.7)))
    for segment in _video(editor):
        base = whole[segment.id.partition(".")[0]]
        still = segment.name.endswith(".jpg")
        passed = 0 if still else segment.start - base.start
        assert abs(segment.source_start - base.source_start - passed) <= 1


def test_narrower_looks_beat_wider_ones_and_later_ones_earlier_ones() -> None:
    editor = _editor()
    one = OfClips(assets=ids("c1"))
    editor.edit(p.SetLook(look=LookName.WARM))
    editor.edit(p.SetLook(look=LookName.SEPIA, scope=one))
    editor.edit(p.SetLook(look=LookName.COOL, scope=one))
    looks = {s.source: s.effects.look for s in _video(editor)}
    assert looks[AssetId("c1")] is LookName.COOL
    assert looks[AssetId("c0")] is LookName.WARM
    editor.edit(p.SetLook(look=None))
    assert {s.effects.look for s in _video(editor)} == {None}


def test_a_look_of_one_shot_stays_with_its_footage() -> None:
    editor = _editor()
    shot = editor.cut.shots[4]
    editor.edit(p.SetLook(look=LookName.SEPIA, scope=OfShots(numbers=(5,))))
    editor.edit(BanMoment(scope=OfShots(numbers=(1,))))
    (segment,) = [s for s in _video(editor) if s.effects.look is LookName.SEPIA]
    assert segment.source == shot.clip
    assert segment.source_start == round(shot.source * 1000)


def test_a_bit_brighter_twice_adds_up_and_stops_at_the_limit() -> None:
    editor = _editor()
    brighter = p.Adjust(quality=Quality.BRIGHTNESS, level=Plus(delta=0.3))
    editor.edit(brighter)
    editor.edit(brighter)
    assert _video(editor)[0].effects.adjust.brightness == pytest.approx(0.6)
    editor.edit(brighter)
    editor.edit(brighter)
    assert [refusal.reason for refusal in editor.refusals] == []
    editor.edit(brighter)
    assert editor.refusals[0].reason is Reason.BEYOND_LIMIT


def test_pulses_stand_on_beats_and_only_where_asked() -> None:
    editor = _editor(length=60)
    editor.edit(
        p.SetPulse(
            kind=PulseKind.FLASH, on="downbeat", scope=OfSong(label=SongLabel.CHORUS)
        )
    )
    times = [
        (segment.start + pulse.ms) / 1000
        for segment in _video(editor)
        for pulse in segment.effects.pulses
    ]
    chorus = next(s for s in editor.cut.music.sections if s.label == "chorus")
    expected = [d for d in editor.cut.music.downbeats if chorus.start <= d < chorus.end]
    assert times == pytest.approx(expected, abs=0.002)


def test_pulses_on_the_drop_fall_on_it() -> None:
    editor = _editor(length=60)
    editor.edit(p.SetPulse(kind=PulseKind.PUNCH, on="drop"))
    times = [s.start + q.ms for s in _video(editor) for q in s.effects.pulses]
    assert times == [30_000]


def test_a_dissolve_never_shows_footage_that_is_not_there() -> None:
    editor = Editor(material(clip("a", 6), clip("b", 6), songs=[song()]))
    editor.edit(SetLength(length=Exact(value=10)))
    editor.edit(p.SetJoin(kind=JoinKind.DISSOLVE, seconds=1.0))
    segments = _video(editor)
    for one, two in zip(segments, segments[1:], strict=False):
        if two.effects.join is None:
            continue
        half = two.effects.join.ms / 2
        assert one.source_start + one.duration + half <= 6000 + 1
        assert two.source_start - half >= -1


def test_joins_at_sections_stand_there_only() -> None:
    parts = [(0.0, 0.3, "intro"), (16.0, 0.5, "verse"), (32.0, 0.9, "chorus")]
    tune = song(parts=parts)
    editor = Editor(material(clip("a", 40), clip("b", 40), songs=[tune]))
    editor.edit(SetLength(length=Exact(value=60)))
    editor.edit(p.SetJoin(kind=JoinKind.FLASH, where="sections"))
    joined = [s.start for s in _video(editor) if s.effects.join]
    assert joined == [16_000, 32_000]


def test_one_join_is_changed_and_keeps_its_shot() -> None:
    editor = _editor()
    editor.edit(p.SetJoin(kind=JoinKind.SLIDE))
    editor.edit(p.SetJoin(kind=JoinKind.WHIP, join=2))
    kinds = [s.effects.join.kind if s.effects.join else None for s in _video(editor)]
    assert kinds[2] is JoinKind.WHIP
    assert JoinKind.WHIP not in kinds[3:]
    editor.edit(p.SetJoin(kind=JoinKind.CUT))
    assert not any(s.effects.join for s in _video(editor))


def test_a_join_that_is_not_there_is_refused() -> None:
    editor = _editor()
    editor.edit(p.SetJoin(kind=JoinKind.WHIP, join=99))
    assert editor.refusals[0].reason is Reason.NO_SUCH_SHOT
    assert editor.refusals[0].facts["have"] == len(editor.cut.shots) - 1


def test_a_join_that_needs_more_footage_than_there_is_is_refused() -> None:
    editor = Editor(material(clip("a", 4.0), clip("b", 4.0), songs=[song()]))
    editor.edit(SetLength(rule="footage"))
    editor.edit(p.SetJoin(kind=JoinKind.DISSOLVE, join=1, seconds=2.0))
    assert editor.refusals[0].reason is Reason.NOT_ENOUGH_FOOTAGE
    assert editor.refusals[0].facts["asked"] == 2.0


def test_a_join_has_a_musical_length() -> None:
    editor = _editor(length=40)
    editor.edit(p.SetJoin(kind=JoinKind.DIP_BLACK, beats=1))
    lengths = {s.effects.join.ms for s in _video(editor) if s.effects.join}
    assert max(lengths) == 500


def test_the_frame_the_rate_and_the_lines_are_as_asked() -> None:
    editor = _editor()
    editor.edit(p.SetAspect(width=9, height=16), SetResolution(lines=720))
    assert (editor.draft.meta["width"], editor.draft.meta["height"]) == (720, 1280)
    editor.edit(SetFrameRate(rate="24"))
    assert editor.draft.meta["fps"] == "24"
    editor.edit(SetResolution(lines=2160))
    assert editor.refusals[0].reason is Reason.BEYOND_LIMIT


def test_fit_turn_focus_and_zoom_reach_their_clips() -> None:
    editor = _editor()
    one = OfClips(assets=ids("c1"))
    editor.edit(
        p.SetFit(mode=p.FitMode.PAD, scope=one), p.Turn(degrees=90, scope=one),
        p.SetFocus(point=p.FocusPoint.LEFT, scope=one),
        p.Zoom(level=Exact(value=2), scope=one),
    )  # fmt: skip
    for segment in _video(editor):
        effects = segment.effects
        own = segment.source == "c1"
        assert (effects.fit == "pad") == own
        assert effects.rotate == (90 if own else 0)
        assert (effects.focus[0] < 0.2) == own
        assert (effects.zoom[0] >= 2) == own


def test_photos_move_unless_they_are_to_stand_still() -> None:
    editor = Editor(material(photo("a"), photo("b"), songs=[song()]))
    editor.edit(Sync())
    assert all(s.effects.zoom[0] != s.effects.zoom[1] for s in _video(editor))
    editor.edit(SetPhotoMotion(on=False))
    assert all(s.effects.zoom == (1, 1) for s in _video(editor))


def test_the_picture_fades_in_and_out() -> None:
    editor = _editor()
    editor.edit(
        p.FadePicture(edge="in", seconds=0.8),
        p.FadePicture(edge="out", seconds=0.5, color="white"),
    )
    assert _video(editor)[0].effects.picture_in == 0.8
    assert _video(editor)[-1].effects.picture_out == 0.5
    assert _video(editor)[-1].effects.fade_color == "white"


def test_colours_of_clips_come_together() -> None:
    base = material(clip("a", 20), clip("b", 20), songs=[song()])
    tints = {"a": (0.5, 0.4, 0.4), "b": (0.4, 0.4, 0.5)}
    seen = {i: replace(f, colour=tints[i]) for i, f in base.footage.items()}
    editor = Editor(replace(base, footage=seen))
    editor.edit(p.MatchColours())
    for segment in _video(editor):
        red, _, blue = segment.effects.gains
        tint = tints[segment.source or ""]
        assert red * tint[0] == pytest.approx(0.45, abs=0.001)
        assert blue * tint[2] == pytest.approx(0.45, abs=0.001)


def test_a_title_stands_when_and_where_it_is_told_to() -> None:
    editor = _editor(length=60)
    editor.edit(
        o.AddTitle(
            text="Drop!", start=AtSong(label=SongLabel.CHORUS), seconds=2.0,
            position=o.Position.BOTTOM_LEFT, color="#ff0000", size=Times(factor=1.5),
        )
    )  # fmt: skip
    (title,) = _texts(editor)
    assert (title.start, title.duration) == (30_000, 2000)
    assert title.style.position is o.Position.BOTTOM_LEFT
    assert title.style.color == "#ff0000"
    assert title.style.size == pytest.approx(0.12)


def test_a_title_is_moved_made_bigger_and_taken_off() -> None:
    editor = _editor()
    editor.edit(o.AddTitle(text="One"), o.AddTitle(text="Two", start=AtTime(seconds=5)))
    editor.edit(
        o.ChangeTitle(which="two", position=o.Position.TOP, size=Times(factor=1.5))
    )
    editor.edit(o.ChangeTitle(which="#2", size=Times(factor=2)))
    one, two = _texts(editor)
    assert one.style.position is o.Position.CENTER
    assert two.style.position is o.Position.TOP
    assert two.style.size == pytest.approx(0.24)
    editor.edit(o.RemoveTitle(which="one"))
    assert [s.text for s in _texts(editor)] == ["Two"]
    editor.edit(o.RemoveTitle(which="three"))
    assert editor.refusals[0].reason is Reason.NO_SUCH_TITLE


def test_a_title_beyond_the_end_is_refused_with_the_length() -> None:
    editor = _editor()
    editor.edit(o.AddTitle(text="Late", start=AtTime(seconds=99)))
    assert editor.refusals[0].reason is Reason.BEYOND_END
    assert editor.refusals[0].facts == {"asked": 99.0, "limit": 20.0}


def test_titles_at_the_same_time_stand_on_two_tracks() -> None:
    editor = _editor()
    editor.edit(o.AddTitle(text="One"), o.AddTitle(text="Two", position=o.Position.TOP))
    assert len([t for t in editor.draft.tracks if t.type is TrackType.TEXT]) == 2


def _captioned(name: str, cues: tuple[Cue, ...]) -> Editor:
    base = material(clip("a", 40), songs=[song()])
    file = Asset(AssetId("subs"), name, MediaKind.CAPTIONS, "/subs", 1, 0.0)
    editor = Editor(
        replace(base, assets=(*base.assets, file), captions={file.id: cues})
    )
    editor.edit(SetLength(length=Exact(value=20)))
    return editor


def test_captions_of_a_file_keep_their_times_and_overlaps_end() -> None:
    cues = (Cue(1, 3, "one"), Cue(2.5, 4, "two"), Cue(30, 32, "late"))
    editor = _captioned("subs.srt", cues)
    editor.edit(o.AddCaptions(source=AssetId("subs"), timing=o.CaptionTiming.FILE))
    assert [(s.text, s.start, s.end) for s in _texts(editor)] == [
        ("one", 1000, 3000), ("two", 3000, 4000),
    ]  # fmt: skip
    editor.edit(o.ChangeCaptions(shift=0.5, position=o.Position.TOP))
    assert _texts(editor)[0].start == 1500
    assert _texts(editor)[0].style.position is o.Position.TOP


def test_lyrics_follow_the_song_and_not_the_video() -> None:
    editor = _captioned("song.lrc", (Cue(0, 2, "early"), Cue(35, 37, "chorus")))
    editor.edit(o.AddCaptions(source=AssetId("subs"), timing=o.CaptionTiming.FILE))
    start = editor.cut.music.pieces[0].source
    assert [(s.text, s.start) for s in _texts(editor)] == [
        ("chorus", round((35 - start) * 1000))
    ]


def test_pasted_lines_stand_on_beats_or_are_spread() -> None:
    editor = _editor()
    lines = ("one", "two", "three", "four")
    editor.edit(o.AddCaptions(lines=lines, timing=o.CaptionTiming.BEATS))
    beats = [round(beat * 1000) for beat in editor.cut.music.beats]
    assert all(segment.start in beats for segment in _texts(editor))
    editor.edit(o.AddCaptions(lines=lines))
    assert [s.text for s in _texts(editor)] == list(lines)
    assert _texts(editor)[-1].end == 20_000


def test_an_overlay_lies_above_the_picture_inside_the_frame() -> None:
    editor = _editor()
    editor.edit(
        o.AddOverlay(
            image=AssetId("logo"), position=o.Position.TOP_LEFT, size=0.2, opacity=0.5
        )
    )
    segment = next(
        s for s in editor.draft.segments(TrackType.VIDEO) if s.effects.overlay
    )
    x, y, width, opacity = segment.effects.overlay or (0, 0, 0, 0)
    assert width == 0.2
    assert opacity == 0.5
    assert 0.1 <= x < 0.2
    assert y < 0.3
    editor.edit(o.ChangeOverlay(size=Times(factor=2)))
    editor.edit(o.RemoveOverlay())
    assert not any(s.effects.overlay for s in editor.draft.segments(TrackType.VIDEO))


def test_an_intro_card_moves_everything_behind_it() -> None:
    editor = _editor()
    cut = editor.cut
    editor.edit(o.AddTitle(text="Title", start=AtTime(seconds=4)))
    editor.edit(o.AddCard(where="intro", text="Hi", seconds=2.0))
    assert editor.cut == cut
    assert editor.seconds == pytest.approx(22, abs=0.05)
    assert shot_views(editor.draft)[0].start == 2.0
    title = next(s for s in _texts(editor) if s.text == "Title")
    assert title.start == 6000
    editor.edit(p.SetLook(look=LookName.SEPIA, scope=OfTime(start=2.0, end=4.0)))
    sepia = [s for s in _video(editor) if s.effects.look]
    assert (sepia[0].start, sepia[-1].end) == (2000, 4000)
    editor.edit(o.AddCard(where="intro"))
    assert editor.seconds == pytest.approx(20, abs=0.05)


def test_a_fade_that_is_longer_than_its_shot_goes_on_in_the_next() -> None:
    editor = _editor()
    editor.edit(SetPace(every=2.0))
    editor.edit(p.FadePicture(edge="in", seconds=3.0))
    editor.edit(p.FadePicture(edge="out", seconds=2.5, color="white"))
    shots = _video(editor)
    end = shots[-1].end
    for shot in shots:
        opens, closes = shot.start < 3000, shot.end > end - 2500
        assert shot.effects.picture_in == (3.0 if opens else 0.0)
        assert shot.effects.fade_gone == (shot.start / 1000 if opens else 0.0)
        assert shot.effects.picture_out == (2.5 if closes else 0.0)
        assert shot.effects.fade_left == ((end - shot.end) / 1000 if closes else 0.0)
    assert sum(shot.effects.picture_in > 0 for shot in shots) >= 3
