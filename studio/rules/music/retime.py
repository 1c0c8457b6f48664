"""Shift the bars or the beats of a grid, or count it in half or double time."""

from dataclasses import replace

from studio.model.music import BeatGrid, Section


def retime(grid: BeatGrid, shift: int, tempo: float) -> BeatGrid:
    """Shift the bars by ``shift`` beats and apply half or double time.

    Bars keep their number of beats: at half time two bars become one, at double time one
    becomes two. After a chosen count ``other_tempo`` is 0.
    """
    if tempo >= 2 and len(grid.beats) > 1:
        grid = _doubled(grid)
    elif tempo <= 0.5:
        grid = _halved(grid)
    opened = [n + shift for n in _opens(grid) if 0 <= n + shift < len(grid.beats)]
    return replace(
        grid,
        tempo=grid.tempo * tempo,
        downbeats=tuple(grid.beats[n] for n in opened),
        other_tempo=grid.other_tempo if tempo == 1 else 0.0,
    )


def shifted(grid: BeatGrid, seconds: float) -> BeatGrid:
    """The grid with all beats later by seconds."""
    if not seconds:
        return grid
    inside = [n for n, b in enumerate(grid.beats) if 0 <= b + seconds < grid.seconds]
    return BeatGrid(
        grid.seconds, grid.tempo, tuple(grid.beats[n] + seconds for n in inside),
        tuple(d + seconds for d in grid.downbeats if 0 <= d + seconds < grid.seconds),
        tuple(grid.energy[n] for n in inside), grid.sections,
        tuple(grid.confidence[n] for n in inside), grid.other_tempo,
    )  # fmt: skip


def _opens(grid: BeatGrid) -> list[int]:
    """Which beats open a bar, by their index."""
    places = {beat: index for index, beat in enumerate(grid.beats)}
    return sorted(places[d] for d in grid.downbeats if d in places)


def _doubled(grid: BeatGrid) -> BeatGrid:
    """Add a beat in the middle between beats, and a bar line in the middle of bars."""
    beats, opens = grid.beats, _opens(grid)
    after = (*beats[1:], 2 * beats[-1] - beats[-2])
    pairs = [(b, (b + a) / 2) for b, a in zip(beats, after, strict=True)]
    places = [
        (time, index)
        for index, pair in enumerate(pairs)
        for time in pair
        if time < grid.seconds
    ]
    times = tuple(time for time, _ in places)
    middles = [a + b for a, b in zip(opens, opens[1:], strict=False)]
    if len(opens) > 1:  # the last bar is as long as the one before
        middles.append(3 * opens[-1] - opens[-2])
    lines = sorted({2 * index for index in opens} | set(middles))
    return replace(
        grid,
        beats=times,
        downbeats=tuple(times[n] for n in lines if n < len(times)),
        energy=tuple(grid.energy[index] for _, index in places),
        confidence=tuple(grid.confidence[index] for _, index in places),
    )


def _halved(grid: BeatGrid) -> BeatGrid:
    """Keep every other bar line, those at which more sections begin, and their beats."""
    lines = list(grid.downbeats)
    late = int(_begun(lines[1::2], grid.sections) > _begun(lines[::2], grid.sections))
    lines = lines[late::2]
    opens = [n for n in _opens(grid) if grid.beats[n] in lines]
    edges = [opens[0] % 2 if opens else 0, *opens, len(grid.beats)]
    every_second = [  # counted again from each bar line, of which none is left out
        n
        for start, end in zip(edges, edges[1:], strict=False)
        for n in range(start, end, 2)
    ]
    return replace(
        grid,
        beats=tuple(grid.beats[n] for n in every_second),
        downbeats=tuple(lines),
        energy=tuple(grid.energy[n] for n in every_second),
        confidence=tuple(grid.confidence[n] for n in every_second),
    )


def _begun(lines: list[float], sections: tuple[Section, ...]) -> int:
    """How many sections begin at one of these times."""
    return sum(
        any(abs(section.start - line) < 0.1 for line in lines) for section in sections
    )
