"""Compose what a section repeats: bars of drums, the parts of a band, its chords."""

from dataclasses import dataclass

import numpy as np

from train.grooves.drums import CYMBALS, KICK, drum_bar
from train.grooves.genres import Genre
from train.grooves.riffs import Row, riff
from train.rhythm import Chance

PROGRESSIONS = (
    (0, 5, 3, 4), (0, 4, 5, 3), (5, 3, 0, 4), (0, 3, 4, 4), (0, 0, 3, 4), (1, 4, 0, 0),
    (0, 6, 5, 6), (0, 0, 0, 0), (0, 0, 0, 0), (0, 0, 6, 5), (0, 3), (0, 1), (0, 6, 5, 4),
    (0, 0, 0, 0, 3, 3, 0, 0, 4, 3, 0, 4), (0, 2, 3, 4), (0, 5), (5, 4, 3, 4),
)  # fmt: skip
_FORMS = ((0,), (0,), (0, 1), (0, 1), (0, 0, 0, 1), (0, 1, 0, 2))
"""Which of the bars composed follow each other."""
_TUNE_FORMS = ((0, 1, 0, 2), (0, 0, 1, 2), (0, 2, 0, 2), (0, 1, 2, 1))
_TUNE_KINDS = ("riff", "riff", "synco", "eighths", "beats", "long", "half")


@dataclass(frozen=True, slots=True)
class Part:
    """A pitched part: bars of rhythm in turn, how it is voiced, channel and octave."""

    rows: list[Row]
    kind: str
    channel: int
    base: int
    voices: int
    held: float = 1.0
    late: float = 0.0


@dataclass(frozen=True, slots=True)
class Theme:
    """Bars of drums in turn, parts, and a degree of the scale for each half bar."""

    drums: list[dict[int, Row]]
    parts: list[Part]
    chords: list[int]


def compose_theme(genre: Genre, metre: int, chance: Chance) -> Theme:
    """Draw a theme of a genre in bars of ``metre`` beats."""
    form = _FORMS[chance.integers(len(_FORMS))]
    feel = str(chance.choice(genre.drums))
    if feel == "rock" and chance.random() < 0.1:
        feel = "half"  # a section at half time, whose beat goes on
    drums = _drum_bars(feel, metre, genre.grid, 1 + max(form), chance)
    kinds = ("riff", "synco", "groups")
    shared = [riff(chance, metre, genre.grid, str(chance.choice(kinds))) for _ in form]
    if feel in ("rock", "busy", "half", "double") and chance.random() < 0.35:
        for bar, row in zip(drums, shared, strict=False):
            bar[KICK] = row  # the kick plays the riff
    parts = _parts(genre, metre, form, shared, chance)
    chords = PROGRESSIONS[chance.integers(len(PROGRESSIONS))]
    held = int(chance.choice([1, 2, 2, 2, 4]))
    return Theme(
        [drums[i] for i in form], parts, [c for c in chords for _ in range(held)]
    )


def _drum_bars(
    feel: str, metre: int, grid: int, count: int, chance: Chance
) -> list[dict[int, Row]]:
    """Bars that differ in kick and snare; the cymbals go on."""
    first, *others = (drum_bar(chance, feel, metre, grid) for _ in range(count))
    cymbals = {key: row for key, row in first.items() if key in CYMBALS}
    return [first] + [
        {key: row for key, row in bar.items() if key not in CYMBALS} | cymbals
        for bar in others
    ]


def _parts(
    genre: Genre, metre: int, form: tuple[int, ...], shared: list[Row], chance: Chance
) -> list[Part]:
    """Bass, one or two parts of the accompaniment, perhaps a tune and held chords."""
    low = 48 if 29 in genre.programs else 55
    plan = (
        (36, 1, genre.bass),
        (low, int(chance.choice([2, 3, 3])), genre.parts),
        (60, int(chance.choice([1, 1, 3])), genre.parts),
    )
    parts = []
    for channel, (base, voices, kinds) in enumerate(plan):
        kind = str(chance.choice(kinds))
        if kind == "none" or (channel == 2 and chance.random() < 0.45):
            continue
        if kind == "riff":
            rows = [shared[i] for i in form]
        else:
            rows = [riff(chance, metre, genre.grid, kind)] * len(form)
        if kind in ("picked", "sixteenths", "all") and chance.random() >= 0.2:
            voices = 1  # noqa: PLW2901
        held, late = float(chance.uniform(0.3, 1.0)), float(chance.normal(0, 0.3))
        part = Part(rows, kind, channel, base, voices, held, late * genre.loose)
        parts.append(part)
    if chance.random() < 0.65:
        tune = _tune(metre, genre.grid, chance)
        parts.append(Part(tune, "tune", 3, 65, 1, float(chance.uniform(0.5, 1.0))))
    if chance.random() < 0.25:
        parts.append(Part([riff(chance, metre, genre.grid, "long")], "long", 4, 58, 3))
    return parts


def _tune(metre: int, grid: int, chance: Chance) -> list[Row]:
    """Four bars of melody from motifs, with long notes, rests and upbeats."""
    motifs = [
        riff(chance, metre, grid, str(chance.choice(_TUNE_KINDS))) for _ in range(3)
    ]
    if chance.random() < 0.3:
        motifs[2] = np.zeros(metre * grid)
    if chance.random() < 0.3:
        motifs[2][-grid // 2 - 1 :] = 0.8
    return [motifs[i] for i in _TUNE_FORMS[chance.integers(len(_TUNE_FORMS))]]
