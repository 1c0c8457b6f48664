"""The log-odds that a text asks for each kind of edit: one linear model a kind.

Logistic regression over the hashed features of ``features``, trained by
``train/classifier.py``. It knows nothing of grammar, so that it errs elsewhere than the
constructions do. Scored in plain Python: the process that serves loads no numpy.
"""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import sqrt
from operator import add
from types import MappingProxyType

from studio.rules.language.classifier.features import SIZE

SPREAD = 5
"""Features that a text is thought to have besides its own: few words weigh less."""
TALK = "talk"
"""The kind of a text that asks for nothing."""


@dataclass(frozen=True, slots=True)
class Model:
    """A linear model for each of ``kinds``.

    ``weights`` are int8, ``SIZE`` rows of one weight a kind, in steps of ``scale``;
    ``bias`` and ``prior`` are log-odds.
    """

    kinds: tuple[str, ...]
    scale: tuple[float, ...]
    bias: tuple[float, ...]
    prior: tuple[float, ...]
    weights: bytes

    def odds(self, numbers: Sequence[int]) -> Mapping[str, float]:
        """The log-odds of every kind for a text with these features."""
        width = len(self.kinds)
        rows = memoryview(self.weights).cast("b")
        total: Sequence[int] = [0] * width
        for number in numbers:
            total = list(map(add, total, rows[number * width : (number + 1) * width]))
        share = 1 / sqrt(len(numbers) + SPREAD)
        return {
            kind: steps * scale * share + bias
            for kind, steps, scale, bias in zip(
                self.kinds, total, self.scale, self.bias, strict=True
            )
        }

    def priors(self) -> Mapping[str, float]:
        """The log-odds of every kind for any text."""
        return MappingProxyType(dict(zip(self.kinds, self.prior, strict=True)))


def packed(model: Model) -> bytes:
    """The model as a file: a line of JSON, then the weights, compressed."""
    head = {
        "kinds": model.kinds,
        "scale": model.scale,
        "bias": model.bias,
        "prior": model.prior,
    }
    return zlib.compress(json.dumps(head).encode() + b"\n" + model.weights, 9)


def unpacked(data: bytes) -> Model:
    """The model of such a file. Raises ``ValueError`` where it does not fit."""
    head, _, weights = zlib.decompress(data).partition(b"\n")
    stored = json.loads(head)
    model = Model(
        tuple(stored["kinds"]),
        tuple(stored["scale"]),
        tuple(stored["bias"]),
        tuple(stored["prior"]),
        weights,
    )
    if len(weights) != SIZE * len(model.kinds):
        raise ValueError("The weights do not fit the features.")
    return model


@cache
def bundled() -> Model:
    """The model that comes with the studio."""
    return unpacked(files("studio").joinpath("data", "classifier.bin").read_bytes())
