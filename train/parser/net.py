"""The network of ``studio.rules.language.neural.network``, in a form that can learn."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from train.parser.sentence import SentenceNet, Texts

IGNORED = -100
_LOST = 0.3
"""Share of what each layer leaves out while it learns."""
_LOST_OF_SENTENCE = 0.2
"""The same of the vectors of the sentence encoder."""
EPSILON, _SLOW = 1e-5, 0.01
"""What keeps their variance from 0, and how fast its mean over the batches moves."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Requests of one batch.

    ``features`` of all words behind one another, ``offsets`` where each word begins,
    ``mask`` (requests, words) 1 for words. ``texts``: what the sentence encoder reads.
    ``symbols`` and ``places`` (requests, steps): what must come at each step, ``IGNORED`` in one of the two.
    """

    features: Tensor
    offsets: Tensor
    mask: Tensor
    texts: Texts
    symbols: Tensor
    places: Tensor


class ParserNet(nn.Module):
    """Encoder, decoder of two layers with attention, and pointers; ``size`` numbers a word.

    The decoder is given the right symbols, so that all steps are computed at once.
    """

    def __init__(
        self, features: int, symbols: int, size: int, sentence: SentenceNet
    ) -> None:
        super().__init__()
        self.size = size
        self.sentence = sentence
        self.emb = nn.EmbeddingBag(features, size, mode="sum")
        nn.init.normal_(self.emb.weight, std=0.5)
        self.even = nn.BatchNorm1d(sentence.size, EPSILON, _SLOW, affine=False)
        self.ext = nn.Linear(sentence.size, size)
        self.ln = nn.LayerNorm(size)
        self.enc = nn.GRU(
            size, size // 2, 2, batch_first=True, bidirectional=True, dropout=_LOST
        )
        self.out = nn.Embedding(symbols, size)
        self.ptr_in = nn.Linear(size, size)
        self.init = nn.Linear(size, 2 * size)
        self.one = nn.GRU(size, size, batch_first=True)
        self.two = nn.GRU(2 * size, size, batch_first=True)
        self.key, self.query = nn.Linear(size, size), nn.Linear(size, size)
        self.key2, self.query2 = nn.Linear(size, size), nn.Linear(size, size)
        self.mix = nn.Linear(2 * size, size)
        self.cls = nn.Linear(size, symbols)
        self.pk, self.pq = nn.Linear(size, size), nn.Linear(size, size)
        self.lose = nn.Dropout(_LOST)

    def forward(self, batch: Batch, smoothing: float) -> Tensor:
        """The mean loss a symbol."""
        hidden, memories = self._encoded(batch)
        gone = (batch.mask == 0).unsqueeze(1)
        first = self.out(torch.zeros(len(hidden), 1, dtype=torch.long))
        before = torch.cat([first, self.lose(self._inputs(batch, hidden))], 1)
        one, _ = self.one(before, memories[:1])
        seen = self._look(self.query(one), self.key(hidden), hidden, gone)
        two, _ = self.two(torch.cat([one, seen], 2), memories[1:])
        seen = self._look(self.query2(two), self.key2(hidden), hidden, gone)
        out = self.lose(torch.tanh(self.mix(torch.cat([two, seen], 2))))
        written, pointed = batch.symbols >= 0, batch.places >= 0
        loss = functional.cross_entropy(
            self.cls(out[written]), batch.symbols[written],
            reduction="sum", label_smoothing=smoothing,
        )  # fmt: skip
        if pointed.any():
            points = self._scores(self.pq(out), self.pk(hidden), gone)
            loss = loss + functional.cross_entropy(
                points[pointed], batch.places[pointed], reduction="sum"
            )
        return loss / (written.sum() + pointed.sum())

    def _encoded(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """The words (requests, words, size) and the first memories (2, requests, size)."""
        rows, words = batch.mask.shape
        embedded = self.emb(batch.features, batch.offsets).view(rows, words, self.size)
        vectors = self.even(self.sentence(batch.texts))
        vectors = functional.dropout(vectors, _LOST_OF_SENTENCE, self.training)
        spread = torch.zeros(rows * words, vectors.shape[1])
        vectors = spread.index_copy(0, batch.texts.places, vectors).view(
            rows, words, -1
        )
        mask = batch.mask.unsqueeze(2)
        embedded = self.lose(self.ln(embedded + self.ext(vectors))) * mask
        flow, _ = self.enc(embedded)
        hidden = flow + embedded
        mean = (hidden * mask).sum(1) / mask.sum(1)
        memories = torch.tanh(self.init(mean)).view(rows, 2, self.size).transpose(0, 1)
        return self.lose(hidden), memories.contiguous()

    def _inputs(self, batch: Batch, hidden: Tensor) -> Tensor:
        """What is put into the decoder: the symbol before, or the word it pointed at."""
        symbols, places = batch.symbols[:, :-1], batch.places[:, :-1]
        every = torch.arange(len(hidden)).unsqueeze(1)
        pointed = self.ptr_in(hidden[every, places.clamp(min=0)])
        written = self.out(symbols.clamp(min=0))
        return torch.where((places >= 0).unsqueeze(2), pointed, written)

    def _look(
        self, queries: Tensor, keys: Tensor, words: Tensor, gone: Tensor
    ) -> Tensor:
        return self._scores(queries, keys, gone).softmax(2) @ words

    def _scores(self, queries: Tensor, keys: Tensor, gone: Tensor) -> Tensor:
        scores = (queries @ keys.transpose(1, 2)) / math.sqrt(self.size)
        return scores.masked_fill(gone, -1e9)
