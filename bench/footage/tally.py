"""Count what cuts show of planted clips: defects, highlights, movements on beats, retakes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.footage.planted_clips import PlantedClip
from studio.model.cut import Cut, PlacedShot
from studio.model.media import Asset, AssetId, Footage

_NEAR = 0.04
"""Seconds from a beat within which a movement is on it."""
_SEEN = 0.2, 0.1
"""Seconds before and after a landing that must be shown for it to count as used."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A painted clip as the studio sees it.

    ``part`` is what it sees of it while there is no proxy, were it as large as 1080p.
    ``changes`` and ``speeds`` are the mean difference and the mean length of the flow
    from frame to frame, as filmed.
    """

    planted: PlantedClip
    asset: Asset
    footage: Footage
    part: Footage
    changes: NDArray[np.float64]
    speeds: NDArray[np.float64]
    pictures: NDArray[np.uint8]


@dataclass(slots=True)
class Tally:
    """Counts over all projects."""

    edges: int = 0
    bad_edges: int = 0
    frames: int = 0
    bad_frames: int = 0
    clips: int = 0
    highlights: int = 0
    long: int = 0
    on_beat: int = 0
    takes: int = 0
    shots: int = 0

    def line(self, name: str) -> str:
        return (
            f"{name:18}{self.bad_edges:5} of {self.edges}"
            f"{100 * self.bad_frames / self.frames:9.1f} %"
            f"{100 * self.highlights / self.clips:9.0f} %"
            f"{100 * self.on_beat / max(1, self.long):9.0f} %"
            f"{100 * self.takes / self.shots:9.1f} %"
        )


def count(
    tally: Tally, cut: Cut, shots: Sequence[PlacedShot], by_id: dict[AssetId, Looked]
) -> None:
    shown: list[tuple[int, AssetId]] = []
    landed: set[AssetId] = set()
    for number, shot in enumerate(shots):
        look = by_id[shot.clip]
        start, end = shot.source, shot.source + shot.source_seconds(cut.rate)
        bad = sum(
            max(0.0, min(end, b) - max(start, a)) for _, a, b in look.planted.defects
        )
        tally.frames += shot.frames
        tally.bad_frames += round(shot.frames * bad / max(1e-6, end - start))
        if number in (0, len(shots) - 1):
            tally.edges += 1
            tally.bad_edges += bad > 0.04
        tally.shots += 1
        tally.takes += (look.planted.scene, shot.clip) not in shown and any(
            scene == look.planted.scene and clip != shot.clip for scene, clip in shown
        )
        shown.append((look.planted.scene, shot.clip))
        if start + _SEEN[0] <= look.planted.highlight <= end - _SEEN[1]:
            landed.add(shot.clip)
        if shot.frames >= cut.rate:
            tally.long += 1
            tally.on_beat += _on_beat(cut, shot, look)
    tally.clips += len({clip for _, clip in shown})
    tally.highlights += len(landed)


def _on_beat(cut: Cut, shot: PlacedShot, look: Looked) -> bool:
    """Whether the strongest change from frame to frame is within 40 ms of a beat."""
    times = [shot.source + shot.speed * n / float(cut.rate) for n in range(shot.frames)]
    frames = [min(len(look.changes) - 1, round(at * 30)) for at in times]
    inner = look.changes[frames[1:]]
    at = (shot.first + 1 + int(np.argmax(inner))) / float(cut.rate)
    return min(abs(at - beat) for beat in cut.music.beats) <= _NEAR
