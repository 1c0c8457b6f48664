"""Tell what the choice between counts makes of pieces that it was not fitted to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from studio.rules.music.nets.convolution import Weights
from studio.rules.music.tempo.count_choice import chosen
from studio.rules.music.tempo.half_choice import HALF, MARGIN, network_scores
from train.count_choice.model import Example, fit
from train.count_choice.network import fit_network

_FOLDS = 5
_CHANGED = 0.05
"""Change of F from which a piece counts as better or worse."""


@dataclass(frozen=True, slots=True)
class Validation:
    """Mean F and share of octave errors before and after the choice."""

    pieces: int
    before: float
    after: float
    octave_errors_before: float
    octave_errors_after: float
    better: int
    worse: int


def validate(pieces: Sequence[Example]) -> Validation:
    """Choose in each fifth of the pieces by what is fitted to the others."""
    seeds = sorted({one.seed for one in pieces})
    fold = {seed: place % _FOLDS for place, seed in enumerate(seeds)}
    judged: list[tuple[Example, int]] = []
    for part in range(_FOLDS):
        others = [one for one in pieces if fold[one.seed] != part]
        weights, net = fit(others), fit_network(others)
        judged += [
            (one, place_chosen(one, weights, net))
            for one in pieces
            if fold[one.seed] == part
        ]
    before = np.array([one.scores[0] for one, _ in judged])
    gain = np.array([one.scores[place] for one, place in judged]) - before
    return Validation(
        len(pieces),
        round(float(before.mean()), 3),
        round(float((before + gain).mean()), 3),
        round(float(np.mean([one.octave_errors[0] for one, _ in judged])), 3),
        round(float(np.mean([one.octave_errors[at] for one, at in judged])), 3),
        int((gain > _CHANGED).sum()),
        int((gain < -_CHANGED).sum()),
    )


def place_chosen(one: Example, weights: Mapping[str, float], net: Weights) -> int:
    """The place of the count that is chosen: half the beats where no other is."""
    place = chosen(one.counts, one.clues, weights)
    halves = [at for at, count in enumerate(one.counts) if count == HALF]
    if place or not halves:
        return place
    score = network_scores(one.network_clues, net)
    best = max(halves, key=lambda at: float(score[at]))
    return best if score[best] - score[0] > MARGIN else 0
