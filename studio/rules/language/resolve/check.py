"""Check edits against the project: places and clips that do not exist become residues."""

from collections.abc import Iterator

from studio.model.edits.footage import PlaceClip, TrimClip
from studio.model.edits.limits import LOUDEST
from studio.model.edits.music import SetVolume, TrimMusic
from studio.model.edits.record import AtShot, AtTime, Edit, Exact, OfShots, OfTime
from studio.model.media import MediaKind
from studio.model.reading import ProjectView, Residue

_SLACK = 0.5
"""Seconds by which a place may lie beyond the end: people round."""


def fault(edit: Edit, view: ProjectView, words: str) -> Residue | None:
    """The reason why an edit is impossible in this project; None if it is possible."""
    reason = next(_faults(edit, view), None)
    return Residue(words, edit.do, *reason) if reason else None


def is_beside_itself(edit: Edit) -> bool:
    """Whether a clip is to stand before or after itself."""
    return isinstance(edit, PlaceClip) and edit.clip == edit.other


_Fault = tuple[str, str] | tuple[str, str, float]
"""Reason, detail and limit of a residue."""


def _faults(edit: Edit, view: ProjectView) -> Iterator[_Fault]:
    scope = edit.scope
    shots = len(view.shots)
    if isinstance(scope, OfShots) and shots:
        for number in scope.numbers:
            if abs(number) > shots:
                yield "no_such_shot", str(number)
    start = scope.start if isinstance(scope, OfTime) and view.duration else None
    if start is not None and abs(start) > view.duration + _SLACK:
        yield "out_of_range", f"{start:g}", view.duration
    yield from _moments(edit, view)
    level = edit.level if isinstance(edit, SetVolume) else None
    if isinstance(level, Exact) and not 0 <= level.value <= LOUDEST:
        yield "out_of_range", f"{level.value * 100:g} %"
    yield from _sources(edit, view)


def _moments(edit: Edit, view: ProjectView) -> Iterator[_Fault]:
    for name in ("moment", "start", "end", "into"):
        where = getattr(edit, name, None)
        if (
            isinstance(where, AtTime)
            and view.duration
            and abs(where.seconds) > view.duration + _SLACK
        ):
            yield "out_of_range", f"{where.seconds:g}", view.duration
        if (
            isinstance(where, AtShot)
            and view.shots
            and abs(where.number) > len(view.shots)
        ):
            yield "no_such_shot", str(where.number)
    pair = getattr(edit, "shots", None)
    if edit.do == "swap" and pair and view.shots:
        for number in pair:
            if abs(number) > len(view.shots):
                yield "no_such_shot", str(number)


def _sources(edit: Edit, view: ProjectView) -> Iterator[_Fault]:
    by_id = {clip.id: clip for clip in view.clips}
    if isinstance(edit, TrimClip):
        for clip in edit.clips:
            if by_id[clip].kind is MediaKind.IMAGE:
                yield "unknown", ""  # A photo has no clock of its own.
            seconds = by_id[clip].seconds
            furthest = max(abs(edit.start), abs(edit.end or 0))
            if seconds and furthest > seconds + _SLACK:
                yield "out_of_range", f"{furthest:g}", seconds
    if isinstance(edit, TrimMusic) and isinstance(edit.start, int | float):
        songs = [c for c in view.clips if c.kind is MediaKind.AUDIO and c.seconds]
        longest = max((c.seconds for c in songs), default=0.0)
        if songs and edit.start >= longest:
            yield "out_of_range", f"{edit.start:g}", longest
