"""Batches of requests in a chance order, some joined, some without what the rules read."""

import random
from collections.abc import Sequence
from itertools import chain

import numpy as np
import torch

from studio.rules.language.neural.network import END
from studio.rules.language.neural.pieces import PADDING
from train.parser.net import IGNORED, Batch
from train.parser.requests import Pair, Requests
from train.parser.sentence import Texts

BATCH, POOL = 160, 8
"""Requests of a batch, and batches that are sorted by length together."""
JOINED = 0.3
"""Share of the requests that are two joined …"""
UNAIDED = 0.35
"""… of those without what the constructions read, so that the words are learned …"""
UNREAD = 0.3
"""… and of the letters of words that are hidden, so that concepts are learned too."""


class Batches:
    """Draws batches."""

    def __init__(self, requests: Requests, seed: int) -> None:
        self._requests = requests
        self._chance = random.Random(seed)
        self._numbers = np.random.default_rng(seed)

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
                return Pair(one.words[:end], one.pieces, one.phrases, symbols)

    def _batch(self, pairs: Sequence[Pair]) -> Batch:
        shape = len(pairs), max(len(pair.words) for pair in pairs)
        mask = np.zeros(shape, np.float32)
        counts = np.zeros(shape, np.int64)
        for number, pair in enumerate(pairs):
            count = len(pair.words)
            mask[number, :count] = 1
            counts[number, :count] = [len(word.rows) for word in pair.words]
        words = list(chain.from_iterable(pair.words for pair in pairs))
        features = np.concatenate([word.rows for word in words])
        letters = np.concatenate([word.letters for word in words])
        shown = ~(letters & (self._numbers.random(len(features)) < UNREAD))
        bags = np.repeat(np.arange(counts.size), counts.ravel())[shown]
        sizes = np.bincount(bags, minlength=counts.size)
        symbols, places = self._steps(pairs)
        return Batch(
            torch.from_numpy(features[shown]),
            torch.from_numpy(np.cumsum(sizes) - sizes),
            torch.from_numpy(mask),
            texts(pairs, shape[1]),
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


def texts(pairs: Sequence[Pair], words: int) -> Texts:
    """The texts of a batch whose rows have so many words."""
    shape = len(pairs), max(len(pair.pieces) for pair in pairs)
    pieces, mask = np.full(shape, PADDING), np.zeros(shape, np.bool_)
    source: list[int] = []
    sizes: list[int] = []
    places: list[int] = []
    for number, pair in enumerate(pairs):
        count = len(pair.pieces)
        pieces[number, :count], mask[number, :count] = pair.pieces, True
        for phrase in pair.phrases:
            if phrase.pieces:
                source += [number * shape[1] + piece for piece in phrase.pieces]
                sizes.append(len(phrase.pieces))
                places.append(number * words + phrase.place)
    return Texts(
        torch.from_numpy(pieces),
        torch.from_numpy(mask),
        torch.tensor(source, dtype=torch.long),
        torch.arange(len(sizes)).repeat_interleave(torch.tensor(sizes)),
        torch.tensor(sizes),
        torch.tensor(places, dtype=torch.long),
    )
