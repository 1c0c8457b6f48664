"""Exchange shots of the same length, so that energy and cuts gain.

The set of shots is kept: highlights, movements on beats, omissions; so are the first and
the last shot. Only the order changes, pair by pair, while the sum over all slots and cuts
grows (exchanges of two as in S. Lin, "Computer solutions of the traveling salesman
problem", 1965).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from studio.rules.choice.candidates import Bools, Candidates, Ints
from studio.rules.choice.curves import Floats
from studio.rules.choice.terms.moment import energy_match
from studio.rules.choice.terms.sequence import (
    arrival,
    chronology,
    continuity,
    visible_jump,
)
from studio.rules.choice.terms.slot_context import Neighbour, SlotContext, Term

_IN_SLOT: Mapping[Term, float] = {
    energy_match: 10.0,
    chronology: 4.0,
    arrival: 1.0,
}
"""The terms that differ between slots of one length. They weigh more than in the choice,
which must find the best moments first."""
_OVER_CUT: Mapping[Term, float] = {continuity: 26.0, visible_jump: 30.0}
"""The terms of one shot after another."""
_VARIETY = 6.0
_SAME = 0.045
"""Seconds by which lengths may differ: a frame."""
_LEAST = 1e-6
_ROUNDS = 4
"""Exchanges for each slot at most, and pairs for each slot that are weighed."""


@dataclass(frozen=True, slots=True)
class OrderSearch:
    """``spans`` are the shots of all slots; those of ``free`` slots may change places.

    ``speeds`` are for each slot the speeds of the clips, ``seconds`` its length.
    """

    candidates: Candidates
    spans: Sequence[Neighbour]
    contexts: Sequence[SlotContext]
    free: Sequence[int]
    seconds: Sequence[float]
    speeds: Sequence[Floats]

    def run(self) -> list[int]:
        """For each slot the slot whose shot it is to show."""
        worth = self._worth(_IN_SLOT)
        joins = self._worth(_OVER_CUT, self.spans)
        order, allowed = np.arange(len(self.spans)), self._allowed()
        for _ in range(_ROUNDS * len(order)):
            gain = np.where(allowed, gains(worth, joins, order), -np.inf)
            pair = self._best(gain, order)
            if pair is None:
                break
            order[list(pair)] = order[list(pair[::-1])]
        return [int(n) for n in order]

    def _best(self, gain: Floats, order: Ints) -> tuple[int, int] | None:
        """The two slots whose exchange gains most, or None."""
        spacing = self._spacing(order)
        best, pair = _LEAST, None
        for flat in np.argsort(-gain, axis=None)[: _ROUNDS * len(order)]:
            one, two = divmod(int(flat), len(order))
            if gain[one, two] <= best:
                break
            new = order.copy()
            new[[one, two]] = new[[two, one]]
            value = float(gain[one, two]) + _VARIETY * (self._spacing(new) - spacing)
            if value > best:
                best, pair = value, (one, two)
        return pair

    def _allowed(self) -> Bools:
        """(slots, slots): which two free slots take the same of any clip."""
        free = np.zeros(len(self.spans), np.bool_)
        free[[slot for slot in self.free if 0 < slot < len(free) - 1]] = True
        long, speed = np.asarray(self.seconds), np.array(self.speeds)
        same = np.abs(long[:, None] - long[None]) <= _SAME
        same &= (np.abs(speed[:, None] - speed[None]) < _LEAST).all(axis=2)
        return np.triu(same & free[:, None] & free[None], 1)

    def _shots(self) -> Candidates:
        """The shots as candidates, in the order of their slots."""
        c, spans = self.candidates, self.spans
        clip = np.array([span.clip for span in spans])
        start = np.array([span.start for span in spans])
        rows = np.array([int(np.argmax(c.clip == one)) for one in clip])
        return replace(
            c, clip=clip, start=start, room=self._need(),
            low=np.minimum(c.low[rows], start), last=c.last[rows], still=c.still[rows],
            cell=np.array([span.first for span in spans]), cache={},
        )  # fmt: skip

    def _need(self) -> Floats:
        return np.array([span.end - span.start for span in self.spans])

    def _worth(
        self, terms: Mapping[Term, float], before: Sequence[Neighbour] = ()
    ) -> Floats:
        """(slots, shots): each shot in each slot, or behind the shot of that slot."""
        shots, need = self._shots(), self._need()
        out = np.zeros((len(self.spans), len(self.spans)))
        for slot, context in enumerate(self.contexts):
            ahead = before[slot] if before else None
            here = replace(context, need=need, before=ahead, after=None)
            for term, weight in terms.items():
                out[slot] += weight * term(shots, here)
        return out

    def _spacing(self, order: Ints) -> float:
        """The sum of the term ``variety`` over all slots."""
        clips = [self.spans[int(n)].clip for n in order]
        nearest, last = [float(len(clips))] * len(clips), dict[int, int]()
        for slot, clip in enumerate(clips):
            if clip in last:
                gap = float(slot - last[clip])
                nearest[slot] = gap
                nearest[last[clip]] = min(nearest[last[clip]], gap)
            last[clip] = slot
        targets = self.contexts[0].targets
        ideal = len(clips) / np.maximum(1.0, targets[clips])
        near = 1 - np.array(nearest) / np.maximum(1.0, 0.6 * ideal)
        return -float(np.maximum(0.0, near).sum())


def gains(worth: Floats, joins: Floats, order: Ints) -> Floats:
    """(slots, slots): what is gained when two slots exchange their shots.

    ``worth`` is that of each shot in each slot, ``joins`` that of each shot (column)
    behind each other one, ``order`` the shot of each slot.
    """
    count = len(order)
    around = np.zeros((count + 2, count + 2))  # nothing is joined at the two ends
    around[1:-1, 1:-1] = joins[np.ix_(order, order)]
    inner = around[1:-1, 1:-1]
    # The shot of slot j in slot i: in itself, behind slot i - 1, before slot i + 1.
    there: NDArray[np.float64] = (
        worth[:, order] + around[:-2, 1:-1] + around[1:-1, 2:].T
    )
    gain: Floats = there + there.T - np.diag(there)[:, None] - np.diag(there)[None]
    one = np.arange(count - 1)
    two = one + 1
    # Side by side the two follow one another the other way round.
    gain[one, two] += (
        inner[one, two] + inner[two, one] - inner[one, one] - inner[two, two]
    )
    gain[two, one] = gain[one, two]
    return gain
