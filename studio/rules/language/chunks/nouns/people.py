"""People whose names look like numbers: "张三" is nobody's third photo."""

from collections.abc import Callable, Sequence

from studio.rules.language.chunks.nouns.references import NOUNS
from studio.rules.language.chunks.rewrite import NOTHING, Replacement, at, over
from studio.rules.language.entities.token import Token
from studio.rules.language.lexicon.fold import is_han

_SURNAMES = frozenset("张")
"""Surnames that also count photos."""
_NUMERALS = frozenset("一二三四五六七八九十")


def numbered_person(
    folded: str,
) -> Callable[[Sequence[Token], int], Replacement]:
    """The rule for a message: a surname before a numeral is a name, not "photo 3"."""

    def person(tokens: Sequence[Token], n: int) -> Replacement:
        """Reads "张三", "李四"."""
        if not at(tokens, n + 1, "number") or at(tokens, n - 1, "number", "ordinal"):
            return NOTHING
        surname, numeral = (t.surface(folded) for t in tokens[n : n + 2])
        unknown = tokens[n].concepts <= {"unknown"} and len(surname) == 1
        is_surname = surname in _SURNAMES or (unknown and is_han(surname))
        counts = at(tokens, n + 2, *NOUNS) and not _is_theirs(tokens[n + 2], folded)
        if not is_surname or numeral not in _NUMERALS or counts:
            return NOTHING
        return over(tokens[n : n + 2], unknown="han"), 2

    return person


def _is_theirs(noun: Token, folded: str) -> bool:
    """Whether a noun behind a name is somebody's: "张三的片段", "张三那段"."""
    return noun.has("this_clip") or noun.surface(folded).startswith("的")
