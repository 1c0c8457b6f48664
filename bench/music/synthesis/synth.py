"""Play a score on instruments made of sines, saws and noise: mono sound.

The instruments differ from seed to seed: bright or dull, plucked or bowed, near or far.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.music.synthesis.scores import Note, Score

Sound = NDArray[np.float32]

RATE = 22050
_HISS = {"snare": (1500, 0.07), "clap": (1100, 0.05), "rim": (2500, 0.015),
         "hat": (7000, 0.03), "open": (6500, 0.12), "ride": (5000, 0.25),
         "crash": (3500, 0.8)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Timbre:
    """A pitched sound: how fast harmonics fade, rise and decay in seconds."""

    dull: float
    rise: float
    decay: float
    only_odd: bool


class _Studio:
    """One recording: its instruments, their levels and the room."""

    def __init__(self, seed: int) -> None:
        self.chance = np.random.default_rng(seed)
        draw = self.chance.uniform
        self.timbres = {
            "bass": _Timbre(draw(1.2, 2.2), 0.005, draw(0.2, 0.9), False),
            "comp": _Timbre(draw(0.8, 2.0), draw(0.002, 0.02), draw(0.15, 1.2),
                            bool(draw() < 0.4)),
            "pad": _Timbre(draw(1.0, 2.0), draw(0.08, 0.4), 9.0, False),
            "lead": _Timbre(draw(0.7, 1.6), draw(0.005, 0.07), draw(0.3, 3.0),
                            bool(draw() < 0.5)),
        }  # fmt: skip
        self.level = {voice: draw(0.4, 1.0) for voice in self.timbres}
        self.drums = draw(0.4, 1.1)
        self.cache: dict[tuple[str, int, int], Sound] = {}

    def sound(self, note: Note) -> Sound:
        length = int(note.length * 20)
        key = (note.voice, note.pitch, length)
        if key not in self.cache:
            pitched = note.voice in self.timbres
            self.cache[key] = self._tone(note) if pitched else self._drum(note.voice)
        level = self.level.get(note.voice, self.drums)
        return np.asarray(self.cache[key] * note.loud * level, np.float32)

    def _tone(self, note: Note) -> Sound:
        timbre = self.timbres[note.voice]
        t = np.arange(int((note.length + 0.06) * RATE)) / RATE
        base = 440 * 2 ** ((note.pitch - 69) / 12)
        out = np.zeros_like(t)
        # Harmonics are powers of the first: a product is quicker than a sine.
        first = np.exp(2j * np.pi * base * t)
        wave, step = first, first**2 if timbre.only_odd else first
        for k in range(1, min(20, int(9000 / base)) + 1, 1 + timbre.only_odd):
            phase = self.chance.uniform(0, 2 * np.pi)
            tone = wave.real * np.sin(phase) + wave.imag * np.cos(phase)
            out += tone / k**timbre.dull
            wave = wave * step
        out *= np.minimum(t / timbre.rise, 1) * np.exp(-t / timbre.decay)
        return np.asarray(out * np.minimum((t[-1] - t) / 0.06, 1) * 0.25, np.float32)

    def _drum(self, voice: str) -> Sound:
        if voice in ("kick", "tom"):
            t = np.arange(int(0.35 * RATE)) / RATE
            low = 48.0 if voice == "kick" else 110.0
            phase = 2 * np.pi * (low * t + 3 * (1 - np.exp(-t / 0.03)))
            return np.asarray(np.sin(phase) * np.exp(-t / 0.12), np.float32)
        edge, decay = _HISS[voice]
        t = np.arange(int(5 * decay * RATE)) / RATE
        hiss = np.fft.rfft(self.chance.standard_normal(len(t)))
        hiss[np.fft.rfftfreq(len(t), 1 / RATE) < edge] *= 0.05
        out = np.fft.irfft(hiss, len(t)) * np.exp(-t / decay) * 0.5
        if voice == "snare":
            out += 0.5 * np.sin(2 * np.pi * 190 * t) * np.exp(-t / 0.06)
        return out.astype(np.float32)


def play(score: Score, seed: int) -> Sound:
    """The score as mono sound at ``RATE``, peak 0.9."""
    studio = _Studio(seed)
    out = np.zeros(int((score.seconds + 4) * RATE), np.float32)
    for note in score.notes:
        sound, first = studio.sound(note), round(note.start * RATE)
        harness = out[first : first + len(sound)]
        harness += sound[: len(harness)]
    out = out[: int(score.seconds * RATE)]
    return np.asarray(0.9 * out / (np.abs(out).max() + 1e-9), np.float32)
