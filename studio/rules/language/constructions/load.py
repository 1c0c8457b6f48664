"""Load all constructions, in the order in which they win."""

from studio.rules.language.constructions.cutting import grid, intervals, pace, sync
from studio.rules.language.constructions.footage import (
    choice,
    ends,
    lengths,
    lengths_by_factor,
    lengths_by_seconds,
    moments,
    order,
    photos,
    positions,
    repeats,
    trims,
)
from studio.rules.language.constructions.motion import effects, speed
from studio.rules.language.constructions.music import (
    clip_sound,
    song,
    speech,
    stretch,
    volume,
)
from studio.rules.language.constructions.picture import (
    fades,
    fades_together,
    fit,
    framing,
    joins,
    looks,
    overlays,
    pulses,
    qualities,
    turns,
)
from studio.rules.language.constructions.registry import CONSTRUCTIONS, fitting
from studio.rules.language.constructions.talk import (
    noop,
    questions,
    restored,
    undone_kinds,
    versions,
    wishes,
)
from studio.rules.language.constructions.whole import length, output, shape
from studio.rules.language.constructions.words import (
    captions,
    cards,
    look_questions,
    title_changes,
    titles,
)

_ROOMS = (
    restored, undone_kinds, versions, wishes, questions, look_questions, title_changes, titles, captions, cards, intervals, looks, qualities, speed,
    pace, grid, sync, order, overlays, positions, ends, turns, choice, repeats, trims, photos, moments,
    effects, lengths_by_seconds, lengths, lengths_by_factor, fit, framing, pulses, fades_together, fades, song, joins, stretch, speech,
    volume, clip_sound, noop, length, shape, output,
)  # fmt: skip
_RANK = {room.__name__: rank for rank, room in enumerate(_ROOMS)}

CONSTRUCTIONS.sort(key=lambda one: _RANK[one.module])

__all__ = ["CONSTRUCTIONS", "fitting"]
