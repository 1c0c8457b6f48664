"""The choice between counts is fitted to what is right, and judged on other pieces."""

import numpy as np
import pytest

from studio.rules.music.tempo.count_choice import CLUES, chosen
from train.count_choice.model import Example, fit, validate

COUNTED = ("found", "off-beats", "third", "third", "third")


def example(
    seed: int, right: int, *, told: float = 3.0, clue: str = "on the beats"
) -> Example:
    """A piece of which the count that is right has more of a clue, by ``told``."""
    clues = np.random.default_rng(seed).normal(0, 0.3, (len(COUNTED), len(CLUES)))
    for place, count in enumerate(COUNTED):
        clues[place, -8:] = 0.0
        clues[place, CLUES.index(count)] = 1.0
    clues[right, CLUES.index(clue)] += told
    scores = np.full(len(COUNTED), 0.4)
    scores[right] = 1.0
    return Example(seed, COUNTED, clues, scores)


def test_weights_choose_the_count_that_is_right() -> None:
    weights = fit([example(seed, seed % 5) for seed in range(60)])
    assert set(weights) == set(CLUES)
    for seed in range(100, 120):
        new = example(seed, seed % 5)
        assert chosen(new.counts, new.clues, weights) == seed % 5


def test_pieces_without_a_right_count_teach_nothing() -> None:
    known = [example(seed, seed % 5) for seed in range(30)]
    wrong = example(31, 2, told=-20.0)
    wrong.scores[:] = 0.5
    assert fit([*known, wrong]) == pytest.approx(fit(known))


def test_a_piece_is_judged_by_weights_that_were_fitted_to_others() -> None:
    """What only speeds of the same piece would tell is not known of it."""
    known = [
        example(seed, 2, told=6.0, clue=CLUES[seed])
        for seed in range(5)
        for _ in "abcd"
    ]
    weights = fit(known)
    assert all(chosen(one.counts, one.clues, weights) == 2 for one in known)
    found = validate(known)
    assert found.pieces == 20
    assert found.better < 10
