"""Pieces of the picture: shots, divided where a look begins or ends inside them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import takewhile
from typing import TypeVar

from studio.model.cut import Cut, PlacedShot
from studio.model.edits.record import Edit
from studio.model.intent import Intent
from studio.rules.scopes.query import all_of, scoped
from studio.rules.scopes.shot_parts import shortened
from studio.rules.scopes.stretches import of_song, of_source, of_time
from studio.rules.scopes.whole_shots import holds

_SLIVER = 0.1
"""Seconds; a shorter part of a shot is seen as a flash."""
_HELD = 1e-4
"""The speed that a held picture counts as having."""
E = TypeVar("E", bound=Edit)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a shot, as it becomes a segment.

    ``shot`` is the part itself, ``whole`` the shot that it belongs to, ``number`` the
    shot's place from 1; ``opens`` tells that the shot begins here.
    """

    id: str
    shot: PlacedShot
    whole: PlacedShot
    number: int
    opens: bool


def pieces(cut: Cut, edits: Sequence[Edit]) -> list[Piece]:
    """The shots of a cut, divided at the borders of the edits' stretches.

    Where a border lies next to a cut, the cut is the border: no look begins a frame
    after a shot.
    """
    fps = cut.rate
    least = math.ceil(_SLIVER * fps)
    borders = sorted(
        {
            round(time * fps)
            for edit in edits
            for stretch in stretches(edit, cut) or ()
            for time in stretch
        }
    )
    out: list[Piece] = []
    number = part = 0
    for shot in cut.shots:
        if not shot.continues or not out:
            number, part = number + 1, 0
        inside = [b for b in borders if shot.first + least <= b <= shot.end - least]
        edges = [shot.first, *(() if shot.boomerang else inside), shot.end]
        for first, end in zip(edges, edges[1:], strict=False):
            part += 1
            name = f"v{number}" if part == 1 else f"v{number}.{part}"
            opens = part == 1
            out.append(
                Piece(name, shortened(shot, first, end, fps), shot, number, opens)
            )
    return out


def filmed(piece: Piece, cut: Cut) -> tuple[float, float]:
    """From where to where the whole shot shows its clip, in all its parts.

    What follows the footage is computed for all of it, so that nothing jumps between
    the parts.
    """
    at = cut.shots.index(piece.whole)
    first = max(n for n in range(at + 1) if n == 0 or not cut.shots[n].continues)
    rest = takewhile(lambda shot: shot.continues, cut.shots[first + 1 :])
    parts = [cut.shots[first], *rest]
    ends = [part.source + part.source_seconds(cut.rate) for part in parts]
    return min(part.source for part in parts), max(ends)


def stretches(edit: Edit, cut: Cut) -> list[tuple[float, float]] | None:
    """The stretches of the video that an edit holds in; None for whole shots."""
    seconds = float(cut.frames / cut.rate)
    if edit.scope.of == "time":
        return [of_time(edit.scope, seconds)]
    if edit.scope.of == "song":
        return of_song(edit.scope, cut.music)
    if edit.scope.of == "source" and edit.scope.divides:
        return of_source(edit.scope, cut.shots, cut.rate)
    return None


def shown(edit: Edit, cut: Cut) -> list[tuple[float, float]]:
    """When an edit's scope is shown or plays, in seconds of the video."""
    if (parts := stretches(edit, cut)) is not None:
        last = float(cut.frames / cut.rate)  # a song may play on for part of a frame
        ends = ((start, min(end, last)) for start, end in parts)
        return [(start, end) for start, end in ends if end > start]
    out: list[tuple[int, int]] = []
    for shot in cut.shots:
        if not holds(edit, shot, cut.shots, cut.rate):
            continue
        if out and out[-1][1] == shot.first:
            out[-1] = out[-1][0], shot.end
        else:
            out.append((shot.first, shot.end))
    return [(float(a / cut.rate), float(b / cut.rate)) for a, b in out]


def in_force(intent: Intent, kind: type[E], piece: Piece, cut: Cut) -> list[E]:
    """The edits of a kind that hold for a piece, the strongest last."""
    return [e for e in scoped(all_of(intent, kind)) if concerns(e, piece, cut)]


def strongest(intent: Intent, kind: type[E], piece: Piece, cut: Cut) -> E | None:
    """The edit of a kind that decides for a piece."""
    candidates = in_force(intent, kind, piece, cut)
    return candidates[-1] if candidates else None


def concerns(edit: Edit, piece: Piece, cut: Cut) -> bool:
    """Whether an edit holds for a piece."""
    parts = stretches(edit, cut)
    if parts is None:
        return holds(edit, piece.whole, cut.shots, cut.rate)
    middle = (piece.shot.first + piece.shot.end) / 2 / float(cut.rate)
    return any(low <= middle < high for low, high in parts)


def milliseconds(frame: int, fps: Fraction) -> int:
    """When an output frame begins."""
    return round(frame * 1000 / fps)


def shown_at(shot: PlacedShot, source: float, fps: Fraction) -> int:
    """When a time of the clip is shown, after the start of the shot.

    A held picture counts as one that is played very slowly.
    """
    length = shot.source_seconds(fps)
    gone = source - shot.source
    if shot.reverse:
        gone = length - gone
    if shot.freeze:
        return round(1000 * gone / _HELD)
    seconds = float(shot.frames / fps)
    first, last = shot.speed, shot.speed_end or shot.speed
    change = (last - first) / seconds if seconds else 0.0
    if abs(change) < 1e-9:
        return round(1000 * gone / first)
    # gone = first · t + change · t² / 2
    speed = math.sqrt(max(0.0, first * first + 2 * change * gone))
    return round(1000 * (speed - first) / change)
