"""The stage SHOTS: choose the moment of a clip for each slot."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from studio.model.cut import SEEN_TWICE, Cut, MusicPlan, PlacedShot, Slot
from studio.model.edits.resolved import PinShot
from studio.model.intent import Intent
from studio.model.material import Material
from studio.model.media import Asset, AssetId
from studio.rules.choice.clips import (
    Range,
    banned,
    chosen,
    is_still,
    trimmed,
    usable,
    without,
)
from studio.rules.choice.curves import Source
from studio.rules.choice.optimise import choose
from studio.rules.choice.order import sequence
from studio.rules.choice.task import RequiredClip, Task
from studio.rules.choice.visible_cuts import fitted, slowed, spaced, visible
from studio.rules.cutting.durations import resized
from studio.rules.cutting.length import clip_speed, requested_length, shot_length
from studio.rules.cutting.loop_end import looped_end
from studio.rules.cutting.requirements import Requirements, require
from studio.rules.cutting.speed import retimed
from studio.rules.scopes.query import all_of

Ranges = Mapping[AssetId, Sequence[Range]]


def plan_shots(
    intent: Intent, material: Material, music: MusicPlan, slots: Sequence[Slot],
    fps: Fraction, previous: Cut | None,
) -> tuple[PlacedShot, ...]:  # fmt: skip
    """A shot for each slot. What of ``previous`` can stand stays as it is."""
    assets = chosen(intent, material)
    ranges = {a.id: _ranges(intent, material, a) for a in assets}
    speeds = {a.id: clip_speed(intent, a) for a in assets}
    assets = [a for a in assets if ranges[a.id]] or assets
    sources = [
        Source(a.id, material.footage[a.id], tuple(ranges[a.id]), is_still(a))
        for a in assets
    ]
    demands = require(intent, material, music, slots, fps, previous)
    seconds = [float(slot.frames / fps) for slot in slots]
    if previous:
        _release(demands, seconds, speeds, ranges, previous)
    if requested_length(intent, material).footage:
        _in_full(demands, sequence(intent, material), slots, ranges)
    task = Task(
        sources=sources,
        seconds=seconds,
        energy=[slot.energy for slot in slots],
        speeds=[np.array([speeds[s.id] for s in sources])] * len(slots),
        fixed=demands.fixed, wants=demands.wants, most=demands.most,
        variation=intent.variation,
        starts=[float(slot.first / fps) for slot in slots], beats=music.beats,
    )  # fmt: skip
    wants = _apart(choose(task), task, demands, ranges)
    shots = [
        _placed(slot, want, speeds[want.clip], ranges[want.clip], fps)
        for slot, want in zip(slots, wants, strict=True)
    ]
    shots = resized(shots, intent, material, music, ranges, fps, _held(demands, intent))
    shots = retimed(shots, intent, music, ranges, fps)
    shots = looped_end(shots, intent, ranges, fps)
    return tuple(visible(shots, fps))


def _ranges(intent: Intent, material: Material, asset: Asset) -> Sequence[Range]:
    """What of a clip may be shown; in full it is all that its trims leave."""
    if is_still(asset):
        return [(0.0, 0.0)]
    length = shot_length(intent, asset)
    if requested_length(intent, material).footage or (
        length is not None and length.in_full
    ):
        return without([trimmed(intent, material, asset)], banned(intent, asset))
    return usable(intent, material, asset)


def _release(
    demands: Requirements, seconds: Sequence[float], speeds: Mapping[AssetId, float],
    ranges: Ranges, previous: Cut,
) -> None:  # fmt: skip
    """Choose again what cannot stand: cut off by a trim, or grown into another shot.

    The clip stays where there is enough more of it. ``seconds`` are those of the slots.
    """
    rate = previous.rate
    lasted = {(s.clip, s.source): float(s.frames / rate) for s in previous.shots}
    spans: dict[int, tuple[AssetId, float, float]] = {}
    grown = []
    for slot, want in demands.fixed.items():
        start, long = want.source or 0.0, seconds[slot]
        spans[slot] = (want.clip, start, start + long * speeds[want.clip])
        if long > lasted.get((want.clip, start), long) + SEEN_TWICE:
            grown.append(slot)
    for slot, (clip, start, end) in list(spans.items()):
        cut_off = not any(a - 1e-3 <= start < b or a == b for a, b in ranges[clip])
        if cut_off or (slot in grown and _met(slot, spans)):
            del demands.fixed[slot], spans[slot]
            shown = sum(b - a for other, a, b in spans.values() if other == clip)
            if sum(b - a for a, b in ranges[clip]) - shown >= end - start:
                demands.wants.setdefault(slot, RequiredClip(clip))


def _met(slot: int, spans: Mapping[int, tuple[AssetId, float, float]]) -> bool:
    """Whether the footage of a slot is shown elsewhere, too."""
    clip, start, end = spans[slot]
    return any(
        other != slot and c == clip and min(end, b) - max(start, a) > SEEN_TWICE
        for other, (c, a, b) in spans.items()
    )


def _held(demands: Requirements, intent: Intent) -> set[int]:
    """The slots that show what was pinned to them."""
    pins = {pin.clip for pin in all_of(intent, PinShot)}
    return {slot for slot, want in demands.wants.items() if want.clip in pins}


def _in_full(
    demands: Requirements, clips: Sequence[AssetId], slots: Sequence[Slot],
    ranges: Ranges,
) -> None:  # fmt: skip
    """Each slot shows the next clip from its beginning."""
    for index in range(len(slots)):
        clip = clips[index % len(clips)]
        demands.fixed[index] = RequiredClip(
            clip, min((a for a, _ in ranges[clip]), default=0.0)
        )
        demands.wants.pop(index, None)


def _apart(
    wants: list[RequiredClip], task: Task, demands: Requirements, ranges: Ranges
) -> list[RequiredClip]:
    """The same choice without overlaps of the footage, where that can be."""
    out = list(wants)
    speeds = {s.id: task.speeds[0][n] for n, s in enumerate(task.sources)}
    for source in task.sources:
        if source.still:
            continue
        own = [n for n, want in enumerate(wants) if want.clip == source.id]
        held = [
            n in demands.fixed
            or (n in demands.wants and demands.wants[n].source is not None)
            for n in own
        ]
        stretches = [
            (wants[n].source or 0.0, task.seconds[n] * float(speeds[source.id]))
            for n in own
        ]
        starts = spaced(ranges[source.id], stretches, held)
        for n, start in zip(own, starts, strict=True):
            out[n] = replace(wants[n], source=start)
    return out


def _placed(
    slot: Slot, want: RequiredClip, speed: float, ranges: Sequence[Range], fps: Fraction
) -> PlacedShot:
    if list(ranges) == [(0.0, 0.0)]:
        return PlacedShot(
            first=slot.first, end=slot.end, clip=want.clip, still=True,
            reasons=want.reasons,
        )  # fmt: skip
    need = float(slot.frames / fps) * speed
    shot = PlacedShot(
        first=slot.first, end=slot.end, clip=want.clip, speed=speed,
        reasons=want.reasons,
    )  # fmt: skip
    return slowed(shot, *fitted(ranges, want.source or 0.0, need))
