"""Requirements of slots: pins, orders, places, numbers of appearances."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from studio.model.cut import Cut, MusicPlan, ShotReason, Slot
from studio.model.edits.footage import Include, PlaceClip, RepeatClip, SplitShot
from studio.model.edits.resolved import PinShot
from studio.model.intent import Intent
from studio.model.material import Material
from studio.model.media import AssetId
from studio.rules.choice.clips import chosen
from studio.rules.choice.order import ordered, sequence
from studio.rules.choice.task import RequiredClip
from studio.rules.cutting.length import shot_length
from studio.rules.scopes.query import all_of
from studio.rules.scopes.shot_parts import shortened
from studio.rules.scopes.stretches import at_moment

_SAME = 0.12
"""Seconds by which a slot may move and still be the same place of the music."""
_MANY_CLIPS = 6
_ASKED, _ORDER = (ShotReason.ASKED,), (ShotReason.ORDER,)


@dataclass(slots=True)
class Requirements:
    """``wants``: clips that slots must show; ``fixed``: what stands as it was."""

    wants: dict[int, RequiredClip] = field(default_factory=dict)
    fixed: dict[int, RequiredClip] = field(default_factory=dict)
    most: dict[AssetId, int] = field(default_factory=dict)


def require(
    intent: Intent, material: Material, music: MusicPlan, slots: Sequence[Slot],
    fps: Fraction, previous: Cut | None,
) -> Requirements:  # fmt: skip
    """All that the edits demand of the slots, and what of ``previous`` stands."""
    starts = [float(slot.first / fps) for slot in slots]
    clips = [asset.id for asset in chosen(intent, material)]
    out = Requirements()
    _pin(out, intent, music, starts, clips)
    _place(out, intent, music, starts, clips)
    stands = previous is not None and previous.variation == intent.variation
    many = len(clips) >= _MANY_CLIPS and 2 * len(clips) >= len(slots)
    if ordered(intent) or (many and not stands):
        _partition(out, sequence(intent, material), material, len(slots))
    if previous and stands:
        if not previous.ordered or ordered(intent):
            _keep(out, music, starts, previous, set(clips))
            _continue(out, intent, music, starts, previous)
        missing = set(previous.left_out) & set(clips)
    else:
        missing = set()
    included = {clip for e in all_of(intent, Include) for clip in e.clips}
    _show(out, [c for c in clips if c in included | missing], len(slots))
    _lasting(out, intent, material, music)
    _repeat(out, intent, clips, len(slots))
    return out


def _lasting(
    out: Requirements, intent: Intent, material: Material, music: MusicPlan
) -> None:
    """Clips with a length of their own take no more than their share of the video.

    Each of their shots takes the place of several, which other clips would lose.
    """
    clips = chosen(intent, material)
    for asset in clips:
        edit = shot_length(intent, asset)
        if edit and edit.seconds and edit.rule == "exact" and edit.scope.of == "clips":
            share = music.seconds / len(clips)
            out.most[asset.id] = max(1, int(share / edit.seconds))


def pin_time(pin: PinShot, music: MusicPlan) -> float:
    """Where in the video a pin stands: at its place in the song, else at its time."""
    if pin.song is not None:
        time = music.video_time(pin.song, pin.song_time)
        if time is not None:
            return time
    return min(pin.at, music.seconds)


def _pin(
    out: Requirements, intent: Intent, music: MusicPlan, starts: Sequence[float],
    clips: Sequence[AssetId],
) -> None:  # fmt: skip
    for pin in all_of(intent, PinShot):
        if pin.clip not in clips:
            continue
        time = pin_time(pin, music)
        free = [n for n in range(len(starts)) if n not in out.wants]
        if free:
            slot = _nearest(free, starts, time)
            out.wants[slot] = RequiredClip(pin.clip, pin.source, _ASKED)


def _place(
    out: Requirements, intent: Intent, music: MusicPlan, starts: Sequence[float],
    clips: Sequence[AssetId],
) -> None:  # fmt: skip
    """Clips that come first, last, beside another one or at a moment."""
    places = [p for p in all_of(intent, PlaceClip) if p.clip in clips]
    free = [n for n in range(len(starts)) if n not in out.wants]
    for place in reversed(places):
        if free and place.where in ("first", "last"):
            slot = free.pop(0 if place.where == "first" else -1)
            out.wants[slot] = RequiredClip(place.clip, reasons=_ASKED)
    for place in places:
        if place.where == "at" and place.moment is not None and free:
            time = at_moment(place.moment, music, music.seconds)
            slot = _nearest(free, starts, time or 0.0)
            free.remove(slot)
            out.wants[slot] = RequiredClip(place.clip, reasons=_ASKED)
    if not ordered(intent):
        for place in places:
            if place.where in ("after", "before") and place.other in clips:
                _beside(out, place, clips, len(starts))


def _nearest(slots: Sequence[int], starts: Sequence[float], time: float) -> int:
    return min(slots, key=lambda n: abs(starts[n] - time))


def _beside(
    out: Requirements, place: PlaceClip, clips: Sequence[AssetId], count: int
) -> None:
    """Two slots side by side for a clip and the one that it stands beside."""
    other = place.other
    if other is None or place.clip not in clips:
        return
    step = 1 if place.where == "after" else -1
    stands = [n for n, want in out.wants.items() if want.clip == other]
    stands += [
        n
        for n in range(count)
        if n not in out.wants and 0 <= n + step < count and n + step not in out.wants
    ]
    for slot in stands:
        if 0 <= slot + step < count and slot + step not in out.wants:
            out.wants.setdefault(slot, RequiredClip(other, reasons=_ASKED))
            out.wants[slot + step] = RequiredClip(place.clip, reasons=_ASKED)
            return


def _partition(
    out: Requirements, clips: Sequence[AssetId], material: Material, count: int
) -> None:
    """Divide the slots among the clips in order, longer clips getting more."""
    free = [n for n in range(count) if n not in out.wants]
    if not free or not clips:
        return
    if len(clips) > len(free):
        picks = [
            round(n * (len(clips) - 1) / max(1, len(free) - 1))
            for n in range(len(free))
        ]
        for slot, pick in zip(free, picks, strict=True):
            out.wants[slot] = RequiredClip(clips[pick], reasons=_ORDER)
        return
    moving = any(material.footage[clip].seconds for clip in clips)
    photo = 0.0 if moving else 3.0
    weights = [material.footage[clip].seconds or photo for clip in clips]
    spare, total = len(free) - len(clips), sum(weights)
    reach, taken = 0.0, 0
    for index, clip in enumerate(clips):
        reach += weights[index] / total * spare
        until = min(len(free), index + 1 + round(reach))
        for slot in free[taken:until]:
            out.wants[slot] = RequiredClip(clip, reasons=_ORDER)
        taken = until


def _keep(
    out: Requirements, music: MusicPlan, starts: Sequence[float], previous: Cut,
    clips: set[AssetId],
) -> None:  # fmt: skip
    """What stood at the same place of the music stays, unless something else must."""
    fps = previous.rate
    shots = previous.uncovered()
    times = [float(slot.first / fps) for slot in previous.slots]
    at = {round(float(shot.first / fps), 3): shot for shot in shots}
    for slot, start in enumerate(starts):
        there = music.song_time(start)
        before = previous.music.video_time(*there) if there else start
        if before is None:
            continue
        near = [time for time in (*at, *times) if abs(time - before) < _SAME]
        shot = next(
            (at[t] for t in sorted(near, key=lambda t: abs(t - before)) if t in at),
            None,
        )
        if shot is None or shot.clip not in clips:
            continue
        want = out.wants.get(slot)
        if want is None or (want.clip == shot.clip and want.source is None):
            out.fixed[slot] = RequiredClip(shot.clip, shot.source, shot.reasons)


def _continue(
    out: Requirements, intent: Intent, music: MusicPlan, starts: Sequence[float],
    previous: Cut,
) -> None:  # fmt: skip
    """The second half of a shot that was cut in two goes on where the first ends."""
    fps = previous.rate
    for edit in all_of(intent, SplitShot):
        time = at_moment(edit.moment, music, music.seconds)
        slot = None if time is None else _nearest(range(len(starts)), starts, time)
        if slot is None or slot in out.fixed or slot in out.wants:
            continue
        frame = round(starts[slot] * fps)
        for shot in previous.shots:
            if shot.first < frame < shot.end and slot - 1 in out.fixed:
                halves = (shot.first, frame), (frame, shot.end)
                first, second = (shortened(shot, *half, fps).source for half in halves)
                if shot.reverse:
                    out.fixed[slot - 1] = RequiredClip(shot.clip, first)
                out.fixed[slot] = RequiredClip(shot.clip, second)


def _show(out: Requirements, clips: Sequence[AssetId], count: int) -> None:
    """Each of these clips appears at least once."""
    for clip in clips:
        shown = [*out.wants.values(), *out.fixed.values()]
        if any(want.clip == clip for want in shown):
            continue
        slot = _spare(out, count)
        if slot is not None:
            out.fixed.pop(slot, None)
            out.wants[slot] = RequiredClip(clip)


def _spare(out: Requirements, count: int) -> int | None:
    """A slot that can be given away: a free one, else one of the clip shown most."""
    open_ = [n for n in range(count) if n not in out.wants]
    free = [n for n in open_ if n not in out.fixed]
    if free:
        return free[len(free) // 2]
    times = {
        n: sum(w.clip == out.fixed[n].clip for w in out.fixed.values()) for n in open_
    }
    inner = [n for n in open_ if 0 < n < count - 1] or open_
    return max(inner, key=lambda n: (times[n], -abs(n - count / 2)), default=None)


def _repeat(
    out: Requirements, intent: Intent, clips: Sequence[AssetId], count: int
) -> None:
    """Clips that appear at most, or exactly, so many times."""
    for edit in all_of(intent, RepeatClip):
        for clip in edit.clips or clips:
            if clip not in clips:
                continue
            out.most[clip] = edit.times
            shown = sorted(n for n, want in out.fixed.items() if want.clip == clip)
            shown = [n for n in shown if n not in out.wants]
            required = sum(want.clip == clip for want in out.wants.values())
            for slot in shown[max(0, edit.times - required) :]:
                del out.fixed[slot]
            stands = required + min(len(shown), max(0, edit.times - required))
            for _ in range(0 if edit.at_most else edit.times - stands):
                slot_ = _spread(out, clip, count)
                if slot_ is not None:
                    out.fixed.pop(slot_, None)
                    out.wants[slot_] = RequiredClip(clip, reasons=_ASKED)


def _spread(out: Requirements, clip: AssetId, count: int) -> int | None:
    """The slot that lies farthest from where the clip is shown already."""
    there = [
        n
        for part in (out.wants, out.fixed)
        for n, want in part.items()
        if want.clip == clip
    ]
    open_ = [n for n in range(count) if n not in out.wants and n not in there]
    if not there:
        return open_[len(open_) // 3] if open_ else None
    return max(open_, key=lambda n: min(abs(n - t) for t in there), default=None)
