"""Assign footage to slots: evenly, and without repeats while unused footage lasts.

Footage is consumed from the front of its shots; when nothing fresh is left, a new round
begins. Within a round the choice weighs how well a shot's movement fits the music.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from studio.model.media import Asset, AssetId, Footage, MediaKind, Shot
from studio.rules.cutting.cuts import Slot

_EDGE = 0.07
"""Seconds kept away from a shot's own borders: no frame of the neighbour shows."""
_SLOWEST = 0.6
"""How far a shot may be slowed to fill a slot that it is a little short for."""
_AMPLE = 4.0
"""Seconds; a shot as long as this may be entered at another place when it is reused."""
_LEAST = 0.25
"""Seconds; less of a shot is not worth showing."""


@dataclass(frozen=True, slots=True)
class ClipSpan:
    """The part of a source that fills a slot, in seconds on the source's clock.

    ``speed`` is source seconds per second; ``again`` tells a repeated stretch.
    """

    asset: AssetId
    start: float
    speed: float
    focus: tuple[float, float]
    still: bool = False
    again: bool = False


@dataclass(slots=True)
class _FreeSpan:
    """A free stretch of a shot; ``start`` moves on as it is used."""

    asset: AssetId
    start: float
    end: float
    shot: Shot
    still: bool
    used: bool = False

    @property
    def left(self) -> float:
        return self.end - self.start


def assign_clips(
    slots: Sequence[Slot],
    sources: Sequence[tuple[Asset, Footage]],
    fps: Fraction,
    *,
    first: Sequence[AssetId] = (),
    last: AssetId | None = None,
    in_order: bool = False,
    variation: int = 0,
) -> list[ClipSpan]:
    """Choose a part for each slot; another ``variation`` gives another choice.

    ``first`` are shown first, in that order; with ``in_order`` the clips follow one
    another as given, each once, before they repeat. There must be a source.
    """
    if in_order:
        return _in_order(slots, sources, fps)
    pool = _ClipPool(sources, variation)
    parts: list[ClipSpan] = []
    for index, slot in enumerate(slots):
        wanted = first[index] if index < len(first) else None
        if index == len(slots) - 1:
            wanted = last or wanted
        parts.append(
            pool.next(float(slot.frames / fps), slot.energy, len(slots) - index, wanted)
        )
    return parts


def longest(sources: Sequence[tuple[Asset, Footage]]) -> float:
    """Return the seconds that the longest shot fills at the lowest allowed speed."""
    if any(asset.kind is MediaKind.IMAGE for asset, _ in sources):
        return 1e9
    shots = [s.end - s.start - 2 * _EDGE for _, f in sources for s in f.shots]
    return max(0.5, max(shots, default=1e9) / _SLOWEST)


def _in_order(
    slots: Sequence[Slot], sources: Sequence[tuple[Asset, Footage]], fps: Fraction
) -> list[ClipSpan]:
    """Split the slots among the clips by length, then fill each clip's own slots."""
    weights = [max(0.5, _worth(footage, asset)) for asset, footage in sources]
    total, parts, taken, reach = sum(weights), [], 0, 0.0
    for index, source in enumerate(sources):
        reach += weights[index]
        rest = len(sources) - index - 1
        until = (
            max(taken + 1, round(len(slots) * reach / total))
            if taken < len(slots)
            else taken
        )
        until = min(until, max(taken, len(slots) - rest)) if rest else len(slots)
        until = max(until, min(taken + 1, len(slots)))
        pool = _ClipPool([source], 0, straight=True)
        parts += [
            pool.next(float(slot.frames / fps), slot.energy, 1, None)
            for slot in slots[taken:until]
        ]
        taken = until
    return parts


def _worth(footage: Footage, asset: Asset) -> float:
    return 3.0 if asset.kind is MediaKind.IMAGE else footage.seconds


class _ClipPool:
    """Unused spans of each clip, and the clip used last."""

    def __init__(
        self,
        sources: Sequence[tuple[Asset, Footage]],
        variation: int,
        *,
        straight: bool = False,
    ) -> None:
        self._sources = sources
        self._straight = straight
        self._variation = variation
        self._count = {asset.id: 0 for asset, _ in sources}
        self._last: AssetId | None = None
        self._round = 0
        self._spans: list[_FreeSpan] = []
        self._refill()

    def next(
        self, seconds: float, energy: float, slots_left: int, wanted: AssetId | None
    ) -> ClipSpan:
        """Return the best part for a slot of this length."""
        fresh = [a for a, n in self._count.items() if n == 0]
        must: set[AssetId | None] = {wanted} if wanted in self._count else set()
        if not must and fresh and slots_left <= len(fresh):
            must = set(fresh)
        pick = self._pick(seconds, energy, must)
        if pick is None and must:
            self._refill(only=must)
            pick = self._pick(seconds, energy, must)
        if pick is None and not must:
            self._refill()
            pick = self._pick(seconds, energy, must)
        return self._use(pick or self._longest(must), seconds)

    def _pick(
        self, seconds: float, energy: float, must: set[AssetId | None]
    ) -> _FreeSpan | None:
        able = [
            s
            for s in self._spans
            if (not must or s.asset in must)
            and (not s.used if s.still else s.left >= max(_LEAST, seconds * _SLOWEST))
        ]
        if not able:
            return None
        if self._straight:
            return able[0]
        least = min(self._count.values())
        return max(
            able, key=lambda s: (self._score(s, seconds, energy, least), -s.start)
        )

    def _score(
        self, span: _FreeSpan, seconds: float, energy: float, least: int
    ) -> float:
        score = span.shot.interest - 1.2 * abs(span.shot.motion - energy)
        score -= 1.5 * (self._count[span.asset] - least)
        if span.asset == self._last and len(self._count) > 1:
            score -= 4.0
        if not span.still and span.left < seconds:
            score -= 1.0
        return score + 0.4 * _tie_break(
            span.asset, round(span.start * 1000), self._variation
        )

    def _use(self, span: _FreeSpan, seconds: float) -> ClipSpan:
        again = self._round > 1
        self._count[span.asset] += 1
        self._last = span.asset
        if span.still:
            span.used = True
            return ClipSpan(
                span.asset, 0.0, 1.0, span.shot.focus, still=True, again=again
            )
        speed = min(1.0, max(_SLOWEST, span.left / seconds))
        part = ClipSpan(span.asset, span.start, speed, span.shot.focus, again=again)
        span.start += seconds * speed
        return part

    def _longest(self, must: set[AssetId | None]) -> _FreeSpan:
        """When every shot is shorter than the slot: the longest; its end will hold."""
        able = [s for s in self._spans if not must or s.asset in must]
        return max(able, key=lambda s: s.left)

    def _refill(self, only: set[AssetId | None] | None = None) -> None:
        """Make all footage (or that of some clips) free again."""
        self._round += only is None
        self._spans = [
            s for s in self._spans if only is not None and s.asset not in only
        ]
        for asset, footage in self._sources:
            if only is not None and asset.id not in only:
                continue
            still = asset.kind is MediaKind.IMAGE
            shots = footage.shots or (Shot(0.0, asset.seconds),)
            for shot in shots:
                start = shot.start + (_EDGE if shot.start > 0 else 0.0)
                end = shot.end - (_EDGE if shot is not shots[-1] else 0.02)
                # Another round begins elsewhere, so that a repeat looks less like one.
                if end - start > _AMPLE:
                    start += (end - start) * (0, 0.37, 0.18, 0.5)[(self._round - 1) % 4]
                self._spans.append(_FreeSpan(asset.id, start, end, shot, still))


@lru_cache(maxsize=100_000)
def _tie_break(asset: AssetId, place: int, variation: int) -> float:
    """Return a pseudo-random number 0..1, the same for the same arguments."""
    mixed = (_number_of(asset) * 31 + place * 17 + variation * 7919) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
    return ((mixed ^ (mixed >> 12)) & 0xFFFF) / 0xFFFF


def _number_of(text: str) -> int:
    """Hash a text (FNV-1a), the same in every process."""
    value = 2166136261
    for char in text:
        value = ((value ^ ord(char)) * 16777619) & 0xFFFFFFFF
    return value
