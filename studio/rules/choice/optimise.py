"""Choose a moment for every slot by maximising the sum of all terms over the video.

The slots are filled one after another, then each is chosen again with all others fixed,
until nothing changes (iterated conditional modes; Besag, "On the statistical analysis of
dirty pictures", 1986). Then shots of the same length are exchanged.
"""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from studio.model.cut import SEEN_TWICE, ShotReason
from studio.model.media import AssetId
from studio.rules.choice.candidates import gather
from studio.rules.choice.clips import JUMP, LEAST_SPEED, Range
from studio.rules.choice.curves import Floats, Source
from studio.rules.choice.exchange import OrderSearch
from studio.rules.choice.hits import LONG, Aligned, aligned
from studio.rules.choice.order import noise
from studio.rules.choice.reasons import reasons
from studio.rules.choice.targets import movement_targets, shares_of_clips
from studio.rules.choice.task import RequiredClip, Task
from studio.rules.choice.terms.slot_context import Neighbour, SlotContext
from studio.rules.choice.terms.weights import score

_SWEEPS = 3
_TOGETHER = 80
"""Number of slots within which shots are exchanged; a long video has several such groups."""
_NEVER = -1e6
_TRIED = 6
"""Number of best moments that are tried for a movement on a beat."""
_HIT = 2.0
"""Weight of a movement on a beat."""
_ON_BEAT = 0.04
"""Seconds from a beat within which a movement is on it."""
_VARIATION, _OPENING = 1.2, 3.0
"""Weight of randomness in another version of a cut, and in the choice of its first clip."""


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
        self._targets = shares_of_clips(task.sources, task.seconds)
        self._lengths = np.array([max(0.1, _end(s)) for s in task.sources])
        self._energy = movement_targets(np.asarray(task.energy, np.float64))
        self._noise, self._opening = self._chance()

    def run(self) -> list[RequiredClip]:
        for slot, want in self._task.fixed.items():
            if want.clip in self._index and want.source is not None:
                self._place(slot, self._index[want.clip], want.source)
        free = [n for n in range(self._count) if self._spans[n] is None]
        self._sweep(free, on_beat=True)
        if self._repeats(free):
            for slot in free:
                self._spans[slot] = None
            self._sweep(free, on_beat=False)
            self._shift(free)
        self._exchange(free)
        ids = [source.id for source in self._task.sources]
        return [
            RequiredClip(ids[span.clip], span.start, self._reasons(slot, span))
            for slot, span in enumerate(self._spans)
            if span is not None
        ]

    def _reasons(self, slot: int, span: Neighbour) -> tuple[ShotReason, ...]:
        """The reasons of the choice: a request, a movement on a beat, the terms."""
        if slot in self._task.fixed:
            return self._task.fixed[slot].reasons
        c, place, want = self._c, self._around(slot), self._task.wants.get(slot)
        own = c.clip == span.clip
        distance = np.where(own, np.abs(c.begin(place.need) - span.start), np.inf)
        stated = want.reasons if want else ()
        if self._meets_beat(slot, span):
            stated = (*stated, ShotReason.ON_BEAT)
        others = own if want else np.ones(len(own), np.bool_)
        return (*stated, *reasons(c, place, int(distance.argmin()), others))

    def _meets_beat(self, slot: int, span: Neighbour) -> bool:
        """Whether the strongest movement of a shot is on a beat."""
        task = self._task
        peaks = [
            peak
            for peak in task.sources[span.clip].footage.peaks
            if span.start < peak.time < span.end
        ]
        if not peaks or not task.beats or task.seconds[slot] < LONG:
            return False
        strongest = max(peaks, key=lambda peak: peak.strength)
        speed = float(task.speeds[slot][span.clip])
        at = task.starts[slot] + (strongest.time - span.start) / speed
        return min(abs(at - beat) for beat in task.beats) <= _ON_BEAT

    def _sweep(self, free: Sequence[int], *, on_beat: bool) -> None:
        """Choose for each free slot, until nothing changes any more."""
        for sweep in range(_SWEEPS):
            changed = False
            for slot in free:
                before, self._spans[slot] = self._spans[slot], None
                clip, start = self._best(slot, on_beat=on_beat)
                self._place(slot, clip, start)
                changed |= self._spans[slot] != before
            if sweep and not changed:
                break

    def _repeats(self, free: Sequence[int]) -> bool:
        """Whether a stretch of a clip is shown twice: shots off the grid leave gaps."""
        spans = [span for span in self._spans if span is not None]
        return any(
            other is not mine
            and other.clip == mine.clip
            and not self._task.sources[mine.clip].still
            and min(other.end, mine.end) - max(other.start, mine.start) > SEEN_TWICE
            for mine in (self._spans[slot] for slot in free)
            if mine is not None
            for other in spans
        )

    def _shift(self, free: Sequence[int]) -> None:
        """Align movements with beats where the other shots leave room."""
        for slot in free:
            span, want = self._spans[slot], self._task.wants.get(slot)
            if span is None or (want and want.source is not None):
                continue
            if self._task.seconds[slot] < LONG or not self._task.beats:
                continue
            place = self._around(slot)
            shifted = self._aligned(slot, span.clip, span.start, place)
            self._place(slot, span.clip, shifted.start)

    def _exchange(self, free: Sequence[int]) -> None:
        """Give shots of the same length each other's slots, where that gains."""
        task, spans = self._task, [span for span in self._spans if span is not None]
        if len(spans) < self._count:
            return
        contexts = [self._around(slot) for slot in range(self._count)]
        for begin in range(0, self._count, _TOGETHER):
            part = slice(begin, begin + _TOGETHER)
            open_ = [
                n - begin
                for n in free
                if begin <= n < part.stop and n not in task.wants
            ]
            search = OrderSearch(
                self._c, spans[part], contexts[part], open_, task.seconds[part],
                task.speeds[part],
            )  # fmt: skip
            for slot, other in enumerate(search.run(), begin):
                span = spans[begin + other]
                self._place(slot, span.clip, span.start)

    def _place(self, slot: int, clip: int, start: float) -> None:
        speed = float(self._task.speeds[slot][clip])
        end = start + self._task.seconds[slot] * speed
        first = self._c.cell_of(clip, start)
        last = self._c.cell_of(clip, max(start, end - 0.05))
        self._spans[slot] = Neighbour(clip, start, end, first, last)

    def _best(self, slot: int, *, on_beat: bool) -> tuple[int, float]:
        c, task = self._c, self._task
        place = self._around(slot)
        total = score(c, place) + (self._noise if slot else self._opening)
        total[c.room < place.need * LEAST_SPEED] += _NEVER / 10
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
        if not on_beat or task.seconds[slot] < LONG or not task.beats:
            best = int(total.argmax())
            return int(c.clip[best]), float(c.begin(place.need)[best])
        return self._on_beat(slot, total, place)

    def _on_beat(
        self, slot: int, total: Floats, place: SlotContext
    ) -> tuple[int, float]:
        """Of the best moments, the best one with a movement on a beat."""
        c, begin = self._c, self._c.begin(place.need)
        aligned: list[tuple[float, int, Aligned]] = []
        for index in np.argsort(-total, kind="stable")[:_TRIED]:
            clip, start = int(c.clip[index]), float(begin[index])
            shifted = self._aligned(slot, clip, start, place)
            value = float(total[index]) + _HIT * shifted.strength
            aligned.append((value, int(index), shifted))
        _, best, shifted = max(aligned, key=lambda one: one[0])
        return int(c.clip[best]), shifted.start

    def _aligned(
        self, slot: int, clip: int, start: float, place: SlotContext
    ) -> Aligned:
        task = self._task
        source, speed = task.sources[clip], float(task.speeds[slot][clip])
        if source.still:
            return Aligned(start)
        begin, seconds = task.starts[slot], task.seconds[slot]
        low = bisect_left(task.beats, begin)
        high = bisect_left(task.beats, begin + seconds)
        beats = [(beat - begin) * speed for beat in task.beats[low:high]]
        taken: list[Range] = [*place.uses.get(clip, ()), *self._c.defects(clip)]
        for near in (place.before, place.after):
            if near is not None and near.clip == clip:
                taken.append((near.start - JUMP, near.end + JUMP))
        return aligned(
            source.footage.peaks, start, seconds * speed, beats, source.ranges, taken
        )

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
            length=task.seconds[slot],
            energy=float(self._energy[slot]),
            position=slot / (self._count - 1) if self._count > 1 else 0.0,
            slots=self._count,
            before=self._spans[slot - 1] if slot else None,
            after=self._spans[slot + 1] if slot + 1 < self._count else None,
            uses={clip: tuple(parts) for clip, parts in uses.items()},
            distance=distance, targets=self._targets, counts=counts,
            seconds=self._lengths,
            shown=tuple(s for n, s in enumerate(self._spans) if s and n != slot),
        )  # fmt: skip

    def _chance(self) -> tuple[Floats, Floats]:
        """Reproducible noise for each version but the first.

        It is stronger in the first slot, so that another version opens with another clip.
        """
        variation, ids = self._task.variation, [s.id for s in self._task.sources]
        if not variation:
            return np.zeros(len(self._c.clip)), np.zeros(len(self._c.clip))
        anywhere = _VARIATION * np.array(
            [
                noise(ids[clip], int(start), variation)
                for clip, start in zip(self._c.clip, self._c.start, strict=True)
            ]
        )
        opening = _OPENING * np.array([noise(id_, 0, variation) for id_ in ids])
        return anywhere, anywhere + opening[self._c.clip]


def _end(source: Source) -> float:
    return max((end for _, end in source.ranges), default=0.0)
