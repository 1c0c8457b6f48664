"""Terms of a moment in the sequence: first and last shot, order, repeats, smooth cuts.

Each term gives the worth of every candidate.
"""

from collections.abc import Mapping

import numpy as np

from studio.model.cut import SEEN_TWICE
from studio.rules.choice.candidates import Candidates
from studio.rules.choice.clips import JUMP
from studio.rules.choice.curves import Floats
from studio.rules.choice.terms.moment import interest, steadiness
from studio.rules.choice.terms.slot_context import SlotContext

_FLOW = ("x", "y", "pace", "right", "down")
_MOVING, _TURNED = 0.25, 1.5
"""Weights of a changed speed and direction over a cut, relative to a changed place."""
_SLOW_PAN = 0.04
"""Shares of a side a second of which the direction is hardly seen."""
_ALIKE = 7
"""Bits of 64 by which fingerprints of the same scene differ at most."""
_EDGE_DEFECT = 10.0
_POSSIBLE = 0.5
"""Assumed defect where nothing was analysed."""
_REPEATED = 0.4
"""Cost of a visible repeat, besides its share of the shot."""


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
    """At the edges of the video nothing makes up for a defect, nor for a possible one."""
    possible = _POSSIBLE * c.largest("unseen", place.need)
    return -_EDGE_DEFECT * np.maximum(c.largest("defect", place.need), possible)


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


def variety(c: Candidates, place: SlotContext) -> Floats:
    """Not the clip of the last shots: its uses are spread over the whole video."""
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


def continuity(c: Candidates, place: SlotContext) -> Floats:
    """Over a cut the point of interest and the amount of movement stay similar.

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
