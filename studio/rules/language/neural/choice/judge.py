"""Estimate how likely each reading of a request is right, wrong, or neither.

Logistic models over the ``evidence``, fitted by ``train.parser.choice`` on labelled
requests that the network never saw.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

from studio.rules.language.neural.choice.candidates import Candidate
from studio.rules.language.neural.choice.evidence import Evidence, Numbers

MODELS = ("right", "wrong", "network_right", "network_wrong")
CONSTANT = "constant"


@dataclass(frozen=True, slots=True)
class Estimate:
    """The probabilities that a reading is right, and that it does what nobody asked for."""

    right: float
    wrong: float

    def use(self, cost: float) -> float:
        """What it is worth to make it: a right one counts 1, a wrong one as much as it costs."""
        return self.right - cost * self.wrong


@dataclass(frozen=True, slots=True)
class Judge:
    """The coefficients of four logistic models, by the names of ``MODELS``.

    Each has one for a number of the evidence, by its name, and a constant.
    """

    models: Mapping[str, Mapping[str, float]]

    def of_reading(self, evidence: Evidence) -> Estimate:
        """Of what the constructions read."""
        numbers = evidence.of_reading()
        return Estimate(*(_logistic(self.models[name], numbers) for name in MODELS[:2]))

    def of_candidate(self, evidence: Evidence, one: Candidate) -> Estimate:
        """Of one of the candidates."""
        numbers = evidence.of_candidate(one)
        return Estimate(*(_logistic(self.models[name], numbers) for name in MODELS[2:]))


def _logistic(model: Mapping[str, float], numbers: Numbers) -> float:
    total = model[CONSTANT] + sum(
        model.get(name, 0.0) * number for name, number in numbers.items()
    )
    return 1 / (1 + exp(-max(-30.0, min(30.0, total))))


@cache
def bundled_judge() -> Judge:
    """The models that come with the studio."""
    text = files("studio").joinpath("data", "choice.json").read_text(encoding="utf-8")
    return Judge(json.loads(text))
