"""Detect the language of a request, in which the reply is written."""

import re
from collections.abc import Sequence

from common.text.japanese import is_japanese
from common.text.quoted_words import without_quoted_words
from studio.words.catalogue import DEFAULT, Words, languages, words

_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2}")
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_CHINESE = ("han", "hant")
_ENOUGH = 2
"""Fewest letters or common words that identify a language."""


def language_of(text: str, hint: str) -> Words:
    """The words of the language in which a request is written.

    ``hint`` is the language of the project: it decides where the letters do not, as
    in "9:16", and between languages with the same letters. Quotes and names of files
    do not count: words for the picture may be in another language than the request.
    """
    own = words(hint) if hint else languages()[DEFAULT]
    spoken = without_quoted_words(text)
    if other := _by_letters(spoken, own):
        return other
    if _HAN.search(spoken) and not is_japanese(spoken):
        script = _chinese(spoken)
        if not script:
            return own if own.script in _CHINESE else _first("han")
        return own if own.script == script else _first(script)
    if not _LATIN.search(spoken):
        return own
    usual = own if own.script == "latin" else _first("latin")
    return _by_words(spoken, usual)


def _by_letters(text: str, own: Words) -> Words | None:
    """The language whose own letters are in the text; Chinese ones serve several."""
    fitting = [
        one
        for one in languages().values()
        if one.letters and len(re.findall(f"[{one.letters}]", text)) >= _ENOUGH
    ]
    return own if own in fitting else next(iter(fitting), None)


def _by_words(text: str, usual: Words) -> Words:
    """The language of Latin letters whose common words are there more than those of ``usual``."""
    written = [word.lower() for word in _WORD.findall(text)]
    best, most = usual, _count(written, usual)
    for one in languages().values():
        if one.script == "latin" and (count := _count(written, one)) > max(most, 1):
            best, most = one, count
    return best


def _count(written: Sequence[str], language: Words) -> int:
    return sum(word in language.common_words for word in written)


def _chinese(text: str) -> str:
    """``hant`` for traditional letters, ``han`` for simplified, "" for neither.

    A letter is simplified when only the character set of the mainland (GB 2312) has
    it, and traditional when only that of Taiwan and Hong Kong (Big5-HKSCS) has it.
    """
    letters = _HAN.findall(text)
    simplified = sum(_only_in(letter, "gb2312", "big5hkscs") for letter in letters)
    traditional = sum(_only_in(letter, "big5hkscs", "gb2312") for letter in letters)
    if simplified == traditional:
        return ""
    return "han" if simplified > traditional else "hant"


def _only_in(letter: str, one: str, other: str) -> bool:
    return _encodes(letter, one) and not _encodes(letter, other)


def _encodes(letter: str, charset: str) -> bool:
    try:
        letter.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _first(script: str) -> Words:
    every_language = languages()
    return next(
        (w for w in every_language.values() if w.script == script),
        every_language[DEFAULT],
    )
