"""Decide for which shots an edit of whole shots holds."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial

from studio.model.cut import PlacedShot
from studio.model.edits.record import Edit, Showing, SourceRange

_HALF = 0.5
_SAME = 0.05
"""Seconds by which two starts of one shot may differ."""


def holds(
    edit: Edit, shot: PlacedShot, shots: Sequence[PlacedShot], fps: Fraction
) -> bool:
    """Whether an edit that holds for whole shots holds for this one.

    ``shots`` are all shots of the video; ``shot`` is one of them or a part of one.
    """
    scope = edit.scope
    if scope.of == "whole":
        return True
    if scope.of == "clips":
        return shot.clip in scope.assets
    if scope.of != "source":
        return False
    return any(
        shows(part, shot, fps)
        and is_meant(part, shot, shots, fps, partial(shows, part, fps=fps))
        for part in scope.ranges
    )


def shows(part: SourceRange, shot: PlacedShot, fps: Fraction) -> bool:
    """Whether a shot shows half of a stretch of a clip, or the stretch half of it."""
    if part.clip != shot.clip:
        return False
    if shot.still:
        return True
    start = shot.source
    end = start + max(0.05, shot.source_seconds(fps))
    shared = min(end, part.end) - max(start, part.start)
    return shared >= _HALF * min(end - start, part.end - part.start)


def is_meant(
    part: SourceRange, shot: PlacedShot, shots: Sequence[PlacedShot], fps: Fraction,
    shown: Callable[[PlacedShot], bool],
) -> bool:  # fmt: skip
    """Whether this showing of a stretch is the one that was named.

    Footage may be shown twice. A stretch that was named by a shot means the showing
    nearest to the time at which that shot stood: the shot that begins then, else the
    nearest one with the shots beside it that show the stretch, too (a new cut may have
    divided it). ``shown`` tells of a shot whether it shows the stretch.
    """
    if not isinstance(part, Showing):
        return True
    runs: list[tuple[int, int]] = []
    for first, end, there in _whole(shots, shown):
        if not there:
            continue
        if abs(float(first / fps) - part.at) < _SAME:
            runs = [(first, end)]
            break
        if runs and runs[-1][1] == first:
            runs[-1] = runs[-1][0], end
        else:
            runs.append((first, end))
    at = part.at * fps
    first, end = min(
        runs, key=lambda run: max(run[0] - at, at - run[1], 0), default=(0, 0)
    )
    return first <= shot.first < end


def _whole(
    shots: Sequence[PlacedShot], shown: Callable[[PlacedShot], bool]
) -> list[tuple[int, int, bool]]:
    """The frames of each shot with all its parts, and whether one of them is shown."""
    out: list[tuple[int, int, bool]] = []
    for shot in shots:
        if shot.continues and out:
            first, _, there = out.pop()
        else:
            first, there = shot.first, False
        out.append((first, shot.end, there or shown(shot)))
    return out
