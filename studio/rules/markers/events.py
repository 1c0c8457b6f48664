"""Name the beats and sections of a grid, as every marker format shows them."""

from dataclasses import dataclass

from studio.model.music import BeatGrid


@dataclass(frozen=True, slots=True)
class Marker:
    """A named place, seconds from the start of the sound."""

    at: float
    name: str
    downbeat: bool


def beat_markers(grid: BeatGrid) -> list[Marker]:
    """Name each beat by bar and beat, "12.1" being the downbeat of the twelfth bar.

    Beats before the first downbeat are those of bar 0.
    """
    down = set(grid.downbeats)
    bar, beat, out = 0, 0, []
    for at in grid.beats:
        if at in down:
            bar, beat = bar + 1, 0
        beat += 1
        out.append(Marker(at, f"{bar}.{beat}", at in down))
    return out
