"""Titles that are named by their words: taken off, reworded, or made to look other."""

import re
from dataclasses import replace

from studio.model.wish import DropTitles, RestyleTitles
from studio.rules.language.brief_titles import CLAUSE, QUOTED, looks
from studio.rules.language.reading import Reading

_TITLE = r"(?:(?:the|my|a|that)\s+)?(?:(?:title|text|caption|标题|文字|字幕)\s*)?"
_OFF = (
    rf"(?:\b(?:remove|delete|drop|take\s+off|lose|get\s+rid\s+of)\s+|去掉|删除|删掉|移除|不要)\s*"
    rf"{_TITLE}{QUOTED}(?:\s+(?:title|text|caption)\b)?"
)
_WORDS = (
    rf"\b(?:change|rename|replace|swap)\s+{_TITLE}{QUOTED}\s*(?:to|with|into|by|for)\s+{QUOTED}"
    rf"|把?{_TITLE}{QUOTED}\s*(?:改成|改为|换成|替换[成为])\s*{QUOTED}"
)
_LOOK = rf"(?:\b(?:make|move|turn|set)\s+|把)\s*{_TITLE}{QUOTED}({CLAUSE})"


def named(reading: Reading) -> None:
    """Take out what is said of titles by their words. Names of files are left alone."""
    while match := _found(reading, _OFF):
        reading.wishes.append(DropTitles(_words(match)[0]))
    while match := _found(reading, _WORDS):
        old, new = _words(match)
        reading.wishes.append(RestyleTitles(text=new, which=old))
    if (match := _found(reading, _LOOK, take=False)) and (
        look := looks(match.groups()[-1])
    ) != RestyleTitles():
        reading.take(_LOOK)
        reading.wishes.append(replace(look, which=_words(match)[0]))


def _found(
    reading: Reading, pattern: str, *, take: bool = True
) -> re.Match[str] | None:
    match = re.search(pattern, reading.text, re.IGNORECASE)
    if match is None or re.search(r"\.\w{2,4}$", _words(match)[0]):
        return None
    return reading.take(pattern) if take else match


def _words(match: re.Match[str]) -> list[str]:
    return [words for words in match.groups() if words]
