"""Choose a moment for every slot: the greatest sum of all terms over the whole video.

The slots are filled one after another, then each is chosen anew with all others known,
until nothing changes (iterated conditional modes; Besag, "On the statistical analysis
of dirty pictures", 1986).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from studio.model.media import AssetId
from studio.rules.choice.candidates import Floats, Source, gather
from studio.rules.choice.order import noise
from studio.rules.choice.terms import Neighbour, SlotContext, score

_SWEEPS = 3
SLOWEST = 0.6
"""How far a shot may be slowed to fill a slot that it is a little short for."""
_NEVER = -1e6
_VARIATION = 1.2
"""How much chance weighs in another version of a cut."""


@dataclass(frozen=True, slots=True)
class RequiredClip:
    """What a slot must show: a clip, and where in it, if that is given."""

    clip: AssetId
    source: float | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """Slots to fill: seconds and energy of each, what is fixed, what is wanted.

    ``speeds`` holds for each slot the speed of each clip (source seconds per second).
    ``fixed`` slots keep their moment; ``wants`` limit a slot to a clip. ``most`` is how
    often a clip may be shown.
    """

    sources: Sequence[Source]
    seconds: Sequence[float]
    energy: Sequence[float]
    speeds: Sequence[Floats]
    fixed: Mapping[int, RequiredClip] = field(default_factory=dict)
    wants: Mapping[int, RequiredClip] = field(default_factory=dict)
    most: Mapping[AssetId, int] = field(default_factory=dict)
    variation: int = 0


def choose(task: Task) -> list[RequiredClip]:
    """A clip and a moment for each slot. There must be a source."""
    return _Search(task).run()


class _Search:
    """The state of the search: the chosen moment of each slot, or None so far."""

    def __init__(self, task: Task) -> None:
        self._task = task
        extra: dict[AssetId, list[float]] = {}
        for want in (*task.fixed.values(), *task.wants.values()):
            if want.source is not None:
                extra.setdefault(want.clip, []).append(want.source)
        self._index = {source.id: n for n, source in enumerate(task.sources)}
        self._c = gather(task.sources, extra)
        self._count = len(task.seconds)
        self._spans: list[Neighbour | None] = [None] * self._count
        self._targets = targets(task.sources, task.seconds)
        self._lengths = np.array([max(0.1, _end(s)) for s in task.sources])
        self._noise = self._chance()

    def run(self) -> list[RequiredClip]:
        for slot, want in self._task.fixed.items():
            if want.clip in self._index and want.source is not None:
                self._place(slot, self._index[want.clip], want.source)
        free = [n for n in range(self._count) if self._spans[n] is None]
        for sweep in range(_SWEEPS):
            changed = False
            for slot in free:
                before, self._spans[slot] = self._spans[slot], None
                clip, start = self._best(slot)
                self._place(slot, clip, start)
                changed |= self._spans[slot] != before
            if sweep and not changed:
                break
        ids = [source.id for source in self._task.sources]
        return [
            RequiredClip(ids[s.clip], s.start) for s in self._spans if s is not None
        ]

    def _place(self, slot: int, clip: int, start: float) -> None:
        speed = float(self._task.speeds[slot][clip])
        end = start + self._task.seconds[slot] * speed
        self._spans[slot] = Neighbour(clip, start, end)

    def _best(self, slot: int) -> tuple[int, float]:
        c, task = self._c, self._task
        place = self._around(slot)
        total = score(c, place) + self._noise
        total[c.room < place.need * SLOWEST] += _NEVER / 10
        capped = [
            n for n, source in enumerate(task.sources)
            if place.counts[n] >= task.most.get(source.id, 10**6)
        ]  # fmt: skip
        if capped:
            total[np.isin(c.clip, capped)] += _NEVER
        want = task.wants.get(slot)
        if want and want.clip in self._index:
            own = c.clip == self._index[want.clip]
            total[~own] += 10 * _NEVER
            if want.source is not None:
                return self._index[want.clip], want.source
        best = int(total.argmax())
        return int(c.clip[best]), float(c.start[best])

    def _around(self, slot: int) -> SlotContext:
        c, task = self._c, self._task
        uses: dict[int, list[tuple[float, float]]] = {}
        distance = np.full(len(task.sources), float(self._count))
        counts = np.zeros(len(task.sources))
        for number, span in enumerate(self._spans):
            if span is None or number == slot:
                continue
            uses.setdefault(span.clip, []).append((span.start, span.end))
            counts[span.clip] += 1
            distance[span.clip] = min(distance[span.clip], abs(number - slot))
        return SlotContext(
            need=task.seconds[slot] * task.speeds[slot][c.clip],
            energy=task.energy[slot],
            position=slot / (self._count - 1) if self._count > 1 else 0.0,
            slots=self._count,
            before=self._spans[slot - 1] if slot else None,
            after=self._spans[slot + 1] if slot + 1 < self._count else None,
            uses={clip: tuple(parts) for clip, parts in uses.items()},
            distance=distance, targets=self._targets, counts=counts,
            seconds=self._lengths,
        )  # fmt: skip

    def _chance(self) -> Floats:
        """A little chance, the same for the same version; none for the first."""
        if not self._task.variation:
            return np.zeros(len(self._c.clip))
        ids = [source.id for source in self._task.sources]
        return np.array(
            [
                _VARIATION * noise(ids[clip], int(start), self._task.variation)
                for clip, start in zip(self._c.clip, self._c.start, strict=True)
            ]
        )


def targets(sources: Sequence[Source], seconds: Sequence[float]) -> Floats:
    """How often each clip should be shown: equal shares, less where it is short."""
    usual = sum(seconds) / max(1, len(seconds))
    room = np.array(
        [1.0 if s.still else max(1.0, s.seconds / max(0.1, usual)) for s in sources]
    )
    left, out = float(len(seconds)), np.zeros(len(sources))
    for _ in range(8):
        open_ = out < room - 1e-9
        if left < 1e-6 or not open_.any():
            break
        share = left / open_.sum()
        step = np.where(open_, np.minimum(share, room - out), 0.0)
        out += step
        left -= float(step.sum())
    return out + (left / len(sources) if left > 1e-6 else 0.0)


def _end(source: Source) -> float:
    return max((end for _, end in source.ranges), default=0.0)
