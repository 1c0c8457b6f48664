"""The choice of footage: planted defects, highlights and movements, on painted clips.

``python -m bench.moments``: 24 clips of a phone, each with one or two planted defects
(shake, blur, black, floor) and a jump; second takes of some. From them 200 projects are
drawn and cut. Beside it the same slots filled at random from the same clips, and from
the start of each clip in turn, as one would without looking.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from bench.planted import PlantedClip, shoot
from studio.media.analysis.shots import analyse_footage
from studio.media.look.probe import probe
from studio.model.cut import Cut, PlacedShot
from studio.model.edits.record import Exact
from studio.model.edits.whole import SetLength
from studio.model.media import Asset, AssetId, Footage
from tests.studio.editing.material import Editor, material, song

CLIPS, TAKES, PROJECTS = 20, 4, 200
_NEAR = 0.04
"""Seconds from a beat within which a movement is on it."""
_SEEN = 0.2, 0.1
"""Seconds before and after a landing that must be shown for it to count as used."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A painted clip as the studio sees it; ``changes`` from frame to frame as filmed."""

    planted: PlantedClip
    asset: Asset
    footage: Footage
    changes: NDArray[np.float64]


@dataclass(slots=True)
class Tally:
    """What was counted over all projects."""

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


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="vidmuse-bench-") as where:
        clips = _clips(Path(where))
        dice = np.random.default_rng(1)
        ours, random, naive = Tally(), Tally(), Tally()
        began = time.process_time()
        for _ in range(PROJECTS):
            chosen = _drawn(clips, dice)
            cut = _cut(chosen, dice)
            by_id = {look.asset.id: look for look in chosen}
            _count(ours, cut, cut.shots, by_id)
            _count(
                random,
                cut,
                _refilled(cut, chosen, lambda room: float(dice.uniform(0, room))),
                by_id,
            )
            _count(naive, cut, _refilled(cut, chosen, lambda _: 0.0), by_id)
        took = (time.process_time() - began) / PROJECTS
    print(f"{'':18}{'bad edge':>12}{'bad':>9}{'jump':>10}{'on beat':>10}{'retake':>9}")
    for name, tally in (
        ("this studio", ours),
        ("at random", random),
        ("from the start", naive),
    ):
        print(tally.line(name))
    print("aims                0 of 400    <= 3 %    >= 85 %    >= 60 %")
    print(f"{1000 * took:.0f} ms of one core a project")


def _clips(folder: Path) -> list[Looked]:
    """All clips; the last ones are second takes of the first."""
    out = []
    for number in range(CLIPS + TAKES):
        scene = number - CLIPS if number >= CLIPS else None
        path = folder / f"{number}.mp4"
        planted = shoot(path, number, scene=scene, defects=1 + number % 2)
        asset = replace(probe(path, path.name), id=AssetId(f"c{number}"))
        footage = replace(analyse_footage(asset), asset=asset.id)
        out.append(Looked(planted, asset, footage, _changes(path)))
        if sys.stderr.isatty():
            print(f"\rclip {number + 1} of {CLIPS + TAKES}", end="", file=sys.stderr)
    return out


def _changes(path: Path) -> NDArray[np.float64]:
    """The mean difference of each frame from the one before, as anyone measures it."""
    with av.open(str(path)) as container:
        small = [
            frame.reformat(width=160, height=90, format="gray").to_ndarray().astype(np.float32)
            for frame in container.decode(video=0)
        ]  # fmt: skip
    steps = [
        float(np.abs(b - a).mean()) for a, b in zip(small, small[1:], strict=False)
    ]
    return np.array([0.0, *steps])


def _drawn(clips: Sequence[Looked], dice: np.random.Generator) -> list[Looked]:
    count = int(dice.integers(3, 7))
    picks = dice.choice(len(clips), count, replace=False)
    return [clips[int(n)] for n in picks]


def _cut(chosen: Sequence[Looked], dice: np.random.Generator) -> Cut:
    """A video of two fifths of the footage, on a song of any tempo."""
    tune = song(seconds=90, bpm=float(dice.uniform(80, 150)))
    pictures = [(look.asset, look.footage) for look in chosen]
    editor = Editor(material(*pictures, songs=[tune]))
    total = sum(look.planted.seconds for look in chosen)
    return editor.edit(SetLength(length=Exact(value=round(0.4 * total))))


def _refilled(
    cut: Cut, chosen: Sequence[Looked], start: Callable[[float], float]
) -> list[PlacedShot]:
    """The same slots, the clips in turn, from wherever ``start`` says."""
    out = []
    for number, shot in enumerate(cut.shots):
        look = chosen[number % len(chosen)]
        room = max(0.0, look.planted.seconds - float(shot.frames / cut.rate))
        out.append(shot.model_copy(update={
            "clip": look.asset.id, "source": start(room), "speed": 1.0, "speed_end": None,
        }))  # fmt: skip
    return out


def _count(
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


if __name__ == "__main__":
    main()
