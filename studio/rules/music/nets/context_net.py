"""Run the context net: a dilated TCN over BeatNet's output and the spectrum.

BeatNet sees only the past few seconds; this net (dilated convolutions, after Davies and
Böck, EUSIPCO 2019) sees ten seconds to either side, so that it resolves doubtful beats.
It is trained on rendered scores by ``train/context_net.py``.
"""

import numpy as np

from studio.rules.music.nets.convolution import Weights, elu, residual_block, sigmoid
from studio.rules.music.spectrum import Floats, rises

GROUPS = 12
OCTAVE = 24
_SPANS = (10, 25, 75)
"""Frames to either side over which harmony is compared."""
_BLOCK = 8192
"""Frames whose harmony is compared at once, so that memory stays bounded."""


def band_groups(bands: Floats) -> Floats:
    """Average the bands in twelve groups: (frames, 12)."""
    parts = np.array_split(np.arange(bands.shape[1]), GROUPS)
    return np.stack([bands[:, part].mean(axis=1) for part in parts], axis=1)


def chroma(bands: Floats) -> Floats:
    """Fold the middle bands into one octave: (frames, 24)."""
    used = bands[:, : bands.shape[1] // OCTAVE * OCTAVE]
    folded: Floats = used.reshape(len(used), -1, OCTAVE)[:, 1:5].sum(axis=1)
    return folded


def harmony_novelty(folded: Floats) -> Floats:
    """Compare the chroma before and after each frame over three spans: 0 to 2."""
    out = np.empty((len(folded), len(_SPANS)), dtype=np.float32)
    for at in range(0, len(folded), _BLOCK):
        end = min(at + _BLOCK, len(folded))
        first, last = max(at - max(_SPANS), 0), min(end + max(_SPANS), len(folded))
        out[at:end] = _novelty(folded[first:last], at - first, end - first)
    return out


def _novelty(folded: Floats, start: int, end: int) -> Floats:
    centred = folded - folded.mean(axis=1, keepdims=True)
    total = np.zeros((len(folded) + 1, OCTAVE))
    np.cumsum(centred, axis=0, dtype=np.float64, out=total[1:])
    here = np.arange(start, end)
    columns = []
    for span in _SPANS:
        before = total[here] - total[np.maximum(here - span, 0)]
        after = total[np.minimum(here + span, len(folded))] - total[here]
        scale = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1) + 1e-6
        columns.append(1 - (before * after).sum(axis=1) / scale)
    return np.stack(columns, axis=1).astype(np.float32)


def even_levels(levels: Floats) -> Floats:
    """Return the groups' loudness (frames, 12) as it differs from the song's mean."""
    spread = float(levels.std()) + 0.1
    return np.asarray((levels - levels.mean(axis=0)) / spread, np.float32)


def net_inputs(
    probabilities: Floats, gains: Floats, even: Floats, novelty: Floats
) -> Floats:
    """Stack the net's inputs besides BeatNet's memory: (frames, 33).

    ``probabilities`` are BeatNet's (frames, 6), ``gains`` the groups' rises (frames, 12),
    ``even`` and ``novelty`` of ``even_levels`` and ``harmony_novelty`` (frames, 3).
    """
    parts = (np.log(probabilities + 0.01), gains * 10, even, novelty)
    return np.hstack(parts).astype(np.float32)


def band_gains(bands: Floats) -> Floats:
    """Return the twelve groups' rise since the frame before: (frames, 12)."""
    return band_groups(rises(bands))


def project_memory(state: Floats, net: Weights) -> Floats:
    """Project BeatNet's memory (frames, 450) to the net's few inputs."""
    return np.asarray(state @ net["proj.weight"].T + net["proj.bias"], np.float32)


def predict(inputs: Floats, memory: Floats, net: Weights) -> Floats:
    """Return the probability of a beat and of a downbeat per frame: (frames, 2)."""
    flow = np.hstack(((inputs - net["mean"]) / net["scale"], memory))
    flow = np.maximum(flow @ net["inp.weight"].T + net["inp.bias"], 0)
    depth = sum(name.startswith("conv.") and name.endswith("bias") for name in net)
    for layer in range(depth):
        flow = residual_block(flow, net, f"conv.{layer}", f"mix.{layer}", 2**layer)
    return sigmoid(elu(flow) @ net["out.weight"].T + net["out.bias"])
