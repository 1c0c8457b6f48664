"""Run BeatNet's recurrent nets: bands in, beat and downbeat probabilities out.

The nets and their weights are those of BeatNet (Heydari, Cwitkowitz and Duan,
ISMIR 2021, CC BY 4.0); this is a forward pass of our own in plain arrays.
"""

import numpy as np

from studio.rules.music.nets.convolution import Weights
from studio.rules.music.spectrum import Floats, rises

KERNEL = 10
# The nets only look back, so a song is cut into pieces that run side by side,
# each after a run-up that fills the memory of the cells.
PIECE = 500  # frames, 10 s
RUN_UP = 250  # frames, 5 s
# What a layer makes of its input needs no memory: one product serves many frames.
BLOCK = 25  # frames; more would not be faster, and take more memory


def run_nets(bands: Floats, nets: Weights) -> tuple[Floats, Floats]:
    """Return probabilities (frames, 2 x nets) and memory (frames, 150 x nets).

    `bands` are log bands (frames, 136) at 50 a second. Of each net's two columns the
    first is the chance of any beat, the second that of a downbeat.
    """
    count = len(bands)
    pieces = max(1, -(-count // PIECE))
    if pieces == 3:
        pieces = 4  # OpenBLAS multiplies four rows faster than three
    looks = np.zeros((RUN_UP + pieces * PIECE, bands.shape[1] * 2), dtype=np.float32)
    looks[RUN_UP : RUN_UP + count] = np.hstack((bands, rises(bands)))
    starts = np.arange(pieces) * PIECE
    rows = starts[:, None] + np.arange(RUN_UP + PIECE)
    names = sorted({name.split(".")[0] for name in nets})
    flow = np.stack([_front(looks, nets, name)[rows] for name in names])
    for layer in ("l0", "l1"):
        flow = _lstm(flow, nets, names, layer)
    memory = flow[:, :, RUN_UP:].reshape(len(names), pieces * PIECE, -1)[:, :count]
    chances = np.empty((count, 2 * len(names)), dtype=np.float32)
    for index, name in enumerate(names):
        out = memory[index] @ nets[f"{name}.linear.weight"].T
        out = out + nets[f"{name}.linear.bias"]
        odds = np.exp(out - out.max(axis=1, keepdims=True))
        odds /= odds.sum(axis=1, keepdims=True)
        chances[:, 2 * index] = odds[:, 0] + odds[:, 1]
        chances[:, 2 * index + 1] = odds[:, 1]
    return chances, memory.transpose(1, 0, 2).reshape(count, -1)


def _front(looks: Floats, nets: Weights, name: str) -> Floats:
    """Convolve along the bands, pool and project: (frames, 272) to (frames, 150)."""
    kernel = nets[f"{name}.conv1.weight"][:, 0]
    width = looks.shape[1] - KERNEL + 1
    channels = []
    for taps, bias in zip(kernel, nets[f"{name}.conv1.bias"], strict=True):
        convolved = np.full((len(looks), width), bias, dtype=np.float32)
        for shift, tap in enumerate(taps):
            convolved += tap * looks[:, shift : shift + width]
        np.maximum(convolved, 0, out=convolved)
        even = width // 2 * 2
        channels.append(np.maximum(convolved[:, 0:even:2], convolved[:, 1:even:2]))
    flat = np.concatenate(channels, axis=1)
    return np.asarray(
        flat @ nets[f"{name}.linear0.weight"].T + nets[f"{name}.linear0.bias"]
    )


def _lstm(flow: Floats, nets: Weights, names: list[str], layer: str) -> Floats:
    """Run a layer of all nets over all pieces: (nets, pieces, time, 150)."""
    ahead = np.stack([nets[f"{name}.lstm.weight_ih_{layer}"].T for name in names])
    back = np.stack([nets[f"{name}.lstm.weight_hh_{layer}"].T for name in names])
    bias = np.stack(
        [
            nets[f"{name}.lstm.bias_ih_{layer}"] + nets[f"{name}.lstm.bias_hh_{layer}"]
            for name in names
        ]
    )
    n_nets, pieces, time, width = flow.shape
    # One tanh serves all four gates: sigmoid(x) = (1 + tanh(x / 2)) / 2.
    half = np.full(4 * width, 0.5, dtype=np.float32)
    half[2 * width : 3 * width] = 1.0
    ahead, back, bias = ahead * half, np.ascontiguousarray(back * half), bias * half
    state = np.zeros((n_nets, pieces, width), dtype=np.float32)
    cell = np.zeros_like(state)
    out = np.empty((time, n_nets, pieces, width), dtype=np.float32)
    for first in range(0, time, BLOCK):
        block = flow[:, :, first : first + BLOCK].transpose(0, 2, 1, 3)
        driven = block.reshape(n_nets, -1, width) @ ahead + bias[:, None]
        driven = driven.reshape(n_nets, -1, pieces, 4 * width)
        for at in range(driven.shape[1]):
            gates = driven[:, at] + state @ back
            np.tanh(gates, out=gates)
            keep = gates[..., width : 2 * width] + 1
            let_in = gates[..., :width] + 1
            fresh = gates[..., 2 * width : 3 * width]
            cell = 0.5 * (keep * cell + let_in * fresh)
            state = 0.5 * (gates[..., 3 * width :] + 1) * np.tanh(cell)
            out[first + at] = state
    return out.transpose(1, 2, 0, 3)
