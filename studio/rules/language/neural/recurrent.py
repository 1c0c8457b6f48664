"""Gated recurrent units (Cho et al., 2014): each step sees what the steps before left."""

from collections.abc import Mapping

import numpy as np

from studio.rules.language.neural.matrices import Floats, LinearLayer


class BidirectionalLayer:
    """A layer that reads words from the first and from the last on, in one loop."""

    def __init__(self, weights: Mapping[str, Floats], layer: int) -> None:
        ways = [f"enc.{{}}_l{layer}", f"enc.{{}}_l{layer}_reverse"]
        self._into = [
            LinearLayer.of(
                weights[way.format("weight_ih")], weights[way.format("bias_ih")]
            )
            for way in ways
        ]
        self._back = np.stack([weights[way.format("weight_hh")].T for way in ways])
        self._bias = np.stack([weights[way.format("bias_hh")] for way in ways])

    def __call__(self, words: Floats) -> Floats:
        """What both ways make of each word, beside one another."""
        ahead, behind = self._into
        into = np.stack([ahead(words), behind(words[::-1])], axis=1)
        state = np.zeros((2, self._back.shape[1]), np.float32)
        out = np.empty((len(words), *state.shape), np.float32)
        for place, word in enumerate(into):
            back = (state[:, None] @ self._back)[:, 0] + self._bias
            out[place] = state = gated(word, back, state)
        return np.concatenate([out[:, 0], out[::-1, 1]], axis=1)


def gated(into: Floats, back: Floats, state: Floats) -> Floats:
    """A step of a gated recurrent unit, gates in PyTorch's order."""
    size = state.shape[-1]
    gates = 0.5 + 0.5 * np.tanh(0.5 * (into + back)[..., : 2 * size])
    reset, keep = gates[..., :size], gates[..., size:]
    fresh = np.tanh(into[..., 2 * size :] + reset * back[..., 2 * size :])
    after: Floats = fresh + keep * (state - fresh)
    return after
