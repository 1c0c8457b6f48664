"""Segment music into labelled sections with borders on downbeats.

Borders stand where bars differ most from those before: the checkerboard novelty of
Foote (2000) over the bars' spectra and loudness.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from studio.model.music import Section, SectionLabel

Curve = NDArray[np.float64]

_PULSELESS = ("free", "silence")
_SIDE = 4
"""Bars compared on either side of a border."""
_LEAST = 4
"""Bars in a section."""
_FREE_GAP = 4.0
"""Seconds without a beat that make a section of their own."""
_EVEN = 0.08
"""A piece whose sections differ by less is even."""
_STEP = 0.06
"""By how much a chorus is louder than the loudest verse."""
_DEEP = 0.2
"""By how much a break is at least below the loudest part."""
_LONGEST_BUILD, _LOW, _VERSE = 20.0, 0.18, 0.55
"""Seconds of the longest build-up; the height of the quietest, of all that is heard, and
that above which a long one is a verse."""
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
    """One stretch with a pulse, split at the strongest borders; named later."""
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
        out.append(Section(round(left, 4), round(right, 4), round(mean, 4), "verse"))
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
    borders: list[int] = []
    for bar in np.argsort(-novelty):
        if novelty[bar] < max(0.3, 0.25 * novelty.max()):
            break
        room = min(bar, count - bar) >= _LEAST
        if room and all(abs(bar - other) >= _LEAST for other in borders):
            borders.append(int(bar))
    return np.array(sorted(borders), np.int64)


def _labelled(sections: list[Section], down: Curve) -> list[Section]:
    """Name those with a pulse by energy, neighbours and place; join equal ones.

    One of less than four bars is too short for a chorus.
    """
    pulsed = [n for n, one in enumerate(sections) if one.label not in _PULSELESS]
    if not pulsed:
        return sections
    chorus = _chorus_level([sections[n].energy for n in pulsed])
    named = list(sections)
    for index in pulsed:
        section = sections[index]
        bars = int(((down >= section.start - 0.01) & (down < section.end)).sum())
        loud = section.energy >= chorus and bars >= _LEAST
        label: SectionLabel = "chorus" if loud else _name(named, pulsed, index)
        named[index] = replace(section, label=label)
    out = named[:1]
    for section in named[1:]:
        if section.label == out[-1].label != "free":
            section = _joined(out.pop(), section)  # noqa: PLW2901
        out.append(section)
    return out


def _chorus_level(energies: list[float]) -> float:
    """The least energy of a chorus: the upper half of what is heard, or its louder part.

    The louder part is told from the rest by the split with the least variance (Otsu,
    1979), if it stands out at all.
    """
    low, top = min(energies), max(energies)
    if top - low < _EVEN:
        return top + 1
    upper = sorted(e for e in energies if e >= (low + top) / 2)
    splits = [
        (float(np.var(upper[:n]) * n + np.var(upper[n:]) * (len(upper) - n)), n)
        for n in range(1, len(upper))
        if upper[n] - upper[n - 1] >= _STEP
    ]
    return upper[min(splits)[1]] if splits else upper[0]


def _name(sections: list[Section], pulsed: list[int], index: int) -> SectionLabel:
    """The name of a section that is no chorus."""
    here = sections[index]
    following = sections[index + 1].energy if index != pulsed[-1] else here.energy
    if index == pulsed[-1] and len(pulsed) > 1:
        return "outro"
    levels = [sections[n].energy for n in pulsed]
    height = (here.energy - min(levels)) / max(max(levels) - min(levels), _EVEN)
    if index == pulsed[0]:
        return "intro" if following > here.energy + 0.1 else "verse"
    after_chorus = sections[index - 1].label == "chorus"
    longest = _LONGEST_BUILD if height < _VERSE else _LONGEST_BUILD / 2
    short = here.end - here.start < longest
    if short and following > here.energy + 0.15 and height > _LOW and not after_chorus:
        return "build"
    quiet = height < 0.25 and here.energy < max(levels) - _DEEP
    return "break" if quiet else "verse"


def _joined(one: Section, two: Section) -> Section:
    seconds = one.end - one.start, two.end - two.start
    mean = (one.energy * seconds[0] + two.energy * seconds[1]) / sum(seconds)
    return Section(one.start, two.end, round(mean, 4), one.label)
