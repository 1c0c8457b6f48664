"""Run a residual block of dilated convolutions, as the nets over whole songs have."""

from collections.abc import Callable, Mapping

import numpy as np

from studio.rules.music.spectrum import Floats

Weights = Mapping[str, Floats]

_BLOCK = 16384
"""Frames of which a net's output is computed at once, so that memory stays bounded."""


def in_blocks(
    run: Callable[[slice], Floats], count: int, reach: int, block: int = _BLOCK
) -> Floats:
    """Run a net on blocks of ``count`` frames, each with ``reach`` more to either side.

    ``run`` returns (frames, 2) for a slice of them. Blocks begin at multiples of
    ``block`` less ``reach``.
    """
    out = np.empty((count, 2), np.float32)
    for at in range(0, count, block):
        first, end = max(at - reach, 0), min(at + block, count)
        heard = run(slice(first, min(end + reach, count)))
        out[at:end] = heard[at - first : end - first]
    return out


def residual_block(
    flow: Floats, net: Weights, conv: str, mix: str, dilation: int
) -> Floats:
    """Add to ``flow`` (frames, width) what a dilated convolution and a mix make of it.

    ``conv`` and ``mix`` name the weights of the two in ``net``.
    """
    taps = net[f"{conv}.weight"]
    reach = dilation * (taps.shape[2] // 2)
    padded = np.pad(flow, ((reach, reach), (0, 0)))
    bent = np.broadcast_to(net[f"{conv}.bias"], flow.shape).copy()
    for tap in range(taps.shape[2]):
        first = tap * dilation
        bent += padded[first : first + len(flow)] @ taps[:, :, tap].T
    mixed = elu(bent) @ net[f"{mix}.weight"][:, :, 0].T + net[f"{mix}.bias"]
    return np.asarray(flow + mixed, np.float32)


def elu(values: Floats) -> Floats:
    """The exponential linear unit."""
    return np.asarray(
        np.where(values > 0, values, np.expm1(np.minimum(values, 0))), np.float32
    )


def sigmoid(values: Floats) -> Floats:
    """Turn logits into probabilities."""
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))), np.float32)
