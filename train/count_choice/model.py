"""Fit a conditional logit model (McFadden, 1974) to counts of which one is right.

The likelihood of a count among those of its piece is the softmax of their scores, which are
linear in the clues; it is concave, so that Newton's steps find the one best set of weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.rules.music.tempo.count_choice import CLUES, COUNTS

Matrix = NDArray[np.float64]

_RIGHT = 0.9
"""F from which a count is right; pieces without such a count teach nothing."""
_PULL = 0.006
"""Of the weights to 0, on the scale of the mean log likelihood of a piece."""
_STEPS, _LONGEST, _ENOUGH = 60, 3.0, 1e-7
_IMPOSSIBLE = -1e9


@dataclass(frozen=True, slots=True)
class Example:
    """A piece as it was heard: which counts it may have, their clues, and F of each.

    ``clues`` are (counts, ``CLUES``), ``network_clues`` those of ``half_choice``, ``scores``
    and ``octave_errors`` (counts,); the first is the count found.
    """

    seed: int
    counts: tuple[str, ...]
    clues: NDArray[np.float64]
    network_clues: NDArray[np.float64]
    scores: NDArray[np.float64]
    octave_errors: NDArray[np.bool_]

    @property
    def right(self) -> int | None:
        """The place of the count that is right, if one is."""
        if self.scores.max() <= _RIGHT:
            return None
        return 0 if self.scores[0] > _RIGHT else int(self.scores.argmax())


def fit(pieces: Sequence[Example]) -> dict[str, float]:
    """Return the weights by clue."""
    taught = [one for one in pieces if one.right is not None]
    scale = np.concatenate([one.clues for one in taught]).std(axis=0) + 1e-6
    scale[-len(COUNTS) :] = 1.0
    most = max(len(one.counts) for one in taught)
    clues = np.zeros((len(taught), most, len(CLUES)))
    missing = np.full((len(taught), most), _IMPOSSIBLE)
    for row, one in enumerate(taught):
        clues[row, : len(one.counts)] = one.clues / scale
        missing[row, : len(one.counts)] = 0.0
    right = clues[np.arange(len(taught)), [one.right for one in taught]]
    return dict(
        zip(CLUES, (_newton(clues, missing, right) / scale).tolist(), strict=True)
    )


def _newton(clues: Matrix, missing: Matrix, right: Matrix) -> Matrix:
    """Maximise the mean log likelihood less the pull: weights (clues,)."""
    weights = np.zeros(clues.shape[2])
    for _ in range(_STEPS):
        score = clues @ weights + missing
        share = np.exp(score - score.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        mean = np.einsum("pc,pcd->pd", share, clues)
        slope = (mean - right).mean(axis=0) + _PULL * weights
        bend = np.einsum("pc,pcd,pce->de", share, clues, clues) - mean.T @ mean
        bend = bend / len(clues) + _PULL * np.eye(len(weights))
        step = np.linalg.solve(bend, slope)
        weights = weights - step * min(1.0, _LONGEST / float(np.linalg.norm(step)))
        if float(np.abs(step).max()) < _ENOUGH:
            break
    return weights
