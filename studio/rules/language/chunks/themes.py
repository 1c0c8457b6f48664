"""Pass over what a new video is about: "a little film of Arthur's 80th", "毕业视频".

The theme stands before the noun ("birthday video") or behind it ("a video of our trip").
It asks for nothing, as long as it names no clip and a new video is what is asked for.
"""

from collections.abc import Sequence

from studio.rules.language.chunks.rewrite import at
from studio.rules.language.entities.token import Token

_THEME = ("unknown", "unknown_target", "context", "person", "new", "finite")
_INSIDE = ("filler", "of", "and", "depicts", "person_noun")
"""Small words inside a theme: "of Anna and me"."""
_NOUNS = ("video",)
_LINKS = ("of", "depicts", "for", "from")
_ENDS = ("comma", "stop")
_ASKS = (
    "verb.remove",
    "verb.lengthen",
    "verb.shorten",
    "verb.replace",
    "verb.trim",
    "not",
)
"""Verbs that speak of a video or clip that is there already."""
_OPENING = 6
"""Words up to which a clause without any word of editing is only the theme."""


def without_themes(tokens: Sequence[Token], *, first: bool) -> list[Token]:
    """The tokens without the themes; ``first`` where nothing has been cut yet."""
    out: list[Token] = []
    start = 0
    for end in _clause_ends(tokens):
        clause = tokens[start:end]
        if first and start == 0 and len(tokens) > end and _is_theme(clause):
            clause = []
        elif first or any(t.has("verb.create") for t in clause):
            clause = _without(clause, first=first)
        out += [*clause, *tokens[end : end + 1]]
        start = end + 1
    return out


def _clause_ends(tokens: Sequence[Token]) -> list[int]:
    return [n for n, t in enumerate(tokens) if t.has(*_ENDS)] + [len(tokens)]


def _is_theme(clause: Sequence[Token]) -> bool:
    """Whether a whole clause names a theme: "New listing!", "dance cover, 9:16"."""
    words = [t for t in clause if not t.concepts <= {"filler", "of"}]
    return 0 < len(words) <= _OPENING and all(map(_is_word, words))


def _is_word(token: Token) -> bool:
    """Whether a token may be a word of a theme, and names nothing that is edited."""
    return token.has(*_THEME) and not token.has("clips", "songs", "weak_name")


def _without(clause: Sequence[Token], *, first: bool) -> list[Token]:
    noun = next((n for n, t in enumerate(clause) if t.has(*_NOUNS)), None)
    if noun is None or any(t.has(*_ASKS) and not t.has("verb.create") for t in clause):
        return list(clause)
    begin = noun
    while begin > 0 and _inside(clause[begin - 1]):
        begin -= 1
    named = any(_is_word(t) for t in clause[begin:noun])
    created = any(t.has("verb.create") for t in clause[:begin])
    before = clause[: begin if named and (first or created) else noun]
    end = noun + 1
    if at(clause, end, *_LINKS):
        last = end
        while last < len(clause) and _inside(clause[last]):
            last += 1
        if any(_is_word(t) for t in clause[end:last]):
            end = last
    return [*before, clause[noun], *clause[end:]]


def _inside(token: Token) -> bool:
    return _is_word(token) or (token.has(*_INSIDE) and not token.has("clips", "songs"))
