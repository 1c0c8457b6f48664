"""The context of a slot for the terms: its neighbours, and the footage used elsewhere."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from studio.rules.choice.candidates import Candidates
from studio.rules.choice.curves import Floats


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The shot in another slot: the clip's index, its stretch, and its cells."""

    clip: int
    start: float
    end: float
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class SlotContext:
    """A slot to fill, its neighbours, and the footage used elsewhere.

    ``need`` is seconds of each candidate's clip that it takes, ``length`` the slot's own
    seconds. ``position`` goes from 0 at the start to 1 at the end. ``uses`` maps a
    clip's index to the stretches of it
    that are shown elsewhere, and ``distance`` to the number of slots to the nearest of
    them; ``targets`` is how often each clip should be shown, ``counts`` how often the
    others show it. ``shown`` are the shots of the other slots.
    """

    need: Floats
    length: float
    energy: float
    position: float
    slots: int
    before: Neighbour | None
    after: Neighbour | None
    uses: Mapping[int, tuple[tuple[float, float], ...]]
    distance: Floats
    targets: Floats
    counts: Floats
    seconds: Floats
    shown: tuple[Neighbour, ...] = ()


Term = Callable[[Candidates, SlotContext], Floats]
"""The worth of each candidate for a slot."""
