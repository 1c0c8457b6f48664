"""Parts of shots: which footage a shot shows from one frame to another."""

from collections.abc import Iterable
from fractions import Fraction

from studio.model.cut import PlacedShot


def divisible(shots: Iterable[PlacedShot], *borders: int) -> list[PlacedShot]:
    """The shots, with a boomerang in two halves where a border lies inside it."""
    return [
        half
        for shot in shots
        for half in (
            one_way(shot)
            if any(shot.first < border < shot.end for border in borders)
            else [shot]
        )
    ]


def one_way(shot: PlacedShot) -> list[PlacedShot]:
    """The halves of a boomerang, there and back; another shot as it is."""
    if not shot.boomerang or shot.frames < 2:
        return [shot]
    turn = shot.first + (shot.frames + 1) // 2
    there = frames_of(shot, shot.first, turn).model_copy(update={"boomerang": False})
    back: dict[str, object] = {
        "first": turn, "end": shot.end, "reverse": True, "continues": True,
    }  # fmt: skip
    if there.speed_end is not None:
        back |= {"speed": there.speed_end, "speed_end": there.speed}
    return [there, there.model_copy(update=back)]


def at_frame(shot: PlacedShot, frame: int, fps: Fraction) -> float:
    """Which second of the clip is shown at an output frame."""
    if shot.freeze:
        return shot.source
    half = next(half for half in one_way(shot) if frame < half.end)
    span = (frame, half.end - 1) if half.reverse else (half.first, frame)
    return round(half.source + frames_of(half, *span).source_seconds(fps), 4)


def shortened(shot: PlacedShot, first: int, end: int, fps: Fraction) -> PlacedShot:
    """A part of the shot as it is shown: its source moves along.

    A boomerang is ``divisible`` first.
    """
    if (first, end) == (shot.first, shot.end):
        return shot
    new: dict[str, object] = {"first": first, "end": end}
    if first > shot.first:
        before = frames_of(shot, shot.first, first)
        after = frames_of(shot, end, shot.end)
        skipped = after if shot.reverse else before
        if not shot.boomerang:
            new["source"] = round(shot.source + skipped.source_seconds(fps), 4)
    elif shot.reverse:
        rest = frames_of(shot, end, shot.end)
        new["source"] = round(shot.source + rest.source_seconds(fps), 4)
    part = frames_of(shot, first, end)
    return shot.model_copy(
        update=new | {"speed": part.speed, "speed_end": part.speed_end}
    )


def frames_of(shot: PlacedShot, first: int, end: int) -> PlacedShot:
    """Some frames of a shot with the speeds that a ramp has there; ``source`` stays."""
    new: dict[str, object] = {"first": first, "end": max(first, end)}
    if shot.speed_end is not None and shot.frames:
        rise = (shot.speed_end - shot.speed) / shot.frames
        new["speed"] = shot.speed + rise * (first - shot.first)
        new["speed_end"] = shot.speed + rise * (end - shot.first)
    return shot.model_copy(update=new)
