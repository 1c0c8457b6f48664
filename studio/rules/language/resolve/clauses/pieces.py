"""Stretches of a sentence between separators, and the verb that they may share."""

from collections.abc import Sequence

from studio.rules.language.entities.token import Token
from studio.rules.language.lexicon.fold import is_han

SEPARATORS = ("comma", "and", "then", "but")
_TOPICS = ("quality_noun", "song", "title", "caption", "transition", "logo", "pacing")
"""Nouns with which Chinese opens a clause."""
_LOOKS = ("colour", "adj.big", "adj.small", "font.")
"""How concepts begin of words for how a title looks, before its noun."""
_SHORT = 5.0
"""Seconds up to which a bare time may be what its neighbour says: "停留 3秒"."""


def pieces(tokens: Sequence[Token], folded: str = "") -> list[tuple[int, int]]:
    """Stretches between separators, and between spaces of Chinese in the ``folded`` text."""
    out: list[tuple[int, int]] = []
    start = 0
    for n, token in enumerate(tokens):
        if start < n and (
            _is_spaced(tokens, n, folded) or _opens_topic(tokens, start, n, folded)
        ):
            out.append((start, n))
            start = n
        if (
            token.has(*SEPARATORS)
            and not token.has("q.mark")
            and not _grades(tokens, n)
            and not _joins_looks(tokens, n)
        ):
            if start < n:
                out.append((start, n))
            start = n + 1
    if start < len(tokens):
        out.append((start, len(tokens)))
    return out


def _is_spaced(tokens: Sequence[Token], n: int, folded: str) -> bool:
    """Whether Chinese, which writes no spaces between words, has one before this token."""
    before, after = tokens[n - 1].end, tokens[n].start
    if not folded[before:after].isspace():
        return False
    ends = is_han(folded[before - 1 : before]), is_han(folded[after : after + 1])
    return all(ends) or (any(ends) and _is_length(tokens[n if ends[0] else n - 1]))


def _opens_topic(tokens: Sequence[Token], start: int, n: int, folded: str) -> bool:
    """Whether a noun behind "a bit" opens a clause: "亮度加一点|对比度减一点"."""
    if not tokens[n - 1].has("degree.bit") or not is_han(folded):
        return False
    return tokens[n].has(*_TOPICS) and any(t.has(*_TOPICS) for t in tokens[start:n])


def _is_length(token: Token) -> bool:
    """Whether a token in digits is a time by itself: "竖屏 15秒 字幕大一点"."""
    return (token.value("duration") or 0) > _SHORT


def shared_verb(tokens: Sequence[Token]) -> Token | None:
    """The word of a clause that the next one may leave out: "lose X and Y".

    Of "take X off" it is the word that turns the clause round.
    """
    verbs = [
        token
        for token in tokens
        if not token.has("title", "clips")
        and any(c.startswith("verb.") or c in {"not", "off"} for c in token.concepts)
    ]
    if verbs and verbs[0].has("verb.make"):
        verbs.sort(key=lambda token: not token.has("off", "outward"))
    return next(iter(verbs), None)


def _grades(tokens: Sequence[Token], n: int) -> bool:
    """Whether "再" means "more" here ("再短一点") and not "then"."""
    if not tokens[n].has("more") or n + 1 >= len(tokens):
        return False
    return any(
        c.startswith(("adj.", "degree.")) or c in {"less", "number", "duration"}
        for c in tokens[n + 1].concepts
    )


def _joins_looks(tokens: Sequence[Token], n: int) -> bool:
    """Whether "and" stands between two words for the look of a title: "a yellow and big one"."""
    beside = tokens[n - 1 : n + 2]
    noun = tokens[n + 2] if n + 2 < len(tokens) else beside[-1]
    return (
        tokens[n].has("and")
        and len(beside) == 3
        and noun.has("title", "caption")
        and all(any(c.startswith(_LOOKS) for c in t.concepts) for t in beside[::2])
    )
