"""Choose every other of the beats found, where half their tempo is meant.

A small network compares what both counts would be like, by more clues than the choice between
the other counts has. It is fitted by ``train/count_choice`` to composed music.
"""

import numpy as np
from numpy.typing import NDArray

from studio.rules.music.features import AudioFeatures
from studio.rules.music.nets.convolution import Weights
from studio.rules.music.tempo.count_choice import (
    COUNTS,
    FOUND,
    Candidate,
    candidates,
)
from studio.rules.music.tempo.count_clues import COUNT_CLUES, count_clues

Curve = NDArray[np.float64]
Indices = NDArray[np.int64]

HALF = "half"
CLUES = (*COUNT_CLUES, *COUNTS)
"""What the network sees of a count: ``COUNT_CLUES``, then which it is, as ones and zeros."""
MOST = 4.0
"""Standard deviations beyond which a clue counts no more."""
MARGIN = 0.5
"""Nats by which half the beats must be likelier than all."""
_FEWEST = 40
"""Beats found: fewer tell too little of how music repeats after eight of them."""


def halved(
    frames: Indices, features: AudioFeatures, evidence: Curve, net: Weights
) -> Indices:
    """Return the frames of the beats that are meant: those given, or every other.

    ``frames`` (n,) are beats that were found, ``evidence`` (frames of the song,) is of
    ``downbeat_evidence``.
    """
    if len(frames) < _FEWEST:
        return frames
    compared = [one for one in candidates(frames) if one.count in (FOUND, HALF)]
    score = network_scores(network_clues(compared, features, evidence), net)
    best = int(score.argmax())
    return compared[best].frames if score[best] - score[0] > MARGIN else frames


def network_clues(
    compared: list[Candidate], features: AudioFeatures, evidence: Curve
) -> Curve:
    """Return what the network sees of each candidate: (candidates, ``CLUES``).

    The first candidate is the count found.
    """
    rows = count_clues([one.frames for one in compared], features, evidence)
    which = [[float(one.count == count) for count in COUNTS] for one in compared]
    return np.hstack([rows, which])


def network_scores(clue_rows: Curve, net: Weights) -> Curve:
    """Score counts (counts, ``CLUES``) in nats: (counts,).

    A linear model and a hidden layer side by side.
    """
    rows = np.clip((clue_rows - net["mean"]) / net["scale"], -MOST, MOST)
    hidden = np.tanh(rows @ net["hidden"] + net["bias"])
    score: Curve = rows @ net["linear"] + hidden @ net["out"]
    return score
