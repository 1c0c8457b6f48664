"""What the words of a sentence mean beside one another: a vector for each phrase.

The first layers of a multilingual encoder that others trained on much text (Wang et al.,
2024: multilingual E5; a Transformer after Vaswani et al., 2017). Run in numpy, in float32.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from itertools import accumulate, pairwise
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from studio.rules.activations import gelu
from studio.rules.language.neural.matrices import (
    Floats,
    LinearLayer,
    QuantizedMatrix,
    WeightPool,
    beside,
)
from studio.rules.language.neural.pieces import FIRST, LAST, Piece, Pieces

BLOCK = 32
"""Weights that share a scale."""
HEAD = 32
"""Columns of a head of attention."""
_LONGEST = 160
"""Pieces of a text that are read."""
KEPT = 64
"""Texts whose vectors are kept: buttons write the same ones, and so do people."""
_EPSILON = 1e-12


@dataclass(frozen=True, slots=True)
class PackedMatrix:
    """Weights of four bits: two in a byte, the low one first, and a scale for each block."""

    values: NDArray[np.uint8]
    scales: NDArray[np.float16]

    @property
    def size(self) -> int:
        """How many weights there are."""
        return 2 * self.values.size

    def rows(self, chosen: Sequence[int] | slice = slice(None)) -> Floats:
        """Some rows as plain numbers."""
        values, scales = self.values[chosen], self.scales[chosen].astype(np.float32)
        halves = np.stack([values & 15, values >> 4], axis=-1).astype(np.float32) - 8
        blocks = halves.reshape(*scales.shape, BLOCK) * scales[..., None]
        return blocks.reshape(len(values), -1)


def matrix_of(
    values: NDArray[Any], scales: NDArray[Any]
) -> PackedMatrix | QuantizedMatrix:
    """A stored matrix: of four bits, or of eight, as ``train.parser`` writes it."""
    kind = PackedMatrix if values.dtype == np.uint8 else QuantizedMatrix
    return kind(values, scales)


class SentenceEncoder:
    """The encoder. ``words``: a row a piece; ``matrices`` and ``scales`` by name."""

    def __init__(
        self,
        pieces: Pieces,
        words: PackedMatrix,
        matrices: Mapping[str, LinearLayer],
        scales: Mapping[str, Floats],
    ) -> None:
        self._pieces = pieces
        self._words = words
        self._matrices = matrices
        self._scales = scales
        self._layers = len({name.split(".")[0] for name in matrices})
        self._kept: dict[str, tuple[list[Piece], Floats]] = {}

    @classmethod
    def load(cls, data: bytes) -> Self:
        """The encoder of a file of ``train.convert_sentence_encoder`` or ``train.parser``.

        Raises ``KeyError`` where a part is missing.
        """
        with np.load(BytesIO(data)) as stored:
            held = {name: stored[name] for name in stored.files}
        scores = [float(score) for score in held.pop("scores")]
        pieces = Pieces(str(held.pop("pieces")).split("\n"), scores)
        words = PackedMatrix(held.pop("word"), held.pop("word:scale"))
        matrices = [name for name in held if f"{name}:scale" in held]
        weights = {
            name.removesuffix(".w"): matrix_of(
                held.pop(name), held.pop(f"{name}:scale")
            )
            for name in matrices
        }
        biases = {name: held.pop(f"{name}.b") for name in weights}
        scales = {name: value.astype(np.float32) for name, value in held.items()}
        return cls(pieces, words, _layers(weights, biases), scales)

    def pieces(
        self, text: str, spans: Sequence[tuple[int, int]]
    ) -> tuple[list[int], list[list[int]]]:
        """The numbers of the pieces of a text, and which of them each span is made of."""
        pieces = self._pieces.split(text)[:_LONGEST]
        return _numbers(pieces), [_places(pieces, start, end) for start, end in spans]

    def vectors(self, text: str, spans: Sequence[tuple[int, int]]) -> Floats:
        """A row for each span of the text: the mean of its pieces, 0 without any."""
        pieces, hidden = self._kept.get(text) or self._read([text])[text]
        rows = [_places(pieces, start, end) for start, end in spans]
        none = np.zeros(hidden.shape[1], np.float32)
        means = [hidden[row].mean(0) if row else none for row in rows]
        return np.array(means, np.float32).reshape(len(spans), hidden.shape[1])

    def read_ahead(self, texts: Sequence[str]) -> None:
        """Encode several texts at once, at most ``KEPT``: each alone takes twice as long."""
        self._read(texts)

    def _read(self, texts: Sequence[str]) -> dict[str, tuple[list[Piece], Floats]]:
        pieces = [self._pieces.split(text)[:_LONGEST] for text in texts]
        flows = self._encoded([_numbers(some) for some in pieces])
        read = dict(zip(texts, zip(pieces, flows, strict=True), strict=True))
        self._kept.update(read)
        for text in list(self._kept)[:-KEPT]:  # another thread may do the same
            self._kept.pop(text, None)
        return read

    def _encoded(self, texts: Sequence[Sequence[int]]) -> list[Floats]:
        """For each text a row for each piece, for ``FIRST`` and for ``LAST``."""
        places = np.concatenate([self._scales["place"][: len(one)] for one in texts])
        flow = self._words.rows([number for one in texts for number in one]) + places
        flow = self._normal(flow, "normal")
        ends = [0, *accumulate(len(one) for one in texts)]
        for layer in range(self._layers):
            name = f"l{layer}."
            flow = self._normal(flow + self._looked(flow, ends, name), f"{name}aln")
            wide = gelu(self._matrices[f"{name}fi"](flow))
            flow = self._normal(flow + self._matrices[f"{name}fo"](wide), f"{name}oln")
        return np.split(flow, ends[1:-1])

    def _looked(self, flow: Floats, ends: Sequence[int], name: str) -> Floats:
        """Attention of all pieces of a text to all of its pieces, in heads."""
        query, key, value = np.split(self._matrices[f"{name}qkv"].by_columns(flow), 3)
        seen = np.empty_like(value)
        for start, end in pairwise(ends):
            text = np.s_[:, start:end]
            scores = query[text] @ key[text].transpose(0, 2, 1)
            scores /= np.float32(np.sqrt(HEAD))
            odds = np.exp(scores - scores.max(-1, keepdims=True))
            odds /= odds.sum(-1, keepdims=True)
            seen[text] = odds @ value[text]
        return self._matrices[f"{name}ao"](beside(seen))

    def _normal(self, flow: Floats, name: str) -> Floats:
        size = flow.shape[1]
        out: Floats = flow - np.add.reduce(flow, -1, keepdims=True) / size
        squares = np.add.reduce(out * out, -1, keepdims=True) / size
        out /= np.sqrt(squares + _EPSILON)
        out *= self._scales[f"{name}.w"]
        out += self._scales[f"{name}.b"]
        return out


def _layers(
    weights: Mapping[str, PackedMatrix | QuantizedMatrix], biases: Mapping[str, Floats]
) -> dict[str, LinearLayer]:
    """The layers of a text; what looks for, and what is looked at, is one (``qkv``)."""
    pool = WeightPool(sum(matrix.size for matrix in weights.values()))
    layers: dict[str, LinearLayer] = {}
    for name, matrix in weights.items():
        layer, _, part = name.partition(".")
        if part == "q":
            names = [f"{layer}.{one}" for one in "qkv"]
            rows = np.concatenate([weights[one].rows() for one in names])
            bias = np.concatenate([biases[one] for one in names])
            layers[f"{layer}.qkv"] = LinearLayer.of(rows, bias, pool, HEAD)
        elif part not in "kv":
            layers[name] = LinearLayer.of(matrix.rows(), biases[name], pool)
    return layers


def _numbers(pieces: Sequence[Piece]) -> list[int]:
    return [FIRST, *(one.number for one in pieces), LAST]


def _places(pieces: Sequence[Piece], start: int, end: int) -> list[int]:
    """Which pieces stand in a span; ``FIRST`` stands before them."""
    return [
        place
        for place, piece in enumerate(pieces, 1)
        if piece.start < end and piece.end > start
    ]


@cache
def bundled_encoder() -> SentenceEncoder:
    """The encoder that comes with the studio."""
    path = files("studio").joinpath("data", "sentence_encoder.npz")
    return SentenceEncoder.load(path.read_bytes())
