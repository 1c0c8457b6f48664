"""The frames: each turns a clause into edits of one kind, or declines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from studio.rules.language.entities.token import Token
from studio.rules.language.grammar.clause import Clause, Outcome

Frame = Callable[[Clause], Outcome | None]


@dataclass(frozen=True, slots=True)
class Registered:
    """A frame, the concepts of which a clause must hold one, and its edit's name.

    A need that ends with a dot is a prefix.
    """

    frame: Frame
    needs: tuple[str, ...]
    edit: str


FRAMES: list[Registered] = []


def frame(edit: str, *needs: str) -> Callable[[Frame], Frame]:
    """Register a frame for an edit; earlier ones win when two read as much."""

    def register(function: Frame) -> Frame:
        FRAMES.append(Registered(function, needs, edit))
        return function

    return register


@cache
def _index() -> dict[str, tuple[int, ...]]:
    """The places in ``FRAMES`` of the frames that need a concept or a prefix."""
    table: dict[str, list[int]] = {}
    for n, one in enumerate(FRAMES):
        for need in one.needs:
            table.setdefault(need, []).append(n)
    return {need: tuple(found) for need, found in table.items()}


@cache
def _by_concept(concept: str) -> tuple[int, ...]:
    index, head = _index(), concept.partition(".")[0] + "."
    return (*index.get(concept, ()), *(index.get(head, ()) if "." in concept else ()))


def fitting(tokens: Sequence[Token]) -> list[Registered]:
    """The frames whose needs a clause meets, in the order in which they win."""
    places = {n for token in tokens for c in token.concepts for n in _by_concept(c)}
    return [FRAMES[n] for n in sorted(places)]
