"""Correct slips of the keyboard and characters of the same sound, against the lexicon only.

Letters: words that differ by one letter too many, too few, wrong or swapped (found by
deleting letters on both sides, as in SymSpell, W. Garbe 2012), the likelier slip and the
commoner word first. Characters: words of the same syllables without tones.
"""

import gzip
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

from studio.rules.language.lexicon.load import Entry, lexicon, loans

_LEAST = 4
"""Letters; in shorter words only two swapped letters are a slip."""
_IDLE = frozenset({"context"})
"""Words that ask for nothing are never the correction of a slip."""
_SMALL_TALK = _IDLE | {"tells", "person", "finite", "filler", "verb.report"}
"""Concepts of characters that no other characters are corrected to."""
_COMMON = 200
"""Occurrences in the word list from which an English word is no slip of another."""
_MOST = 4
"""Words that one slip may stand for."""
_WRONG = 3
"""How unlikely it is that a letter of a word is another one."""
_SHORT = 5
"""Letters; in words up to these a wrong letter is a neighbour on the keyboard or in the word, or sounds alike."""
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_INDENTS = (0.0, 0.25, 0.75)
"""How far right the rows of the keyboard begin, in keys."""
_ALIKE = ("aeiouy", "sz", "fv", "dt", "bp", "gj", "mn", "ck", "kq")
"""Letters of about the same sound."""
_LONG_RUN = re.compile(r"(.)\1{2,}")


@cache
def _counted_words() -> Sequence[bytes]:
    """Rows of pyspellchecker's English list, ``"word": count,``, in the order of words.

    They are searched as they stand: to parse them would take a tenth of a second of
    every start, and twenty megabytes.
    """
    path = resources.files("spellchecker").joinpath("resources/en.json.gz")
    return gzip.decompress(path.read_bytes()).split(b"\n")[1:-1]  # without brackets


def english_words() -> Iterator[str]:
    """The words of the list."""
    for row in _counted_words():
        yield row[1:].partition(b'"')[0].decode()


def word_count(word: str) -> int:
    """Occurrences of an English word in the list; 0 where it is not one."""
    rows, start = _counted_words(), f'"{word}": '.encode(errors="replace")
    at = bisect_left(rows, start)
    if at == len(rows) or not rows[at].startswith(start):
        return 0
    return int(rows[at][len(start) :].rstrip(b","))


@cache
def likely_words(word: str) -> tuple[str, ...]:
    """The words of the lexicon that this one may be a slip of, the likeliest first.

    Empty for words of the lexicon and for English words that are right as they stand.
    """
    vocabulary = _vocabulary()
    if word in lexicon().words or word_count(word) >= _COMMON:
        return ()
    for squeezed in (_LONG_RUN.sub(r"\1\1", word), _LONG_RUN.sub(r"\1", word)):
        if squeezed != word and squeezed in vocabulary:
            return (squeezed,)
    highest = _WRONG if not word_count(word) else _WRONG - 1  # a known word or name
    near: dict[str, int] = {}
    for form in (word, *_shorter(word)):
        for other in _slips().get(form, ()):
            kind = _slip(word, other)
            if kind is not None and kind <= highest:
                near[other] = kind
    ranked = sorted(near, key=lambda other: (near[other], -word_count(other)))
    return tuple(ranked[:_MOST])


def slips(word: str, others: Iterable[str]) -> list[str]:
    """Which of the other words this one may be a slip of, the likeliest first.

    Empty for words that are right as they stand.
    """
    if word in lexicon().words or word_count(word) >= _COMMON:
        return []
    kinds = {other: _slip(word, other) for other in others}
    near = [other for other, kind in kinds.items() if kind is not None]
    return sorted(near, key=lambda other: (kinds[other] or 0, other))


def entry_of_same_sound(part: str, *, odd: bool) -> Entry | None:
    """The entry that sounds like these characters; ``odd``: one of them is unknown.

    Of several the one that shares most characters with ``part``.
    """
    if not odd or len(part) < 2:
        return None
    heard = syllables_of(part)
    alike = _sounds().get(heard, ()) if heard else ()
    alike = tuple(w for w in alike if not lexicon().han[w].concepts <= _SMALL_TALK)
    if not alike or part in alike:
        return None
    nearest = min(alike, key=lambda word: sum(map(str.__ne__, word, part)))
    return lexicon().han[nearest]


def _shorter(word: str) -> tuple[str, ...]:
    return tuple(word[:n] + word[n + 1 :] for n in range(len(word)))


@cache
def _vocabulary() -> frozenset[str]:
    """Every word of the surfaces that stand for something.

    No loan words: an English name ("Bali") is no slip of one.
    """
    surfaces = (
        surface
        for surface, entry in lexicon().words.items()
        if (" " in surface or not entry.concepts <= _IDLE) and surface not in loans()
    )
    return frozenset(word for surface in surfaces for word in surface.split())


@cache
def _slips() -> Mapping[str, Sequence[str]]:
    """Words, in their order, by themselves and by what one letter less leaves of them."""
    table: dict[str, tuple[str, ...]] = {}
    for word in sorted(_vocabulary()):
        if len(word) >= _LEAST - 1 and word.isascii() and word.isalpha():
            alone = (word,)  # shared by most of its forms
            for form in {word, *_shorter(word)}:
                others = table.get(form)
                table[form] = (*others, word) if others else alone
    return table


def _slip(one: str, other: str) -> int | None:
    """How unlikely the slip is that tells two words apart; None where it takes more.

    Two letters swapped 0, one left out 1, one doubled or added 2, one wrong 3.
    """
    at = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        len(one),
    )
    if len(one) == len(other):
        swapped = one[at + 1 : at + 2] + one[at : at + 1] + one[at + 2 :]
        if swapped == other[at:]:
            return 0
        wrong = at > 0 and one[at + 1 :] == other[at + 1 :] and len(one) >= _LEAST
        twice = one[at : at + 1] in (one[at - 1 : at], one[at + 1 : at + 2])
        near = len(one) > _SHORT or twice or _are_near(one[at], other[at])
        return _WRONG if wrong and near else None
    if at == 0 or min(len(one), len(other)) < _LEAST - 1 or len(one) < _LEAST:
        return None
    if len(one) + 1 == len(other) and one[at:] == other[at + 1 :]:
        return 1
    if len(one) == len(other) + 1 and one[at + 1 :] == other[at:]:
        return 2
    return None


@cache
def _are_near(one: str, other: str) -> bool:
    """Whether two letters are beside each other on the keyboard, or sound alike."""
    if any(one in letters and other in letters for letters in _ALIKE):
        return True
    keys = _keys()
    if not {one, other} <= keys.keys():
        return False
    (above, first), (below, second) = keys[one], keys[other]
    return abs(above - below) <= 1 and abs(first - second) <= 1.0


@cache
def _keys() -> dict[str, tuple[int, float]]:
    """The row of each letter, and how far right it is."""
    return {
        letter: (row, indent + column)
        for row, (letters, indent) in enumerate(zip(_ROWS, _INDENTS, strict=True))
        for column, letter in enumerate(letters)
    }


@cache
def _syllables() -> dict[str, str]:
    path = resources.files("studio").joinpath("data/pinyin.txt")
    rows = (line.split() for line in path.read_text("utf-8").splitlines()[1:])
    return {char: syllable for syllable, chars in rows for char in chars}


def syllables_of(part: str) -> str | None:
    """The syllables of characters without tones; None where one is unknown."""
    syllables = [_syllables().get(char) for char in part]
    return " ".join(s for s in syllables if s) if all(syllables) else None


@cache
def _sounds() -> dict[str, tuple[str, ...]]:
    """Syllables to the words of that sound, in the order of their characters."""
    table: dict[str, list[str]] = {}
    for word in sorted(lexicon().han):
        if len(word) > 1 and (heard := syllables_of(word)):
            table.setdefault(heard, []).append(word)
    return {heard: tuple(words) for heard, words in table.items()}
