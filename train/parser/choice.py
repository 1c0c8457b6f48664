"""Fit the choice between two readings: ``studio/data/choice.json``.

    python -m train.parser.choice studio/data/choice.json

On the requests that are kept back from the network's training. Needs scikit-learn.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from studio.model.reading import ProjectView, Reading
from studio.rules.language.entities.token import Token
from studio.rules.language.neural.choice import MODELS, Candidates, features
from studio.rules.language.neural.second_reading import candidates_of
from studio.rules.language.reader import read_with
from tests.corpus.cases import kept_back
from tests.corpus.evaluate import evaluate
from tests.corpus.matching import Verdict, verdict

_STRENGTH = 0.3
"""Of the pull of all coefficients to 0, inversely."""


def rows() -> tuple[list[list[float]], list[Verdict], list[Verdict]]:
    """For each request that the network reads: its features, the verdict on either reading."""
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

    results = evaluate(read, kept_back())
    numbers, own, other = [], [], []
    for result, (reading, candidates, view) in zip(results, seen, strict=True):
        if candidates and candidates.readings:
            expected = result.case.turns[result.turn - 1].expect
            numbers.append(features(reading, candidates))
            own.append(result.verdict)
            best = candidates.readings[0]
            other.append(verdict(Reading(best.edits), expected, view))
    return numbers, own, other


def main(target: str) -> None:
    """Fit the four models and store their coefficients."""
    numbers, own, other = rows()
    models: dict[str, list[float]] = {}
    for name, verdicts, judged in zip(
        MODELS,
        (own, own, other, other),
        (Verdict.EXACT, Verdict.WRONG, Verdict.EXACT, Verdict.WRONG),
        strict=True,
    ):
        model = LogisticRegression(C=_STRENGTH, max_iter=3000)
        model.fit(np.array(numbers), [one is judged for one in verdicts])
        weights = [*model.coef_[0], model.intercept_[0]]
        models[name] = [round(float(weight), 4) for weight in weights]
    Path(target).write_text(json.dumps(models, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
