"""Edits of the music: which song and which part of it plays, and until when."""

import pytest

from studio.model.draft import TrackType
from studio.model.edits import music as m
from studio.model.edits.control import UndoEdit
from studio.model.edits.record import (
    AtSong,
    Exact,
    OfSong,
    SongLabel,
)
from studio.model.edits.whole import SetLength
from studio.model.intent import Reason
from tests.studio.editing.material import Editor, Parts, clip, material, song
from tests.studio.editing.music.music_editor import music_editor


def test_the_video_starts_at_the_chorus_and_keeps_the_length_asked() -> None:
    parts: Parts = [(0.0, 0.5, "verse"), (10.0, 0.9, "chorus"), (28.0, 0.95, "chorus")]
    tune = song(seconds=30, parts=parts)
    editor = Editor(material(clip("a", 40), songs=[tune]))
    editor.edit(m.TrimMusic(start=SongLabel.CHORUS), SetLength(length=Exact(value=15)))
    assert editor.seconds == pytest.approx(15, abs=0.05)
    assert editor.cut.music.pieces[0].source == pytest.approx(10)


def test_a_label_that_comes_too_late_leaves_the_length_asked() -> None:
    parts: Parts = [(0.0, 0.5, "verse"), (24.0, 0.9, "chorus")]
    editor = Editor(material(clip("a", 40), songs=[song(seconds=30, parts=parts)]))
    editor.edit(m.TrimMusic(start=SongLabel.CHORUS), SetLength(length=Exact(value=15)))
    assert editor.seconds == pytest.approx(15, abs=0.05)
    assert editor.cut.music.pieces[0].source == pytest.approx(14)


def test_only_the_chorus_plays() -> None:
    editor = music_editor()
    editor.edit(m.TrimMusic(only=SongLabel.CHORUS))
    piece = editor.cut.music.pieces[0]
    assert (piece.source, piece.seconds) == pytest.approx((30, 15))


@pytest.mark.parametrize("music_first", [True, False])
def test_a_part_that_the_same_request_brings_in_may_be_named(
    music_first: bool,
) -> None:
    parts: Parts = [(0.0, 0.9, "verse"), (20.0, 0.4, "verse"), (40.0, 0.9, "chorus")]
    editor = Editor(material(clip("a", 40), songs=[song(seconds=60, parts=parts)]))
    editor.edit(m.TrimMusic(start=0.0), SetLength(length=Exact(value=10)))
    louder = m.SetVolume(level=Exact(value=1.5), scope=OfSong(label=SongLabel.CHORUS))
    both = [m.TrimMusic(start=SongLabel.CHORUS), louder]
    editor.edit(*(both if music_first else reversed(both)))
    assert editor.refusals == ()
    assert louder in editor.intent.edits


def test_the_song_starts_where_it_was_asked_to() -> None:
    editor = music_editor()
    editor.edit(m.TrimMusic(start=12.34), SetLength(length=Exact(value=10)))
    assert editor.draft.segments(TrackType.AUDIO)[0].source_start == 12340


def test_taking_the_start_back_finds_the_best_start_again() -> None:
    editor = music_editor()
    editor.edit(SetLength(length=Exact(value=20)))
    start = editor.cut.music.pieces[0].source
    editor.edit(m.TrimMusic(start=3.0))
    editor.edit(SetLength(length=Exact(value=15)))
    assert editor.cut.music.pieces[0].source == 3.0
    editor.edit(UndoEdit(edit="trim_music"), SetLength(length=Exact(value=20)))
    assert editor.cut.music.pieces[0].source == start


def test_a_start_beyond_the_song_is_refused_and_the_rest_is_done() -> None:
    editor = music_editor()
    editor.edit(m.TrimMusic(start=99.0), SetLength(length=Exact(value=10)))
    assert [r.reason for r in editor.refusals] == [Reason.BEYOND_END]
    assert editor.refusals[0].facts["limit"] == 60
    assert editor.seconds == pytest.approx(10, abs=0.05)


def test_the_video_ends_where_the_song_ends() -> None:
    editor = music_editor()
    editor.edit(m.EndWithMusic(), SetLength(length=Exact(value=20)))
    piece = editor.cut.music.pieces[-1]
    assert piece.source + piece.seconds == pytest.approx(60, abs=0.01)
    assert editor.draft.segments(TrackType.AUDIO)[0].effects.fade_out == 0


def test_a_short_song_starts_again_from_a_bar_or_ends_the_video() -> None:
    editor = music_editor(seconds=20)
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


def test_a_place_that_the_song_does_not_have_is_refused() -> None:
    flat = song(parts=[(0.0, 0.5, "verse")])
    editor = Editor(material(clip("a", 20), songs=[flat]))
    editor.edit(m.CutAt(moment=AtSong(label=SongLabel.CHORUS)))
    assert editor.refusals[0].reason is Reason.NO_SUCH_PLACE
    assert editor.refusals[0].facts["have"] == "verse"
