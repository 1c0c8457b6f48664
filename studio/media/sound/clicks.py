"""Write a song with a click on each beat, to check the beats by ear."""

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.media.sound.decode import decode_pieces
from studio.model.music import BeatGrid

Floats = NDArray[np.float32]

_RATE = 44100
_PIECE = 30 * _RATE
_LENGTH = 0.03
"""Seconds of a click."""
_BEAT, _DOWNBEAT = 1000.0, 2000.0
"""Hertz."""
_SONG = 0.6
"""Gain of the song, so that the clicks are audible."""


def write_clicks(song: Path, grid: BeatGrid, out: Path) -> None:
    """Write a mono WAV file, piece by piece. Raises ``OSError``, ``UnsupportedFile``."""
    down = set(grid.downbeats)
    beats = [(round(at * _RATE), at in down) for at in grid.beats]
    clicks = {opens: _click(_DOWNBEAT if opens else _BEAT) for opens in (False, True)}
    with wave.open(str(out), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        start = 0
        for piece in decode_pieces(song, _RATE, _PIECE):
            sound = piece * np.float32(_SONG)
            _add(sound, start, beats, clicks)
            level = np.clip(sound, -1, 1) * 32767
            file.writeframes(level.astype("<i2").tobytes())
            start += len(piece)


def _click(pitch: float) -> Floats:
    t = np.arange(round(_LENGTH * _RATE)) / _RATE
    wave_form = np.sin(2 * np.pi * pitch * t) * np.exp(-t / 0.006)
    return (0.8 * wave_form).astype(np.float32)


def _add(
    sound: Floats, start: int, beats: list[tuple[int, bool]], clicks: dict[bool, Floats]
) -> None:
    for at, opens in beats:
        click = clicks[opens]
        first, last = max(at, start), min(at + len(click), start + len(sound))
        if first < last:
            sound[first - start : last - start] += click[first - at : last - at]
