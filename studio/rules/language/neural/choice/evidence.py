"""The numbers on which it rests whether a reading of a request is right.

They tell how probable the network finds the whole reading and each edit of it, with what
the constructions read before it and from the words alone, and what the message is like.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import partial
from math import log

from studio.model.edits.record import Edit
from studio.model.reading import Reading
from studio.rules.language.neural.choice.agreement import (
    alike_edits,
    numbered,
    same_edits,
)
from studio.rules.language.neural.choice.candidates import (
    Candidate,
    Candidates,
    first_offer,
    is_another,
    is_full,
)

Numbers = Mapping[str, float]
"""Each by what it tells."""
Test = Callable[[Candidate, frozenset[int]], bool]
"""Whether a candidate, with these numbers of its edits, is meant."""
_WAYS = ("aided", "unaided")
_LEAST = 1e-3
_MANY = 4
"""More edits than these are counted as so many."""


class State(StrEnum):
    """What the constructions came to."""

    FULL = "full"
    EMPTY = "empty"
    PART = "part"
    NONE = "none"
    ASKS = "asks"


def state_of(reading: Reading) -> State:
    """Edits for all words, no wish, edits for some, an unknown wish, or a question."""
    if reading.question is not None:
        return State.ASKS
    if reading.residues:
        return State.PART if reading.edits else State.NONE
    return State.FULL if reading.edits else State.EMPTY


class Evidence:
    """The numbers for each reading of one request."""

    def __init__(self, reading: Reading, candidates: Candidates) -> None:
        self._reading, self._candidates = reading, candidates
        self._own, *self._others = numbered(
            [reading.edits, *(one.edits for one in candidates.readings)]
        )

    def of_reading(self) -> Numbers:
        """The numbers of what the constructions read."""
        rivals = [
            one for one in self._candidates.readings if is_another(self._reading, one)
        ]
        odds = {**self._odds_of_own(), **_highest(rivals)}
        edits = self._reading.edits
        return {
            **self._by_state(odds),
            **self._support(edits, self._own),
            **self._beside(),
        }

    def of_candidate(self, one: Candidate) -> Numbers:
        """The numbers of one of the candidates."""
        reading = self._reading
        place = next(
            n for n, other in enumerate(self._candidates.readings) if other is one
        )
        rivals = [other for other in self._candidates.readings if other is not one]
        odds = {
            "this aided": _log_odds(one.aided),
            "this unaided": _log_odds(one.unaided),
            **self._odds_of_own(),
            **_highest(rivals),
        }
        numbers = self._others[place]
        offered = (*reading.edits, *first_offer(reading))
        mine, own = kinds_of(one.edits), kinds_of(reading.edits)
        return {
            **self._by_state(odds),
            **self._support(one.edits, numbers),
            "edits here": float(min(len(one.edits), _MANY)),
            "longer": float(len(one.edits) > len(reading.edits)),
            "shorter": float(len(one.edits) < len(reading.edits)),
            "nothing": float(not one.edits),
            "complete": float(one.complete),
            "holds all": float(self._own <= numbers),
            "is held": float(numbers <= self._own),
            "as offered": float(
                len(offered) > len(reading.edits) and same_edits(offered, one.edits)
            ),
            "same": float(same_edits(reading.edits, one.edits)),
            "added": float(len(numbers - self._own)),
            "lost": float(len(self._own - numbers)),
            "kinds shared": float(len(mine & own)),
            "kinds same": float(mine == own),
            "place": float(place),
            **self._beside(),
        }

    def _odds_of_own(self) -> dict[str, float]:
        match = alike_edits if is_full(self._reading) else same_edits
        own = [
            one
            for one in self._candidates.readings
            if match(self._reading.edits, one.edits)
        ]
        return {f"own {way}": _log_odds(_sum(own, way)) for way in _WAYS}

    def _by_state(self, odds: Numbers) -> dict[str, float]:
        """These numbers, and again under the name of the state: it changes what they tell."""
        state = state_of(self._reading)
        own = {f"{state}: {name}": number for name, number in odds.items()}
        return {**odds, **own, str(state): 1.0}

    def _support(
        self, edits: Sequence[Edit], numbers: frozenset[int]
    ) -> dict[str, float]:
        """How probable each of the edits is, and that there is more to do than these."""
        kinds = kinds_of(edits)
        support: dict[str, float] = {}
        for way in _WAYS:
            share = partial(self._share, way)
            each = [share(_with(number)) for number in numbers]
            each = each or [share(lambda *_: True)]
            shares = {
                "least": min(each),
                "more": share(lambda _, held: not held <= numbers),
                "kinds": share(lambda one, _: kinds_of(one.edits) == kinds),
                "count": share(lambda one, _: len(one.edits) == len(edits)),
                "incomplete": share(lambda one, _: not one.complete),
                "answer": share(lambda one, _: "ask" in kinds_of(one.edits)),
                "impossible": share(lambda one, _: "impossible" in kinds_of(one.edits)),
            }
            support |= {f"{name} {way}": _log_odds(one) for name, one in shares.items()}
            support[f"each {way}"] = sum(log(max(one, _LEAST)) for one in each)
        return support

    def _share(self, way: str, test: Test) -> float:
        """How probable the candidates are that pass the test, together."""
        pairs = zip(self._candidates.readings, self._others, strict=True)
        return _sum([one for one, held in pairs if test(one, held)], way)

    def _beside(self) -> dict[str, float]:
        candidates, reading = self._candidates, self._reading
        return {
            "edits": float(min(len(reading.edits), _MANY)),
            "exact": float(reading.exact),
            "unknown": float(candidates.unknown),
            "turned": float(candidates.turned),
            "phrases": float(candidates.phrases),
            "joints": float(candidates.joints),
            **{
                f"any {way}": _log_odds(_sum(candidates.readings, way)) for way in _WAYS
            },
        }


def kinds_of(edits: Sequence[Edit]) -> frozenset[str]:
    """The names of the edits."""
    return frozenset(edit.do for edit in edits)


def _with(number: int) -> Test:
    """That it holds the edit of this number."""
    return lambda _, held: number in held


def _sum(candidates: Sequence[Candidate], way: str) -> float:
    """How probable it is that one of these is right."""
    return sum(_probability(one, way) for one in candidates)


def _probability(one: Candidate, way: str) -> float:
    return one.aided if way == "aided" else one.unaided


def _highest(candidates: Sequence[Candidate]) -> dict[str, float]:
    """How probable the likeliest of these is, as log-odds."""
    return {
        f"rival {way}": _log_odds(
            max((_probability(one, way) for one in candidates), default=0.0)
        )
        for way in _WAYS
    }


def _log_odds(probability: float) -> float:
    return log(max(probability, _LEAST) / max(1 - probability, _LEAST))
