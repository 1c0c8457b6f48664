"""The choice between counts is fitted to what is right, and judged on other pieces."""

import numpy as np
import pytest

from studio.rules.music.tempo.count_choice import CLUES, chosen
from studio.rules.music.tempo.half_choice import CLUES as NETWORK_CLUES
from train.count_choice.model import Example, fit
from train.count_choice.network import fit_network
from train.count_choice.validation import place_chosen, validate

COUNTED = ("found", "off-beats", "third", "third", "third")


def example(
    seed: int, right: int, *, margin: float = 3.0, clue: str = "on the beats"
) -> Example:
    """A piece of which the count that is right has more of a clue, by ``margin``."""
    clues = np.random.default_rng(seed).normal(0, 0.3, (len(COUNTED), len(CLUES)))
    for place, count in enumerate(COUNTED):
        clues[place, -8:] = 0.0
        clues[place, CLUES.index(count)] = 1.0
    clues[right, CLUES.index(clue)] += margin
    scores = np.full(len(COUNTED), 0.4)
    scores[right] = 1.0
    unheard = np.zeros((len(COUNTED), len(NETWORK_CLUES)))
    return Example(seed, COUNTED, clues, unheard, scores, scores < 0.5)


def test_weights_choose_the_count_that_is_right() -> None:
    weights = fit([example(seed, seed % 5) for seed in range(60)])
    assert set(weights) == set(CLUES)
    for seed in range(100, 120):
        new = example(seed, seed % 5)
        assert chosen(new.counts, new.clues, weights) == seed % 5


def test_pieces_without_a_right_count_teach_nothing() -> None:
    examples = [example(seed, seed % 5) for seed in range(30)]
    wrong = example(31, 2, margin=-20.0)
    wrong.scores[:] = 0.5
    assert fit([*examples, wrong]) == pytest.approx(fit(examples))


def test_a_piece_is_judged_by_weights_that_were_fitted_to_others() -> None:
    """What only speeds of the same piece would tell is not known of it."""
    examples = [
        example(seed, 2, margin=6.0, clue=CLUES[seed])
        for seed in range(5)
        for _ in "abcd"
    ]
    weights = fit(examples)
    assert all(chosen(one.counts, one.clues, weights) == 2 for one in examples)
    validation = validate(examples)
    assert validation.pieces == 20
    assert validation.better < 10
    assert validation.octave_errors_before == 1


def halves(seed: int, *, meant: bool) -> Example:
    """A piece whose every other beat is meant, or all, as a clue of the network tells."""
    chance = np.random.default_rng(seed)
    clues = chance.normal(0, 0.3, (2, len(NETWORK_CLUES)))
    clues[:, -8:] = 0.0
    clues[1, NETWORK_CLUES.index("rhythm after 2")] += 6.0 if meant else -6.0
    scores = np.array([0.66, 1.0] if meant else [1.0, 0.66])
    alike = chance.normal(0, 0.3, (2, len(CLUES)))
    return Example(seed, ("found", "half"), alike, clues, scores, scores < 0.9)


def test_half_the_beats_are_chosen_where_the_network_has_learned_to() -> None:
    examples = [halves(seed, meant=seed % 3 == 0) for seed in range(300)]
    weights, net = dict.fromkeys(CLUES, 0.0), fit_network(examples)
    for seed in range(100, 120):
        assert place_chosen(halves(seed, meant=True), weights, net) == 1
        assert place_chosen(halves(seed, meant=False), weights, net) == 0
    validation = validate(examples)
    assert (validation.octave_errors_before, validation.octave_errors_after) == (
        0.333,
        0,
    )


def test_a_count_that_is_chosen_is_not_halved() -> None:
    examples = [halves(seed, meant=True) for seed in range(30)]
    counts = ("found", "half", "third")
    wide = example(1, 2)
    one = Example(
        1,
        counts,
        wide.clues[:3],
        np.vstack([examples[0].network_clues, np.zeros(len(NETWORK_CLUES))]),
        wide.scores[:3],
        wide.octave_errors[:3],
    )
    weights = dict.fromkeys(CLUES, 0.0) | {"on the beats": 1.0}
    assert place_chosen(one, weights, fit_network(examples)) == 2
