"""The sentence encoder of ``studio.rules.language.neural``, in a form that can learn."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from studio.rules.language.neural.matrices import Floats, QuantizedMatrix
from studio.rules.language.neural.sentence_encoder import HEAD, matrix_of

_LOST = 0.1
"""Share of what each part leaves out while it learns."""
_EPSILON = 1e-12
_LINEAR = ("q", "k", "v", "ao", "fi", "fo")
_NORMAL = ("aln", "oln")

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Texts:
    """The pieces of a batch, and which of them each phrase is made of.

    ``pieces``, ``mask`` (texts, pieces), mask False behind the end of a text. ``source``
    and ``target``: for each piece of a phrase its place in the batch, texts behind one
    another, and the number of its phrase. ``sizes``: how many pieces a phrase has.
    ``places``: where its vector stands among the words of the batch.
    """

    pieces: Tensor
    mask: Tensor
    source: Tensor
    target: Tensor
    sizes: Tensor
    places: Tensor


class SentenceNet(nn.Module):
    """The encoder; what pieces are by themselves is not learned."""

    def __init__(self, stored: Arrays) -> None:
        super().__init__()
        self._kept = dict(stored)
        self._words = _tensor(_matrix(stored, "word"))
        self._places = _tensor(stored["place"])
        self._normal = _tensor(stored["normal.w"]), _tensor(stored["normal.b"])
        count = len({name.split(".")[0] for name in stored if name.endswith(".q.w")})
        self.layers = nn.ModuleList(_Layer.of(stored, f"l{n}.") for n in range(count))

    @property
    def size(self) -> int:
        """Numbers of a vector."""
        return self._words.shape[1]

    def forward(self, texts: Texts) -> Tensor:
        """A row for each phrase: the mean of its pieces."""
        flow = self._words[texts.pieces] + self._places[: texts.pieces.shape[1]]
        flow = functional.layer_norm(flow, (self.size,), *self._normal, eps=_EPSILON)
        flow = functional.dropout(flow, _LOST, self.training)
        behind = ~texts.mask[:, None, None, :]
        with torch.autocast("cpu", torch.bfloat16):
            for layer in self.layers:
                flow = layer(flow, behind)
        flow = flow.float().flatten(0, 1)
        sums = torch.zeros(len(texts.sizes), self.size)
        sums = sums.index_add(0, texts.target, flow[texts.source])
        return sums / texts.sizes.unsqueeze(1)

    def arrays(self, weights: Mapping[str, Tensor]) -> dict[str, NDArray[Any]]:
        """The file of the encoder with these weights: in bytes, with a scale for each row."""
        out = {
            n: a for n, a in self._kept.items() if not n.partition(".")[0][1:].isdigit()
        }
        for name, value in weights.items():
            *_, number, part, kind = name.split(".")
            target, numbers = f"l{number}.{part}.{kind[0]}", value.numpy()
            if numbers.ndim == 1:
                out[target] = numbers.astype(np.float16)
            else:
                matrix = QuantizedMatrix.of(numbers)
                out[target], out[f"{target}:scale"] = matrix.values, matrix.scales
        return out


class _Layer(nn.Module):
    """Attention of all pieces to all pieces, and two linear layers with a GELU between."""

    def __init__(self, size: int, wide: int) -> None:
        super().__init__()
        self.q, self.k, self.v, self.ao = (nn.Linear(size, size) for _ in range(4))
        self.fi, self.fo = nn.Linear(size, wide), nn.Linear(wide, size)
        self.aln, self.oln = (nn.LayerNorm(size, eps=_EPSILON) for _ in range(2))

    @classmethod
    def of(cls, stored: Arrays, prefix: str) -> Self:
        """The layer with the weights of a file."""
        wide, _ = _matrix(stored, f"{prefix}fi.w").shape
        layer = cls(len(stored["normal.w"]), wide)
        weights = {
            f"{part}.weight": _matrix(stored, f"{prefix}{part}.w") for part in _LINEAR
        }
        weights |= {f"{part}.weight": stored[f"{prefix}{part}.w"] for part in _NORMAL}
        weights |= {
            f"{part}.bias": stored[f"{prefix}{part}.b"] for part in (*_LINEAR, *_NORMAL)
        }
        layer.load_state_dict({name: _tensor(one) for name, one in weights.items()})
        return layer

    def forward(self, flow: Tensor, behind: Tensor) -> Tensor:
        texts, pieces, size = flow.shape
        heads = texts, pieces, size // HEAD, HEAD
        query, key, value = (
            part(flow).view(heads).transpose(1, 2) for part in (self.q, self.k, self.v)
        )
        scores = query @ key.transpose(2, 3) / math.sqrt(HEAD)
        odds = scores.masked_fill(behind, -1e4).softmax(-1).to(value.dtype)
        seen = (odds @ value).transpose(1, 2).flatten(2)
        flow = self.aln(flow + self._lost(self.ao(seen)))
        return self.oln(flow + self._lost(self.fo(functional.gelu(self.fi(flow)))))

    def _lost(self, flow: Tensor) -> Tensor:
        return functional.dropout(flow, _LOST, self.training)


def _tensor(array: NDArray[Any]) -> Tensor:
    return torch.from_numpy(array.astype(np.float32))


def _matrix(stored: Arrays, name: str) -> Floats:
    return matrix_of(stored[name], stored[f"{name}:scale"]).rows()
