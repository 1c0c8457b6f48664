"""Words by which a clause may begin or end: they belong to a neighbour, or separate two."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from studio.rules.language.entities.token import Token
from studio.rules.language.entities.weights import LIGHT, weight
from studio.rules.language.resolve.clauses.pieces import SEPARATORS

WITHIN = ("at", "for", "of", "with", "from", "to", "by")
"""Words that open a part of a clause, never a clause."""
_TOPICS: Mapping[str, str] = MappingProxyType(
    {
        "song": "sound", "sound": "sound", "clip_sound": "sound", "title": "words",
        "caption": "captions", "logo": "logo", "transition": "joins", "picture": "picture",
        "black": "picture", "white": "picture",
    }
)  # fmt: skip
"""What a piece is about: pieces about different things are clauses of their own."""
_DETAILS = ("colour", "position.", "font.", "adj.")
_MEASURES = (
    "duration", "percent", "degree.bit", "degree.much", "half", "middle", "verb.move",
)  # fmt: skip
_STYLES = ("colour", "position.", "font.", "animation.")


def denies(token: Token) -> bool:
    """Whether a word only denies: "don't", "别", not "不要了"."""
    return token.has("not") and not token.has("verb.remove", "off")


def leads_on(token: Token) -> bool:
    """Whether a word is a bare preposition, which says where of what follows."""
    concepts = token.concepts - {"filler", "films"}
    return bool(concepts) and concepts <= set(WITHIN)


def is_style(tokens: Sequence[Token]) -> bool:
    """Whether a piece is one word for a look: "yellow", "bottom left"."""
    styles = any(c.startswith(_STYLES) for c in tokens[0].concepts)
    return len(tokens) == 1 and styles


def is_detail(tokens: Sequence[Token]) -> bool:
    """Whether a piece only says how, how long or where: "two seconds", "small"."""
    content = [t for t in tokens if weight(t) > LIGHT and not t.has(*SEPARATORS)]
    return bool(content) and all(
        t.has(*_MEASURES) or any(c.startswith(_DETAILS) for c in t.concepts)
        for t in content
    )


def topics(tokens: Sequence[Token]) -> set[str]:
    """What a piece is about."""
    return {_TOPICS[c] for t in tokens for c in t.concepts if c in _TOPICS}
