"""The features of a request: its words, their pairs, parts of words, and its concepts."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from zlib import crc32

from studio.rules.language.entities.token import Token

SIZE = 1 << 15
"""Features are hashed into so many numbers."""
_QUOTED = re.compile(r"[\"“«「『][^\"”»」』]*[\"”»」』]")
_WORD = re.compile(r"[a-z']+|\d|[\u3400-\u9fff]|[^\w\s]")
_DIGITS = re.compile(r"\d+")
_BREAK = re.compile(
    r"[.!?;,。！？；，、\n]+\s*|\b(?:and|then|but|plus|also)\b|&|然后|还有|另外|顺便|同时|并且"
)
_NAMES = frozenset({"name", "weak_name"})


def whole_and_pieces(folded: str, tokens: Sequence[Token]) -> list[list[int]]:
    """The features of a text, and those of each piece between its stops and conjunctions."""
    inside = [
        (token.start, token.end) for token in tokens if token.has(*_NAMES, "quote")
    ]
    breaks = [
        match.span()
        for match in _BREAK.finditer(folded)
        if not any(start < match.end() and match.start() < end for start, end in inside)
    ]
    bounds = [0, *(place for span in breaks for place in span), len(folded)]
    pieces = [(a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=True) if a < b]
    if len(pieces) < 2:
        return [features(folded, tokens)]
    return [features(folded, tokens), *(_piece(folded, tokens, *one) for one in pieces)]


def _piece(folded: str, tokens: Sequence[Token], start: int, end: int) -> list[int]:
    within = [
        Token(token.start - start, token.end - start, token.concepts)
        for token in tokens
        if start <= token.start and token.end <= end
    ]
    return features(folded[start:end], within)


def features(folded: str, tokens: Sequence[Token]) -> list[int]:
    """The numbers of the features of a text, each once, in order.

    ``folded`` is the text in lower case and simplified characters; ``tokens`` are the
    phrases that were found in it. Names, quotations and digits count as such.
    """
    return sorted({crc32(one.encode()) % SIZE for one in _features(folded, tokens)})


def _features(folded: str, tokens: Sequence[Token]) -> Iterator[str]:
    text = folded
    for token in tokens:
        if not token.concepts.isdisjoint(_NAMES):
            blank = " " * (token.end - token.start)
            text = text[: token.start] + blank + text[token.end :]
    text = _DIGITS.sub("0", _QUOTED.sub(" “ ", text))
    words = ["^", *_WORD.findall(text), "$"]
    yield from words
    yield from (f"{first} {second}" for first, second in pairwise(words))
    for first, second, third in zip(words, words[1:], words[2:], strict=False):
        if not first.isascii():
            yield f"{first} {second} {third}"
    for word in words:
        if len(word) > 3:
            yield from (f"{word[:4]}+", f"{word[:5]}+", f"+{word[-4:]}")
    concepts = ["^", *("|".join(sorted(token.concepts)) for token in tokens), "$"]
    for one in concepts:
        yield from (f"<{part}>" for part in one.split("|"))
    yield from (f"<{first}> <{second}>" for first, second in pairwise(concepts))
