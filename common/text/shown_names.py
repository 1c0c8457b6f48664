"""Show names that people chose in a sentence: shortened, and apart from the words around."""

import re
import unicodedata

LONGEST_NAME = 60
"""Characters of a name that are shown at most."""
_APART, _END = "\u2068", "\u2069"
"""First strong isolate, and its end: what is inside does not turn the sentence around."""
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Invisible characters that change the direction of what follows them."""
_ENDING = re.compile(r"\.\w{1,5}$")
_LAST = 6
"""Characters before the ending of a file's name that are shown in any case."""
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_JOINED = frozenset("\u200d\ufe0e\ufe0f")
"""Characters that belong to the one before: joiners and selectors of an emoji."""


def shown_name(name: str, most: int = LONGEST_NAME) -> str:
    """The name on one line, with "…" where it is too long; a file keeps its end.

    A name with letters from right to left is isolated. Showing a shown name changes
    nothing.
    """
    plain = " ".join(_DIRECTIONS.sub("", name).split())
    if len(plain) > most:
        ending = _ending(plain)
        plain = f"{_cut(plain, most - 1 - len(ending))}…{ending}"
    if any(unicodedata.bidirectional(each) in _RIGHT_TO_LEFT for each in plain):
        return f"{_APART}{plain}{_END}"
    return plain


def _ending(name: str) -> str:
    """The end of a file's name, which tells it from others like it; "" for other names."""
    match = _ENDING.search(name)
    if match is None:
        return ""
    at = match.start() - _LAST
    while _continues(name, at):
        at += 1
    return name[at:]


def _cut(text: str, at: int) -> str:
    """The beginning of the text, without a part of a character that is drawn as one."""
    while at > 0 and _continues(text, at):
        at -= 1
    return text[:at].rstrip()


def _continues(text: str, at: int) -> bool:
    """Whether the character here is drawn with the one before it."""
    here, before = text[at], text[at - 1]
    return bool(unicodedata.combining(here)) or here in _JOINED or before == "\u200d"
