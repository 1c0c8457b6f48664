"""Estimate how likely each of two readings is right, wrong, or neither.

Logistic models over what the constructions read and how probable the network finds it,
with that reading before it and without it; fitted by ``train.parser.choice`` on labelled
requests that the network never saw.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from math import exp, log

from studio.model.edits.record import Edit
from studio.model.reading import Reading
from studio.rules.language.entities.token import Token
from studio.rules.language.neural.choice.agreement import alike_edits, same_edits

STATES = ("full", "empty", "part", "none", "asks")
"""What the constructions came to: edits for all words, no wish, edits for some, a wish that
they do not know, or a question."""
_TURNING = ("correction", "no", "not", "until")
"""Concepts that may turn a request round, or end it where no edit ends."""
_LEAST = 1e-3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reading of the network and its probabilities.

    ``aided`` by what the constructions read, ``unaided`` from the words alone.
    ``complete``: neither is anything told nor asked beside the edits.
    """

    edits: tuple[Edit, ...]
    aided: float = 0.0
    unaided: float = 0.0
    complete: bool = True

    @property
    def probability(self) -> float:
        """The mean of both."""
        return (self.aided + self.unaided) / 2


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the network reads, the likeliest first.

    ``unknown``: some words are in no lexicon; ``turned``: some may turn the request
    round.
    """

    readings: Sequence[Candidate]
    unknown: bool = False
    turned: bool = False

    @classmethod
    def of(
        cls, candidates: Sequence[Candidate], phrases: Sequence[Token]
    ) -> "Candidates":
        """The candidates for these phrases, those that come to the same as one."""
        readings: list[Candidate] = []
        for one in candidates:
            for number, other in enumerate(readings):
                if one.complete == other.complete and same_edits(
                    other.edits, one.edits
                ):
                    readings[number] = replace(
                        other,
                        aided=other.aided + one.aided,
                        unaided=other.unaided + one.unaided,
                    )
                    break
            else:
                readings.append(one)
        return cls(
            sorted(readings, key=lambda one: -one.probability),
            any(phrase.has("unknown") for phrase in phrases),
            any(phrase.has(*_TURNING) for phrase in phrases),
        )


@dataclass(frozen=True, slots=True)
class Estimate:
    """The probabilities that a reading is right, and that it does what nobody asked for."""

    right: float
    wrong: float

    def use(self, cost: float) -> float:
        """What it is worth to make it: a right one counts 1, a wrong one as much as it costs."""
        return self.right - cost * self.wrong


def state_of(reading: Reading) -> str:
    """One of ``STATES``."""
    if reading.question is not None:
        return "asks"
    if reading.residues:
        return "part" if reading.edits else "none"
    return "full" if reading.edits else "empty"


def reading_features(reading: Reading, candidates: Candidates) -> list[float]:
    """The numbers on which it rests whether the constructions read rightly."""
    own = _sums(_same_as(reading, candidates))
    others = [one for one in candidates.readings if is_another(reading, one)]
    odds = [1.0, *own, *_highest(others)]
    return [*_by_state(reading, odds), *odds[1:], *_beside(reading, candidates)]


def candidate_features(
    reading: Reading, candidates: Candidates, one: Candidate
) -> list[float]:
    """The numbers on which it rests whether the network does, with this candidate."""
    own = _sums(_same_as(reading, candidates))
    rivals = [other for other in candidates.readings if other is not one]
    likely = (_log_odds(one.aided), _log_odds(one.unaided))
    odds = [1.0, *likely, *own, *_highest(rivals)]
    offered = (*reading.edits, *first_offer(reading))
    return [
        *_by_state(reading, odds),
        *odds[1:],
        float(min(len(one.edits), 4)),
        float(len(one.edits) > len(reading.edits)),
        float(len(one.edits) < len(reading.edits)),
        float(not one.edits),
        float(one.complete),
        float(all(holds(one.edits, edit) for edit in reading.edits)),
        float(all(holds(reading.edits, edit) for edit in one.edits)),
        float(len(offered) > len(reading.edits) and same_edits(offered, one.edits)),
        float(same_edits(reading.edits, one.edits)),
        *_beside(reading, candidates),
    ]


def is_full(reading: Reading) -> bool:
    """Whether the constructions read all words and ask nothing."""
    return not reading.residues and reading.question is None


def first_offer(reading: Reading) -> tuple[Edit, ...]:
    """What is done if the person says yes to the question."""
    choices = reading.question.choices if reading.question else ()
    return tuple(choices[0].edits) if choices else ()


def holds(edits: Sequence[Edit], edit: Edit) -> bool:
    """Whether one of the edits is this, or as much or more or less of it."""
    return any(alike_edits((one,), (edit,)) for one in edits)


def _same_as(reading: Reading, candidates: Candidates) -> list[Candidate]:
    match = alike_edits if is_full(reading) else same_edits
    return [c for c in candidates.readings if match(reading.edits, c.edits)]


def is_another(reading: Reading, one: Candidate) -> bool:
    """Whether something else is done, told or asked with this candidate."""
    return not (is_full(reading) and alike_edits(reading.edits, one.edits))


def _by_state(reading: Reading, numbers: Sequence[float]) -> list[float]:
    """The numbers where they belong to the state, and 0 for all other states."""
    state = state_of(reading)
    return [number * (state == one) for one in STATES for number in numbers]


def _beside(reading: Reading, candidates: Candidates) -> list[float]:
    return [
        float(min(len(reading.edits), 4)),
        float(reading.exact),
        float(candidates.unknown),
        float(candidates.turned),
        *_sums(candidates.readings),
    ]


def _sums(candidates: Sequence[Candidate]) -> tuple[float, float]:
    """How probable it is that one of these is right: as log-odds, aided and unaided."""
    return (
        _log_odds(sum(one.aided for one in candidates)),
        _log_odds(sum(one.unaided for one in candidates)),
    )


def _highest(candidates: Sequence[Candidate]) -> tuple[float, float]:
    """How probable the likeliest of these is: as log-odds, aided and unaided."""
    return (
        _log_odds(max((one.aided for one in candidates), default=0.0)),
        _log_odds(max((one.unaided for one in candidates), default=0.0)),
    )


def _log_odds(probability: float) -> float:
    return log(max(probability, _LEAST) / max(1 - probability, _LEAST))


@dataclass(frozen=True, slots=True)
class Judge:
    """Coefficients of four logistic models by their names, the constant last."""

    models: Mapping[str, Sequence[float]]

    def of_reading(self, reading: Reading, candidates: Candidates) -> Estimate:
        """Of what the constructions read."""
        numbers = reading_features(reading, candidates)
        return Estimate(*(_logistic(self.models[name], numbers) for name in MODELS[:2]))

    def of_candidate(
        self, reading: Reading, candidates: Candidates, one: Candidate
    ) -> Estimate:
        """Of one of the candidates."""
        numbers = candidate_features(reading, candidates, one)
        return Estimate(*(_logistic(self.models[name], numbers) for name in MODELS[2:]))


MODELS = ("right", "wrong", "network_right", "network_wrong")


def _logistic(weights: Sequence[float], numbers: Sequence[float]) -> float:
    *slopes, constant = weights
    total = constant + sum(a * b for a, b in zip(slopes, numbers, strict=True))
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


@cache
def bundled_judge() -> Judge:
    """The models that come with the studio."""
    text = files("studio").joinpath("data", "choice.json").read_text(encoding="utf-8")
    return Judge(json.loads(text))
