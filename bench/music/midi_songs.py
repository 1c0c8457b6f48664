"""Labelled songs from MIDI files: beats and downbeats are those of their own tempo map.

    python -m bench.music.beats --midi FOLDER

Files whose notes do not lie on their beats are left out. Needs what
``bench.music.songs`` needs for its sound font.
"""

from pathlib import Path

import mido
import numpy as np

from bench.music.songs import FONT, Clip, Times
from bench.music.synthesis.sound_font import rendered

_SECONDS = 60.0
_ON_BEAT = 0.2
"""Share of notes that must start within 4 % of a beat."""
_FEWEST_NOTES = 150


def midi_clips(folder: Path) -> list[Clip]:
    """The first minute of every usable file in a folder."""
    out = []
    for path in sorted(folder.rglob("*.mid")):
        try:
            file = mido.MidiFile(path, clip=True)
            clip = _clip(path.stem, file)
        except (EOFError, OSError, ValueError, KeyError, IndexError):
            continue
        if clip:
            out.append(clip)
    return out


def _clip(name: str, file: mido.MidiFile) -> Clip | None:
    events, at = [], 0
    for message in mido.merge_tracks(file.tracks):
        at += message.time
        events.append((at, message))
    ticks = np.array([t for t, m in events if m.type == "note_on" and m.velocity])
    if len(ticks) < _FEWEST_NOTES:
        return None
    beats, opens = _grid(events, file.ticks_per_beat)
    after = np.clip(np.searchsorted(beats, ticks), 1, len(beats) - 1)
    width = beats[after] - beats[after - 1]
    phase = (ticks - beats[after - 1]) / width
    if (np.minimum(phase, 1 - phase) < 0.04).mean() < _ON_BEAT:
        return None
    clock = _clock(events, file.ticks_per_beat)
    times, notes = clock(beats), clock(ticks)
    end = min(_SECONDS, notes.max() + 0.05)
    inside = (times >= notes.min() - 0.05) & (times < end)
    sound = rendered(file, FONT, end, oversampled=2)
    return Clip("midi", name, sound, times[inside], times[inside & opens])


def _grid(events: list, resolution: int) -> tuple[Times, np.ndarray]:
    """Ticks of the beats, and which of them open a bar."""
    signs = [(0, 4, 4)]
    for at, message in events:
        if message.type == "time_signature":
            signs = [s for s in signs if s[0] < at]
            signs.append((at, message.numerator, message.denominator))
    end = events[-1][0]
    beats, opens = [], []
    edges = [*[s[0] for s in signs], end]
    for (at, size, unit), stop in zip(signs, edges[1:], strict=True):
        step = resolution * 4 / unit
        if unit == 8 and size % 3 == 0:  # compound metres are felt in dotted beats
            step, size = step * 3, size // 3  # noqa: PLW2901
        count = int(np.ceil((stop - at) / step - 1e-9))
        beats += [at + n * step for n in range(count)]
        opens += [n % size == 0 for n in range(count)]
    return np.array(beats), np.array(opens)


def _clock(events: list, resolution: int):
    """From ticks to seconds."""
    tempi = [(0, 500_000)]
    tempi += [(at, m.tempo) for at, m in events if m.type == "set_tempo"]
    ticks = np.array([at for at, _ in tempi], float)
    rate = np.array([tempo for _, tempo in tempi]) / 1e6 / resolution
    start = np.concatenate([[0.0], np.cumsum(np.diff(ticks) * rate[:-1])])

    def seconds(at: np.ndarray) -> Times:
        index = np.searchsorted(ticks, at, "right") - 1
        return start[index] + (at - ticks[index]) * rate[index]

    return seconds
