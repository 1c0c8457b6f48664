"""Edits of the music and of how the cut follows it."""

from itertools import pairwise

import pytest

from studio.model.draft import TrackType
from studio.model.edits import music as m
from studio.model.edits.control import UndoEdit
from studio.model.edits.music import BeatUnit, PaceCurve, SetPace, Sync
from studio.model.edits.record import (
    AtSong,
    AtTime,
    Exact,
    OfSong,
    OfTime,
    Plus,
    SongLabel,
    Times,
)
from studio.model.edits.whole import SetLength
from studio.model.intent import Reason
from tests.studio.editing.material import Editor, clip, material, song


def _editor(seconds: float = 60.0, bpm: float = 120.0, clips: int = 4) -> Editor:
    sources = [clip(f"c{n}", 20) for n in range(clips)]
    return Editor(material(*sources, songs=[song(seconds=seconds, bpm=bpm)]))


def _starts(editor: Editor) -> list[float]:
    cut = editor.cut
    return [float(shot.first / cut.rate) for shot in cut.shots]


def test_every_cut_stands_on_a_beat() -> None:
    editor = _editor(bpm=113)
    editor.edit(Sync())
    beats = editor.cut.music.beats
    for start in _starts(editor)[1:]:
        assert min(abs(start - beat) for beat in beats) < 0.02


@pytest.mark.parametrize(
    ("every", "unit", "seconds"),
    [
        (1, BeatUnit.BEAT, 0.5), (2, BeatUnit.BEAT, 1.0), (4, BeatUnit.BEAT, 2.0),
        (1, BeatUnit.BAR, 2.0), (2, BeatUnit.BAR, 4.0), (3, BeatUnit.SECOND, 3.0),
    ],
)  # fmt: skip
def test_shots_change_as_often_as_asked(
    every: float, unit: BeatUnit, seconds: float
) -> None:
    editor = _editor()
    editor.edit(SetPace(every=every, unit=unit), SetLength(length=Exact(value=24)))
    for one, two in pairwise(_starts(editor)):
        assert two - one == pytest.approx(seconds, abs=0.04)


def test_a_cut_at_each_section() -> None:
    editor = _editor()
    editor.edit(
        SetPace(every=1, unit=BeatUnit.SECTION), SetLength(length=Exact(value=60))
    )
    found = [shot for shot in editor.cut.shots if not shot.continues]
    assert [float(s.first / editor.cut.rate) for s in found][:2] == [0.0, 15.0]


@pytest.mark.parametrize("factor", [1.15, 1.3, 1.5, 2.0])
def test_faster_makes_more_cuts_and_calmer_fewer(factor: float) -> None:
    editor = _editor()
    counts = [len(editor.edit(SetLength(length=Exact(value=30))).shots)]
    counts.append(len(editor.edit(SetPace(rate=Times(factor=factor))).shots))
    counts.append(len(editor.edit(SetPace(rate=Times(factor=1 / factor**2))).shots))
    assert counts[2] < counts[0] < counts[1]


def test_faster_halves_the_distance_that_was_asked_for() -> None:
    editor = _editor()
    editor.edit(SetPace(every=4), SetLength(length=Exact(value=20)))
    editor.edit(SetPace(rate=Times(factor=2)))
    assert _starts(editor)[1] == pytest.approx(1.0, abs=0.04)


def test_a_build_up_grows_denser() -> None:
    even = song(parts=[(0.0, 0.6, "verse")])
    editor = Editor(material(*[clip(f"c{n}", 20) for n in range(4)], songs=[even]))
    editor.edit(SetPace(curve=PaceCurve.BUILD_UP), SetLength(length=Exact(value=40)))
    starts = _starts(editor)
    assert sum(t >= 20 for t in starts) > 1.5 * sum(t < 20 for t in starts)


def test_a_pace_of_one_section_leaves_the_others_alone() -> None:
    editor = _editor()
    editor.edit(SetLength(length=Exact(value=60)))
    before = _starts(editor)
    editor.edit(SetPace(every=1, scope=OfSong(label=SongLabel.CHORUS)))
    after = _starts(editor)
    outside = [t for t in before if not 29.9 <= t < 45]
    assert [t for t in after if not 29.9 <= t < 45] == outside
    inside = [t for t in after if 30 <= t < 44.9]
    assert len(inside) == 30


def test_bars_move_by_beats_and_shifts_add_up() -> None:
    editor = _editor()
    editor.edit(SetPace(every=1, unit=BeatUnit.BAR))
    first = editor.cut.music.downbeats[0]
    editor.edit(m.ShiftBar(beats=1))
    editor.edit(m.ShiftBar(beats=1))
    assert editor.cut.music.downbeats[0] == pytest.approx(first + 1.0)
    editor.edit(m.ShiftBar(beats=-2))
    assert editor.cut.music.downbeats[0] == pytest.approx(first)


def test_a_named_beat_moves_all_beats_and_a_named_downbeat_the_bars() -> None:
    editor = _editor()
    editor.edit(SetLength(length=Exact(value=20)))
    before = editor.cut.music
    named = before.beats[9] + 0.12
    editor.edit(m.ShiftBar(moment=AtTime(seconds=named)))
    assert editor.cut.music.beats[9] == pytest.approx(named, abs=0.002)
    assert editor.cut.music.beats[3] == pytest.approx(before.beats[3] + 0.12, abs=0.002)
    opens = editor.cut.music.beats[6]
    assert opens not in editor.cut.music.downbeats
    editor.edit(m.ShiftBar(moment=AtTime(seconds=opens), bar=True))
    assert opens in editor.cut.music.downbeats


def test_a_beat_cannot_be_named_without_music() -> None:
    editor = Editor(material(clip("a", 30)))
    editor.edit(m.ShiftBar(moment=AtTime(seconds=5)))
    assert editor.refusals[0].reason is Reason.NO_MUSIC


def test_half_time_counts_every_other_beat() -> None:
    editor = _editor()
    editor.edit(Sync())
    count = len(editor.cut.music.beats)
    editor.edit(m.SetTempo(factor=0.5))
    assert len(editor.cut.music.beats) == pytest.approx(count / 2, abs=1)


def test_a_tapped_moment_is_a_cut() -> None:
    editor = _editor()
    editor.edit(SetLength(length=Exact(value=20)))
    editor.edit(m.CutAt(moment=AtTime(seconds=7.3)))
    assert any(abs(start - 7.3) < 0.02 for start in _starts(editor))


def test_the_video_starts_at_the_chorus_and_keeps_the_length_asked() -> None:
    parts = [(0.0, 0.5, "verse"), (10.0, 0.9, "chorus"), (28.0, 0.95, "chorus")]
    tune = song(seconds=30, parts=parts)
    editor = Editor(material(clip("a", 40), songs=[tune]))
    editor.edit(m.TrimMusic(start=SongLabel.CHORUS), SetLength(length=Exact(value=15)))
    assert editor.seconds == pytest.approx(15, abs=0.05)
    assert editor.cut.music.pieces[0].source == pytest.approx(10)


def test_a_label_that_comes_too_late_leaves_the_length_asked() -> None:
    parts = [(0.0, 0.5, "verse"), (24.0, 0.9, "chorus")]
    editor = Editor(material(clip("a", 40), songs=[song(seconds=30, parts=parts)]))
    editor.edit(m.TrimMusic(start=SongLabel.CHORUS), SetLength(length=Exact(value=15)))
    assert editor.seconds == pytest.approx(15, abs=0.05)
    assert editor.cut.music.pieces[0].source == pytest.approx(14)


def test_only_the_chorus_plays() -> None:
    editor = _editor()
    editor.edit(m.TrimMusic(only=SongLabel.CHORUS))
    piece = editor.cut.music.pieces[0]
    assert (piece.source, piece.seconds) == pytest.approx((30, 15))


def test_the_song_starts_where_it_is_told_to() -> None:
    editor = _editor()
    editor.edit(m.TrimMusic(start=12.34), SetLength(length=Exact(value=10)))
    assert editor.draft.segments(TrackType.AUDIO)[0].source_start == 12340


def test_taking_the_start_back_finds_the_best_start_again() -> None:
    editor = _editor()
    editor.edit(SetLength(length=Exact(value=20)))
    start = editor.cut.music.pieces[0].source
    editor.edit(m.TrimMusic(start=3.0))
    editor.edit(SetLength(length=Exact(value=15)))
    assert editor.cut.music.pieces[0].source == 3.0
    editor.edit(UndoEdit(edit="trim_music"), SetLength(length=Exact(value=20)))
    assert editor.cut.music.pieces[0].source == start


def test_a_start_beyond_the_song_is_refused_and_the_rest_is_done() -> None:
    editor = _editor()
    editor.edit(m.TrimMusic(start=99.0), SetLength(length=Exact(value=10)))
    assert [r.reason for r in editor.refusals] == [Reason.BEYOND_END]
    assert editor.refusals[0].facts["limit"] == 60
    assert editor.seconds == pytest.approx(10, abs=0.05)


def test_the_video_ends_where_the_song_ends() -> None:
    editor = _editor()
    editor.edit(m.EndWithMusic(), SetLength(length=Exact(value=20)))
    piece = editor.cut.music.pieces[-1]
    assert piece.source + piece.seconds == pytest.approx(60, abs=0.01)
    assert editor.draft.segments(TrackType.AUDIO)[0].effects.fade_out == 0


def test_a_short_song_starts_again_from_a_bar_or_ends_the_video() -> None:
    editor = _editor(seconds=20)
    editor.edit(SetLength(length=Exact(value=50)))
    assert editor.seconds == pytest.approx(50, abs=0.05)
    assert len(editor.draft.segments(TrackType.AUDIO)) >= 3
    editor.edit(m.LoopMusic(on=False))
    assert editor.seconds == pytest.approx(20, abs=0.05)


def test_two_songs_join_on_a_downbeat_of_both_with_a_crossfade() -> None:
    slow, fast = song("slow", 40, 100), song("fast", 40, 128)
    editor = Editor(material(clip("a", 60), clip("b", 60), songs=[slow, fast]))
    editor.edit(
        m.UseMusic(songs=(slow[0].id, fast[0].id), crossfade=1.0),
        SetLength(length=Exact(value=40)),
    )
    one, two = editor.cut.music.pieces
    join = one.end - one.fade_out / 2
    assert editor.seconds == pytest.approx(40, abs=0.1)
    assert one.fade_out == two.fade_in == 1.0
    inside = one.source + join - one.at
    assert min(abs(inside - d) for d in slow[1].downbeats) < 0.001
    inside = two.source + join - two.at
    assert min(abs(inside - d) for d in fast[1].downbeats) < 0.001
    assert any(abs(d - join) < 0.001 for d in editor.cut.music.downbeats)
    assert len([t for t in editor.draft.tracks if t.type is TrackType.AUDIO]) == 2


def test_without_music_the_clips_are_heard() -> None:
    editor = _editor()
    editor.edit(m.RemoveMusic())
    assert not editor.draft.segments(TrackType.AUDIO)
    assert {s.volume for s in editor.draft.segments(TrackType.VIDEO)} == {1.0}


def test_a_silent_song_is_no_music() -> None:
    silent = song(parts=[(0.0, 0.0, "silence")])
    editor = Editor(material(clip("a", 20), songs=[silent]))
    editor.edit(Sync())
    assert not editor.draft.segments(TrackType.AUDIO)
    assert editor.draft.segments(TrackType.VIDEO)[0].volume > 0


def test_relative_volume_starts_from_what_stands() -> None:
    editor = _editor()
    editor.edit(m.SetVolume(level=Exact(value=0.3)))
    editor.edit(m.SetVolume(level=Times(factor=0.5)))
    assert editor.draft.segments(TrackType.AUDIO)[0].volume == pytest.approx(0.15)
    editor.edit(m.SetVolume(level=Plus(delta=0.1)))
    assert editor.draft.segments(TrackType.AUDIO)[0].volume == pytest.approx(0.25)


def test_the_volume_changes_over_a_stretch_only() -> None:
    editor = _editor()
    editor.edit(SetLength(length=Exact(value=20)))
    editor.edit(m.SetVolume(level=Exact(value=0.5), scope=OfTime(start=5.0, end=10.0)))
    music = editor.draft.segments(TrackType.AUDIO)[0]
    assert music.volume == 1.0
    gains = {point.ms: point.gain for point in music.effects.volume}
    assert gains[5000] == 1.0
    assert gains[10000] == 0.5


def test_music_is_lowered_under_clips_that_duck() -> None:
    editor = _editor()
    editor.edit(m.SetClipSound(mode="duck"))
    assert all(s.effects.bed for s in editor.draft.segments(TrackType.AUDIO))
    assert all(s.effects.duck for s in editor.draft.segments(TrackType.VIDEO))


def test_fades_of_the_music_have_the_seconds_asked() -> None:
    editor = _editor()
    editor.edit(
        m.FadeSound(edge="in", seconds=3.0), m.FadeSound(edge="out", seconds=4.0)
    )
    effects = editor.draft.segments(TrackType.AUDIO)[0].effects
    assert (effects.fade_in, effects.fade_out) == (3.0, 4.0)


def test_no_cut_falls_into_speech() -> None:
    talk = [(2.0, 5.5), (8.0, 11.0)]
    editor = Editor(material(clip("talk", 20, speech=talk), songs=[song()]))
    editor.edit(m.KeepSpeech(), SetLength(length=Exact(value=12)))
    cut = editor.cut
    for shot in cut.shots[:-1]:
        end = shot.source + shot.source_seconds(cut.rate)
        assert not any(low + 0.15 < end < high - 0.15 for low, high in talk)


def test_pauses_are_left_out() -> None:
    talk = [(2.0, 6.0), (9.0, 14.0)]
    editor = Editor(material(clip("talk", 20, speech=talk), songs=[song()]))
    editor.edit(m.RemovePauses())
    for shot in editor.cut.shots:
        end = shot.source + shot.source_seconds(editor.cut.rate)
        assert any(
            low - 0.01 <= shot.source and end <= high + 0.01 for low, high in talk
        )


def test_without_speech_that_is_said() -> None:
    editor = _editor()
    editor.edit(m.KeepSpeech())
    assert editor.refusals[0].reason is Reason.NO_SPEECH


def test_a_place_that_the_song_does_not_have_is_refused() -> None:
    flat = song(parts=[(0.0, 0.5, "verse")])
    editor = Editor(material(clip("a", 20), songs=[flat]))
    editor.edit(m.CutAt(moment=AtSong(label=SongLabel.CHORUS)))
    assert editor.refusals[0].reason is Reason.NO_SUCH_PLACE
    assert editor.refusals[0].facts["have"] == "verse"
