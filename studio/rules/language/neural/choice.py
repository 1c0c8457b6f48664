"""Estimate how likely each of two readings is right, wrong, or neither.

Logistic models over what the constructions read and how probable the network finds it,
fitted by ``train.parser.choice`` on labelled requests that the network never saw.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp, log

from studio.model.edits.record import Edit
from studio.model.reading import Reading
from studio.rules.language.neural.agreement import same_edits

STATES = ("full", "part", "none", "doubt", "offer", "contradiction", "which", "other")
"""What the constructions came to: edits for all words, for some, for none, or a question."""
_LEAST = 1e-4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reading of the network and its probability.

    ``complete``: neither is anything told nor asked beside the edits.
    """

    edits: tuple[Edit, ...]
    probability: float
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Estimate:
    """The probabilities that a reading is right, and that it does what nobody asked for."""

    right: float
    wrong: float


def state_of(reading: Reading) -> str:
    """One of ``STATES``."""
    if reading.question is not None:
        key = reading.question.key
        known = "which" if key.startswith("which") else key
        return known if known in STATES else "other"
    if not reading.residues:
        return "full"
    return "part" if reading.edits else "none"


def features(reading: Reading, candidates: Sequence[Candidate]) -> list[float]:
    """The numbers that the estimates rest on; ``candidates`` hold at least one."""
    best = candidates[0]
    second = candidates[1].probability if len(candidates) > 1 else 0.0
    same = same_edits(reading.edits, best.edits)
    odds = _log_odds(best.probability)
    own = _log_odds(
        sum(c.probability for c in candidates if same_edits(reading.edits, c.edits))
    )
    kinds = {e.do for e in reading.edits} == {e.do for e in best.edits}
    state = state_of(reading)
    shared = (1.0, odds, own, float(same), same * odds, float(best.complete))
    return [
        *(number * (state == one) for one in STATES for number in shared),
        odds,
        own,
        _log_odds(second),
        float(same),
        float(kinds),
        float(best.complete),
        float(min(len(reading.edits), 4)),
        float(min(len(best.edits), 4)),
        float(not best.edits),
        float(reading.exact),
    ]


def _log_odds(probability: float) -> float:
    return log(max(probability, _LEAST) / max(1 - probability, _LEAST))


@dataclass(frozen=True, slots=True)
class Judge:
    """Coefficients of four logistic models by their names, the constant last."""

    models: Mapping[str, Sequence[float]]

    def estimates(
        self, reading: Reading, candidates: Sequence[Candidate]
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
