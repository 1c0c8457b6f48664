"""Fit music to the video: the video's length and the song's segments."""

from dataclasses import replace

from studio.model.draft import Segment
from studio.model.effects import Effects
from studio.model.media import Asset
from studio.model.music import BeatGrid
from studio.model.wish import Wishes
from studio.rules.music.excerpt import (
    Stretches,
    TimelineMusic,
    choose_excerpt,
    loop_song,
    retime,
)

_LONGEST_DEFAULT = 60.0
_SHORTEST_DEFAULT = 10.0
_SILENT_LENGTH = 30.0
LONGEST = 600.0
"""Seconds; the longest video that is made."""
_FADE_OUT = 1.2
_NEARLY = 0.2
"""Seconds that do not matter at the end of a song."""
_USABLE = 0.85
"""The share of footage that fits into slots; ends of shots are left over."""


def fit_music(
    wishes: Wishes, grid: BeatGrid | None, footage: float
) -> tuple[TimelineMusic, Stretches]:
    """Return the music on the timeline; without music, only a length.

    ``footage``: seconds of it, which the length follows where nothing else is said.
    """
    if grid is None:
        length = wishes.length or min(_SILENT_LENGTH, max(6.0, footage))
        return TimelineMusic(0.0, min(length, LONGEST), (), (), (), (), 0.0), ()
    grid = retime(grid, wishes.shift, wishes.tempo)
    wanted = wishes.length
    if wishes.whole_song:
        wanted = grid.seconds
    length = wanted or min(_LONGEST_DEFAULT, max(_SHORTEST_DEFAULT, _USABLE * footage))
    length = min(length, LONGEST)
    stretches: Stretches = ((0.0, 0.0, grid.seconds),)
    if wishes.length and grid.seconds < length - _NEARLY:
        grid, stretches = loop_song(grid, length)
    timeline = choose_excerpt(
        grid, length, wishes.song_start, exact=wishes.length is not None
    )
    return timeline, stretches


def music_segments(
    song: Asset, timeline: TimelineMusic, stretches: Stretches, duration: int
) -> tuple[Segment, ...]:
    """Return the song's segments: one, or several if a short song loops."""
    out: list[Segment] = []
    for at, begin, end in stretches:
        start = max(0.0, at - timeline.start)
        stop = min(timeline.seconds, at + end - begin - timeline.start)
        if stop <= start + 0.01:
            continue
        source = begin + max(0.0, timeline.start - at)
        first = round(start * 1000)
        length = (
            round(stop * 1000) if stop < timeline.seconds - 0.01 else duration
        ) - first
        out.append(
            Segment(
                f"m{len(out) + 1}", song.name, first, length, song.id,
                round(source * 1000),
            )
        )  # fmt: skip
    if out and (fade := _fade(timeline, stretches)):
        out[-1] = replace(out[-1], effects=Effects(fade_out=fade))
    return tuple(out)


def _fade(timeline: TimelineMusic, stretches: Stretches) -> float:
    """Seconds over which the music fades out: 0 where the song itself ends there."""
    at, begin, end = stretches[-1]
    if at + end - begin - (timeline.start + timeline.seconds) < _NEARLY:
        return 0.0
    return round(min(_FADE_OUT, timeline.seconds / 4), 3)
