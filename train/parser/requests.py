"""Requests to learn from, as numbers, and how two of them are joined into one message."""

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from studio.rules.language.neural.network import BEGIN, END
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


@dataclass(frozen=True, slots=True, eq=False)
class FeatureRows:
    """The features of a word as rows of the table, and which of them are letters."""

    rows: NDArray[np.int64]
    letters: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Phrase:
    """The place of a phrase among the words, and which pieces of the text it is made of."""

    place: int
    pieces: Sequence[int]

    def moved(self, words: int, pieces: int) -> "Phrase":
        """The phrase behind so many more words and pieces."""
        return Phrase(self.place + words, [one + pieces for one in self.pieces])


@dataclass(frozen=True, slots=True)
class Request:
    """A request as numbers.

    ``pieces``: its text as the sentence encoder sees it. ``right`` with what the
    constructions read, ``unaided`` without it. ``start`` and ``read`` are the places of these
    marks.
    """

    lang: str
    single: bool
    words: tuple[FeatureRows, ...]
    pieces: Sequence[int]
    phrases: Sequence[Phrase]
    right: Sequence[Sequence[Symbol]]
    unaided: Sequence[Sequence[Symbol]]
    start: int
    read: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Words, the pieces of their phrases, and the symbols that are right for them."""

    words: Sequence[FeatureRows]
    pieces: Sequence[int]
    phrases: Sequence[Phrase]
    symbols: Sequence[Symbol]


class Requests:
    """All requests, and the numbers of their features and symbols."""

    def __init__(self, learned: Sequence[Example], encoder: SentenceEncoder) -> None:
        counts = Counter(
            symbol
            for example in learned
            for sequences in (example.symbols, example.unaided)
            for sequence in sequences[:1]
            for symbol in sequence
            if isinstance(symbol, str) and not _FILE.match(symbol)
        )
        seen = Counter(f for e in learned for word in e.words for f in word.features)
        self.symbols = [BEGIN, END, *sorted(s for s, n in counts.items() if n > _RARE)]
        self.features = sorted(
            f for f, n in seen.items() if n > 1 or not f.startswith(LETTERS)
        )
        self.symbol = {symbol: number for number, symbol in enumerate(self.symbols)}
        self._row = {feature: number for number, feature in enumerate(self.features)}
        self._known: dict[frozenset[str], FeatureRows] = {}
        self._encoder = encoder
        self.all = [
            request
            for example in learned
            if len(example.words) < LONGEST and (request := self._request(example))
        ]

    def _request(self, example: Example) -> Request | None:
        right, unaided = (
            [one for one in sequences if self._is_known(one)]
            for sequences in (example.symbols, example.unaided)
        )
        if not (right or unaided):
            return None
        pieces, spans = self._encoder.pieces(example.text, example.phrases)
        return Request(
            example.lang,
            example.single,
            tuple(map(self.rows, example.words)),
            pieces,
            [Phrase(at, span) for at, span in enumerate(spans, example.start + 1)],
            right,
            unaided,
            example.start,
            example.read,
        )

    def _is_known(self, symbols: Sequence[Symbol]) -> bool:
        return all(isinstance(one, int) or one in self.symbol for one in symbols)

    def rows(self, word: Word) -> FeatureRows:
        """The features of a word that are known."""
        if (rows := self._known.get(word.features)) is None:
            features = sorted(f for f in word.features if f in self._row)
            rows = self._known[word.features] = FeatureRows(
                np.array([self._row[f] for f in features], np.int64),
                np.array([f.startswith(LETTERS) for f in features], np.bool_),
            )
        return rows

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
    if aided:
        words += [*one.words[one.read + 1 :], *other.words[other.read + 1 :]]
    late = len(links) + other.read - other.start - 1
    moved = one.read + len(links) - other.start - 1
    behind = late + len(one.words) - other.read - 1
    flags = [flag for flag in (TOLD, ASKED) if flag in before or flag in after]
    symbols = [
        *_moved(before, flags, one.read, 0, late),
        *_moved(after, flags, other.read, moved, behind),
    ]
    before_it = len(one.pieces) - 2
    later = [phrase.moved(moved, before_it) for phrase in other.phrases]
    return Pair(
        words,
        [*one.pieces[:-1], *other.pieces[1:]],
        [*one.phrases, *later],
        [*symbols, *flags],
    )


def _moved(
    symbols: Sequence[Symbol], flags: Sequence[str], read: int, near: int, far: int
) -> list[Symbol]:
    """Symbols without flags; places before ``read`` moved by ``near``, later ones by ``far``."""
    return [
        one if isinstance(one, str) else one + (near if one < read else far)
        for one in symbols
        if one not in flags
    ]
