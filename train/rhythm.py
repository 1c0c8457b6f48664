"""Generate random rhythms: the loudness of each step of a bar, for a drum or a part."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

Chance = np.random.Generator
Steps = NDArray[np.float64]
Times = NDArray[np.float64]


def drums(
    kind: str, metre: int, grid: int, chance: Chance, *, accent: bool = True
) -> dict[str, Steps]:
    """A bar of drums of a kind; drums that rest are left out."""
    if kind == "none":
        return {}
    bar = _Bar(kind, metre, grid, chance)
    if kind == "clicks":
        _clicks(bar, accent=accent)
    else:
        _PATTERNS[kind](bar)
    return {drum: row for drum, row in bar.loud.items() if row.any()}


def _clicks(bar: "_Bar", *, accent: bool) -> None:
    chance = bar.chance
    bar.put(str(chance.choice(["rim", "hat", "clap", "snare", "kick", "bell"])),
            bar.beats, 0.7)  # fmt: skip
    if accent and bar.metre > 1:
        bar.put("bell" if chance.random() < 0.7 else "kick", [0], 1.0)


def _sparse(bar: "_Bar") -> None:
    drum = str(bar.chance.choice(["kick", "hat", "rim", "snare"]))
    whole = bar.chance.random() < 0.7 or bar.grid == 3
    bar.put(drum, range(0, bar.size, bar.grid if whole else bar.grid // 2), 0.7)


def _four(bar: "_Bar") -> None:
    bar.put("kick", bar.beats)
    bar.some("clap", [b * bar.grid for b in bar.back], 0.8)
    bar.some("open", [b + bar.grid // 2 for b in bar.beats], 0.7)
    bar.hats(bar.chance, 0.6)


def _waltz(bar: "_Bar") -> None:
    bar.put("kick", [0])
    after = str(bar.chance.choice(["hat", "snare", "rim", "ride"]))
    bar.put(after, bar.beats[1:], 0.6)
    bar.some("ride", bar.beats, 0.3)


def _clave(bar: "_Bar") -> None:
    clave = (0, 3, 6, 10, 12) if bar.chance.random() < 0.5 else (2, 4, 8, 11, 14)
    bar.put("rim", [s for s in clave if s < bar.size], 0.8)
    bar.some("bell", bar.beats, 0.6, 0.6)
    bar.some("tom", range(0, bar.size, 2), 0.35, 0.7)
    bar.some("kick", [0, 6, 8, 14], 0.6)
    bar.hats(bar.chance, 0.7)


def _tribal(bar: "_Bar") -> None:
    chance = bar.chance
    bar.put("tom", [0])
    for drum in ("tom", "kick"):
        weights = [0.7 if s % bar.grid == 0 else 0.35 if s % 2 == 0 else 0.15
                   for s in range(bar.size)]  # fmt: skip
        bar.some(drum, [s for s in range(bar.size) if chance.random() < weights[s]], 1)
    bar.hats(chance, 0.4)


def _march(bar: "_Bar") -> None:
    bar.put("kick", bar.beats[::2])
    bar.put("snare", bar.beats[1::2], 0.9)
    bar.some("snare", range(bar.size), 0.35, 0.4)
    bar.some("crash", bar.beats, 0.2, 0.5)


def _backbeats(metre: int, chance: Chance) -> list[int]:
    if metre == 3:
        return [[1, 2], [2], [1]][chance.integers(3)]
    if metre == 5:
        return [[3], [1, 3], [2, 4]][chance.integers(3)]
    if metre == 7:
        return [[2, 4, 6], [1, 3, 5]][chance.integers(2)]
    return [b for b in range(metre) if b % 2]


def _rock(bar: "_Bar") -> None:
    grid, size, chance = bar.grid, bar.size, bar.chance
    kind, metre, back = bar.kind, bar.metre, bar.back
    bar.put("kick", [0])
    snare = "clap" if chance.random() < 0.2 else "snare"
    if kind == "onedrop":
        bar.loud["kick"][:] = 0
        bar.put("kick", [metre // 2 * grid])
        bar.put("rim", [metre // 2 * grid])
    elif kind == "half":
        bar.put(snare, [metre // 2 * grid])
    else:
        bar.put(snare, [b * grid for b in back])
    half = grid // 2 if grid % 2 == 0 else grid - 1
    busy = float(chance.uniform(0.05, 0.5))
    if kind == "break":
        bar.put("kick", [min(size - 1, (metre // 2) * grid + half)])
        bar.some("snare", range(size), 0.12, 0.35)
    rest = [b * grid for b in range(1, metre) if b not in back]
    bar.some("kick", rest, 0.6)
    bar.some("kick", [b * grid + half for b in range(metre)], busy)
    bar.some("kick", range(size), busy / 5)
    bar.some("snare", range(size), float(chance.uniform(0, 0.12)), 0.3)
    bar.hats(chance, 0.9)


def _jazz(bar: "_Bar") -> None:
    grid, metre, chance = bar.grid, bar.metre, bar.chance
    bar.put("ride", bar.beats, 0.8)
    skip = grid - 1 if bar.kind == "ride" else grid // 2
    bar.some("ride", [b * grid + skip for b in range(metre) if b % 2], 0.85, 0.6)
    foot = [b * grid for b in range(metre) if (b % 2 if metre != 3 else b)]
    bar.some("hat", foot, 0.9, 0.7)
    bar.some("kick", [0], 0.6, 0.6)
    loose = float(chance.uniform(0.05, 0.25))
    bar.some("snare", range(bar.size), loose, 0.5)
    bar.some("kick", range(bar.size), loose / 2, 0.5)


_PATTERNS: dict[str, Callable[["_Bar"], None]] = {
    "sparse": _sparse, "four": _four, "waltz": _waltz, "clave": _clave,
    "tribal": _tribal, "march": _march, "ride": _jazz, "ride4": _jazz,
    "backbeat": _rock, "break": _rock, "half": _rock, "onedrop": _rock,
}  # fmt: skip


class _Bar:
    """Loudness for each step of each drum.

    ``beats`` are the steps of the beats, ``back`` the numbers of those with a snare.
    """

    def __init__(self, kind: str, metre: int, grid: int, chance: Chance) -> None:
        self.kind, self.metre, self.grid, self.chance = kind, metre, grid, chance
        self.size = metre * grid
        self.beats = [b * grid for b in range(metre)]
        self.back = _backbeats(metre, chance)
        self.loud: dict[str, Steps] = {}

    def put(self, drum: str, steps: Iterable[int], loud: float = 1.0) -> None:
        row = self.loud.setdefault(drum, np.zeros(self.size))
        for step in steps:
            if step < self.size:
                row[step] = max(row[step], loud)

    def some(
        self, drum: str, steps: Iterable[int], share: float, loud: float = 0.85
    ) -> None:
        self.put(drum, [s for s in steps if self.chance.random() < share], loud)

    def hats(self, chance: Chance, share: float) -> None:
        """Cymbals that divide the beat: in two, in full, on it or after it."""
        if chance.random() > share:
            return
        drum = str(chance.choice(["hat", "hat", "hat", "ride", "shaker"]))
        grid, half = self.grid, self.grid // 2 if self.grid % 2 == 0 else self.grid - 1
        every = {
            "beats": [0], "halves": [0, half], "all": range(grid), "after": [half],
        }  # fmt: skip
        picked = str(chance.choice(["beats", "halves", "halves", "all", "after"]))
        soft = float(chance.uniform(0.3, 0.8))
        for beat in range(self.size // grid):
            for sub in every[picked]:
                loud = 0.75 if sub == 0 or picked == "after" else 0.75 * soft
                self.put(drum, [beat * grid + sub], loud)


def part(kind: str, metre: int, grid: int, chance: Chance, kick: Steps) -> Steps:
    """A bar of bass or chords of a kind."""
    size = metre * grid
    row = np.zeros(size)
    half = grid // 2 if grid % 2 == 0 else grid - 1
    step = np.arange(size)
    accents = np.where(step == 0, 1.0, np.where(step % grid == 0, 0.85, 0.7))
    chosen = {
        "whole": step == 0,
        "half": step % (2 * grid if metre % 2 == 0 else size) == 0,
        "beats": step % grid == 0,
        "walk": step % grid == 0,
        "eighths": (step % grid == 0) | (step % grid == half),
        "sixteenths": step >= 0,
        "off": step % grid == half,
        "after": (step % grid == 0)
        & ((step // grid) % (metre if metre == 3 else 2) > 0),
        "kick": kick > 0,
    }
    if kind in ("broken", "alberti", "voices"):
        whole = chance.random() < 0.5 and grid != 3
        return accents * (chosen["sixteenths"] if whole or grid == 3 else
                          chosen["eighths"])  # fmt: skip
    if kind in chosen:
        return accents * chosen[kind]
    if kind == "synco":
        weights = np.where(step == 0, 0.75, np.where(step % grid == 0, 0.35,
                           np.where(step % grid == half, 0.4, 0.15)))  # fmt: skip
        row = (chance.random(size) < weights).astype(float)
        row[0] = row[0] or not row.any()
    return accents * row


_CELLS = {
    4: ("x...", "x...", "x.x.", "x.x.", "xxxx", "x..x", "x.xx", "xxx.", "....", "..x."),
    3: ("x..", "x..", "x.x", "x.x", "xxx", "...", ".xx"),
}


def tune(metre: int, grid: int, chance: Chance) -> Steps:
    """A bar of melody: a cell for each beat, long notes and rests among them."""
    calm = chance.random() < 0.4
    cells = _CELLS[grid]
    picked = [
        cells[chance.integers(2 if calm and chance.random() < 0.6 else len(cells))]
        for _ in range(metre)
    ]
    if chance.random() < 0.5:
        picked[0] = cells[0]
    row = np.array([mark == "x" for mark in "".join(picked)], dtype=float)
    row[0] = row[0] or not row.any()
    step = np.arange(len(row))
    return row * np.where(step % grid == 0, 1.0, 0.85)
