"""The frames: each turns a clause into edits of one kind, or declines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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


def fitting(clause: Clause) -> Sequence[Registered]:
    """The frames whose needs the clause meets."""
    concepts = {concept for token in clause.tokens for concept in token.concepts}
    prefixes = {concept.split(".")[0] + "." for concept in concepts if "." in concept}
    known = concepts | prefixes
    return [one for one in FRAMES if not known.isdisjoint(one.needs)]
