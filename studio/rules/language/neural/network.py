"""The network: words in, the likeliest sequences of symbols out.

An encoder reads the words in both directions, a decoder of two layers, each with
attention, writes symbols and points at the words whose values are copied (after Bahdanau et
al., 2015, and See et al., 2017: a recurrent encoder and decoder with attention and
copying). Beside its features a phrase has the vector of the sentence encoder. Trained by
``train/parser``; run in numpy, in float32.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Self

import numpy as np
from numpy.typing import NDArray

from studio.rules.language.neural.source import START, Word
from studio.rules.language.neural.symbols import COPY, Hypothesis, Symbol

Floats = NDArray[np.float32]

BEGIN, END = "<s>", "</s>"
WIDTH = 4
"""Sequences that are followed at a time."""
LONGEST = 90
"""Symbols of a sequence at most."""
_FALLEN = 7.0
"""A sequence that is this far behind the best (as a logarithm) is followed no longer."""
_TABLES = ("emb.weight", "out.weight")
"""Weights that are looked up by row; all others are held transposed, as they are used."""


@dataclass(frozen=True, slots=True)
class _EncodedWords:
    """Each word as the decoder looks at it; ``first`` is the state before any symbol."""

    words: Floats
    keys: tuple[Floats, Floats]
    pointers: Floats
    first: "_State"


@dataclass(frozen=True, slots=True)
class _State:
    """The decoder after a symbol, a row a sequence: its output and its layers' memories."""

    out: Floats
    memories: tuple[Floats, Floats]

    def rows(self, rows: list[int]) -> Self:
        """Some of the sequences, in this order."""
        one, two = self.memories
        return type(self)(self.out[rows], (one[rows], two[rows]))


class Network:
    """The trained network. ``weights`` by PyTorch's names, ``symbols`` and ``features`` listed."""

    def __init__(
        self,
        weights: Mapping[str, Floats],
        symbols: Sequence[str],
        features: Sequence[str],
    ) -> None:
        self._w = {
            name: value
            if name in _TABLES or value.ndim == 1
            else np.ascontiguousarray(value.T)
            for name, value in weights.items()
        }
        self._symbols = tuple(symbols)
        self._number = {symbol: number for number, symbol in enumerate(symbols)}
        self._row = {feature: number for number, feature in enumerate(features)}
        self._scale = float(np.sqrt(len(weights["ln.bias"])))

    @classmethod
    def load(cls, data: bytes) -> Self:
        """The network of a file that ``train.parser`` wrote.

        Raises ``KeyError`` where a part is missing.
        """
        with np.load(BytesIO(data)) as stored:
            names = {
                name.partition(":")[2] for name in stored.files if name.startswith("q:")
            }
            weights = {
                name: stored[f"q:{name}"].astype(np.float32) * stored[f"s:{name}"]
                for name in names
            }
            texts = {
                key: str(stored[key]).split("\n") for key in ("symbols", "features")
            }
        return cls(weights, **texts)

    def best(
        self, words: Sequence[Word], vectors: Floats, width: int = WIDTH
    ) -> list[Hypothesis]:
        """The likeliest sequences (beam search), the best first.

        ``vectors``: a row for each phrase of the request, which begin after ``START``.
        """
        seen = self._encode(words, vectors)
        beams, done = [Hypothesis((BEGIN,), 0.0)], list[Hypothesis]()
        state = self._step([BEGIN], seen, seen.first)
        for _ in range(LONGEST):
            grown = [
                (beam.then(symbol, gain), row)
                for row, beam in enumerate(beams)
                for symbol, gain in self._next(beam, state.out[row], words, seen, width)
            ]
            grown.sort(key=lambda one: -one[0].score)
            done += [one for one, _ in grown[:width] if one.symbols[-1] == END]
            scores = (one.score for one in (*done, *(one for one, _ in grown)))
            least = max(scores, default=0.0) - _FALLEN
            alive = [
                one
                for one in grown[:width]
                if one[0].symbols[-1] != END and one[0].score > least
            ]
            if not alive:
                break
            beams = [beam for beam, _ in alive]
            before = state.rows([row for _, row in alive])
            state = self._step([beam.symbols[-1] for beam in beams], seen, before)
        done.sort(key=lambda one: -one.score)
        return [Hypothesis(one.symbols[1:-1], one.score) for one in done[:width]]

    def _next(
        self,
        beam: Hypothesis,
        out: Floats,
        words: Sequence[Word],
        seen: _EncodedWords,
        width: int,
    ) -> list[tuple[Symbol, float]]:
        """The likeliest symbols or places that follow, with their log-probabilities."""
        last = beam.symbols[-1]
        if isinstance(last, str) and last.startswith(COPY):
            name = last.rpartition("@")[2]
            places = [n for n, word in enumerate(words) if name in word.values]
            if not places:
                return []
            scores = seen.pointers[places] @ self._linear("pq", out) / self._scale
            odds = _log_softmax(scores)
            return [(places[n], float(odds[n])) for n in np.argsort(-odds)[:width]]
        odds = _log_softmax(self._linear("cls", out))
        return [(self._symbols[n], float(odds[n])) for n in np.argsort(-odds)[:width]]

    def _encode(self, words: Sequence[Word], vectors: Floats) -> _EncodedWords:
        table = self._w["emb.weight"]
        embedded = np.tile(self._w["ext.bias"], (len(words), 1))
        for place, word in enumerate(words):
            rows = sorted(self._row[f] for f in word.features if f in self._row)
            embedded[place] += table[rows].sum(0)
        first = words.index(START) + 1
        embedded[first : first + len(vectors)] += self._linear("sentence", vectors)
        centred = embedded - embedded.mean(1, keepdims=True)
        normal = centred / np.sqrt((centred * centred).mean(1, keepdims=True) + 1e-5)
        embedded = normal * self._w["ln.weight"] + self._w["ln.bias"]
        flow = embedded
        for layer in (0, 1):
            flow = np.concatenate(
                [
                    self._gru(flow, f"enc.{{}}_l{layer}"),
                    self._gru(flow[::-1], f"enc.{{}}_l{layer}_reverse")[::-1],
                ],
                axis=1,
            )
        hidden = flow + embedded
        memories = np.tanh(self._linear("init", hidden.mean(0)))[None]
        one, two = np.split(memories, 2, axis=1)
        return _EncodedWords(
            hidden,
            (self._linear("key", hidden), self._linear("key2", hidden)),
            self._linear("pk", hidden),
            _State(np.zeros_like(one), (one, two)),
        )

    def _gru(self, flow: Floats, name: str) -> Floats:
        into = self._affine(name.format("weight_ih"), name.format("bias_ih"), flow)
        weight, bias = (
            self._w[name.format("weight_hh")],
            self._w[name.format("bias_hh")],
        )
        state = np.zeros(len(weight), np.float32)
        out = np.empty((len(flow), len(state)), np.float32)
        for place, one in enumerate(into):
            state = _gated(one, state @ weight + bias, state)
            out[place] = state
        return out

    def _step(
        self, symbols: Sequence[Symbol], words: _EncodedWords, before: _State
    ) -> _State:
        """The decoder after one more symbol in each row."""
        given = np.stack([self._input(symbol, words) for symbol in symbols])
        one, two = before.memories
        one = self._remembered("one", given, one)
        seen = self._look("query", one, words.keys[0], words.words)
        two = self._remembered("two", np.concatenate([one, seen], 1), two)
        seen = self._look("query2", two, words.keys[1], words.words)
        out = np.tanh(self._linear("mix", np.concatenate([two, seen], 1)))
        return _State(out, (one, two))

    def _remembered(self, layer: str, into: Floats, memory: Floats) -> Floats:
        """The memory of a layer of the decoder after one more input."""
        return _gated(
            self._affine(f"{layer}.weight_ih_l0", f"{layer}.bias_ih_l0", into),
            self._affine(f"{layer}.weight_hh_l0", f"{layer}.bias_hh_l0", memory),
            memory,
        )

    def _look(self, query: str, memory: Floats, keys: Floats, words: Floats) -> Floats:
        """What the decoder sees of the words: their mean, weighed by attention."""
        scores = self._linear(query, memory) @ keys.T / self._scale
        seen: Floats = np.exp(_log_softmax(scores)) @ words
        return seen

    def _input(self, symbol: Symbol, seen: _EncodedWords) -> Floats:
        if isinstance(symbol, int):
            return self._linear("ptr_in", seen.words[symbol])
        row: Floats = self._w["out.weight"][self._number[symbol]]
        return row

    def _linear(self, name: str, value: Floats) -> Floats:
        return self._affine(f"{name}.weight", f"{name}.bias", value)

    def _affine(self, weight: str, bias: str, value: Floats) -> Floats:
        out: Floats = value @ self._w[weight] + self._w[bias]
        return out


def _gated(into: Floats, back: Floats, state: Floats) -> Floats:
    """A step of a gated recurrent unit (Cho et al., 2014), gates in PyTorch's order."""
    size = state.shape[-1]
    gates = 0.5 + 0.5 * np.tanh(0.5 * (into + back)[..., : 2 * size])
    reset, keep = gates[..., :size], gates[..., size:]
    fresh = np.tanh(into[..., 2 * size :] + reset * back[..., 2 * size :])
    after: Floats = (1 - keep) * fresh + keep * state
    return after


def _log_softmax(scores: Floats) -> Floats:
    shifted: Floats = scores - scores.max(-1, keepdims=True)
    shifted -= np.log(np.exp(shifted).sum(-1, keepdims=True))
    return shifted


@cache
def bundled() -> Network:
    """The network that comes with the studio."""
    return Network.load(files("studio").joinpath("data", "parser.npz").read_bytes())
