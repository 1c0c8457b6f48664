"""Combine what makes a beat sound like the first of a bar, frame by frame.

The clues are the nets' probability of a downbeat, the rise of the bass and a change of
harmony; each is measured against the piece's own beats, so that no scale matters.
"""

import numpy as np
from numpy.typing import NDArray

from studio.rules.music import onsets
from studio.rules.music.features import FPS, AudioFeatures
from studio.rules.music.nets.context_net import harmony_novelty

Curve = NDArray[np.float64]

_NET, _BASS = 0.8, 0.3
_HARMONY = {1: 0.5, 2: 0.7}
"""What a standard deviation of each clue is worth, in nats: so little that many bars must
agree before a rare metre or a shift of the bars is believed. Harmony by the spans of
``harmony_novelty``: half a second and one and a half to either side."""


def downbeat_evidence(features: AudioFeatures) -> Curve:
    """Return nats in favour of a downbeat, were there a beat at each frame: (frames,)."""
    chance = features.chance
    at = np.arange(len(chance)) / FPS * onsets.FINE
    bass = np.interp(at, np.arange(len(features.bass)), peaks_within(features.bass, 5))
    harmony = harmony_novelty(features.chroma)
    clues = [(_NET, np.log(peaks_within(chance[:, 1], 1) + 0.02)), (_BASS, bass)]
    clues += [(worth, peaks_within(harmony[:, n], 1)) for n, worth in _HARMONY.items()]
    weight = np.maximum(chance[:, 0], 1e-3).astype(np.float64)
    return np.asarray(sum(worth * _standard(clue, weight) for worth, clue in clues))


def _standard(curve: Curve, weight: Curve) -> Curve:
    """Standardise with the mean and the spread of where beats are likely, within ±3."""
    mean = np.average(curve, weights=weight)
    spread = np.sqrt(np.average((curve - mean) ** 2, weights=weight)) + 1e-9
    out: Curve = np.clip((curve - mean) / spread, -3, 3)
    return out


def peaks_within(curve: NDArray[np.floating], reach: int) -> Curve:
    """The maximum within ``reach`` frames of each frame."""
    padded = np.pad(curve.astype(np.float64), reach, mode="edge")
    rows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
    out: Curve = rows.max(axis=1)
    return out
