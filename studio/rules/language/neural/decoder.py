"""The part of the network that writes symbols: two layers, each with attention to the words.

Matrices that are multiplied with each other for every symbol are multiplied once, when they
are loaded: those of a query and a key, and those of a symbol and the layer that takes it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from studio.rules.language.neural.matrices import Floats, LinearLayer, log_softmax
from studio.rules.language.neural.recurrent import gated


@dataclass(frozen=True, slots=True)
class State:
    """The decoder after a symbol, a row a sequence: its output and its layers' memories."""

    out: Floats
    memories: tuple[Floats, Floats]

    def rows(self, rows: list[int]) -> Self:
        """Some of the sequences, in this order."""
        one, two = self.memories
        return type(self)(self.out[rows], (one[rows], two[rows]))


@dataclass(frozen=True, slots=True)
class SeenWords:
    """Words as the decoder looks at them.

    ``keys`` are compared with a state: what it is multiplied with, a column a word, and
    what is added. ``values`` are what each layer gets of the words, ``inputs`` what the
    first layer gets of a place that is copied.
    """

    keys: tuple[tuple[Floats, Floats], ...]
    values: tuple[Floats, Floats]
    inputs: Floats


class _AttentionKeys:
    """How well a word answers to a state of the decoder: a query's product with a key."""

    def __init__(self, weights: Mapping[str, Floats], query: str, key: str) -> None:
        query_weight, key_weight = weights[f"{query}.weight"], weights[f"{key}.weight"]
        scale = np.float32(np.sqrt(len(query_weight)))
        self._keys = LinearLayer.of(
            query_weight.T @ key_weight / scale,
            query_weight.T @ weights[f"{key}.bias"] / scale,
        )
        self._offset = key_weight.T @ weights[f"{query}.bias"] / scale

    def __call__(self, words: Floats) -> tuple[Floats, Floats]:
        """The keys of these words."""
        return self._keys(words).T, words @ self._offset


class Decoder:
    """``weights`` by PyTorch's names."""

    def __init__(self, weights: Mapping[str, Floats]) -> None:
        w = weights
        size = len(w["mix.bias"])
        none = np.zeros(3 * size, np.float32)
        input_weight, input_bias = w["one.weight_ih_l0"], w["one.bias_ih_l0"]
        self._symbols = w["out.weight"] @ input_weight.T + input_bias
        self._places = LinearLayer.of(
            input_weight @ w["ptr_in.weight"],
            input_weight @ w["ptr_in.bias"] + input_bias,
        )
        self._keys = tuple(
            _AttentionKeys(w, query, key)
            for query, key in (("query", "key"), ("query2", "key2"), ("pq", "pk"))
        )
        self._one_back = LinearLayer.of(w["one.weight_hh_l0"], w["one.bias_hh_l0"])
        self._two = LinearLayer.of(w["two.weight_ih_l0"][:, :size], w["two.bias_ih_l0"])
        self._two_seen = LinearLayer.of(w["two.weight_ih_l0"][:, size:], none)
        self._two_back = LinearLayer.of(w["two.weight_hh_l0"], w["two.bias_hh_l0"])
        self._mix = LinearLayer.of(w["mix.weight"][:, :size], w["mix.bias"])
        self._mix_seen = LinearLayer.of(w["mix.weight"][:, size:], none[:size])
        self._first = LinearLayer.of(w["init.weight"], w["init.bias"])
        self._symbol = LinearLayer.of(w["cls.weight"], w["cls.bias"])

    def first(self, words: Floats) -> State:
        """The state before any symbol."""
        memories = np.tanh(self._first(words.mean(0, keepdims=True)))
        one, two = np.split(memories, 2, axis=1)
        return State(np.zeros_like(one), (one, two))

    def seen(self, words: Floats) -> SeenWords:
        """The words as they are for all symbols of a sequence."""
        return SeenWords(
            tuple(layer(words) for layer in self._keys),
            (self._two_seen(words), self._mix_seen(words)),
            self._places(words),
        )

    def symbol(self, number: int) -> Floats:
        """What a symbol gives to the next step."""
        row: Floats = self._symbols[number]
        return row

    def step(self, inputs: Floats, words: SeenWords, before: State) -> State:
        """The decoder after one more symbol or place in each row."""
        one, two = before.memories
        one = gated(inputs, self._one_back(one), one)
        seen = _odds(one, words.keys[0]) @ words.values[0]
        two = gated(self._two(one) + seen, self._two_back(two), two)
        seen = _odds(two, words.keys[1]) @ words.values[1]
        return State(np.tanh(self._mix(two) + seen), (one, two))

    def symbols(self, state: State) -> Floats:
        """The log-probabilities of all symbols, a row a sequence."""
        return log_softmax(self._symbol(state.out))

    def places(self, out: Floats, words: SeenWords, among: list[int]) -> Floats:
        """The log-probabilities of some places to copy from, after the output of a row."""
        if not among:
            return np.empty(0, np.float32)
        columns, offset = words.keys[2]
        return log_softmax(out @ columns[:, among] + offset[among])


def _odds(memory: Floats, keys: tuple[Floats, Floats]) -> Floats:
    """How much a layer looks at each word."""
    columns, offset = keys
    odds: Floats = np.exp(log_softmax(memory @ columns + offset))
    return odds
