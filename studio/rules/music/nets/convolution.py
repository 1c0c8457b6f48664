"""Run a residual block of dilated convolutions, as the nets over whole songs have."""

from collections.abc import Mapping

import numpy as np

from studio.rules.music.spectrum import Floats

Weights = Mapping[str, Floats]

_BLOCK = 16384
"""Frames convolved at once, so that memory stays bounded."""


def residual_block(
    flow: Floats, net: Weights, conv: str, mix: str, dilation: int
) -> Floats:
    """Add to ``flow`` (frames, width) what a dilated convolution and a mix make of it.

    ``conv`` and ``mix`` name the weights of the two in ``net``.
    """
    taps = net[f"{conv}.weight"]
    reach = dilation * (taps.shape[2] // 2)
    padded = np.pad(flow, ((reach, reach), (0, 0)))
    out = np.empty_like(flow)
    for at in range(0, len(flow), _BLOCK):
        count = min(_BLOCK, len(flow) - at)
        bent = np.broadcast_to(net[f"{conv}.bias"], (count, flow.shape[1])).copy()
        for tap in range(taps.shape[2]):
            first = at + tap * dilation
            bent += padded[first : first + count] @ taps[:, :, tap].T
        mixed = elu(bent) @ net[f"{mix}.weight"][:, :, 0].T + net[f"{mix}.bias"]
        out[at : at + count] = flow[at : at + count] + mixed
    return out


def elu(values: Floats) -> Floats:
    """The exponential linear unit."""
    return np.asarray(
        np.where(values > 0, values, np.expm1(np.minimum(values, 0))), np.float32
    )


def sigmoid(values: Floats) -> Floats:
    """Turn logits into probabilities."""
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))), np.float32)
