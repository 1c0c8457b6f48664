"""The network: words in, the likeliest sequences of symbols out.

An encoder reads the words in both directions, a decoder of two layers, each with
attention, writes symbols and points at the words whose values are copied (after Bahdanau et
al., 2015, and See et al., 2017: a recurrent encoder and decoder with attention and
copying). Beside its features a phrase has the vector of the sentence encoder. Trained by
``train/parser``; run in numpy, in float32.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Self

import numpy as np

from studio.rules.language.neural.decoder import Decoder, SeenWords, State
from studio.rules.language.neural.matrices import Floats, LinearLayer, QuantizedMatrix
from studio.rules.language.neural.recurrent import BidirectionalLayer
from studio.rules.language.neural.source import START, Word
from studio.rules.language.neural.symbols import (
    BEAMS,
    COPY,
    Hypothesis,
    Symbol,
    likeliest,
)

BEGIN, END = "<s>", "</s>"
LONGEST = 90
"""Symbols of a sequence at most."""
_FALLEN = 7.0
"""A sequence that is this far behind the best (as a logarithm) is followed no longer."""


class Network:
    """The trained network. ``weights`` by PyTorch's names, ``symbols`` and ``features`` listed.

    ``embedding``: a row a feature. A request needs few of its 31,000 rows.
    """

    def __init__(
        self,
        weights: Mapping[str, Floats],
        embedding: QuantizedMatrix,
        symbols: Sequence[str],
        features: Sequence[str],
    ) -> None:
        self._symbols = tuple(symbols)
        self._number = {symbol: number for number, symbol in enumerate(symbols)}
        self._row = {feature: number for number, feature in enumerate(features)}
        self._w = weights
        self._embedding = embedding
        self._sentence = LinearLayer.of(
            weights["sentence.weight"], weights["sentence.bias"]
        )
        self._layers = [BidirectionalLayer(weights, layer) for layer in (0, 1)]
        self._decoder = Decoder(weights)

    @classmethod
    def load(cls, data: bytes) -> Self:
        """The network of a file that ``train.parser`` wrote.

        Raises ``KeyError`` where a part is missing.
        """
        with np.load(BytesIO(data)) as stored:
            matrices = {
                name[2:]: QuantizedMatrix(stored[name], stored[f"s:{name[2:]}"])
                for name in stored.files
                if name.startswith("q:")
            }
            texts = {
                key: str(stored[key]).split("\n") for key in ("symbols", "features")
            }
        embedding = matrices.pop("emb.weight")
        weights = {name: matrix.rows() for name, matrix in matrices.items()}
        return cls(weights, embedding, **texts)

    def best(self, words: Sequence[Word], vectors: Floats) -> list[Hypothesis]:
        """The likeliest sequences, the best first; the arguments are those of ``ended``."""
        return likeliest(self.ended(words, vectors))

    def ended(self, words: Sequence[Word], vectors: Floats) -> Iterator[Hypothesis]:
        """Sequences as they end in a beam search, until no other can be among the best.

        ``vectors``: a row for each phrase of the request, which begin after ``START``.
        """
        hidden = self._encode(words, vectors)
        seen = self._decoder.seen(hidden)
        beams, ended = [Hypothesis((BEGIN,), 0.0)], list[float]()
        state = self._step(beams, seen, self._decoder.first(hidden))
        for _ in range(LONGEST):
            grown = [
                (beam.then(symbol, gain), row)
                for row, (beam, following) in enumerate(
                    zip(beams, self._next(beams, state, words, seen), strict=True)
                )
                for symbol, gain in following
            ]
            grown.sort(key=lambda one: -one[0].score)
            for beam, _ in grown[:BEAMS]:
                if beam.symbols[-1] == END:
                    ended = sorted((*ended, beam.score), reverse=True)[:BEAMS]
                    yield Hypothesis(beam.symbols[1:-1], beam.score)
            best = max((*ended, *(beam.score for beam, _ in grown)), default=0.0)
            least = max([best - _FALLEN, *ended[BEAMS - 1 :]])
            alive = [
                (beam, row)
                for beam, row in grown[:BEAMS]
                if beam.symbols[-1] != END and beam.score > least
            ]
            if not alive:
                break
            beams = [beam for beam, _ in alive]
            state = self._step(beams, seen, state.rows([row for _, row in alive]))

    def _step(
        self, beams: Sequence[Hypothesis], seen: SeenWords, before: State
    ) -> State:
        """The decoder after the last symbol of each sequence."""
        inputs = [
            seen.inputs[last]
            if isinstance(last := beam.symbols[-1], int)
            else self._decoder.symbol(self._number[last])
            for beam in beams
        ]
        return self._decoder.step(np.stack(inputs), seen, before)

    def _next(
        self,
        beams: Sequence[Hypothesis],
        state: State,
        words: Sequence[Word],
        seen: SeenWords,
    ) -> Iterator[list[tuple[Symbol, float]]]:
        """For each sequence the likeliest symbols or places, with their log-probabilities."""
        odds = self._decoder.symbols(state)
        likely = np.argpartition(-odds, BEAMS - 1)[:, :BEAMS]
        for row, beam in enumerate(beams):
            last = beam.symbols[-1]
            if isinstance(last, str) and last.startswith(COPY):
                name = last.rpartition("@")[2]
                places = [n for n, word in enumerate(words) if name in word.values]
                scores = self._decoder.places(state.out[row], seen, places)
                best = np.argsort(-scores)[:BEAMS]
                yield [(places[n], float(scores[n])) for n in best]
            else:
                yield [(self._symbols[n], float(odds[row, n])) for n in likely[row]]

    def _encode(self, words: Sequence[Word], vectors: Floats) -> Floats:
        """The words beside one another, a row each."""
        embedded = np.tile(self._w["ext.bias"], (len(words), 1))
        for place, word in enumerate(words):
            rows = sorted(self._row[f] for f in word.features if f in self._row)
            embedded[place] += self._embedding.rows(rows).sum(0)
        first = words.index(START) + 1
        embedded[first : first + len(vectors)] += self._sentence(vectors)
        centred = embedded - embedded.mean(1, keepdims=True)
        normal = centred / np.sqrt((centred * centred).mean(1, keepdims=True) + 1e-5)
        embedded = normal * self._w["ln.weight"] + self._w["ln.bias"]
        flow = embedded
        for layer in self._layers:
            flow = layer(flow)
        hidden: Floats = flow + embedded
        return hidden


@cache
def bundled() -> Network:
    """The network that comes with the studio."""
    return Network.load(files("studio").joinpath("data", "parser.npz").read_bytes())
