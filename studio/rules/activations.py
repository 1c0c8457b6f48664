"""Activation functions that several of our neural nets share, in numpy."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

_SCALE, _CUBIC = (2 / np.pi) ** 0.5, 0.044715


def gelu(values: NDArray[Any]) -> NDArray[Any]:
    """Gaussian error linear unit, by the usual tanh (Hendrycks and Gimpel, 2016)."""
    kind = values.dtype.type
    inner = kind(_SCALE) * values * (1 + kind(_CUBIC) * values * values)
    return np.asarray(kind(0.5) * values * (1 + np.tanh(inner)))
