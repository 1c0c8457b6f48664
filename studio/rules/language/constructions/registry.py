"""All constructions: each turns a clause into edits of one kind, or declines."""

from collections import Counter
from collections.abc import Callable, KeysView
from dataclasses import dataclass
from functools import cache

from studio.model.edits.record import Edit
from studio.model.edits.registry import kinds
from studio.rules.language.constructions.match import Match
from studio.rules.language.constructions.matcher import match_pattern
from studio.rules.language.constructions.pattern import Pattern, pattern
from studio.rules.language.grammar.clause import Clause, Outcome


@dataclass(frozen=True, slots=True)
class Construction:
    """A way to read a clause, its pattern, and its edit's name.

    ``module`` is the one that registers it; ``load`` ranks constructions by it.
    """

    read: Callable[[Clause], Outcome | None]
    pattern: Pattern
    edit: str
    module: str


CONSTRUCTIONS: list[Construction] = []
"""Those that come first win where two read as much (``load`` puts them in order)."""


@cache
def _index() -> dict[str, tuple[int, ...]]:
    """The places of the constructions by a concept or a prefix that they need.

    Of the needs of each it is the one that names the rarest concepts: few clauses hold
    one of them.
    """
    common = Counter(
        c for one in CONSTRUCTIONS for need in one.pattern.needs for c in need
    )
    table: dict[str, list[int]] = {}
    for n, one in enumerate(CONSTRUCTIONS):
        rarest = min(one.pattern.needs, key=lambda need: sum(common[c] for c in need))
        for concept in rarest:
            table.setdefault(concept, []).append(n)
    return {concept: tuple(places) for concept, places in table.items()}


def fitting(concepts: KeysView[str]) -> list[Construction]:
    """The constructions whose needs are met, in the order in which they win.

    ``concepts`` are those of a clause, prefixes included (``places_of``).
    """
    index = _index()
    places = {n for concept in concepts for n in index.get(concept, ())}
    return [
        CONSTRUCTIONS[n]
        for n in sorted(places)
        if not any(map(concepts.isdisjoint, CONSTRUCTIONS[n].pattern.needs))
    ]


Build = Callable[[Match], Outcome | None]


def construction(edit: str, *patterns: str) -> Callable[[Build], Build]:
    """Register a construction for an edit; each pattern is one way to say it.

    The function may still decline (None) where the values that it got make no sense.
    """

    def register(build: Build) -> Build:
        for text in patterns:
            _register(edit, text, build, build.__module__)
        return build

    return register


def fixed(module: str, edit: Edit, *patterns: str) -> None:
    """Register a construction whose edit takes nothing from the clause but its place.

    ``module`` is the ``__name__`` of the room that registers it.
    """

    def build(match: Match) -> Outcome:
        return [edit.model_copy(update={"scope": match.scope})]

    for text in patterns:
        _register(edit.do, text, build, module)


def _register(edit: str, text: str, build: Build, module: str) -> None:
    read = pattern(text)
    kind = kinds().get(edit, Edit)

    def read_clause(clause: Clause) -> Outcome | None:
        match = match_pattern(clause, read, kind)
        return None if match is None else build(match)

    CONSTRUCTIONS.append(Construction(read_clause, read, edit, module))
