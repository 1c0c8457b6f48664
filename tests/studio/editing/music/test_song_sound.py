"""Edits of the sound: volume and fades of music, sound and speech of clips."""

import pytest

from studio.model.draft import TrackType
from studio.model.edits import music as m
from studio.model.edits.music import Sync
from studio.model.edits.record import (
    Exact,
    OfTime,
    Plus,
    Times,
)
from studio.model.edits.whole import SetLength
from studio.model.intent import Reason
from tests.studio.editing.material import Editor, clip, material, song
from tests.studio.editing.music.music_editor import music_editor


def test_without_music_the_clips_are_heard() -> None:
    editor = music_editor()
    editor.edit(m.RemoveMusic())
    assert not editor.draft.segments(TrackType.AUDIO)
    assert {s.volume for s in editor.draft.segments(TrackType.VIDEO)} == {1.0}


@pytest.mark.parametrize("seconds", [None, 8.0])
def test_the_cuts_stay_on_the_beat_when_the_music_is_removed(
    seconds: float | None,
) -> None:
    """Whoever adds the song elsewhere needs the cuts where they were."""
    editor = music_editor()
    editor.edit(Sync())
    if seconds:
        editor.edit(SetLength(length=Exact(value=seconds)))
    before = editor.cut
    editor.edit(m.RemoveMusic())
    assert not editor.cut.music.pieces
    assert editor.cut.slots == before.slots
    assert editor.cut.shots == before.shots


def test_a_shorter_video_without_music_is_still_cut_on_the_beats() -> None:
    editor = music_editor()
    editor.edit(Sync())
    beats = editor.cut.music.beats
    editor.edit(m.RemoveMusic())
    editor.edit(SetLength(length=Exact(value=6.0)))
    music, fps = editor.cut.music, editor.cut.rate
    assert music.seconds == 6.0
    assert music.beats == tuple(beat for beat in beats if beat < 6.0)
    cuts = [float(slot.first / fps) for slot in editor.cut.slots[1:]]
    assert all(min(abs(cut - beat) for beat in beats) < 1 / fps for cut in cuts)


def test_a_silent_song_is_no_music() -> None:
    silent = song(parts=[(0.0, 0.0, "silence")])
    editor = Editor(material(clip("a", 20), songs=[silent]))
    editor.edit(Sync())
    assert not editor.draft.segments(TrackType.AUDIO)
    assert editor.draft.segments(TrackType.VIDEO)[0].volume > 0


def test_relative_volume_starts_from_what_stands() -> None:
    editor = music_editor()
    editor.edit(m.SetVolume(level=Exact(value=0.3)))
    editor.edit(m.SetVolume(level=Times(factor=0.5)))
    assert editor.draft.segments(TrackType.AUDIO)[0].volume == pytest.approx(0.15)
    editor.edit(m.SetVolume(level=Plus(delta=0.1)))
    assert editor.draft.segments(TrackType.AUDIO)[0].volume == pytest.approx(0.25)


def test_the_volume_changes_over_a_stretch_only() -> None:
    editor = music_editor()
    editor.edit(SetLength(length=Exact(value=20)))
    editor.edit(m.SetVolume(level=Exact(value=0.5), scope=OfTime(start=5.0, end=10.0)))
    music = editor.draft.segments(TrackType.AUDIO)[0]
    assert music.volume == 1.0
    gains = {point.ms: point.gain for point in music.effects.volume}
    assert gains[5000] == 1.0
    assert gains[10000] == 0.5


def test_music_is_lowered_under_clips_that_duck() -> None:
    editor = music_editor()
    editor.edit(m.SetClipSound(mode="duck"))
    assert all(s.effects.bed for s in editor.draft.segments(TrackType.AUDIO))
    assert all(s.effects.duck for s in editor.draft.segments(TrackType.VIDEO))


def test_fades_of_the_music_have_the_seconds_asked() -> None:
    editor = music_editor()
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
    editor = music_editor()
    editor.edit(m.KeepSpeech())
    assert editor.refusals[0].reason is Reason.NO_SPEECH
