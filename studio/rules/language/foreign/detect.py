"""Find out that a request is in a language that is not read.

The rules and nets would take its words for titles or names. A title in such a language
inside a request in English or Chinese is a title.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from pathlib import PurePath

from common.text.japanese import is_japanese
from common.text.quoted_words import without_quoted_words
from studio.model.reading import ClipView
from studio.rules.language.lexicon.load import lexicon, loans
from studio.words.catalogue import Words, languages

_FOREIGN = re.compile(
    "[\u0370-\u1cff\u1f00-\u1fff\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff\u3131-\u318e"
    "\ua4d0-\uabff\uac00-\ud7a3\ufb13-\ufdff\ufe70-\ufefc\uff66-\uff9d]{2,}"
)
"""Words in letters that are neither Latin nor Chinese."""
_HAN = re.compile("[\u3400-\u9fff]")
_WORD = re.compile(r"[a-z\u00df-\u024f\u1ea0-\u1ef9]+")
_EVERYWHERE = frozenset(
    "video videos clip clips film vlog intro outro logo zoom loop remix dj mp mp3 mp4 ok okay hi"
    " no vertical tiktok instagram reel reels youtube story".split()
)
"""Words of the lexicon that people write in any language."""
_ENOUGH = 2
"""Fewest words of a language that show it."""


def read_languages() -> tuple[str, ...]:
    """The names of the languages in which requests are read, as their speakers write them."""
    return tuple(one.name for one in _read())


def is_foreign(text: str, clips: Iterable[ClipView] = ()) -> bool:
    """Whether a request is in a language that is not read.

    Quoted words and names of files do not count.
    """
    spoken = without_quoted_words(text).lower()
    for name in sorted(map(str.lower, _names(clips)), key=len, reverse=True):
        spoken = spoken.replace(name, " ")
    words = set(_WORD.findall(spoken))
    letters = sum(map(len, _FOREIGN.findall(_without_read_letters(spoken))))
    if letters > 0:
        latin = sum(map(len, _WORD.findall(spoken)))
        if latin >= letters or any(map(_is_read, words - _EVERYWHERE)):
            return False
        return is_japanese(spoken) or not _HAN.search(spoken)
    return not _HAN.search(spoken) and _is_foreign_in_latin(words)


def _names(clips: Iterable[ClipView]) -> Iterator[str]:
    for clip in clips:
        yield from (clip.name, PurePath(clip.name).stem or clip.name, *clip.nicknames)


def _is_foreign_in_latin(words: set[str]) -> bool:
    best = max(_lists().values(), key=lambda listed: len(words & listed))
    foreign = len(words & best)
    rest = words - best - _EVERYWHERE
    if foreign < _ENOUGH or rest & _request_words():
        return False
    return foreign > sum(map(_is_read, rest))


def _is_read(word: str) -> bool:
    return word in lexicon().words and word not in loans()


@cache
def _lists() -> dict[str, frozenset[str]]:
    """The words of each language that is not read."""
    text = resources.files(__package__).joinpath("words.toml").read_text("utf-8")
    lists = tomllib.loads(text).items()
    lent = {word for surface in loans() for word in surface.split()}
    return {
        code: frozenset(words.split()) - lent
        for code, words in lists
        if code not in _read_codes()
    }


@cache
def _request_words() -> frozenset[str]:
    """The common words of requests that are read: one shows that the rest is a title."""
    return frozenset(word for one in _read() for word in one.common_words)


def _without_read_letters(text: str) -> str:
    letters = "".join(one.letters for one in _read() if one.letters)
    return re.sub(f"[{letters}]", " ", text) if letters else text


def _read() -> list[Words]:
    return [one for one in languages().values() if one.code in _read_codes()]


@cache
def _read_codes() -> frozenset[str]:
    """The codes of languages that have a lexicon; Chinese has one for all its scripts."""
    folders = resources.files("studio.rules.language.lexicon").iterdir()
    read = {folder.name for folder in folders if folder.is_dir()}
    return frozenset(
        code for code in languages() if read & {code, code.partition("-")[0]}
    )
