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
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from studio.model.reading import ProjectView, Reading
from studio.rules.language.entities.token import Token
from studio.rules.language.neural.choice.by_network import candidates_of
from studio.rules.language.neural.choice.candidates import (
    Candidates,
    is_another,
    is_full,
)
from studio.rules.language.neural.choice.evidence import Evidence, Numbers
from studio.rules.language.neural.choice.judge import CONSTANT, MODELS
from studio.rules.language.reader import phrases_of, read_with
from tests.corpus.cases import WRITTEN, Case, kept_back, load_cases
from tests.corpus.evaluate import encoded_ahead, evaluate
from tests.corpus.matching import Verdict, verdict
from train.parser.requests_in_tests import requests

_STRENGTH = 0.1
"""Of the pull of all coefficients to 0, inversely."""
_LEAST_SPREAD = 0.1
"""Numbers that are nearly always the same are not made large."""
_TESTED = 4.0
"""What tests hold counts so often: short plain requests are rarer in the other files."""
_STEP = 5
"""One in so many of them is looked at."""


@dataclass(slots=True)
class Rows:
    """The evidence for readings, the verdicts on them, and how often each counts."""

    numbers: list[Numbers] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    def add(self, numbers: Numbers, judgement: Verdict, weight: float = 1.0) -> None:
        """One row more."""
        self.numbers.append(numbers)
        self.verdicts.append(judgement)
        self.weights.append(weight)

    def fit(self, judged: Verdict) -> dict[str, float]:
        """The coefficients that tell how likely this verdict is, and the constant."""
        names = DictVectorizer(sparse=False)
        rows = names.fit_transform(self.numbers)
        spread = rows.std(axis=0) + _LEAST_SPREAD
        model = LogisticRegression(C=_STRENGTH, max_iter=3000)
        model.fit(
            (rows - rows.mean(axis=0)) / spread,
            np.array([one is judged for one in self.verdicts]),
            sample_weight=self.weights,
        )
        slopes = model.coef_[0] / spread
        constant = float(model.intercept_[0] - rows.mean(axis=0) @ slopes)
        pairs = zip(names.get_feature_names_out(), slopes, strict=True)
        return {
            **{str(name): round(float(slope), 4) for name, slope in pairs},
            CONSTANT: round(constant, 4),
        }


def rows(cases: Sequence[Case], own: Rows, network: Rows) -> None:
    """Add what the constructions and the network read in these cases."""
    seen: list[tuple[Reading, Candidates | None, ProjectView]] = []

    def read(text: str, view: ProjectView) -> Reading:
        weighed: list[Candidates] = []

        def weigh(
            reading: Reading,
            raw: str,
            folded: str,
            phrases: Sequence[Token],
            view: ProjectView,
        ) -> Reading:
            weighed.append(candidates_of(reading, raw, folded, phrases, view))
            return reading

        reading = read_with(text, view, weigh)
        seen.append((reading, weighed[0] if weighed else None, view))
        return reading

    results = evaluate(read, encoded_ahead(cases))
    for result, (reading, candidates, view) in zip(results, seen, strict=True):
        if candidates and candidates.readings:
            evidence = Evidence(reading, candidates)
            own.add(evidence.of_reading(), result.verdict)
            expected = result.case.turns[result.turn - 1].expect
            for one in candidates.readings:
                if is_another(reading, one):
                    judgement = verdict(Reading(one.edits), expected, view)
                    network.add(evidence.of_candidate(one), judgement)


def rows_of_tests(own: Rows, network: Rows) -> None:
    """Add what tests hold: what the constructions read in full is right."""
    for text, view, reading in requests()[::_STEP]:
        if not is_full(reading):
            continue
        folded, phrases = phrases_of(text, view)
        candidates = candidates_of(reading, text, folded, phrases, view)
        if not candidates.readings:
            continue
        evidence = Evidence(reading, candidates)
        own.add(evidence.of_reading(), Verdict.EXACT, _TESTED)
        for one in candidates.readings:
            if is_another(reading, one):
                network.add(evidence.of_candidate(one), Verdict.WRONG, _TESTED)


def main(target: str, *files: str) -> None:
    """Fit the four models and store their coefficients."""
    own, network = Rows(), Rows()
    named = (path for path in WRITTEN if path.stem in files)
    for cases in (kept_back(), *map(load_cases, named)):
        rows(cases, own, network)
    rows_of_tests(own, network)
    models: dict[str, dict[str, float]] = {}
    fitted = (
        (own, Verdict.EXACT), (own, Verdict.WRONG),
        (network, Verdict.EXACT), (network, Verdict.WRONG),
    )  # fmt: skip
    for name, (table, judged) in zip(MODELS, fitted, strict=True):
        models[name] = table.fit(judged)
    Path(target).write_text(json.dumps(models, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
