"""Requests to learn from, as numbers, and how two of them are joined into one message."""

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from studio.rules.language.neural.network import BEGIN, END, Floats
from studio.rules.language.neural.sentence_encoder import SentenceEncoder
from studio.rules.language.neural.source import Word
from studio.rules.language.neural.symbols import ASKED, TOLD, Symbol
from train.parser.examples import Example

LETTERS = ("w:", "W:", "g:", "e:")
"""Features that are letters of words."""
LONGEST_JOINED, LONGEST = 25, 60
"""Words of a request that is joined with another, and of any."""
_RARE = 2
"""Symbols that occur no more often are not learned."""
_FILE = re.compile(
    r'F (?:[a-z_.]*\.)?(?:clips?|other|songs|image|source|cube|assets)(?:\[\])?="'
)
"""A file that is named by its id and not pointed at, which no other project has."""
_AND: dict[str, list[set[str] | None]] = {
    "en": [{"and", "w:and", "W:and"}, {"comma", "mark"}, {"stop", "mark"}, {"comma", "mark"}, None],
    "zh": [{"comma", "mark"}, {"comma", "mark"}, {"stop", "mark"}, None],
}  # fmt: skip
"""What stands between two requests in one message."""
NO_PHRASE = -1
"""The row of vectors of a word that stands for no phrase."""


@dataclass(frozen=True, slots=True, eq=False)
class FeatureRows:
    """The features of a word as rows of the table, and which of them are letters."""

    rows: NDArray[np.int64]
    letters: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Request:
    """A request as numbers.

    ``vectors``: the row of the sentence encoder's vectors for each word. ``right`` with what
    the constructions read, ``unaided`` without it. ``start`` and ``read`` are the places of
    these marks.
    """

    lang: str
    single: bool
    words: tuple[FeatureRows, ...]
    vectors: tuple[int, ...]
    right: Sequence[Sequence[Symbol]]
    unaided: Sequence[Sequence[Symbol]]
    start: int
    read: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Words with their rows of vectors, and the symbols that are right for them."""

    words: Sequence[FeatureRows]
    vectors: Sequence[int]
    symbols: Sequence[Symbol]


class Requests:
    """All requests, the numbers of their features and symbols, and their vectors."""

    def __init__(self, learned: Sequence[Example], encoder: SentenceEncoder) -> None:
        said = Counter(
            symbol
            for example in learned
            for sequences in (example.symbols, example.unaided)
            for sequence in sequences[:1]
            for symbol in sequence
            if isinstance(symbol, str) and not _FILE.match(symbol)
        )
        seen = Counter(f for e in learned for word in e.words for f in word.features)
        self.symbols = [BEGIN, END, *sorted(s for s, n in said.items() if n > _RARE)]
        self.features = sorted(
            f for f, n in seen.items() if n > 1 or not f.startswith(LETTERS)
        )
        self.symbol = {symbol: number for number, symbol in enumerate(self.symbols)}
        self._row = {feature: number for number, feature in enumerate(self.features)}
        self._known: dict[frozenset[str], FeatureRows] = {}
        short = [example for example in learned if len(example.words) < LONGEST]
        found = [encoder.vectors(example.text, example.phrases) for example in short]
        self.vectors: Floats = np.concatenate(found)
        ends = np.cumsum([len(vectors) for vectors in found])
        self.all = [
            request
            for example, end in zip(short, ends, strict=True)
            if (request := self._request(example, int(end)))
        ]

    def _request(self, example: Example, end: int) -> Request | None:
        right, unaided = (
            [one for one in sequences if self._is_known(one)]
            for sequences in (example.symbols, example.unaided)
        )
        if not (right or unaided):
            return None
        count, start = len(example.phrases), example.start
        vectors = [NO_PHRASE] * len(example.words)
        vectors[start + 1 : start + 1 + count] = range(end - count, end)
        return Request(
            example.lang,
            example.single,
            tuple(map(self.rows, example.words)),
            tuple(vectors),
            right,
            unaided,
            start,
            example.read,
        )

    def _is_known(self, symbols: Sequence[Symbol]) -> bool:
        return all(isinstance(one, int) or one in self.symbol for one in symbols)

    def rows(self, word: Word) -> FeatureRows:
        """The features of a word that are known."""
        if (found := self._known.get(word.features)) is None:
            known = sorted(f for f in word.features if f in self._row)
            found = self._known[word.features] = FeatureRows(
                np.array([self._row[f] for f in known], np.int64),
                np.array([f.startswith(LETTERS) for f in known], np.bool_),
            )
        return found

    @cached_property
    def short(self) -> Mapping[str, Sequence[Request]]:
        """By language, the requests that may be joined with another."""
        short: dict[str, list[Request]] = {"en": [], "zh": []}
        for one in self.all:
            if one.single and len(one.words) < LONGEST_JOINED:
                short[one.lang].append(one)
        return short

    def joined(self, chance: random.Random, *, aided: bool) -> Pair | None:
        """Two requests as one message; None where the second leans on its state."""
        counts = {lang: len(requests) for lang, requests in self.short.items()}
        lang = chance.choices(list(counts), list(counts.values()))[0]
        one, other = chance.sample(self.short[lang], 2)
        firsts, seconds = (r.right if aided else r.unaided for r in (one, other))
        link = chance.choice(_AND[lang])
        if not firsts or not seconds:
            return None
        links = [self.rows(Word(frozenset(link)))] if link else []
        return join(
            (one, chance.choice(firsts)),
            (other, chance.choice(seconds)),
            links,
            aided=aided,
        )


def join(
    first: tuple[Request, Sequence[Symbol]],
    second: tuple[Request, Sequence[Symbol]],
    links: Sequence[FeatureRows],
    *,
    aided: bool,
) -> Pair | None:
    """The words of both behind one another, and both sequences, their places moved."""
    (one, before), (other, after) = first, second
    if any(isinstance(symbol, int) and symbol <= other.start for symbol in after):
        return None
    inner = slice(other.start + 1, other.read)
    words = [*one.words[: one.read], *links, *other.words[inner], one.words[one.read]]
    vectors = [
        *one.vectors[: one.read],
        *[NO_PHRASE] * len(links),
        *other.vectors[inner],
    ]
    if aided:
        words += [*one.words[one.read + 1 :], *other.words[other.read + 1 :]]
    vectors += [NO_PHRASE] * (len(words) - len(vectors))
    phrases = other.read - other.start - 1
    late = len(links) + phrases
    moved = one.read + len(links) - other.start - 1
    behind = late + len(one.words) - other.read - 1
    flags = [flag for flag in (TOLD, ASKED) if flag in before or flag in after]
    symbols = [
        *_moved(before, flags, one.read, 0, late),
        *_moved(after, flags, other.read, moved, behind),
    ]
    return Pair(words, vectors, [*symbols, *flags])


def _moved(
    symbols: Sequence[Symbol], flags: Sequence[str], read: int, near: int, far: int
) -> list[Symbol]:
    """Symbols without flags; places before ``read`` moved by ``near``, later ones by ``far``."""
    return [
        one if isinstance(one, str) else one + (near if one < read else far)
        for one in symbols
        if one not in flags
    ]
