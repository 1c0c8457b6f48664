"""Candidate start times of shots in all clips, as arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from studio.model.media import AssetId, Footage
from studio.rules.choice.clips import Range

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Prints = NDArray[np.uint64]

CELL = 0.25
"""Seconds of the grid on which clips are described."""
_MOST = 1500
"""Most candidates; more footage is sampled in wider steps."""
_MOST_CELLS = 40
"""Cells of a long shot that are searched for the strongest movement."""
_DEFECT = 0.4
"""Certainty of a defect above which no shot is moved onto it."""
_SEEN = 0.3
"""Seconds around an analysed frame within which a clip counts as analysed."""
_LEAD, _AFTER = 4.0, 1.0
"""Seconds before and after a mark that it stands for."""
_SLOW_MOTION = 0.4
"""Weight of slow motion, relative to a mark."""
ENDLESS = 1e9
"""The room of a photo, in seconds."""


@dataclass(frozen=True, slots=True)
class Source:
    """A clip to choose from: the stretches of it that may be shown."""

    id: AssetId
    footage: Footage
    ranges: tuple[Range, ...]
    still: bool = False

    @property
    def seconds(self) -> float:
        return sum(end - start for start, end in self.ranges)


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
    curves: dict[str, list[Floats]] = {
        name: [] for name in (*_CURVES, "peak", "mark", "sound", "unseen")
    }
    prints: list[Prints] = []
    offsets: list[int] = []
    offset = 0
    for index, source in enumerate(sources):
        count = 1 if source.still else max(1, int(np.ceil(_length(source) / CELL)))
        for name, values in _described(source, count).items():
            curves[name].append(_widened(values) if name == "defect" else values)
        curves["peak"].append(_peaks(source, count))
        curves["mark"].append(_marks(source, count))
        curves["sound"].append(_sounds(source, count))
        curves["unseen"].append(_unseen(source, count))
        prints.append(_prints(source, count))
        offsets.append(offset)
        last = offset + count
        if source.still:
            rows.append((index, 0.0, ENDLESS, 0.0, offset, last, True))
        wanted = sorted(extra.get(source.id, ())) if extra else []
        for low, high in () if source.still else source.ranges:
            starts = {round(float(s), 4) for s in np.arange(low, high, step)}
            starts |= {round(s, 4) for s in wanted if low - 1e-6 <= s < high}
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


_CURVES = (
    "interest", "motion", "sharpness", "shake", "light", "defect", "x", "y", "faces",
    "right", "down",
)  # fmt: skip


def _length(source: Source) -> float:
    return source.footage.seconds or max((end for _, end in source.ranges), default=0.0)


def _described(source: Source, count: int) -> dict[str, Floats]:
    """Each curve of a clip on the grid, from its moments or else from its shots."""
    footage = source.footage
    times = (np.arange(count) + 0.5) * CELL
    if footage.moments:
        at = np.array([moment.time for moment in footage.moments])
        return {
            name: np.interp(times, at, [getattr(m, name) for m in footage.moments])
            for name in _CURVES
        }
    flat = {
        "sharpness": 0.7,
        "shake": 0.0,
        "light": 0.5,
        "defect": 0.0,
        "faces": 0.0,
        "right": 0.0,
        "down": 0.0,
    }
    out = {name: np.full(count, value) for name, value in flat.items()}
    for name in ("interest", "motion", "x", "y"):
        out[name] = np.full(count, 0.5)
    for shot in footage.shots:
        inside = (times >= shot.start) & (times < max(shot.end, shot.start + CELL))
        out["interest"][inside] = shot.interest
        out["motion"][inside] = shot.motion
        out["x"][inside], out["y"][inside] = shot.focus
    return out


def _widened(values: Floats) -> Floats:
    """The largest value of each cell and its neighbours: shots begin between cells."""
    padded = np.concatenate([values[:1], values, values[-1:]])
    wide: Floats = np.max([padded[:-2], padded[1:-1], padded[2:]], axis=0)
    return wide


def _peaks(source: Source, count: int) -> Floats:
    """The strength of the strongest movement in each cell."""
    out = np.zeros(count)
    for peak in source.footage.peaks:
        cell = min(count - 1, max(0, int(peak.time / CELL)))
        out[cell] = max(out[cell], peak.strength)
    return out


def _unseen(source: Source, count: int) -> Floats:
    """1 where a partly analysed clip has no analysed frame."""
    if source.still or not source.footage.moments:
        return np.zeros(count)
    at = np.array([moment.time for moment in source.footage.moments])
    times = (np.arange(count) + 0.5) * CELL
    right = np.clip(np.searchsorted(at, times), 0, len(at) - 1)
    left = np.maximum(0, right - 1)
    apart = np.minimum(np.abs(at[left] - times), np.abs(at[right] - times))
    out: Floats = np.where(apart > _SEEN, 1.0, 0.0)
    return out


def _marks(source: Source, count: int) -> Floats:
    """1 where the person marked the moment: a mark comes after the event."""
    footage = source.footage
    times = (np.arange(count) + 0.5) * CELL
    out = np.full(count, _SLOW_MOTION if footage.slow_motion else 0.0)
    for at in footage.highlights:
        out[(times >= at - _LEAD) & (times <= at + _AFTER)] = 1.0
    return out


def _sounds(source: Source, count: int) -> Floats:
    """The strength of the strongest event that is heard in each cell."""
    out = np.zeros(count)
    for event in source.footage.sounds:
        first = min(count - 1, int(event.start / CELL))
        last = min(count, max(first, int(event.end / CELL)) + 1)
        out[first:last] = np.maximum(out[first:last], event.strength)
    return out


def _prints(source: Source, count: int) -> Prints:
    """The fingerprint of the nearest moment of each cell; 0 where there is none."""
    out = np.zeros(count, np.uint64)
    moments = source.footage.moments
    if moments:
        at = np.array([moment.time for moment in moments])
        times = (np.arange(count) + 0.5) * CELL
        right = np.clip(np.searchsorted(at, times), 0, len(at) - 1)
        left = np.maximum(0, right - 1)
        near = np.where(
            np.abs(at[left] - times) < np.abs(at[right] - times), left, right
        )
        known = np.array([moment.fingerprint for moment in moments], np.uint64)
        out[:] = known[near]
    return out


def quantiles(values: Floats) -> Floats:
    """The quantile of each value, 0 to 1; 0.5 if all are equal."""
    ordered = np.sort(values)
    below = np.searchsorted(ordered, values, "left")
    upto = np.searchsorted(ordered, values, "right")
    out: Floats = (below + upto) / (2 * max(1, len(values)))
    return out


def _sums(parts: Sequence[Floats]) -> Floats:
    return np.concatenate([[0.0], np.cumsum(np.concatenate(parts))])
