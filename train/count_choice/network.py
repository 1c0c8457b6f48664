"""Fit the network that tells whether half the tempo found is meant.

As in ``model``, the likelihood of a count among those of its piece is the softmax of their
scores, which a small network gives. All counts teach it, so that it knows more than halves.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.rules.music.tempo.count_choice import COUNTS
from studio.rules.music.tempo.half_choice import CLUES, MOST
from train.count_choice.model import Example
from train.rhythm import Chance

Matrix = NDArray[np.float64]

_HIDDEN, _MEMBERS = 8, 3
"""Hidden units of a network, and networks of which the mean is taken."""
_PULL = 0.008
"""Of the weights to 0, on the scale of the mean log likelihood of a piece."""
_STEPS, _RATE = 400, 0.03
"""Of Adam (Kingma and Ba, 2015), and its rate at first, which falls to 0."""
_MEAN_MEMORY, _SQUARE_MEMORY = 0.9, 0.99
_IMPOSSIBLE = -1e9


@dataclass(frozen=True, slots=True)
class _TrainingExamples:
    """Standardised clues (pieces, counts, clues), what is added where a piece has no
    such count (pieces, counts), and which is right (pieces,).
    """

    clues: Matrix
    missing: Matrix
    right: NDArray[np.int64]


def fit_network(pieces: Sequence[Example]) -> dict[str, NDArray[np.float32]]:
    """Return the network of ``studio.rules.music.tempo.half_choice``: the mean of several."""
    taught = [one for one in pieces if one.right is not None]
    rows = np.concatenate([one.network_clues for one in taught])
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    mean[-len(COUNTS) :], scale[-len(COUNTS) :] = 0.0, 1.0
    lesson = _lesson(taught, mean, scale)
    members = [
        _descend(lesson, _drawn(np.random.default_rng(member)))
        for member in range(_MEMBERS)
    ]
    net = {
        "mean": mean,
        "scale": scale,
        "linear": np.mean([one["linear"] for one in members], axis=0),
        "hidden": np.concatenate([one["hidden"] for one in members], axis=1),
        "bias": np.concatenate([one["bias"] for one in members]),
        "out": np.concatenate([one["out"] for one in members]) / _MEMBERS,
    }
    return {name: part.astype(np.float32) for name, part in net.items()}


def _lesson(
    taught: Sequence[Example], mean: Matrix, scale: Matrix
) -> _TrainingExamples:
    most = max(len(one.counts) for one in taught)
    clues = np.zeros((len(taught), most, len(CLUES)))
    missing = np.full((len(taught), most), _IMPOSSIBLE)
    for row, one in enumerate(taught):
        clues[row, : len(one.counts)] = np.clip(
            (one.network_clues - mean) / scale, -MOST, MOST
        )
        missing[row, : len(one.counts)] = 0.0
    return _TrainingExamples(clues, missing, np.array([one.right for one in taught]))


def _drawn(chance: Chance) -> dict[str, Matrix]:
    """A network before it has learned."""
    return {
        "linear": np.zeros(len(CLUES)),
        "hidden": chance.normal(0, len(CLUES) ** -0.5, (len(CLUES), _HIDDEN)),
        "bias": np.zeros(_HIDDEN),
        "out": chance.normal(0, 0.3, _HIDDEN),
    }


def _descend(lesson: _TrainingExamples, net: dict[str, Matrix]) -> dict[str, Matrix]:
    """Maximise the mean log likelihood less the pull."""
    means = {name: np.zeros_like(part) for name, part in net.items()}
    squares = {name: np.zeros_like(part) for name, part in net.items()}
    for step in range(1, _STEPS + 1):
        rate = _RATE * 0.5 * (1 + np.cos(np.pi * step / _STEPS))
        rate *= np.sqrt(1 - _SQUARE_MEMORY**step) / (1 - _MEAN_MEMORY**step)
        for name, slope in _slopes(lesson, net).items():
            means[name] += (1 - _MEAN_MEMORY) * (slope - means[name])
            squares[name] += (1 - _SQUARE_MEMORY) * (slope**2 - squares[name])
            net[name] = net[name] - rate * means[name] / (np.sqrt(squares[name]) + 1e-8)
    return net


def _slopes(lesson: _TrainingExamples, net: dict[str, Matrix]) -> dict[str, Matrix]:
    """The gradient of the mean negative log likelihood and of the pull to 0."""
    rows = lesson.clues.reshape(-1, lesson.clues.shape[2])
    hidden = np.tanh(rows @ net["hidden"] + net["bias"])
    score = (rows @ net["linear"] + hidden @ net["out"]).reshape(lesson.missing.shape)
    score += lesson.missing
    share = np.exp(score - score.max(axis=1, keepdims=True))
    share /= share.sum(axis=1, keepdims=True)
    share[np.arange(len(share)), lesson.right] -= 1
    error = share.ravel() / len(share)
    inner = error[:, None] * net["out"] * (1 - hidden**2)
    return {
        "linear": error @ rows + _PULL * net["linear"],
        "hidden": rows.T @ inner + _PULL * net["hidden"],
        "bias": inner.sum(axis=0),
        "out": error @ hidden + _PULL * net["out"],
    }
