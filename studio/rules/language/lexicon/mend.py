"""Mend slips of the keyboard and characters of the same sound, against the lexicon only.

Letters: words that differ by one letter too many, too few, wrong or swapped (found by
deleting letters on both sides, as in SymSpell, W. Garbe 2012). Characters: words of
the same syllables without tones.
"""

import gzip
import json
import re
from functools import cache
from importlib import resources

from studio.rules.language.lexicon.load import Entry, lexicon

_LEAST = 4
"""Letters; in shorter words one slip makes another word."""
_IDLE = frozenset({"context"})
"""Words that ask for nothing are no aim of mending."""
_COMMON = 200
"""Occurrences in the word list from which an English word is no slip of another."""
_LONG_RUN = re.compile(r"(.)\1{2,}")


@cache
def _real_words() -> frozenset[str]:
    """English words that are right as they stand (pyspellchecker's list)."""
    path = resources.files("spellchecker").joinpath("resources/en.json.gz")
    counts = json.loads(gzip.decompress(path.read_bytes()))
    return frozenset(word for word, count in counts.items() if count >= _COMMON)


def mended_word(word: str) -> Entry | None:
    """The entry of the one known word that is a slip away, None when none is."""
    known = lexicon().words
    for squeezed in (_LONG_RUN.sub(r"\1\1", word), _LONG_RUN.sub(r"\1", word)):
        if squeezed != word and squeezed in known:
            return known[squeezed]
    if len(word) < _LEAST:
        return None
    near: dict[str, None] = {}
    for form in (word, *_shorter(word)):
        for other in _slips().get(form, ()):
            if other[0] == word[0] and _one_slip(word, other):
                near[other] = None
    if not near or word in _real_words():
        return None
    return known[min(near, key=lambda k: (abs(len(k) - len(word)), k))]


def mended_han(part: str, *, odd: bool) -> Entry | None:
    """The entry that sounds like these characters; ``odd``: one of them is unknown.

    Of several the one that shares most characters with ``part``.
    """
    if not odd or len(part) < 2:
        return None
    sound = _sound(part)
    alike = _sounds().get(sound, ()) if sound else ()
    if not alike or part in alike:
        return None
    known = min(alike, key=lambda word: sum(map(str.__ne__, word, part)))
    return lexicon().han[known]


def _shorter(word: str) -> tuple[str, ...]:
    return tuple(word[:n] + word[n + 1 :] for n in range(len(word)))


@cache
def _slips() -> dict[str, tuple[str, ...]]:
    table: dict[str, set[str]] = {}
    for word in lexicon().words:
        if lexicon().words[word].concepts <= _IDLE:
            continue
        if len(word) >= _LEAST and re.fullmatch("[a-z]+", word):
            for form in (word, *_shorter(word)):
                table.setdefault(form, set()).add(word)
    return {form: tuple(sorted(words)) for form, words in table.items()}


def _one_slip(one: str, other: str) -> bool:
    """Whether a letter too many, too few, wrong, or two swapped tell them apart."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    at = next((n for n, c in enumerate(one) if c != other[n]), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[at + 1 : at + 2] + one[at : at + 1] + one[at + 2 :]
    return one[at + 1 :] == other[at + 1 :] or swapped == other[at:]


@cache
def _syllables() -> dict[str, str]:
    path = resources.files("studio").joinpath("data/pinyin.txt")
    rows = (line.split() for line in path.read_text("utf-8").splitlines()[1:])
    return {char: syllable for syllable, chars in rows for char in chars}


def _sound(part: str) -> str | None:
    found = [_syllables().get(char) for char in part]
    return " ".join(s for s in found if s) if all(found) else None


@cache
def _sounds() -> dict[str, tuple[str, ...]]:
    """Syllables to the words of that sound, in the order of their characters."""
    table: dict[str, list[str]] = {}
    for word in sorted(lexicon().han):
        if len(word) > 1 and (sound := _sound(word)):
            table.setdefault(sound, []).append(word)
    return {sound: tuple(words) for sound, words in table.items()}
