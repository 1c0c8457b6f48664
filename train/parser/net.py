"""The network of ``studio.rules.language.neural.network``, in a form that can learn."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

IGNORED = -100
NONE, UNKNOWN = 0, 1
"""Rows of the table of features that stand for none and for one never seen."""
_LOST = 0.3
"""Share of what each layer leaves out while it learns."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Requests of one batch.

    ``features`` of all words behind one another, ``offsets`` where each word begins,
    ``mask`` (requests, words) 1 for words. ``symbols`` and ``places`` (requests, steps):
    what must come at each step, ``IGNORED`` in one of the two.
    """

    features: Tensor
    offsets: Tensor
    mask: Tensor
    symbols: Tensor
    places: Tensor


class ParserNet(nn.Module):
    """Encoder, decoder with attention, and pointers; ``size`` numbers a word."""

    def __init__(self, features: int, symbols: int, size: int) -> None:
        super().__init__()
        self.size = size
        self.emb = nn.EmbeddingBag(features + 2, size, mode="sum")
        self.ln = nn.LayerNorm(size)
        self.enc = nn.GRU(
            size, size // 2, 2, batch_first=True, bidirectional=True, dropout=_LOST
        )
        self.out = nn.Embedding(symbols, size)
        self.ptr_in = nn.Linear(size, size)
        self.dec = nn.GRUCell(2 * size, size)
        self.init = nn.Linear(size, size)
        self.key, self.query = nn.Linear(size, size), nn.Linear(size, size)
        self.mix = nn.Linear(2 * size, size)
        self.cls = nn.Linear(size, symbols)
        self.pk, self.pq = nn.Linear(size, size), nn.Linear(size, size)
        self.lose = nn.Dropout(_LOST)

    def forward(self, batch: Batch, smoothing: float) -> Tensor:
        """The mean loss a symbol."""
        rows, words = batch.mask.shape
        embedded = self.emb(batch.features, batch.offsets).view(rows, words, self.size)
        embedded = self.lose(self.ln(embedded))
        flow, _ = self.enc(embedded)
        hidden = flow + embedded
        mask = batch.mask.unsqueeze(2)
        memory = torch.tanh(self.init((hidden * mask).sum(1) / mask.sum(1)))
        hidden = self.lose(hidden)
        keys, pointers = self.key(hidden), self.pk(hidden)
        given = self.out(torch.zeros(rows, dtype=torch.long))
        seen = torch.zeros(rows, self.size)
        outs = []
        gone = batch.mask == 0
        every = torch.arange(rows)
        for step in range(batch.symbols.shape[1]):
            memory = self.dec(torch.cat([given, seen], 1), memory)
            scores = (keys @ self.query(memory).unsqueeze(2)).squeeze(2)
            scores = (scores / math.sqrt(self.size)).masked_fill(gone, -1e9)
            seen = (scores.softmax(1).unsqueeze(2) * hidden).sum(1)
            outs.append(torch.tanh(self.mix(torch.cat([memory, seen], 1))))
            places = batch.places[:, step]
            symbol = self.out(batch.symbols[:, step].clamp(min=0))
            place = self.ptr_in(hidden[every, places.clamp(min=0)])
            given = self.lose(torch.where((places >= 0).unsqueeze(1), place, symbol))
        out = self.lose(torch.stack(outs, 1))
        loss = functional.cross_entropy(
            self.cls(out).flatten(0, 1), batch.symbols.flatten(),
            ignore_index=IGNORED, reduction="sum", label_smoothing=smoothing,
        )  # fmt: skip
        points = (self.pq(out) @ pointers.transpose(1, 2)) / math.sqrt(self.size)
        points = points.masked_fill(gone.unsqueeze(1), -1e9)
        if (batch.places >= 0).any():
            loss = loss + functional.cross_entropy(
                points.flatten(0, 1), batch.places.flatten(),
                ignore_index=IGNORED, reduction="sum",
            )  # fmt: skip
        said = (batch.symbols >= 0).sum() + (batch.places >= 0).sum()
        return loss / said


def padded(rows: Sequence[Sequence[int]]) -> Tensor:
    """Rows of numbers as one table, ``IGNORED`` behind the shorter ones."""
    width = max(map(len, rows))
    return torch.tensor([[*row, *[IGNORED] * (width - len(row))] for row in rows])
