"""Edits of how the cut follows the music: beats, bars, pace."""

from itertools import pairwise

import pytest

from studio.model.edits import music as m
from studio.model.edits.footage import SetShotLength
from studio.model.edits.music import BeatUnit, PaceCurve, SetPace, Sync
from studio.model.edits.record import (
    AtTime,
    Exact,
    OfSong,
    SongLabel,
    Times,
)
from studio.model.edits.whole import SetLength
from studio.model.intent import Reason
from tests.studio.editing.material import Editor, clip, material, song
from tests.studio.editing.music.music_editor import music_editor, shot_starts


def test_every_cut_stands_on_a_beat() -> None:
    editor = music_editor(bpm=113)
    editor.edit(Sync())
    beats = editor.cut.music.beats
    for start in shot_starts(editor)[1:]:
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
    editor = music_editor()
    editor.edit(SetPace(every=every, unit=unit), SetLength(length=Exact(value=24)))
    for one, two in pairwise(shot_starts(editor)):
        assert two - one == pytest.approx(seconds, abs=0.04)


@pytest.mark.parametrize("unit", [BeatUnit.BEAT, BeatUnit.SECOND])
def test_what_is_left_at_the_end_is_no_flash(unit: BeatUnit) -> None:
    editor = music_editor()
    editor.edit(SetPace(every=4, unit=unit), SetLength(length=Exact(value=12.2)))
    assert editor.seconds == pytest.approx(12.2, abs=0.05)
    shots = editor.cut.shots
    assert shots[-1].frames == max(shot.frames for shot in shots)
    editor.edit(SetPace(every=0.5), SetLength(length=Exact(value=12.2)))
    assert editor.cut.shots[-1].frames / editor.cut.rate >= 0.12


def test_a_cut_at_each_section() -> None:
    editor = music_editor()
    editor.edit(
        SetPace(every=1, unit=BeatUnit.SECTION), SetLength(length=Exact(value=60))
    )
    shots = [shot for shot in editor.cut.shots if not shot.continues]
    assert [float(s.first / editor.cut.rate) for s in shots][:2] == [0.0, 15.0]


@pytest.mark.parametrize("factor", [1.15, 1.3, 1.5, 2.0])
def test_faster_makes_more_cuts_and_calmer_fewer(factor: float) -> None:
    editor = music_editor()
    counts = [len(editor.edit(SetLength(length=Exact(value=30))).shots)]
    counts.append(len(editor.edit(SetPace(rate=Times(factor=factor))).shots))
    counts.append(len(editor.edit(SetPace(rate=Times(factor=1 / factor**2))).shots))
    assert counts[2] < counts[0] < counts[1]


def test_faster_halves_the_distance_that_was_asked_for() -> None:
    editor = music_editor()
    editor.edit(SetPace(every=4), SetLength(length=Exact(value=20)))
    editor.edit(SetPace(rate=Times(factor=2)))
    assert shot_starts(editor)[1] == pytest.approx(1.0, abs=0.04)


@pytest.mark.parametrize(
    "pace", [SetPace(every=4), SetPace(rate=Times(factor=0.5))], ids=["every", "rate"]
)
@pytest.mark.parametrize("length", [SetShotLength(seconds=1.0), SetShotLength(beats=2)])
def test_a_pace_follows_the_length_that_every_shot_had(
    length: SetShotLength, pace: SetPace
) -> None:
    editor = music_editor()
    editor.edit(SetLength(length=Exact(value=20)), length)
    assert {shot.frames for shot in editor.cut.shots} == {30}
    editor.edit(pace)
    assert {shot.frames for shot in editor.cut.shots} == {60}
    editor.edit(length)
    assert {shot.frames for shot in editor.cut.shots} == {30}


def test_one_part_of_the_song_has_a_pace_of_its_own_among_even_shots() -> None:
    editor = music_editor()
    editor.edit(SetLength(length=Exact(value=60)), SetShotLength(seconds=2.0))
    chorus = OfSong(label=SongLabel.CHORUS)
    editor.edit(SetPace(every=1, scope=chorus))
    part = next(s for s in editor.cut.music.sections if s.label == "chorus")
    inside = [s for s in editor.cut.shots if part.start <= s.first / 30 < part.end]
    assert {shot.frames for shot in inside[1:-1]} == {15}
    assert max(shot.frames for shot in editor.cut.shots) == 60


def test_a_build_up_grows_denser() -> None:
    even = song(parts=[(0.0, 0.6, "verse")])
    editor = Editor(material(*[clip(f"c{n}", 20) for n in range(4)], songs=[even]))
    editor.edit(SetPace(curve=PaceCurve.BUILD_UP), SetLength(length=Exact(value=40)))
    starts = shot_starts(editor)
    assert sum(t >= 20 for t in starts) > 1.5 * sum(t < 20 for t in starts)


def test_a_pace_of_one_section_leaves_the_others_alone() -> None:
    editor = music_editor()
    editor.edit(SetLength(length=Exact(value=60)))
    before = shot_starts(editor)
    editor.edit(SetPace(every=1, scope=OfSong(label=SongLabel.CHORUS)))
    after = shot_starts(editor)
    outside = [t for t in before if not 29.9 <= t < 45]
    assert [t for t in after if not 29.9 <= t < 45] == outside
    inside = [t for t in after if 30 <= t < 44.9]
    assert len(inside) == 30


def test_bars_move_by_beats_and_shifts_add_up() -> None:
    editor = music_editor()
    editor.edit(SetPace(every=1, unit=BeatUnit.BAR))
    first = editor.cut.music.downbeats[0]
    editor.edit(m.ShiftBar(beats=1))
    editor.edit(m.ShiftBar(beats=1))
    assert editor.cut.music.downbeats[0] == pytest.approx(first + 1.0)
    editor.edit(m.ShiftBar(beats=-2))
    assert editor.cut.music.downbeats[0] == pytest.approx(first)


def test_a_named_beat_moves_all_beats_and_a_named_downbeat_the_bars() -> None:
    editor = music_editor()
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
    editor = music_editor()
    editor.edit(Sync())
    count = len(editor.cut.music.beats)
    editor.edit(m.SetTempo(factor=0.5))
    assert len(editor.cut.music.beats) == pytest.approx(count / 2, abs=1)


def test_a_tapped_moment_is_a_cut() -> None:
    editor = music_editor()
    editor.edit(SetLength(length=Exact(value=20)))
    editor.edit(m.CutAt(moment=AtTime(seconds=7.3)))
    assert any(abs(start - 7.3) < 0.02 for start in shot_starts(editor))
