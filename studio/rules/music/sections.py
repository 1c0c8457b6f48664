"""Segment music into labelled sections with borders on downbeats.

Borders stand where bars differ most from those before: the checkerboard novelty of
Foote (2000) over the bars' spectra and loudness.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from studio.model.music import Section

Curve = NDArray[np.float64]

_SIDE = 4
"""Bars compared on either side of a border."""
_LEAST = 4
"""Bars in a section."""
_FREE_GAP = 4.0
"""Seconds without a beat that make a section of their own."""
_QUIET = 10 ** (-55 / 20)


def energy(edges: Curve, power: Curve, fps: float) -> Curve:
    """Return the energy 0..1 of each interval of ``edges`` (n+1 seconds).

    ``power`` is mean squares at ``fps``; the scale runs from the 5th to the 95th
    percentile, but never over less than 12 dB, so that even music stays even.
    """
    total = np.concatenate([[0.0], np.cumsum(power)])
    at = np.clip(np.round(edges * fps).astype(int), 0, len(power))
    width = np.maximum(at[1:] - at[:-1], 1)
    level = 10 * np.log10((total[at[1:]] - total[at[:-1]]) / width + 1e-10)
    top = float(np.percentile(level, 95))
    low = min(float(np.percentile(level, 5)), top - 12)
    out: Curve = np.clip((level - low) / (top - low), 0, 1)
    return out


@dataclass(frozen=True, slots=True)
class SectionFeatures:
    """Features that sections are computed from.

    Beats, downbeats and the length in seconds, the energy for each beat, and loudness
    in groups of bands (frames, groups) at ``fps``.
    """

    beats: Curve
    down: Curve
    strength: Curve
    levels: NDArray[np.float32]
    fps: float
    seconds: float

    def spectra(self, start: float, end: float) -> NDArray[np.float32]:
        """Return the levels between two times in seconds."""
        return self.levels[round(start * self.fps) : round(end * self.fps)]


def divide(features: SectionFeatures) -> tuple[Section, ...]:
    """Segment the song into sections that tile its length."""
    beats, seconds = features.beats, round(features.seconds, 4)
    if len(beats) < 2:
        return tuple(_pulseless(features, 0.0, seconds))
    out: list[Section] = []
    gaps = np.flatnonzero(np.diff(beats) > _FREE_GAP) + 1
    for run in np.split(np.arange(len(beats)), gaps):
        start = round(float(beats[run[0]]), 4)
        after = float(beats[run[-1]] + np.median(np.diff(beats)))
        end = min(seconds, round(after, 4))
        reach = out[-1].end if out else 0.0
        if start - reach > 1.0:
            out += _pulseless(features, reach, start)
        else:
            start = reach
        out += _grouped(features, run, start, end)
    if seconds - out[-1].end > 1.0:
        out += _pulseless(features, out[-1].end, seconds)
    else:
        out[-1] = replace(out[-1], end=seconds)
    return tuple(_labelled(out, features.down))


def _pulseless(features: SectionFeatures, start: float, end: float) -> list[Section]:
    if end <= start:
        return []
    levels = features.spectra(start, end)
    sounds = len(levels) > 0 and float(levels.mean()) > _QUIET
    return [
        Section(start, end, 0.2 if sounds else 0.0, "free" if sounds else "silence")
    ]


def _grouped(
    features: SectionFeatures, run: NDArray[np.int64], start: float, end: float
) -> list[Section]:
    """One stretch with a pulse, split at the strongest borders."""
    beats, strength = features.beats[run], features.strength[run]
    bars = features.down[(features.down >= beats[0]) & (features.down <= beats[-1])]
    inner = bars[:0]
    if len(bars) > 1:
        inner = bars[_borders(_bar_features(bars, end, features))]
    edges = [start, *map(float, inner[inner > start + 0.5]), end]
    out = []
    for left, right in pairwise(edges):
        inside = strength[(beats >= left - 0.01) & (beats < right - 0.01)]
        mean = float(inside.mean()) if len(inside) else 0.0
        out.append(Section(round(left, 4), round(right, 4), round(mean, 4), ""))
    return out


def _bar_features(bars: Curve, end: float, features: SectionFeatures) -> Curve:
    levels = features.levels
    at = np.round(np.append(bars, end) * features.fps).astype(int)
    at = np.clip(at, 0, len(levels))
    total = np.zeros((len(levels) + 1, levels.shape[1]))
    np.cumsum(levels, axis=0, dtype=np.float64, out=total[1:])
    rows = (total[at[1:]] - total[at[:-1]]) / np.maximum(at[1:] - at[:-1], 1)[:, None]
    spread = rows.std(axis=0) + 0.05
    out: Curve = (rows - rows.mean(axis=0)) / spread
    return out


def _borders(rows: Curve) -> NDArray[np.int64]:
    """Indices of bars that open a section."""
    count = len(rows)
    novelty = np.zeros(count)
    for bar in range(2, count - 1):
        before = rows[max(0, bar - _SIDE) : bar]
        after = rows[bar : bar + _SIDE]
        apart = np.linalg.norm(before.mean(axis=0) - after.mean(axis=0))
        within = (before.std(axis=0).mean() + after.std(axis=0).mean()) / 2
        novelty[bar] = apart / np.sqrt(rows.shape[1]) - 0.5 * within
    found: list[int] = []
    for bar in np.argsort(-novelty):
        if novelty[bar] < max(0.45, 0.4 * novelty.max()):
            break
        room = min(bar, count - bar) >= _LEAST
        if room and all(abs(bar - other) >= _LEAST for other in found):
            found.append(int(bar))
    return np.array(sorted(found), np.int64)


def _labelled(sections: list[Section], down: Curve) -> list[Section]:
    """Name each section by its energy, its neighbours and its place.

    One of less than four bars is too short for a chorus.
    """
    pulsed = [s.energy for s in sections if not s.label]
    if not pulsed:
        return sections
    top, low = max(pulsed), min(pulsed)
    out = []
    for index, section in enumerate(sections):
        bars = int(((down >= section.start - 0.01) & (down < section.end)).sum())
        label = section.label or _name(sections, index, low, top)
        if label == "chorus" and bars < _LEAST:
            label = "outro" if index and index == len(sections) - 1 else "verse"
        out.append(Section(section.start, section.end, section.energy, label))
    return out


def _name(sections: list[Section], index: int, low: float, top: float) -> str:
    here = sections[index].energy
    height = (here - low) / (top - low) if top - low > 0.08 else 0.5
    following = sections[index + 1].energy if index + 1 < len(sections) else here
    if height > 0.75:
        return "chorus"
    if index == 0 and (height < 0.5 or following > here + 0.1):
        return "intro"
    if index == len(sections) - 1 and index and height < 0.5:
        return "outro"
    if (
        following > here + 0.15
        and sections[index].end - sections[index].start < 20
        and index
    ):
        return "build"
    return "break" if height < 0.25 and index else "verse"
