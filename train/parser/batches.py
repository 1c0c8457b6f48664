"""Batches of requests in a chance order, some joined, some without what the rules read."""

import random
from collections.abc import Sequence
from itertools import chain

import numpy as np
import torch

from studio.rules.language.neural.network import END
from train.parser.net import IGNORED, Batch
from train.parser.requests import NO_PHRASE, Pair, Requests

BATCH, POOL = 160, 8
"""Requests of a batch, and batches that are sorted by length together."""
JOINED = 0.3
"""Share of the requests that are two joined …"""
UNAIDED = 0.35
"""… of those without what the constructions read, so that the words are learned …"""
UNREAD = 0.3
"""… and of the letters of words that are hidden, so that concepts are learned too."""


class Batches:
    """Draws batches; ``mean`` and ``spread`` make the vectors even."""

    def __init__(self, requests: Requests, seed: int) -> None:
        self._requests = requests
        self._chance = random.Random(seed)
        self._numbers = np.random.default_rng(seed)
        self.mean = requests.vectors.mean(0)
        self.spread = requests.vectors.std(0)

    def pool(self) -> list[Batch]:
        """Batches of requests of about the same length, in any order."""
        pairs = [self._pair() for _ in range(BATCH * POOL)]
        pairs.sort(key=lambda pair: len(pair.words))
        cut = [pairs[at : at + BATCH] for at in range(0, len(pairs), BATCH)]
        self._chance.shuffle(cut)
        return [self._batch(one) for one in cut]

    def _pair(self) -> Pair:
        aided = self._chance.random() >= UNAIDED
        while True:
            if self._chance.random() < JOINED:
                if pair := self._requests.joined(self._chance, aided=aided):
                    return pair
                continue
            one = self._chance.choice(self._requests.all)
            if sequences := one.right if aided else one.unaided:
                end = len(one.words) if aided else one.read + 1
                symbols = self._chance.choice(sequences)
                return Pair(one.words[:end], one.vectors[:end], symbols)

    def _batch(self, pairs: Sequence[Pair]) -> Batch:
        shape = len(pairs), max(len(pair.words) for pair in pairs)
        mask = np.zeros(shape, np.float32)
        rows = np.full(shape, NO_PHRASE)
        counts = np.zeros(shape, np.int64)
        for number, pair in enumerate(pairs):
            count = len(pair.words)
            mask[number, :count] = 1
            rows[number, :count] = pair.vectors
            counts[number, :count] = [len(word.rows) for word in pair.words]
        words = list(chain.from_iterable(pair.words for pair in pairs))
        features = np.concatenate([word.rows for word in words])
        letters = np.concatenate([word.letters for word in words])
        kept = ~(letters & (self._numbers.random(len(features)) < UNREAD))
        bags = np.repeat(np.arange(counts.size), counts.ravel())[kept]
        sizes = np.bincount(bags, minlength=counts.size)
        vectors = (self._requests.vectors[rows] - self.mean) / self.spread
        vectors[rows == NO_PHRASE] = 0
        symbols, places = self._steps(pairs)
        return Batch(
            torch.from_numpy(features[kept]),
            torch.from_numpy(np.cumsum(sizes) - sizes),
            torch.from_numpy(mask),
            torch.from_numpy(vectors.astype(np.float32)),
            torch.from_numpy(symbols),
            torch.from_numpy(places),
        )

    def _steps(self, pairs: Sequence[Pair]) -> tuple[np.ndarray, np.ndarray]:
        shape = len(pairs), max(len(pair.symbols) for pair in pairs) + 1
        symbols, places = np.full(shape, IGNORED), np.full(shape, IGNORED)
        for number, pair in enumerate(pairs):
            for step, symbol in enumerate((*pair.symbols, END)):
                if isinstance(symbol, int):
                    places[number, step] = symbol
                else:
                    symbols[number, step] = self._requests.symbol[symbol]
        return symbols, places
