"""Shift the bars of a beat grid, or count it in half or double time."""

from studio.model.music import BeatGrid


def retime(grid: BeatGrid, shift: int, tempo: float) -> BeatGrid:
    """Shift the bars by ``shift`` beats and apply half or double time.

    Whoever chose a count is told of no other.
    """
    beats, energy, sure = list(grid.beats), list(grid.energy), list(grid.confidence)
    places = {beat: index for index, beat in enumerate(beats)}
    down = {places[d] for d in grid.downbeats if d in places}
    if tempo >= 2 and len(beats) > 1:
        pairs = list(zip(beats, beats[1:], strict=False))
        halves = [(a + b) / 2 for a, b in pairs] + [
            beats[-1] + (beats[-1] - beats[-2]) / 2
        ]
        down = {index * 2 for index in down}
        beats = [t for pair in zip(beats, halves, strict=True) for t in pair]
        energy = [e for e in energy for _ in range(2)]
        sure = [s for s in sure for _ in range(2)]
        beats, energy, sure = zip(  # type: ignore[assignment]
            *(
                (b, e, s)
                for b, e, s in zip(beats, energy, sure, strict=True)
                if b < grid.seconds
            ),
            strict=True,
        )
    elif tempo <= 0.5:
        offset = min(down, default=0) % 2
        down = {(index - offset) // 2 for index in down if (index - offset) % 2 == 0}
        beats, energy, sure = beats[offset::2], energy[offset::2], sure[offset::2]
    count = len(beats)
    opened = sorted({i + shift for i in down if 0 <= i + shift < count})
    return BeatGrid(
        grid.seconds, grid.tempo * tempo, tuple(beats), tuple(beats[i] for i in opened),
        tuple(energy), grid.sections, tuple(sure), grid.other_tempo if tempo == 1 else 0.0,
    )  # fmt: skip
