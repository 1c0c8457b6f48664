"""Products with the weights of a network, in parts that take little time."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

COLUMNS = 64
"""Columns of a part: with fewer or more of them most processors take longer."""
_ROWS = 384
"""Rows of a part at most. OpenBLAS multiplies a few rows with such a part as it lies in
memory; of a larger matrix it first makes a copy, which takes longer than the product."""
_AT_ONCE = 4
"""Rows that OpenBLAS multiplies at once with AVX2: one to three more take longer than
four more, but a single row is quick."""

_MOST, _EPSILON = 127, 1e-12
"""The largest weight of eight bits; what keeps a scale from 0."""


@dataclass(frozen=True, slots=True)
class LinearLayer:
    """A matrix that rows are multiplied with, and a bias.

    ``parts``: by rows, then by columns, the last ones filled up with zeros.
    """

    parts: Floats
    bias: Floats
    width: int

    @classmethod
    def of(
        cls,
        weight: Floats,
        bias: Floats,
        pool: "WeightPool | None" = None,
        columns: int = COLUMNS,
    ) -> Self:
        """``weight`` is transposed, as PyTorch holds it; ``columns`` of a part.

        Raises ``ValueError`` if the ``pool`` is full.
        """
        width, depth = weight.shape
        some, many = -(-depth // _ROWS), -(-width // columns)
        if missing := many * columns - width:
            weight = np.pad(weight, ((0, missing), (0, 0)))
        shape = some, many, depth // some, columns
        parts = pool.take(shape) if pool else np.empty(shape, np.float32)
        parts[:] = weight.reshape(many, columns, some, -1).transpose(2, 0, 3, 1)
        places = np.zeros((many, 1, columns), np.float32)
        places.flat[:width] = bias
        return cls(parts, places, width)

    def __call__(self, rows: Floats) -> Floats:
        """The product, and the bias, of each row."""
        return beside(self.by_columns(rows))[:, : self.width]

    def by_columns(self, rows: Floats) -> Floats:
        """The same, the columns of each part by themselves."""
        count = len(rows)
        rows = _filled_up(rows)
        parts = rows.reshape(len(rows), len(self.parts), 1, -1).transpose(1, 2, 0, 3)
        products = (parts @ self.parts)[:, :, :count]
        out: Floats = products[0] if len(products) == 1 else products.sum(0)
        out += self.bias
        return out


@dataclass(frozen=True, slots=True)
class QuantizedMatrix:
    """Weights of eight bits, and scales that they are multiplied with."""

    values: NDArray[np.int8]
    scales: Floats

    @classmethod
    def of(cls, weights: Floats) -> Self:
        """The weights with a scale for each row, or one for a vector."""
        scales = np.abs(weights).max(axis=-1, keepdims=True) / _MOST + _EPSILON
        values = np.round(weights / scales).astype(np.int8)
        return cls(values, scales.astype(np.float32))

    @property
    def size(self) -> int:
        """How many weights there are."""
        return self.values.size

    def rows(self, chosen: Sequence[int] | slice = slice(None)) -> Floats:
        """Some rows as plain numbers, with the scale of each."""
        scales = self.scales if len(self.scales) == 1 else self.scales[chosen]
        rows: Floats = self.values[chosen].astype(np.float32) * scales
        return rows


class WeightPool:
    """Memory for the parts of many layers: the system gives large pages to a large array.

    Weights that do not fit into a processor's cache are read faster from them.
    """

    def __init__(self, size: int) -> None:
        self._free = np.empty(size, np.float32)

    def take(self, shape: tuple[int, ...]) -> Floats:
        """An array in this memory. Raises ``ValueError`` if it is full."""
        memory, self._free = np.split(self._free, [prod(shape)])
        return memory.reshape(shape)


def _filled_up(rows: Floats) -> Floats:
    """The rows, if more than one, and zeros up to a whole number of ``_AT_ONCE``."""
    missing = -len(rows) % _AT_ONCE
    if not missing or len(rows) == 1:
        return rows
    return np.concatenate([rows, np.zeros((missing, rows.shape[1]), np.float32)])


def beside(columns: Floats) -> Floats:
    """The columns of all parts in one row each."""
    return columns.transpose(1, 0, 2).reshape(columns.shape[1], -1)


def log_softmax(scores: Floats) -> Floats:
    """Logarithms of probabilities."""
    shifted: Floats = scores - scores.max(-1, keepdims=True)
    shifted -= np.log(np.exp(shifted).sum(-1, keepdims=True))
    return shifted
