"""Find the files of the project in a text: by name, by a word of it, spoken or typed."""

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from studio.model.media import AssetId
from studio.model.reading import ClipView
from studio.rules.language.entities.file_words import (
    CAMERA,
    NUMERALS,
    PARTS,
    file_words,
    is_one_character,
)
from studio.rules.language.entities.token import Token
from studio.rules.language.lexicon.fold import fold, is_han
from studio.rules.language.lexicon.load import lexicon
from studio.rules.language.lexicon.spelling import slips, syllables_of

_ARTICLE = re.compile(r"(?:^|\W)(?:the|my|our|his|her|their) $")
_HALF = re.compile(r"(?<![a-z0-9_'])[a-z]{3,}(?![a-z0-9_'])")
"""A word that may be half of a name: "floor plan" for floorplan.jpg."""
_LETTERS = re.compile(r"(?<![a-z0-9_])[a-z]{4,}(?![a-z0-9_])")
_SLIPPED = 4
"""Letters of a name from which one may be wrong; characters up to which all may."""
_LONGEST_WORD = 4
"""Characters of Chinese words that may stand before a name of one character."""
_LEAST = 2
"""Characters of a part of a Chinese name that stands for the whole."""
_IDLE = frozenset({"person", "tells", "context", "finite", "filler"})
"""Concepts that ask for nothing by themselves."""
_SHOWN = frozenset({"generated_noun", "footage_noun"})
"""Concepts of what cannot be made, but shown: "航拍放最前"."""
FILMED = frozenset(
    "object_noun camera_noun noise_maker cloth_noun private_noun screen_noun".split()
)
"""Concepts of things that a clip may show."""
_THINGS = FILMED | {"context", "tells", "generated_noun"}
"""Concepts of English words that stand for a clip where one is called so."""
_HAN_UNITS = r"\s*[秒分帧拍倍次遍张段个下条种路直起]"
"""What a number behind a Chinese word counts: "钓鱼3秒" is no "钓鱼3"."""
_ARTIST = "streaming_song"
"""What cannot be done with the songs of people whose names the lexicon holds."""
_UNITS = r"(?! ?(?:%|x|s|secs?|seconds?|mins?|minutes?|beats?|bars?|times|fps)\b)"


def mentions(text: str, clips: Sequence[ClipView]) -> Iterator[Token]:
    """Tokens ``name`` with the ids that a stretch may mean, and whether it is whole."""
    aliases = _aliases(tuple((clip.id, clip.name, clip.nicknames) for clip in clips))
    yield from _misspelt(text, aliases)
    yield from _torn(text, aliases)
    for alias, (ids, whole) in aliases.items():
        if alias not in text:
            continue
        for match in _pattern(alias).finditer(text):
            has_meaning = _has_meaning(alias)
            weak = (has_meaning or alias in CAMERA) and not whole
            values: dict[str, Any] = {"weak_name" if weak else "name": ids}
            start, end = match.span()
            if is_one_character(alias) and not _begins(text, start, aliases):
                continue
            if weak and _is_verb(alias) and _ARTICLE.search(text, 0, start):
                values = {"name": ids}  # "the save": no verb stands behind an article
            yield Token(start, end, frozenset(values), values)
            if f"the {alias}" in lexicon().words and text[:start].endswith("the "):
                yield Token(start - 4, end, frozenset(values), values)


def _begins(text: str, at: int, names: Container[str]) -> bool:
    """Whether a Chinese word begins here: the end of "小狗那段" is no name of its own."""
    before = text[max(at - _LONGEST_WORD, 0) : at]
    if not before or not is_han(before[-1]):
        return True
    longest = (text[n : at + 1] for n in range(max(at - _LONGEST_WORD, 0), at))
    ends = (before[n:] for n in range(len(before)))
    words = lexicon().han
    return not any(one in names or one in words for one in longest) and any(
        one in words for one in ends
    )


def _misspelt(
    text: str, aliases: Mapping[str, tuple[tuple[AssetId, ...], bool]]
) -> Iterator[Token]:
    """Names with a slip of the keyboard ("sunet"), or of characters that sound alike."""
    letters = [a for a in aliases if a.isascii() and a.isalpha() and len(a) >= _SLIPPED]
    for match in _LETTERS.finditer(text):
        if match.group() not in aliases and (near := slips(match.group(), letters)):
            values = {"name": aliases[near[0]][0]}
            yield Token(*match.span(), frozenset(values), values)
    for alias, (_, whole) in aliases.items():
        if not whole or not is_han(alias) or not _LEAST <= len(alias) <= _SLIPPED:
            continue
        heard = syllables_of(alias)
        for at in range(len(text) - len(alias) + 1):
            part = text[at : at + len(alias)]
            if part != alias and is_han(part) and heard and syllables_of(part) == heard:
                values = {"name": aliases[alias][0]}
                yield Token(at, at + len(alias), frozenset(values), values)


def _torn(
    text: str, aliases: Mapping[str, tuple[tuple[AssetId, ...], bool]]
) -> Iterator[Token]:
    """Names written as two words: "floor plan" for floorplan.jpg."""
    words = list(_HALF.finditer(text))
    for first, second in pairwise(words):
        joined = first.group() + second.group()
        if joined in aliases and text[first.end() : second.start()] == " ":
            values = {"name": aliases[joined][0]}
            yield Token(first.start(), second.end(), frozenset(values), values)


def _has_meaning(word: str) -> bool:
    """Whether a word stands for something else than a name.

    Chinese names a clip by a person without a noun beside it: "蛋糕放奶奶前面".
    """
    han_entry, word_entry = lexicon().han.get(word), lexicon().words.get(word)
    if word_entry is not None and word_entry.values.get("impossible") == _ARTIST:
        return False  # a clip that is called so is meant, and no song of theirs
    if word_entry is not None:
        return not word_entry.concepts <= _THINGS
    return han_entry is not None and not han_entry.concepts <= _IDLE | _SHOWN


def _is_busy(word: str) -> bool:
    """Whether a word has a meaning beside that of a person or a thing: "save"."""
    entry = lexicon().words.get(word) or lexicon().han.get(word)
    return entry is not None and not entry.concepts <= _THINGS | {*_IDLE, "body_noun"}


def _is_verb(word: str) -> bool:
    """Whether a word of the lexicon is a verb and nothing else."""
    entry = lexicon().words.get(word)
    verbs = (
        (c == "finite" or c.startswith("verb.") for c in entry.concepts)
        if entry
        else ()
    )
    return entry is not None and all(verbs)


@lru_cache(4096)
def _pattern(alias: str) -> re.Pattern[str]:
    body = re.escape(alias)
    before = r"(?<![a-z0-9])" if alias[0].isascii() and alias[0].isalnum() else ""
    after = (
        r"s?(?=(?:'s)?(?![a-z0-9']))"
        if alias[-1].isascii() and alias[-1].isalpha()
        else ""
    )
    if alias[-1].isdigit() or alias[-1] in NUMERALS:
        counts = f"|{_HAN_UNITS}" if is_han(alias[:-1]) else ""
        after = rf"(?!\d{counts})" + (_UNITS if " " in alias else "")
    return re.compile(f"{before}{body}{after}")


@lru_cache(64)
def _aliases(
    clips: tuple[tuple[AssetId, str, tuple[str, ...]], ...],
) -> Mapping[str, tuple[tuple[AssetId, ...], bool]]:
    """Every way to name files (ids, names, nicknames); True where it is the whole name."""
    whole: dict[str, list[AssetId]] = defaultdict(list)
    part: dict[str, list[AssetId]] = defaultdict(list)
    for clip, name, nicknames in clips:
        file = file_words(name)
        for alias in file.whole:
            whole[alias].append(clip)
        for alias in file.words:
            if alias not in whole:
                part[alias].append(clip)
        for alias in file.marks:
            part[alias].append(clip)
        for nickname in map(fold, nicknames):
            (part if _is_busy(nickname) else whole)[nickname].append(clip)
    named = {*part, *whole}
    for clip, name, _ in clips:
        for alias in file_words(name).cameras:
            if alias not in named:
                part[alias].append(clip)
    aliases = {a: (tuple(dict.fromkeys(ids)), True) for a, ids in whole.items()}
    for alias, ids in part.items():
        if len(alias) > 1 or not alias.isascii():
            before = aliases.get(alias, ((), False))[0]
            aliases[alias] = (tuple(dict.fromkeys((*before, *ids))), bool(before))
    return {
        alias: meaning
        for alias, meaning in aliases.items()
        if not alias.isdecimal() or len(alias) > 2 or alias.startswith("0")
    }


@lru_cache(1024)
def names_concept(name: str, concept: str) -> bool:
    """Whether a word of a file's name stands for a concept ("logo.png", "水印.png")."""
    table = lexicon()
    for piece in PARTS.findall(fold(name)):
        entry = table.words.get(piece)
        if entry is not None and concept in entry.concepts:
            return True
        ends = ((a, b) for a in range(len(piece)) for b in range(a + 2, len(piece) + 1))
        parts = (table.han.get(piece[a:b]) for a, b in ends if not piece.isascii())
        if any(part is not None and concept in part.concepts for part in parts):
            return True
    return False
