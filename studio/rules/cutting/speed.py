"""Apply slow motion, ramps, reversing, boomerangs and freezes to the shots."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import groupby

from studio.model.cut import MusicPlan, PlacedShot
from studio.model.edits.footage import (
    Freeze,
    RampSpeed,
    RestoreShots,
    Reverse,
    SetSpeed,
)
from studio.model.edits.record import Edit
from studio.model.intent import Intent
from studio.model.media import AssetId
from studio.rules.choice.clips import Range
from studio.rules.choice.visible_cuts import fitted, slowed
from studio.rules.scopes.query import all_of, scoped
from studio.rules.scopes.shot_parts import at_frame, divisible, frames_of, shortened
from studio.rules.scopes.stretches import at_moment, of_song, of_source, of_time
from studio.rules.scopes.whole_shots import holds

Ranges = Mapping[AssetId, Sequence[Range]]
_TIMED = SetSpeed | RampSpeed | Reverse | RestoreShots
_FEWEST_FRAMES = 3
"""Of a part of a shot."""
_MOVING = 0.25
"""Seconds that a shot plays at least before its end is held; else it is held behind it."""


def retimed(
    shots: list[PlacedShot], intent: Intent, music: MusicPlan, ranges: Ranges,
    fps: Fraction,
) -> list[PlacedShot]:  # fmt: skip
    """The shots at the speeds asked for; where one changes inside, it goes on."""
    edits = scoped([e for e in intent.edits if isinstance(e, _TIMED)])
    out: list[PlacedShot] = []
    for shot in shots:
        parts = [shot]
        for edit in edits:
            parts = _applied(parts, edit, music, fps, shots)
        out += _chained(parts, ranges[shot.clip], fps)
    for freeze in all_of(intent, Freeze):
        out = _frozen(out, freeze, music, fps)
    return out


def _applied(
    parts: list[PlacedShot],
    edit: Edit,
    music: MusicPlan,
    fps: Fraction,
    shots: Sequence[PlacedShot],
) -> list[PlacedShot]:
    change = _change(edit)
    seconds = float(shots[-1].end / fps)
    if isinstance(edit, RampSpeed) and edit.into is not None:
        moment = at_moment(edit.into, music, seconds)
        return parts if moment is None else _ramped_into(parts, change, moment, fps)
    stretches = _stretches(edit, music, seconds)
    if edit.scope.of == "source" and edit.scope.divides:
        stretches = of_source(edit.scope, parts, fps)
    if stretches is None:
        return [change(p) if holds(edit, p, shots, fps) else p for p in parts]
    for low, high in stretches:
        first, end = round(low * fps), round(high * fps)
        parts = [piece for part in parts for piece in _divided(part, first, end)]
        parts = [
            change(p) if first <= p.first + 1 and p.end - 1 <= end else p for p in parts
        ]
    return parts


def _change(edit: Edit) -> Callable[[PlacedShot], PlacedShot]:
    match edit:
        case SetSpeed(factor=factor):
            new = {"speed": factor, "speed_end": None}
        case RampSpeed(start=start, end=end):
            new = {"speed": start, "speed_end": end}
        case Reverse(on=on, boomerang=boomerang):
            new = {"reverse": on and not boomerang, "boomerang": on and boomerang}
        case _:
            new = {
                "speed": 1.0, "speed_end": None, "reverse": False, "boomerang": False,
            }  # fmt: skip
    return lambda shot: shot if shot.still else shot.model_copy(update=new)


def _stretches(
    edit: Edit, music: MusicPlan, seconds: float
) -> list[tuple[float, float]] | None:
    """The stretches of the video that the edit holds in; None for whole shots."""
    if edit.scope.of == "time":
        return [of_time(edit.scope, seconds)]
    if edit.scope.of == "song":
        return of_song(edit.scope, music)
    return None


def _divided(part: PlacedShot, first: int, end: int) -> list[PlacedShot]:
    """The part of a shot cut at the borders of a stretch; the shot goes on."""
    edges = [part.first]
    for border in (first, end):
        if edges[-1] + _FEWEST_FRAMES <= border <= part.end - _FEWEST_FRAMES:
            edges.append(border)
    edges.append(part.end)
    return [
        part.model_copy(
            update={"first": a, "end": b, "continues": part.continues or n > 0}
        )
        for n, (a, b) in enumerate(zip(edges, edges[1:], strict=False))
    ]


def _ramped_into(
    parts: list[PlacedShot], change: Callable[[PlacedShot], PlacedShot], moment: float,
    fps: Fraction,
) -> list[PlacedShot]:  # fmt: skip
    """The shot that leads into the moment changes its speed up to it."""
    at = round(moment * fps)
    divided = [piece for part in parts for piece in _divided(part, part.first, at)]
    return [
        change(p)
        if p.first < at - _FEWEST_FRAMES + 1 and abs(p.end - at) < _FEWEST_FRAMES
        else p
        for p in divided
    ]


def _chained(
    parts: list[PlacedShot], ranges: Sequence[Range], fps: Fraction
) -> list[PlacedShot]:
    """The parts of a shot, one after another in its source, inside what may be used.

    Parts in a row that play backwards follow one another from the last to the first.
    """
    if parts[0].still:
        return parts
    need = sum(part.source_seconds(fps) for part in parts)
    source, factor = fitted(ranges, parts[0].source, need)
    out: list[PlacedShot] = []
    for backwards, run in groupby(parts, key=lambda part: part.reverse):
        placed = []
        for part in reversed(list(run)) if backwards else run:
            placed.append(slowed(part, source, factor))
            source += placed[-1].source_seconds(fps)
        out += placed[::-1] if backwards else placed
    return out


def _frozen(
    shots: list[PlacedShot], edit: Freeze, music: MusicPlan, fps: Fraction
) -> list[PlacedShot]:
    """Hold the picture from a moment on, or at the end of each shot of the scope."""
    total = shots[-1].end
    length = min(total, max(1, round(edit.seconds * fps)))
    if edit.moment is not None:
        time = at_moment(edit.moment, music, float(total / fps))
        if time is None:
            return shots
        first = round(time * fps)
        if first <= total - _FEWEST_FRAMES:
            return _hold(shots, first, length, fps)
        return _hold_end(shots, length, fps)
    if edit.scope.of == "whole":
        return _hold_end(shots, length, fps)
    for first, end in _meant(edit, shots, fps):
        is_long = end - length - first >= round(_MOVING * fps)
        start = end - length if is_long else end
        if start < total:
            shots = _hold(shots, start, length, fps, min(start, end - 1))
        else:
            shots = _hold_end(shots, length, fps)
    return shots


def _meant(
    edit: Freeze, shots: Sequence[PlacedShot], fps: Fraction
) -> list[tuple[int, int]]:
    """First frame and end of each shot, with all its parts, that an edit holds for."""
    out: list[tuple[int, int, bool]] = []
    for shot in shots:
        here = holds(edit, shot, shots, fps)
        if shot.continues and out:
            first, _, before = out.pop()
            out.append((first, shot.end, before or here))
        else:
            out.append((shot.first, shot.end, here))
    return [(first, end) for first, end, here in out if here]


def _hold_end(shots: list[PlacedShot], length: int, fps: Fraction) -> list[PlacedShot]:
    """The end stands still for ``length`` frames: a picture of the last shot.

    Where the last shot is shorter, a picture of it takes the place of the end of the
    shots before, so that the video ends with the clip that it ended with: the one at
    ``source``, so that the next derivation finds where the shot begins.
    """
    final = shots[-1]
    first = max(1, final.end - length)
    if final.first <= first:
        return _hold(shots, first, length, fps)
    held = PlacedShot(
        first=first, end=final.end, clip=final.clip, source=final.source,
        still=final.still, freeze=not final.still,
    )  # fmt: skip
    before = [
        shortened(shot, shot.first, min(shot.end, first), fps)
        for shot in shots
        if shot.first < first
    ]
    return [*before, held]


def _hold(
    shots: list[PlacedShot], first: int, length: int, fps: Fraction,
    picture: int | None = None,
) -> list[PlacedShot]:  # fmt: skip
    """A picture stands for ``length`` frames: that of frame ``picture``, or the first.

    What stood there gives way.
    """
    total = shots[-1].end
    first = min(max(0, first), total - 1)
    end = min(total, first + length)
    shots = divisible(shots, first, end)
    picture = first if picture is None else picture
    shown = next(shot for shot in shots if shot.first <= picture < shot.end)
    out = [
        shortened(shot, shot.first, min(shot.end, first), fps)
        for shot in shots
        if shot.first < first
    ]
    out.append(
        PlacedShot(
            first=first, end=end, clip=shown.clip, source=at_frame(shown, picture, fps),
            still=shown.still, freeze=not shown.still,
            continues=shown.continues or first > shown.first,
        )
    )  # fmt: skip
    for number, shot in enumerate(shots):
        if shot.end > end:
            rest = shortened(shot, max(shot.first, end), shot.end, fps)
            if shot is shown:
                rest = _going_on(rest, out[-1].source, fps)
            elif shot.first <= end:  # parts of the shot that is held go on
                between = shots[shots.index(shown) + 1 : number + 1]
                goes_on = all(part.continues for part in between)
                rest = rest.model_copy(update={"continues": goes_on})
            out.append(rest)
    return out


def _going_on(rest: PlacedShot, at: float, fps: Fraction) -> PlacedShot:
    """The rest of a shot behind a held picture, which shows second ``at`` of the clip."""
    if rest.reverse:
        seconds = frames_of(rest, rest.first, rest.end - 1).source_seconds(fps)
        at = max(0.0, round(at - seconds, 4))
    return rest.model_copy(update={"source": at, "continues": True})
