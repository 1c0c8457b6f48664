"""What makes a moment right for a slot: one function for each term, all per candidate.

The terms follow what editors and the literature on automatic montage weigh: variety and
no repeats (Girgensohn et al., "A semi-automatic approach to home video editing", 2000),
movement that fits the music and strong beginnings and ends (Foote, Cooper, Girgensohn,
"Creating music videos using automatic media analysis", 2002).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from studio.model.cut import SEEN_TWICE
from studio.rules.choice.candidates import Candidates, Floats
from studio.rules.choice.clips import JUMP
from studio.rules.choice.hits import LONG

_ACTIVE = 0.5
"""The share of a clip's usual movement below which nothing happens."""
_NEAR_FACE = 0.05
"""The share of the picture that a face takes which is near enough."""
_FLOW = ("x", "y", "pace", "right", "down")
_MOVING, _TURNED = 0.25, 0.75
"""How much other speed and another direction break a cut, against another place."""
_SLOW_PAN = 0.04
"""Shares of a side a second of which the direction is hardly seen."""
_ALIKE = 7
"""Bits of 64 by which fingerprints of the same scene differ at most."""
_EDGE_DEFECT = 10.0
_REPEATED = 0.4
"""The cost of a repeat that is seen, besides its share of the shot."""
_TOO_SHORT = 0.5
"""Seconds of a shot in which a jump and its landing cannot be followed."""
_FIRST = 0.5
"""Seconds after a clip's start in which hands still settle."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What stands in another slot: the clip's index, its stretch, and its cells."""

    clip: int
    start: float
    end: float
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class SlotContext:
    """A slot to fill: what is around it, and what is used elsewhere.

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


def interest(c: Candidates, place: SlotContext) -> Floats:
    """Detail, contrast and colour of what is shown."""
    return c.mean("interest", place.need)


def energy_match(c: Candidates, place: SlotContext) -> Floats:
    """Movement as strong, among all footage, as the music is there.

    The square tells an order: with the difference alone two shots that both move less
    than their places ask for could stand either way.
    """
    out: Floats = -2 * np.square(c.mean("pace", place.need) - place.energy)
    return out


def activity(c: Candidates, place: SlotContext) -> Floats:
    """Not before something happens: a stretch that stands still in a clip that moves."""
    usual = _ACTIVE * c.average("motion")
    out: Floats = -np.clip(
        1 - c.mean("motion", place.need) / np.maximum(1e-6, usual), 0, 1
    )
    return out


def steadiness(c: Candidates, place: SlotContext) -> Floats:
    """Neither shaken nor out of focus."""
    blur = np.maximum(0.0, 0.6 - c.mean("sharpness", place.need)) / 0.6
    out: Floats = -np.maximum(c.mean("shake", place.need), blur)
    return out


def defect(c: Candidates, place: SlotContext) -> Floats:
    """Nothing dark, blurred, shaken or bare; a short stretch of it counts as well."""
    out: Floats = -0.5 * (
        c.mean("defect", place.need) + c.largest("defect", place.need)
    )
    return out


def faces(c: Candidates, place: SlotContext) -> Floats:
    """People, the nearer the better up to a twentieth of the picture."""
    return np.minimum(1.0, c.mean("faces", place.need) / _NEAR_FACE)


def continuity(c: Candidates, place: SlotContext) -> Floats:
    """Over a cut the eye stays where it is, and as much goes on moving.

    T. J. Smith, "The attentional theory of cinematic continuity", 2012.
    """
    out = np.zeros(len(c.clip))
    if place.before is not None:
        leaving, begin = place.before.last, {n: c.first(n) for n in _FLOW}
        out -= _broken(c, leaving, begin)
    if place.after is not None:
        coming = place.after.first
        out -= _broken(c, coming, {n: c.final(n, place.need) for n in _FLOW})
    return out


def _broken(c: Candidates, cell: int, values: Mapping[str, Floats]) -> Floats:
    """How far apart a cell and each candidate are: the place of the eye, movement.

    The direction of movement counts as far as both move (AK-DREAM, "DIRECT", 2025).
    """
    across = values["x"] - c.cells["x"][cell]
    down = values["y"] - c.cells["y"][cell]
    moving = np.abs(values["pace"] - c.cells["pace"][cell])
    speed = np.hypot(values["right"], values["down"])
    own = float(np.hypot(c.cells["right"][cell], c.cells["down"][cell]))
    along = (
        values["right"] * c.cells["right"][cell]
        + values["down"] * c.cells["down"][cell]
    ) / np.maximum(1e-6, speed * own)
    seen = speed / (speed + _SLOW_PAN) * own / (own + _SLOW_PAN)
    turned: Floats = seen * (1 - along) / 2
    out: Floats = np.hypot(across, down) + _MOVING * moving + _TURNED * turned
    return out


def other_takes(c: Candidates, place: SlotContext) -> Floats:
    """Not what another clip has shown already: minus 1 where pictures are alike."""
    out = np.zeros(len(c.clip))
    own = c.prints[c.cell]
    for shot in place.shown:
        seen = c.prints[shot.first]
        if seen:
            apart = np.bitwise_count(own ^ seen)
            out[(apart <= _ALIKE) & (own != 0) & (c.clip != shot.clip)] = -1.0
    return out


def fresh(c: Candidates, place: SlotContext) -> Floats:
    """Nothing that is shown elsewhere: minus the share that is, and more for any."""
    out, begin = np.zeros(len(c.clip)), c.begin(place.need)
    for clip, stretches in place.uses.items():
        own = np.flatnonzero(c.clip == clip)
        if c.still[own].any():
            out[own] = -1.0
            continue
        used = np.array(stretches)
        start = begin[own][:, None]
        need = place.need[own]
        shared = np.minimum(start + need[:, None], used[:, 1])
        shared -= np.maximum(start, used[:, 0])
        total = np.maximum(shared, 0.0).sum(axis=1)
        share = total / np.maximum(need, 1e-6)
        out[own] = -np.minimum(1.0, share + _REPEATED * (total > SEEN_TWICE))
    return out


def variety(c: Candidates, place: SlotContext) -> Floats:
    """Not the clip that was just on: its uses lie apart over the whole video."""
    ideal = place.slots / np.maximum(1.0, place.targets)
    near = np.maximum(0.0, 1 - place.distance / np.maximum(1.0, 0.6 * ideal))
    out: Floats = -near[c.clip]
    return out


def fairness(c: Candidates, place: SlotContext) -> Floats:
    """Each clip about as often as its length allows; nobody's clip is left out."""
    over = (place.counts + 1 - place.targets) / np.maximum(1.0, place.targets)
    unseen = np.where(place.counts == 0, 1.0, 0.0)
    out: Floats = (unseen - np.clip(over, -0.5, 2.0))[c.clip]
    return out


def chronology(c: Candidates, place: SlotContext) -> Floats:
    """What was filmed earlier is shown earlier."""
    share = c.start / np.maximum(0.1, place.seconds[c.clip])
    out: Floats = -np.abs(share - place.position)
    out[c.still] = 0.0
    return out


def arrival(c: Candidates, place: SlotContext) -> Floats:
    """Clips that came first are shown first, where nothing speaks against it."""
    last = max(1, len(place.targets) - 1)
    out: Floats = -np.abs(c.clip / last - place.position)
    return out


def visible_jump(c: Candidates, place: SlotContext) -> Floats:
    """Minus 1 where the source would run on (nearly) unbroken, so no cut is seen."""
    out = np.zeros(len(c.clip))
    if place.before is not None:
        same = c.clip == place.before.clip
        out[same & (np.abs(c.start - place.before.end) < JUMP)] = -1.0
        out[same & (np.abs(c.start - place.before.start) < JUMP)] = -1.0
    if place.after is not None:
        same = c.clip == place.after.clip
        out[same & (np.abs(place.after.start - c.start - place.need) < JUMP)] = -1.0
        out[same & (np.abs(place.after.start - c.start) < JUMP)] = -1.0
    out[c.still] = np.where(out[c.still] < 0, -1.0, 0.0)
    return out


def first_frames(c: Candidates, _: SlotContext) -> Floats:
    """Not the very first frames of a clip."""
    out: Floats = -np.clip(1 - c.start / _FIRST, 0, 1)
    out[c.still] = 0.0
    return out


def movement_on_beat(c: Candidates, place: SlotContext) -> Floats:
    """The strongest movement of a short shot stands at its start, on the beat."""
    if place.length >= LONG:
        return np.zeros(len(c.clip))
    begin = c.mean("motion", np.minimum(place.need, 0.3))
    return np.clip(begin - c.mean("motion", place.need), -0.5, 0.5)


def highlight(c: Candidates, place: SlotContext) -> Floats:
    """The strongest movement of its clip, with what leads to it, if time allows."""
    long = min(1.0, max(0.0, (place.length - _TOO_SHORT) / (LONG - _TOO_SHORT)))
    return long * c.largest("peak", place.need, after=1) ** 2


def marked(c: Candidates, place: SlotContext) -> Floats:
    """What the person marked while filming, or filmed in slow motion."""
    return c.largest("mark", place.need)


def sounds(c: Candidates, place: SlotContext) -> Floats:
    """Somebody laughs or cheers, or something hits: the picture shows why.

    Beginnings do not count: what is heard there happened before.
    """
    return c.largest("sound", place.need, after=1)


def long_enough(c: Candidates, place: SlotContext) -> Floats:
    """Footage that fills the slot without being slowed down."""
    return np.minimum(0.0, c.room / np.maximum(place.need, 1e-6) - 1)


def opening(c: Candidates, place: SlotContext) -> Floats:
    """The first shot is one of the best, clear and steady."""
    if place.position > 0:
        return np.zeros(len(c.clip))
    return interest(c, place) + 0.5 * steadiness(c, place) + _edge_defect(c, place)


def ending(c: Candidates, place: SlotContext) -> Floats:
    """The last shot is one of the best, and comes to rest."""
    if place.position < 1:
        return np.zeros(len(c.clip))
    calm = -0.5 * c.mean("motion", place.need)
    return interest(c, place) + calm + _edge_defect(c, place)


def _edge_defect(c: Candidates, place: SlotContext) -> Floats:
    """At the edges of the video nothing makes up for a defect."""
    return -_EDGE_DEFECT * c.largest("defect", place.need)


WEIGHTS: Mapping[Term, float] = {
    interest: 1.0,
    energy_match: 1.5,
    activity: 0.8,
    steadiness: 1.2,
    defect: 4.0,
    faces: 0.6,
    continuity: 4.0,
    fresh: 6.0,
    other_takes: 2.0,
    variety: 2.0,
    fairness: 1.0,
    chronology: 1.8,
    arrival: 0.4,
    visible_jump: 4.0,
    first_frames: 0.8,
    movement_on_beat: 0.4,
    highlight: 3.0,
    marked: 2.0,
    sounds: 0.6,
    long_enough: 6.0,
    opening: 1.5,
    ending: 1.5,
}


def score(c: Candidates, place: SlotContext) -> Floats:
    """The weighted sum of all terms."""
    total = np.zeros(len(c.clip))
    for term, weight in WEIGHTS.items():
        total += weight * term(c, place)
    return total
