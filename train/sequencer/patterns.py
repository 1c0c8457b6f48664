"""Draw what a step sequencer plays: which part sounds on which step of a bar.

A bar has ``metre`` beats of ``grid`` steps. The patterns are the usual ones of machine music,
and barer ones: a kick alone, clicks, off-beats louder than the beats.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from train.rhythm import Chance

Row = NDArray[np.float64]
"""The loudness of each step of a bar, 0 where nothing sounds."""


@dataclass(slots=True)
class Pattern:
    """What sounds in a bar: drums by name, and the notes of bass, chords and tune."""

    metre: int
    grid: int
    drums: dict[str, Row] = field(default_factory=dict)
    tones: dict[str, Row] = field(default_factory=dict)

    def row(self, steps: Iterable[int], loud: float = 1.0) -> Row:
        """A row that sounds on these steps, those beyond the bar left out."""
        out = np.zeros(self.metre * self.grid)
        out[[step for step in steps if 0 <= step < len(out)]] = loud
        return out

    def every(self, part: int, after: int = 0, loud: float = 1.0) -> Row:
        """A row that sounds so many times a beat, so many steps late."""
        step = self.grid // part
        return self.row(range(after, self.metre * self.grid, step), loud)

    def on(self, beats: Iterable[int], loud: float = 1.0) -> Row:
        """A row that sounds on these beats, counted from 0."""
        return self.row((beat * self.grid for beat in beats), loud)


def draw_pattern(chance: Chance) -> Pattern:
    """Draw a pattern whose beats can be told: by drums on them, or by harmony on bars."""
    metre = int(chance.choice([4, 4, 4, 4, 4, 3, 2, 6, 5]))
    grid = int(chance.choice([4, 4, 4, 4, 6]))
    pattern = Pattern(metre, grid)
    kind = chance.choice(["machine", "bare", "tonal"], p=[0.6, 0.2, 0.2])
    if kind == "machine":
        _add_drums(pattern, chance)
    elif kind == "bare":
        _add_pulse(pattern, chance)
    if kind == "tonal" or chance.random() < (0.7 if kind == "machine" else 0.25):
        _add_tones(pattern, chance, carries=kind == "tonal")
    return pattern


def _add_drums(pattern: Pattern, chance: Chance) -> None:
    metre, drums = pattern.metre, pattern.drums
    even = metre in (2, 4)
    kicks = ["each", "each", "bar", "broken"] + ["odd"] * 2 * even
    kick = str(chance.choice(kicks))
    if kick == "each":
        drums["kick"] = pattern.on(range(metre))
    elif kick == "odd":
        drums["kick"] = pattern.on(range(0, metre, 2))
    else:
        drums["kick"] = pattern.on([0])
    if kick == "broken":
        late = chance.choice(metre * pattern.grid, int(chance.integers(1, 4)))
        drums["kick"] = np.maximum(drums["kick"], pattern.row(late.tolist(), 0.8))
    back = range(1, metre, 2) if even else range(1, metre)
    if kick != "each" or chance.random() < 0.6:
        drums["snare"] = pattern.on(back, chance.uniform(0.4, 1.0))
    _add_hats(pattern, chance)


def _add_hats(pattern: Pattern, chance: Chance) -> None:
    loud = chance.uniform(0.2, 1.3)
    half = pattern.grid // 2
    rows = {
        "none": pattern.row([]),
        "beats": pattern.every(1, 0, loud),
        "eighths": pattern.every(2 if pattern.grid == 4 else 3, 0, loud),
        "off-beats": pattern.every(1, half, loud),
        "sixteenths": pattern.every(pattern.grid, 0, loud),
        "swung": pattern.every(1, 0, loud)
        + pattern.every(1, pattern.grid - pattern.grid // 3, loud / 2),
    }
    choices = ["none", "beats", "eighths", "eighths", "off-beats", "off-beats",
               "sixteenths", "swung"]  # fmt: skip
    row = rows[str(chance.choice(choices))]
    if row.any():
        pattern.drums["hat"] = np.minimum(row, loud)


def _add_pulse(pattern: Pattern, chance: Chance) -> None:
    """One drum on each beat, perhaps another to open bars, perhaps off-beats."""
    voices = list(chance.permutation(["kick", "snare", "hat", "click"]))
    pattern.drums[voices[0]] = pattern.on(range(pattern.metre))
    if chance.random() < 0.5:
        opening = pattern.on([0], chance.uniform(0.6, 1.2))
        pattern.drums[voices[1]] = opening
    if chance.random() < 0.3 and voices[0] == "kick":
        late = pattern.every(1, pattern.grid // 2, chance.uniform(0.3, 1.5))
        pattern.drums["hat"] = late


def _add_tones(pattern: Pattern, chance: Chance, *, carries: bool) -> None:
    """Bass, chords and a tune; where they carry the beat, one of them plays it."""
    metre, tones = pattern.metre, pattern.tones
    beats, bars = pattern.on(range(metre)), pattern.on([0])
    halves = pattern.every(2 if pattern.grid == 4 else 3)
    off = pattern.every(1, pattern.grid // 2)
    bass = [bars, beats, halves, off] if not carries else [bars, beats, beats]
    tones["bass"] = bass[chance.integers(len(bass))]
    if carries or chance.random() < 0.7:
        chords = [bars, beats, off] if not carries else [bars, beats]
        tones["chords"] = chords[chance.integers(len(chords))]
    if carries or chance.random() < 0.4:
        broken = pattern.every(pattern.grid)
        tunes = [beats, halves, broken] if pattern.drums else [beats, halves]
        tones["tune"] = tunes[chance.integers(len(tunes))]
