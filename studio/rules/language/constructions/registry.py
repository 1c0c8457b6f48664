"""All constructions: each turns a clause into edits of one kind, or declines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from studio.rules.language.entities.token import Token
from studio.rules.language.grammar.clause import Clause, Outcome


@dataclass(frozen=True, slots=True)
class Construction:
    """A way to read a clause, and its edit's name.

    A clause must hold one of the concepts in ``needs``; one that ends with a dot is a
    prefix. ``module`` is the room that it stands in.
    """

    read: Callable[[Clause], Outcome | None]
    needs: tuple[str, ...]
    edit: str
    module: str


CONSTRUCTIONS: list[Construction] = []
"""Those that come first win where two read as much (``load`` puts them in order)."""


@cache
def _index() -> dict[str, tuple[int, ...]]:
    """The places of the constructions that need a concept or a prefix."""
    table: dict[str, list[int]] = {}
    for n, one in enumerate(CONSTRUCTIONS):
        for need in one.needs:
            table.setdefault(need, []).append(n)
    return {need: tuple(found) for need, found in table.items()}


@cache
def _by_concept(concept: str) -> tuple[int, ...]:
    index, head = _index(), concept.partition(".")[0] + "."
    return (*index.get(concept, ()), *(index.get(head, ()) if "." in concept else ()))


def fitting(tokens: Sequence[Token]) -> list[Construction]:
    """The constructions whose needs a clause meets, in the order in which they win."""
    places = {n for token in tokens for c in token.concepts for n in _by_concept(c)}
    return [CONSTRUCTIONS[n] for n in sorted(places)]
