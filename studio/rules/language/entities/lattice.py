"""Cut a text into tokens: the cheapest path through everything that it may hold.

A known surface costs 1, an unknown word 3, an unknown character 2.5: long surfaces win
over the short ones inside them, and unknown words are left only where nothing fits.
"""

import re
from collections.abc import Iterator, Sequence

from studio.model.reading import ClipView
from studio.rules.language.entities.names import mentions
from studio.rules.language.entities.patterns import tagged
from studio.rules.language.entities.token import Token
from studio.rules.language.lexicon.fold import fold, is_han
from studio.rules.language.lexicon.load import Entry, lexicon
from studio.rules.language.lexicon.spelling import entry_of_same_sound, likely_words

_WORD = re.compile(r"[a-z\u00c0-\u024f]+(?:'[a-z]+)*")
_GAP = re.compile(r"[ \t\u00a0-]{0,3}")
_OTHER = re.compile(r"[^\W\d_a-z\u00c0-\u024f\u3400-\u9fff]+")
_OWNS = re.compile(r"\d's$")
"""A number that owns something: "clip 1's sound"."""
_EMOJI = 1.5
"""More than a sign of the lexicon costs."""
_AGAIN = frozenset({"再放", "再加", "再减", "再调", "也放", "也加"})
_PREFIXED = 0.01
"""Of equal cuts "再|放大" is likelier than "再放|大"."""
_PAIR = 2
"""Characters of an order to write that no slip tears: "标题写上|夏天" holds no "上下"."""
_FORMS = 16
"""Ways to correct the slips of one stretch of words."""
_COSTS = {
    "quote": 0.1, "name": 0.7, "comma": 0.3, "stop": 0.3, "aim": 0.8, "unknown": 3.0,
}  # fmt: skip


def tokens(
    raw: str, clips: Sequence[ClipView], word_by_word: frozenset[str] = frozenset()
) -> list[Token]:
    """The tokens of a text in order; what is neither word nor sign is left out.

    Surfaces in ``word_by_word`` are read word by word.
    """
    text = fold(raw)
    named = list(mentions(text, clips))
    exact = frozenset(t.surface(text) for t in named if t.has("name"))
    words = _dictionary_words(text, exact)
    whole = [t for t in named if t.has("name") and " " in t.surface(text)]
    whole_words = (
        t
        for t in words
        if t.surface(text) not in word_by_word and not _tears_a_name(t, whole)
    )
    starts: dict[int, list[tuple[float, Token]]] = {}
    for token in (*tagged(raw, text), *named, *whole_words):
        starts.setdefault(token.start, []).append((_cost(token), token))
    for token in _unknown(text, starts):
        starts.setdefault(token.start, []).append((_cost(token), token))
    for at, options in starts.items():
        if text[at : at + 2] in _AGAIN:
            options[:] = [
                (cost + _PREFIXED * (text[at : token.end] in _AGAIN), token)
                for cost, token in options
            ]
    path = [_in_megabytes(token, raw) for token in _path(text, starts)]
    return list(_with_compounds(list(_with_words(path)), text))


def _tears_a_name(token: Token, names: Sequence[Token]) -> bool:
    """Whether a phrase ends within a name: "remove the mirror selfie" of such a clip."""
    return any(
        token.start < name.start < token.end and token.end < name.end for name in names
    )


def _with_words(path: Sequence[Token]) -> Iterator[Token]:
    """The sky behind an unknown character ends a word that nobody knows: "夏天"."""
    before: Token | None = None
    for token in path:
        odd = before and before.value("unknown") == "han" and before.end == token.start
        if odd and token.has("sky_noun") and token.end == token.start + 1:
            values = {"unknown": "han"}
            token = Token(token.start, token.end, frozenset(values), values)  # noqa: PLW2901
        yield token
        before = token


def _with_compounds(path: Sequence[Token], text: str) -> Iterator[Token]:
    """A character that names a clip begins another word with an unknown one: "海豚"."""
    before: Token | None = None
    for token in path:
        if before and token.value("unknown") == "han" and token.start == before.end:
            token = Token(before.start, token.end, token.concepts, token.values)  # noqa: PLW2901
        elif before:
            yield before
        named = token.has("name", "weak_name") and is_han(token.surface(text))
        before = token if named and token.end == token.start + 1 else None
        if before is None:
            yield token
    if before:
        yield before


def _in_megabytes(token: Token, raw: str) -> Token:
    """The unit of "10M": a capital among small letters or characters is no minute."""
    mega = token.has("unit.minute") and token.surface(raw) == "M"
    small = any(sign.islower() or sign > "\u2e7f" for sign in raw)
    if not (mega and small and raw[token.start - 1 : token.start].isdecimal()):
        return token
    return Token(token.start, token.end, frozenset({"unit.megabyte"}))


def _cost(token: Token) -> float:
    concepts = token.concepts
    if "unknown" in concepts and token.value("unknown") == "han":
        return 2.5
    if "emoji" in concepts:
        return _EMOJI
    first = next((c for kind, c in _COSTS.items() if kind in concepts), None)
    if "name" in concepts:
        return _COSTS["name"] - 0.01 * min(token.end - token.start, 10)
    if first is not None:
        return first
    return 0.9 if "filler" not in concepts and token.values else 1.0


def _path(text: str, starts: dict[int, list[tuple[float, Token]]]) -> Iterator[Token]:
    size = len(text)
    best = [0.0] * (size + 1)
    step: list[Token | None] = [None] * (size + 1)
    for at in range(size - 1, -1, -1):
        is_word = at in starts or text[at].isdecimal()
        best[at] = best[at + 1] + (4.0 if is_word else 0.0)
        for cost, token in sorted(starts.get(at, ()), key=lambda c: -c[1].end):
            total = cost + best[token.end]
            if total < best[at] - 1e-9:
                best[at], step[at] = total, token
    at = 0
    while at < size:
        chosen = step[at]
        if chosen is None:
            at += 1
        else:
            yield _merged(chosen, starts[at])
            at = chosen.end


def _merged(token: Token, readings: list[tuple[float, Token]]) -> Token:
    """Readings of the same stretch become one token with all of them."""
    same = [t for _, t in readings if t.end == token.end and t is not token]
    if not same or token.has("quote"):
        return token
    concepts, values = set(token.concepts), dict(token.values)
    for other in same:
        if not other.has("unknown", "emoji"):
            concepts |= other.concepts
            values |= other.values
    if "name" in concepts and values.get("impossible") == "streaming_song":
        concepts -= {"impossible", "weak_name"}  # a clip, and no song of theirs
    return Token(token.start, token.end, frozenset(concepts), values)


def _token(start: int, end: int, entry: Entry) -> Token:
    return Token(start, end, entry.concepts, entry.values)


def _dictionary_words(text: str, named: frozenset[str]) -> Iterator[Token]:
    """The surfaces of the lexicon in a text; ``named`` words are no slips of others."""
    table = lexicon()
    words = list(_WORD.finditer(text))
    for n, first in enumerate(words):
        if _OWNS.search(text, 0, first.end()):
            yield Token(first.start() - 1, first.end(), frozenset({"filler", "of"}))
            continue
        keys = [""]
        for last in range(n, min(n + table.most_words, len(words))):
            if last > n and not _GAP.fullmatch(
                text, words[last - 1].end(), words[last].start()
            ):
                break
            word = words[last].group()
            forms = (word, *(() if word in named else likely_words(word)))
            keys = [f"{key} {form}".lstrip() for key in keys for form in forms][:_FORMS]
            for key in keys:
                if entry := table.words.get(key):
                    yield _token(first.start(), words[last].end(), entry)
                    break
        if "'" in first.group():
            yield from _apostrophe(first)
    for at, char in enumerate(text):
        if "\u3400" <= char <= "\u9fff":
            for end in range(at + 1, min(len(text), at + table.most_han) + 1):
                if entry := table.han.get(text[at:end]):
                    yield _token(at, end, entry)
        for surface, entry in table.mixed.get(char, ()):
            if text.startswith(surface, at) and _stands_alone(text, at, surface):
                yield _token(at, at + len(surface), entry)


def _apostrophe(match: re.Match[str]) -> Iterator[Token]:
    """Reads "clip's": the word, then its "'s"."""
    table = lexicon()
    word, _, rest = match.group().partition("'")
    if entry := table.words.get(word):
        yield _token(match.start(), match.start() + len(word), entry)
    at = match.start() + len(word)
    yield Token(at, at + 1 + len(rest), frozenset({"filler", "of"}))


def _stands_alone(text: str, at: int, surface: str) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + len(surface)] if at + len(surface) < len(text) else " "
    starts = not (
        surface[0].isascii()
        and surface[0].isalpha()
        and before.isascii()
        and before.isalpha()
    )
    ends = not (
        surface[-1].isascii()
        and surface[-1].isalpha()
        and after.isascii()
        and after.isalpha()
    )
    return starts and ends


def _unknown(
    text: str, starts: dict[int, list[tuple[float, Token]]]
) -> Iterator[Token]:
    whole = {(t.start, t.end) for options in starts.values() for _, t in options}
    for match in _WORD.finditer(text):
        if match.span() not in whole:
            yield Token(*match.span(), frozenset({"unknown"}), {"unknown": "word"})
    yield from _unknown_han(text, starts)
    for match in _OTHER.finditer(text):
        yield Token(*match.span(), frozenset({"unknown"}), {"unknown": "word"})


def _unknown_han(
    text: str, starts: dict[int, list[tuple[float, Token]]]
) -> Iterator[Token]:
    covered = {
        at
        for options in starts.values()
        for _, t in options
        for at in range(t.start, t.end)
    }
    ends = {
        t.end
        for options in starts.values()
        for _, t in options
        if t.has("says") and t.end - t.start > _PAIR
    }
    for at, char in enumerate(text):
        if "\u3400" <= char <= "\u9fff":
            yield Token(at, at + 1, frozenset({"unknown"}), {"unknown": "han"})
            for size in (4, 3, 2):
                part = text[at : at + size]
                odd = (
                    len(part) == size
                    and any(n not in covered for n in range(at, at + size))
                    and (at + 1) not in ends
                )
                if (entry := entry_of_same_sound(part, odd=odd)) is not None:
                    yield _token(at, at + size, entry)
