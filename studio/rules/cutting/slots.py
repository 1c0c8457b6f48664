"""The stage CUTS: place the cuts, in output frames."""

import math
from fractions import Fraction

from studio.model.cut import MusicPlan, Slot
from studio.model.edits.footage import SetShotLength, SplitShot
from studio.model.edits.limits import SHORTEST_SHOT_ASKED
from studio.model.edits.music import CutAt, SetPace
from studio.model.edits.record import OfSong, OfTime
from studio.model.edits.resolved import PinShot
from studio.model.intent import Intent
from studio.model.material import Material
from studio.rules.choice.clips import LEAST_SPEED, chosen, is_still, usable
from studio.rules.choice.order import sequence
from studio.rules.cutting.length import (
    clip_speed,
    full_seconds,
    requested_length,
    shot_length,
)
from studio.rules.cutting.pace import (
    SHORTEST_SHOT,
    Pace,
    cut_times,
    every,
    interval,
    nearest,
    pace_of,
)
from studio.rules.scopes.query import all_of, last, scoped
from studio.rules.scopes.stretches import at_moment, of_song, of_time

_LONG_PHOTO = 4.0
"""Seconds after which another photo, or the same again, is shown."""
_PUSH = 1.3
"""How much denser cuts become so that each clip finds a place."""


def plan_slots(
    intent: Intent, material: Material, music: MusicPlan, fps: Fraction
) -> list[Slot]:
    """Tile the video with slots, at least one."""
    total = max(1, round(music.seconds * fps))
    firm = _moments_of(intent, CutAt, music)
    if requested_length(intent, material).footage:
        times = _in_full(intent, material, music.seconds)
        slots = tile(times, firm, music, fps, total)
    else:
        usual = SHORTEST_SHOT_ASKED if _counted(intent) else SHORTEST_SHOT
        least, most = _bounds(intent)
        times = _times(intent, material, music)
        slots = tile(times, firm, music, fps, total, max(usual, least))
        if not _paced(intent):
            slots = _enough(intent, material, music, fps, slots)
        longest = min(_longest(intent, material), max(most, SHORTEST_SHOT))
        slots = _no_longer(slots, longest, music, fps)
    for time in _moments_of(intent, SplitShot, music):
        slots = [part for slot in slots for part in _halves(slot, round(time * fps))]
    return slots


def _halves(slot: Slot, frame: int) -> list[Slot]:
    """The slot cut in two at a frame well inside it."""
    if not slot.first + 1 < frame < slot.end - 1:
        return [slot]
    return [
        slot.model_copy(update={"end": frame}),
        slot.model_copy(update={"first": frame}),
    ]


def tile(
    times: list[float], firm: list[float], music: MusicPlan, fps: Fraction, total: int,
    shortest: float = SHORTEST_SHOT,
) -> list[Slot]:  # fmt: skip
    """Slots from times; cuts too close to another or to the end are left out.

    ``firm`` times were asked for: others make room for them. What is left at the edges
    of cuts that are counted closely is no flash where they themselves are none.
    """
    least = max(1, math.ceil(shortest * fps))
    step = interval(times) if len(times) > 1 else SHORTEST_SHOT
    edge = max(least, math.ceil(min(SHORTEST_SHOT, step / 2) * fps))
    borders = {0, total}
    for time in sorted(firm):
        frame = round(time * fps)
        if 0 < frame < total:
            borders.add(frame)
    for time in sorted(times):
        frame = round(time * fps)
        if edge <= frame <= total - edge and all(
            abs(frame - border) >= least for border in borders
        ):
            borders.add(frame)
    ordered = sorted(borders)
    return [
        Slot(first=a, end=b, energy=energy_of(music, float(a / fps), float(b / fps)))
        for a, b in zip(ordered, ordered[1:], strict=False)
    ]


def energy_of(music: MusicPlan, start: float, end: float) -> float:
    """The mean energy of the music in a stretch of the video, 0..1."""
    inside = [
        e
        for b, e in zip(music.beats, music.energy, strict=True)
        if start - 0.05 <= b < end - 0.05
    ]
    return round(sum(inside) / len(inside), 3) if inside else 0.4


def _moments_of(
    intent: Intent, kind: type[CutAt] | type[SplitShot], music: MusicPlan
) -> list[float]:
    """Times of the video at which a cut was asked for."""
    moments = [e.moment for e in intent.edits if isinstance(e, kind)]
    times = [at_moment(moment, music, music.seconds) for moment in moments]
    return [time for time in times if time is not None]


def _paced(intent: Intent) -> bool:
    """Whether anything was asked about the number of cuts."""
    bounded = _bounds(intent) != (0.0, math.inf)
    return (
        bounded or last(intent, SetPace) is not None or shot_whole(intent) is not None
    )


def _counted(intent: Intent) -> bool:
    """Whether a distance of cuts was asked for."""
    return any(edit.every for edit in all_of(intent, SetPace))


def shot_whole(intent: Intent) -> float | None:
    """Seconds that every shot lasts, where that was asked for the whole video."""
    edit = last(intent, SetShotLength)
    every_shot = edit is not None and not edit.photos and edit.rule == "exact"
    return edit.seconds if edit and every_shot else None


def _bounds(intent: Intent) -> tuple[float, float]:
    """Seconds that every shot lasts at least and at most."""
    edit = last(intent, SetShotLength)
    seconds = edit.seconds if edit and not edit.photos else None
    if edit is None or seconds is None or edit.rule == "exact":
        return 0.0, math.inf
    return (seconds, math.inf) if edit.rule == "at_least" else (0.0, seconds)


def _times(intent: Intent, material: Material, music: MusicPlan) -> list[float]:
    pictures = chosen(intent, material)
    if all(is_still(asset) for asset in pictures) and not _paced(intent):
        length = shot_length(intent, pictures[0]) if pictures else None
        if length and length.seconds:
            return every(music.seconds, length.seconds)
        count = max(len(pictures), round(music.seconds / _LONG_PHOTO))
        return _spread(music, count)
    if seconds := shot_whole(intent):
        times = every(music.seconds, seconds)
    else:
        times = cut_times(music, _beats_pace(intent))
    for edit in scoped(all_of(intent, SetPace)):
        stretches = []
        if isinstance(edit.scope, OfTime):
            stretches = [of_time(edit.scope, music.seconds)]
        elif isinstance(edit.scope, OfSong):
            stretches = of_song(edit.scope, music)
        if stretches:
            inner = cut_times(music, pace_of(edit))
            for low, high in stretches:
                outside = [t for t in times if not low - 0.01 <= t < high - 0.01]
                times = outside + [t for t in inner if low - 0.01 <= t < high - 0.01]
    return sorted(times)


def _beats_pace(intent: Intent) -> Pace:
    length = last(intent, SetShotLength)
    if length and length.beats and not length.photos:
        return Pace(every=length.beats)
    return pace_of(last(intent, SetPace))


def _spread(music: MusicPlan, count: int) -> list[float]:
    """Cuts for so many shots of about one length, each on the nearest beat."""
    times = [music.seconds * n / count for n in range(1, count)]
    if len(music.beats) < 2 or interval(music.beats) > music.seconds / count:
        return times
    return sorted({music.beats[nearest(music.beats, time)] for time in times})


def _in_full(intent: Intent, material: Material, seconds: float) -> list[float]:
    """A cut after each clip in full, in order."""
    by_id, times, at = material.by_id, [], 0.0
    for clip in sequence(intent, material):
        at += full_seconds(intent, material, by_id[clip])
        times.append(at)
    return [time for time in times if time < seconds]


def _enough(
    intent: Intent, material: Material, music: MusicPlan, fps: Fraction,
    slots: list[Slot],
) -> list[Slot]:  # fmt: skip
    """Denser cuts where there are more clips (or pins) than slots."""
    pins = len(all_of(intent, PinShot))
    fewest = max(len(chosen(intent, material)), pins)
    total = slots[-1].end
    firm = _moments_of(intent, CutAt, music)
    rate = 1.0
    for _ in range(8):
        if len(slots) >= fewest:
            break
        rate *= _PUSH
        slots = tile(cut_times(music, Pace(rate=rate)), firm, music, fps, total)
    return slots


def _longest(intent: Intent, material: Material) -> float:
    """Seconds that the longest usable stretch can fill."""
    pictures = chosen(intent, material)
    if any(is_still(asset) for asset in pictures):
        return math.inf
    spans = [
        (end - start) / clip_speed(intent, asset)
        for asset in pictures
        for start, end in usable(intent, material, asset)
    ]
    return max(SHORTEST_SHOT, max(spans, default=math.inf) / LEAST_SPEED * 0.98)


def _no_longer(
    slots: list[Slot], longest: float, music: MusicPlan, fps: Fraction
) -> list[Slot]:
    """Slots that outlast all footage are split on the beat nearest to their middle."""
    out: list[Slot] = []
    todo = list(reversed(slots))
    while todo:
        slot = todo.pop()
        if slot.frames <= max(2, longest * float(fps)):
            out.append(slot)
            continue
        middle = (slot.first + slot.end) / 2 / float(fps)
        inside = [b for b in music.beats if slot.first < round(b * fps) < slot.end]
        time = inside[nearest(inside, middle)] if inside else middle
        frame = round(time * fps)
        if (
            not slot.first + 1 < frame < slot.end - 1
            or min(frame - slot.first, slot.end - frame) < SHORTEST_SHOT * fps
        ):
            frame = (slot.first + slot.end) // 2
        todo.append(slot.model_copy(update={"first": frame}))
        todo.append(slot.model_copy(update={"end": frame}))
    return out
