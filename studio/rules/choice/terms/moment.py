"""Terms of a moment by itself: picture, movement, faces, sound, length.

Each term gives the worth of every candidate.
"""

import numpy as np

from studio.rules.choice.candidates import Candidates
from studio.rules.choice.curves import Floats
from studio.rules.choice.hits import LONG
from studio.rules.choice.terms.slot_context import SlotContext

_ACTIVE = 0.5
"""The share of a clip's usual movement below which nothing happens."""
_NEAR_FACE = 0.05
"""The share of the picture that a face takes which is near enough."""
_TOO_SHORT = 0.5
"""Length of a shot in seconds in which a jump and its landing cannot be followed."""
_FIRST = 0.5
"""Seconds after a clip's start in which the camera is still unsteady."""


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


def unseen(c: Candidates, place: SlotContext) -> Floats:
    """What was looked at, rather than what may hide anything."""
    out: Floats = -c.mean("unseen", place.need)
    return out


def faces(c: Candidates, place: SlotContext) -> Floats:
    """People, the nearer the better up to a twentieth of the picture."""
    return np.minimum(1.0, c.mean("faces", place.need) / _NEAR_FACE)


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
