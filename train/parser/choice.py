"""Fit the estimates of how likely a reading is right: ``studio/data/choice.json``.

    python -m train.parser.choice studio/data/choice.json
    python -m train.parser.choice studio/data/choice.json everyday2 expressive

On the requests that are kept back from the network's training, and on files that it did not
learn from where such are named: what writers whom it does not know ask shows better how sure
it may be. Needs scikit-learn.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from studio.model.reading import ProjectView, Reading
from studio.rules.language.entities.token import Token
from studio.rules.language.neural.choice.judge import (
    MODELS,
    Candidates,
    candidate_features,
    is_another,
    is_full,
    reading_features,
)
from studio.rules.language.neural.second_reading import candidates_of
from studio.rules.language.reader import phrases_of, read_with
from tests.corpus.cases import WRITTEN, Case, kept_back, load_cases
from tests.corpus.evaluate import evaluate
from tests.corpus.matching import Verdict, verdict
from train.parser.requests_in_tests import requests

_STRENGTH = 0.3
"""Of the pull of all coefficients to 0, inversely."""
_TESTED = 4.0
"""What tests hold counts so often: short plain requests are rarer in the other files."""
_STEP = 5
"""One in so many of them is looked at."""


@dataclass(slots=True)
class Rows:
    """Features of readings, the verdicts on them, and how often each counts."""

    numbers: list[list[float]] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def add(self, numbers: list[float], found: Verdict, weight: float = 1.0) -> None:
        """One row more."""
        self.numbers.append(numbers)
        self.verdicts.append(found)
        self.weights.append(weight)

    def fit(self, judged: Verdict) -> list[float]:
        """The coefficients that tell how likely this verdict is, the constant last."""
        model = LogisticRegression(C=_STRENGTH, max_iter=3000)
        model.fit(
            np.array(self.numbers),
            [one is judged for one in self.verdicts],
            sample_weight=self.weights,
        )
        weights = [*model.coef_[0], model.intercept_[0]]
        return [round(float(weight), 4) for weight in weights]


def rows(cases: Sequence[Case], own: Rows, network: Rows) -> None:
    """Add what the constructions and the network read in these cases."""
    seen: list[tuple[Reading, Candidates | None, ProjectView]] = []

    def read(text: str, view: ProjectView) -> Reading:
        found: list[Candidates] = []

        def weigh(
            reading: Reading,
            raw: str,
            folded: str,
            phrases: Sequence[Token],
            view: ProjectView,
        ) -> Reading:
            found.append(candidates_of(reading, raw, folded, phrases, view))
            return reading

        reading = read_with(text, view, weigh)
        seen.append((reading, found[0] if found else None, view))
        return reading

    results = evaluate(read, cases)
    for result, (reading, candidates, view) in zip(results, seen, strict=True):
        if candidates and candidates.readings:
            own.add(reading_features(reading, candidates), result.verdict)
            expected = result.case.turns[result.turn - 1].expect
            for one in candidates.readings:
                if not is_another(reading, one):
                    continue
                numbers = candidate_features(reading, candidates, one)
                network.add(numbers, verdict(Reading(one.edits), expected, view))


def rows_of_tests(own: Rows, network: Rows) -> None:
    """Add what tests hold: what the constructions read in full is right."""
    for text, view, reading in requests()[::_STEP]:
        if not is_full(reading):
            continue
        folded, phrases = phrases_of(text, view)
        candidates = candidates_of(reading, text, folded, phrases, view)
        if candidates.readings:
            numbers = reading_features(reading, candidates)
            own.add(numbers, Verdict.EXACT, _TESTED)
        for one in candidates.readings:
            if is_another(reading, one):
                numbers = candidate_features(reading, candidates, one)
                network.add(numbers, Verdict.WRONG, _TESTED)


def main(target: str, *files: str) -> None:
    """Fit the four models and store their coefficients."""
    own, network = Rows(), Rows()
    named = (path for path in WRITTEN if path.stem in files)
    for cases in (kept_back(), *map(load_cases, named)):
        rows(cases, own, network)
    rows_of_tests(own, network)
    models: dict[str, list[float]] = {}
    fitted = (
        (own, Verdict.EXACT), (own, Verdict.WRONG),
        (network, Verdict.EXACT), (network, Verdict.WRONG),
    )  # fmt: skip
    for name, (found, judged) in zip(MODELS, fitted, strict=True):
        models[name] = found.fit(judged)
    Path(target).write_text(json.dumps(models, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
