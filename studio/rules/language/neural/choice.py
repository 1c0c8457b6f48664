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
from studio.rules.language.neural.agreement import same_edits

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


def features(reading: Reading, candidates: Candidates) -> list[float]:
    """The numbers that the estimates rest on; there is one candidate at least."""
    best, *others = candidates.readings
    own = [c for c in candidates.readings if same_edits(reading.edits, c.edits)]
    aided, unaided = sum(c.aided for c in own), sum(c.unaided for c in own)
    shared = [
        1.0,
        _log_odds(best.aided),
        _log_odds(best.unaided),
        _log_odds(aided),
        _log_odds(unaided),
        float(best in own),
        _log_odds(max((c.aided for c in others), default=0.0)),
        _log_odds(max((c.unaided for c in others), default=0.0)),
    ]
    state = state_of(reading)
    return [
        *(number * (state == one) for one in STATES for number in shared),
        *shared[1:],
        float(best.complete),
        float(not best.edits),
        float(min(len(reading.edits), 4)),
        float(min(len(best.edits), 4)),
        float(len(best.edits) > len(reading.edits)),
        float(len(best.edits) < len(reading.edits)),
        float(reading.exact),
        float(candidates.unknown),
        float(candidates.turned),
    ]


def _log_odds(probability: float) -> float:
    return log(max(probability, _LEAST) / max(1 - probability, _LEAST))


@dataclass(frozen=True, slots=True)
class Judge:
    """Coefficients of four logistic models by their names, the constant last."""

    models: Mapping[str, Sequence[float]]

    def estimates(
        self, reading: Reading, candidates: Candidates
    ) -> tuple[Estimate, Estimate]:
        """Of what the constructions read, and of the network's best candidate."""
        numbers = features(reading, candidates)
        right, wrong, net_right, net_wrong = (
            _logistic(self.models[name], numbers) for name in MODELS
        )
        return Estimate(right, wrong), Estimate(net_right, net_wrong)


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
