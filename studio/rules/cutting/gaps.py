"""Close the gap where a stretch was removed from the video: later shots move up."""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeVar

from studio.model.cut import Cut, MusicPlan, PlacedShot, Slot
from studio.model.edits.resolved import TakeOut
from studio.model.intent import Intent
from studio.rules.cutting.pace import SHORTEST_SHOT, nearest
from studio.rules.scopes.query import all_of
from studio.rules.scopes.shot_parts import divisible, shortened

_ON_BEAT = 0.06
"""Seconds by which a cut may miss a beat and still lie on it."""
_Place = TypeVar("_Place", Slot, PlacedShot)


def new_gaps(intent: Intent, cut: Cut) -> list[TakeOut]:
    """The stretches to remove that are not yet in the cut, oldest first."""
    return all_of(intent, TakeOut)[cut.taken_out :]


def leads(gap: TakeOut, music: MusicPlan) -> bool:
    """Whether a gap at the start also removes the music there."""
    return gap.start == 0 and bool(music.pieces) and not music.asked


def closed(cut: Cut, gap: TakeOut) -> Cut:
    """The cut without a stretch. The music plays on, but for a gap at the start.

    Cuts that were on beats are moved to the nearest beat.
    """
    fps, music = cut.rate, cut.music
    low, high = round(gap.start * fps), round(gap.end * fps)
    place: Callable[[int], int] = _moved_up(low, high)
    if leads(gap, music):
        first = music.pieces[0]
        begins = first.model_copy(update={"source": first.source + gap.end})
        music = music.model_copy(update={"pieces": (begins, *music.pieces[1:])})
    else:
        place = _to_beats(place, low, high, music, fps)
    least = math.ceil(SHORTEST_SHOT * fps)
    whole = divisible(cut.shots, low, high)
    shots = [part for shot in whole for part in _left(shot, low, high, _shot(fps))]
    slots = [part for slot in cut.slots for part in _left(slot, low, high, _slot)]
    return cut.model_copy(
        update={
            "music": music,
            "slots": tuple(_laid(slots, place, least)),
            "shots": tuple(_laid(shots, place, least)),
        }
    )


def ended(slots: Sequence[Slot], total: int) -> list[Slot]:
    """The slots up to the end of the video."""
    inside = [slot for slot in slots if slot.first < total]
    return [*inside[:-1], inside[-1].model_copy(update={"end": total})]


def _moved_up(low: int, high: int) -> Callable[[int], int]:
    return lambda frame: frame if frame <= low else max(low, frame - (high - low))


def _to_beats(
    place: Callable[[int], int], low: int, high: int, music: MusicPlan, fps: Fraction
) -> Callable[[int], int]:
    """The place of a cut, on a beat where it was on one."""

    def on_beat(frame: int) -> int:
        moved = place(frame)
        if frame < low or not music.beats:
            return moved
        was, now = float(frame / fps), float(moved / fps)
        reach = abs(music.beats[nearest(music.beats, was)] - was)
        if frame > high and reach > _ON_BEAT:
            return moved
        return round(music.beats[nearest(music.beats, now)] * fps)

    return on_beat


def _left(
    item: _Place, low: int, high: int, part: Callable[[_Place, int, int], _Place]
) -> list[_Place]:
    """What the gap leaves of a place, on the clock as it was."""
    parts = [(item.first, min(item.end, low)), (max(item.first, high), item.end)]
    return [part(item, a, b) for a, b in parts if a < b]


def _shot(fps: Fraction) -> Callable[[PlacedShot, int, int], PlacedShot]:
    return lambda shot, first, end: shortened(shot, first, end, fps)


def _slot(slot: Slot, first: int, end: int) -> Slot:
    return slot.model_copy(update={"first": first, "end": end})


def _laid(
    items: Sequence[_Place], place: Callable[[int], int], least: int
) -> list[_Place]:
    """The places in a row; one that is left too short gives way."""
    out: list[_Place] = []
    for number, item in enumerate(items, 1):
        first = out[-1].end if out else 0
        end = place(item.end)
        if end - first >= least:
            out.append(item.model_copy(update={"first": first, "end": end}))
        elif number == len(items) and out:
            out[-1] = out[-1].model_copy(update={"end": max(end, first)})
    return out or [items[-1].model_copy(update={"first": 0})]
