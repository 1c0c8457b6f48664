"""Candidate start times of shots in all clips, as arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from studio.model.media import AssetId
from studio.rules.choice.clips import Range
from studio.rules.choice.curves import (
    CELL,
    CURVES,
    Floats,
    Prints,
    Source,
    curves_of,
    prints_of,
)

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_MOST = 1500
"""Most candidates; more footage is sampled in wider steps."""
_MOST_CELLS = 40
"""Cells of a long shot that are searched for the strongest movement."""
_DEFECT = 0.4
"""Certainty of a defect above which no shot is moved onto it."""
ENDLESS = 1e9
"""The room of a photo, in seconds."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Moments (n,): the index of the clip, where a shot may begin, and for how long.

    ``room`` is seconds of footage from there. ``low`` is the start of the usable stretch.
    The curves are running sums over cells of all clips; ``cell`` is a candidate's place in
    them and ``last`` the end of its clip. ``cache`` holds earlier results: many slots have
    the same length. ``cells`` holds, for each cell, the strength of the strongest movement
    (``peak``), of a ``mark`` and of a ``sound``, whether it is ``unseen`` (1 or 0), and the
    curves themselves, ``prints`` its fingerprint; ``offsets`` are the first cells of the
    clips.
    """

    clip: Ints
    start: Floats
    room: Floats
    low: Floats
    cell: Ints
    last: Ints
    still: Bools
    curves: Mapping[str, Floats]
    cells: Mapping[str, Floats]
    prints: Prints
    offsets: Ints
    cache: dict[tuple[str, bytes], Floats] = field(default_factory=dict)

    def mean(self, name: str, seconds: Floats) -> Floats:
        """The mean of a curve over so many seconds from each candidate on."""
        key = name, seconds.tobytes()
        if key not in self.cache:
            cells = np.maximum(1, np.ceil(seconds / CELL - 1e-6)).astype(int)
            end = np.maximum(np.minimum(self.cell + cells, self.last), self.cell + 1)
            sums = self.curves[name]
            self.cache[key] = (sums[end] - sums[self.cell]) / (end - self.cell)
        return self.cache[key]

    def largest(self, name: str, seconds: Floats, after: int = 0) -> Floats:
        """The largest value in so many seconds from each candidate on.

        ``after`` is the number of ignored cells at the beginning.
        """
        key = f"largest {name} {after}", seconds.tobytes()
        if key not in self.cache:
            values = self.cells[name]
            count = np.maximum(1, np.floor(seconds / CELL + 1e-6)).astype(int)
            end = np.minimum(self.cell + count, self.last)
            out = np.zeros(len(self.cell)) if after else values[self.cell]
            for step in range(
                max(1, after), min(_MOST_CELLS, int(count.max(initial=1)))
            ):
                at = np.minimum(self.cell + step, len(values) - 1)
                inside = self.cell + step < end
                out = np.where(inside, np.maximum(out, values[at]), out)
            self.cache[key] = out
        return self.cache[key]

    def first(self, name: str) -> Floats:
        """The value at each candidate's beginning."""
        value: Floats = self.cells[name][self.cell]
        return value

    def final(self, name: str, seconds: Floats) -> Floats:
        """The value at the end of so many seconds from each candidate on."""
        count = np.maximum(1, np.ceil(seconds / CELL - 1e-6)).astype(int)
        value: Floats = self.cells[name][np.minimum(self.cell + count, self.last) - 1]
        return value

    def cell_of(self, clip: int, time: float) -> int:
        """The cell of a clip's time."""
        ends = [*self.offsets[1:], len(self.prints)]
        cell = int(self.offsets[clip]) + max(0, int(time / CELL))
        return min(cell, int(ends[clip]) - 1)

    def defects(self, clip: int) -> list[Range]:
        """The cells of a clip that show a defect, in seconds of the clip."""
        ends = [*self.offsets[1:], len(self.prints)]
        first, last = int(self.offsets[clip]), int(ends[clip])
        bad = np.flatnonzero(self.cells["defect"][first:last] > _DEFECT)
        return [(int(n) * CELL, (int(n) + 1) * CELL) for n in bad]

    def begin(self, seconds: Floats) -> Floats:
        """The start times of shots of so many seconds: earlier near the end of a clip."""
        return np.maximum(self.low, self.start - np.maximum(0.0, seconds - self.room))

    def average(self, name: str) -> Floats:
        """The mean of a curve over each candidate's whole clip."""
        key = name, b""
        if key not in self.cache:
            first = np.zeros(len(self.clip), np.int64)
            for clip in np.unique(self.clip):
                own = self.clip == clip
                first[own] = self.cell[own].min()
            sums, cells = self.curves[name], np.maximum(1, self.last - first)
            self.cache[key] = (sums[self.last] - sums[first]) / cells
        return self.cache[key]


def gather(
    sources: Sequence[Source], extra: Mapping[AssetId, Sequence[float]] | None = None
) -> Candidates:
    """All candidates of the clips; ``extra`` are moments that must be among them."""
    total = sum(source.seconds for source in sources if not source.still)
    step = CELL * max(1, int(np.ceil(total / CELL / _MOST)))
    rows: list[tuple[int, float, float, float, int, int, bool]] = []
    curves: dict[str, list[Floats]] = {name: [] for name in CURVES}
    prints: list[Prints] = []
    offsets: list[int] = []
    offset = 0
    for index, source in enumerate(sources):
        count = source.cells
        for name, values in curves_of(source, count).items():
            curves[name].append(values)
        prints.append(prints_of(source, count))
        offsets.append(offset)
        last = offset + count
        if source.still:
            rows.append((index, 0.0, ENDLESS, 0.0, offset, last, True))
        moments = sorted(extra.get(source.id, ())) if extra else []
        for low, high in () if source.still else source.ranges:
            starts = {round(float(s), 4) for s in np.arange(low, high, step)}
            starts |= {round(s, 4) for s in moments if low - 1e-6 <= s < high}
            rows += [
                (index, s, high - s, low, min(last - 1, offset + int(s / CELL)), last,
                 False)
                for s in sorted(starts)
            ]  # fmt: skip
        offset = last
    cells = {name: np.concatenate(parts) for name, parts in curves.items()}
    cells["pace"] = quantiles(cells["motion"])
    columns = list(zip(*rows, strict=True)) if rows else [()] * 7
    return Candidates(
        np.array(columns[0], np.int64), np.array(columns[1], np.float64),
        np.array(columns[2], np.float64), np.array(columns[3], np.float64),
        np.array(columns[4], np.int64), np.array(columns[5], np.int64),
        np.array(columns[6], np.bool_),
        {name: _sums([values]) for name, values in cells.items()},
        cells,
        np.concatenate(prints), np.array(offsets, np.int64),
    )  # fmt: skip


def quantiles(values: Floats) -> Floats:
    """The quantile of each value, 0 to 1; 0.5 if all are equal."""
    ordered = np.sort(values)
    below = np.searchsorted(ordered, values, "left")
    upto = np.searchsorted(ordered, values, "right")
    out: Floats = (below + upto) / (2 * max(1, len(values)))
    return out


def _sums(parts: Sequence[Floats]) -> Floats:
    return np.concatenate([[0.0], np.cumsum(np.concatenate(parts))])
