"""Join stretches of songs and crossfade them, with their beats and sections on one clock."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from studio.model.cut import MusicPiece, MusicPlan, SongSection
from studio.model.media import AssetId
from studio.model.music import BeatGrid

_FADE = 2.0
"""Seconds of a crossfade between two songs, but never more than a bar."""
_LOOP = 4.0
"""Seconds of whole bars that a song must have to be started again from a bar."""
_NEARLY = 0.2


@dataclass(frozen=True, slots=True)
class Take:
    """A stretch of a song, in its seconds."""

    song: AssetId
    grid: BeatGrid
    begin: float
    end: float


def lay(
    takes: Sequence[Take], *, seconds: float | None = None,
    crossfade: float | None = 0.0,
) -> MusicPlan:  # fmt: skip
    """The takes in a row, up to ``seconds``; ``crossfade`` None takes the usual one.

    The takes meet at the middle of a crossfade; the sound of both runs on under it.
    """
    pieces: list[MusicPiece] = []
    beats: list[tuple[float, float]] = []
    downbeats: list[float] = []
    sections: list[SongSection] = []
    at = 0.0
    takes = [replace(t, begin=_round(t.begin), end=_round(t.end)) for t in takes]
    fades = [0.0, *(_overlap(*pair, crossfade) for pair in pairwise(takes)), 0.0]
    for take, before, after in zip(takes, fades, fades[1:], strict=False):
        long = take.end - take.begin
        if seconds is not None:
            long = min(long, seconds - at)
        if long <= 0.01:
            break
        pieces.append(_piece(take, at, long, (before, after)))
        beats += _beats(take, at, long)
        downbeats += _downbeats(take, at, long)
        sections += _sections(take, at, long)
        at += long
    last = takes[-1]
    return MusicPlan(
        seconds=_round(seconds if seconds is not None else at),
        pieces=tuple(pieces),
        beats=tuple(time for time, _ in beats),
        downbeats=tuple(downbeats),
        energy=tuple(energy for _, energy in beats),
        sections=tuple(sections),
        tempo=takes[0].grid.tempo,
        other_tempo=takes[0].grid.other_tempo,
        ends=last.grid.seconds - last.end < _NEARLY,
    )


def _piece(
    take: Take, at: float, long: float, fades: tuple[float, float]
) -> MusicPiece:
    """The sound of a take, with half of each crossfade beyond its ends."""
    before, after = fades
    return MusicPiece(
        song=take.song, at=_round(at - before / 2),
        source=_round(take.begin - before / 2),
        seconds=_round(long + (before + after) / 2),
        fade_in=_round(before), fade_out=_round(after),
    )  # fmt: skip


def _beats(take: Take, at: float, long: float) -> list[tuple[float, float]]:
    """Time and energy of the beats of a take that plays at ``at`` for ``long`` seconds."""
    end = take.begin + long
    return [
        (_round(max(at, at + b - take.begin)), round(e, 3))
        for b, e in zip(take.grid.beats, take.grid.energy, strict=True)
        if take.begin - 0.01 <= b < end - 0.05
    ]


def _downbeats(take: Take, at: float, long: float) -> list[float]:
    end = take.begin + long
    return [
        _round(max(at, at + d - take.begin))
        for d in take.grid.downbeats
        if take.begin - 0.01 <= d < end - 0.05
    ]


def _sections(take: Take, at: float, long: float) -> list[SongSection]:
    end = take.begin + long
    return [
        SongSection(
            start=_round(at + max(0.0, s.start - take.begin)),
            end=_round(at + min(long, s.end - take.begin)),
            energy=round(s.energy, 4), label=s.label,
        )
        for s in take.grid.sections
        if s.end > take.begin + 0.01 and s.start < end - 0.01
    ]  # fmt: skip


def looped(
    song: AssetId, grid: BeatGrid, window: tuple[float, float, float], seconds: float
) -> MusicPlan:
    """A song that starts again, from bar to bar, until it lasts ``seconds``.

    ``window`` is where it may be heard from, where it begins first, and where it ends.
    """
    low, begin, high = window
    bars = [d for d in grid.downbeats if low - 0.01 <= d <= high + 0.01]
    again, until = low, high
    if len(bars) > 2 and bars[-1] - bars[0] > _LOOP:
        again, until = bars[0], bars[-1]
    takes = [Take(song, grid, begin, until if begin < until - 1 else high)]
    total = takes[0].end - begin
    step = max(0.5, until - again)
    while total < seconds - 0.01:
        end = again + min(step, seconds - total)
        takes.append(Take(song, grid, again, end))
        total += end - again
    return lay(takes, seconds=seconds)


def takes_of(plan: MusicPlan, grids: Mapping[AssetId, BeatGrid]) -> list[Take]:
    """The takes that a plan was laid from."""
    return [
        Take(
            piece.song, grids[piece.song], _round(piece.source + piece.fade_in / 2),
            _round(piece.source + piece.seconds - piece.fade_out / 2),
        )
        for piece in plan.pieces
    ]  # fmt: skip


def _overlap(one: Take, two: Take, crossfade: float | None) -> float:
    """Seconds for which both songs sound: no more than there is of either."""
    if crossfade is None:
        crossfade = usual_crossfade(one.grid)
    room = min(2 * two.begin, 2 * (one.grid.seconds - one.end))
    shortest = min(one.end - one.begin, two.end - two.begin)
    return round(max(0.0, min(crossfade, room, shortest)), 3)


def usual_crossfade(grid: BeatGrid) -> float:
    """Seconds of the crossfade out of a song, where nothing is said."""
    return min(_FADE, 4 * 60 / grid.tempo) if grid.tempo else _FADE


def _round(seconds: float) -> float:
    return round(max(0.0, seconds), 4)


def muted(plan: MusicPlan, seconds: float) -> MusicPlan:
    """The beats and sections of a plan up to a time, without its songs."""
    count = bisect_left(plan.beats, seconds)
    return plan.model_copy(
        update={
            "seconds": seconds,
            "pieces": (),
            "beats": plan.beats[:count],
            "downbeats": tuple(time for time in plan.downbeats if time < seconds),
            "energy": plan.energy[:count],
            "sections": tuple(
                part.model_copy(update={"end": min(part.end, seconds)})
                for part in plan.sections
                if part.start < seconds
            ),
            "ends": False,
        }
    )
