"""Sample the features of a clip on a grid of cells, as arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.model.media import AssetId, Footage
from studio.rules.choice.clips import Range

Floats = NDArray[np.float64]
Prints = NDArray[np.uint64]

CELL = 0.25
"""Seconds of the grid on which clips are described."""
_SEEN = 0.3
"""Seconds around an analysed frame within which a clip counts as analysed."""
_LEAD, _AFTER = 4.0, 1.0
"""Seconds before and after a mark that it stands for."""
_SLOW_MOTION = 0.4
"""Weight of slow motion, relative to a mark."""
_FEATURES = (
    "interest", "motion", "sharpness", "shake", "light", "defect", "x", "y", "faces",
    "right", "down",
)  # fmt: skip
CURVES = (*_FEATURES, "peak", "mark", "sound", "unseen")


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

    @property
    def cells(self) -> int:
        """The number of cells of the clip; a photo has one."""
        end = max((end for _, end in self.ranges), default=0.0)
        seconds = self.footage.seconds or end
        return 1 if self.still else max(1, int(np.ceil(seconds / CELL)))


def curves_of(source: Source, count: int) -> dict[str, Floats]:
    """All curves of a clip on ``count`` cells, by the names in ``CURVES``."""
    features = _described(source, count)
    return {
        **features,
        "defect": _widened(features["defect"]),
        "peak": _peaks(source, count),
        "mark": _marks(source, count),
        "sound": _sounds(source, count),
        "unseen": _unseen(source, count),
    }


def _described(source: Source, count: int) -> dict[str, Floats]:
    """Each feature of a clip on the grid, from its moments or else from its shots."""
    footage = source.footage
    times = (np.arange(count) + 0.5) * CELL
    if footage.moments:
        at = np.array([moment.time for moment in footage.moments])
        return {
            name: np.interp(times, at, [getattr(m, name) for m in footage.moments])
            for name in _FEATURES
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


def prints_of(source: Source, count: int) -> Prints:
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
        prints = np.array([moment.fingerprint for moment in moments], np.uint64)
        out[:] = prints[near]
    return out
