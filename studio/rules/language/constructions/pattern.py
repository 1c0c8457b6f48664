"""Constructions: a pattern of concepts and the edit that it stands for.

A pattern lists what a clause must and may hold, in any order:

    @construction("look", "look.* look_noun? $make? percent? @scope")

========== ====================================================================
``a``      the clause holds a word that may stand for concept ``a``
``a|b``    … for one of these
``a.*``    … for any concept that begins with ``a.``
``a&b``    … for both at once ("brighter": ``adj.bright&compared``)
``a!b``    … for ``a`` and not for ``b``
``…?``     the clause may hold such words; all of them are read, of values one
``…+``     the clause holds one or more such values; all of them are read
``…?+``    … or none
``a~b``    a word for ``a`` and one for ``b`` that stand side by side ("too loud")
``@scope`` the clause may say where the edit holds
``@place`` the clause must say where the edit holds
``@style`` the clause may say how and when words or pictures on top are shown
``@rest``  everything else up to the next comma belongs to it, save values that it cannot own
``$name``  the alternatives of this name in ``GROUPS``
========== ====================================================================

A construction never says what a clause must *not* hold: a word that its pattern does
not list stays unread, and the construction that leaves least unread reads the clause.
After K. Bergen and N. Chang, "Embodied Construction Grammar" (2005), and the floating
parser of P. Pasupat and P. Liang (2015): phrases are joined by what they mean, not by
where they stand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from studio.rules.language.entities.token import Token

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "make": "verb.make|verb.create!cuts|verb.add|verb.use|verb.move|verb.show|verb.play",
        "put": "verb.make!verb.remove|verb.create!verb.remove|verb.add!verb.remove|"
        "verb.use!verb.remove|verb.move!verb.remove|verb.show|verb.play",
        "remove": "verb.remove!cuts|not|off",
        "more": "more|verb.raise|up|lack",
        "less": "less|verb.lower|down|excess|not!verb.remove",
        "degree": "degree.bit|degree.much",
        "whole": "video!cuts|all|throughout",
    }
)
"""Words of one sense that many patterns name together."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to fill a place of a pattern."""

    concept: str
    also: str = ""
    never: frozenset[str] = frozenset()

    def fits(self, token: Token) -> bool:
        if self.concept.endswith(".*"):
            prefix = self.concept[:-1]
            if not any(c.startswith(prefix) for c in token.concepts):
                return False
        elif self.concept not in token.concepts:
            return False
        if self.also and self.also not in token.concepts:
            return False
        return self.never.isdisjoint(token.concepts)


@dataclass(frozen=True, slots=True)
class Item:
    """A place of a pattern."""

    ways: tuple[Alternative, ...]
    optional: bool
    many: bool = False
    beside: "Item | None" = None
    concepts: frozenset[str] = frozenset()
    """Those of the ways, prefixes with a dot at the end: most clauses hold none of them."""

    def fits(self, token: Token) -> Alternative | None:
        return next((way for way in self.ways if way.fits(token)), None)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that was read: its places in order.

    ``needs`` are the concepts of which a clause must hold one each; prefixes end with a
    dot.
    """

    required: tuple[Item, ...]
    optional: tuple[Item, ...]
    scoped: bool
    styled: bool
    placed: bool
    rest: bool
    needs: tuple[frozenset[str], ...]


@cache
def pattern(text: str) -> Pattern:
    """Read a pattern. Raises ``ValueError`` when it requires nothing."""
    words = text.split()
    items = [_item(word) for word in words if not word.startswith("@")]
    required = tuple(item for item in items if not item.optional)
    if not required:
        raise ValueError(f"a pattern requires a word: {text!r}")
    optional = tuple(item for item in items if item.optional)
    placed = "@place" in words
    scoped = placed or "@scope" in words
    marks = (scoped, "@style" in words, placed, "@rest" in words)
    needs = tuple(item.concepts for item in required)
    return Pattern(required, optional, *marks, needs)


@cache
def _item(word: str) -> Item:
    body, _, beside = word.rstrip("?+").partition("~")
    marks = word[len(word.rstrip("?+")) :]
    names = [
        name
        for part in body.split("|")
        for name in (GROUPS[part[1:]] if part.startswith("$") else part).split("|")
    ]
    near = _item(beside) if beside else None
    ways = tuple(map(_alternative, names))
    concepts = frozenset(way.concept.removesuffix("*") for way in ways)
    return Item(ways, "?" in marks, "+" in marks, near, concepts)


@cache
def _alternative(text: str) -> Alternative:
    body, *never = text.split("!")
    concept, _, also = body.partition("&")
    return Alternative(concept, also, frozenset(never))
