"""Measure the choice of footage: planted defects, highlights and movements, on painted clips.

``python -m bench.footage.moments``: 24 clips of a phone, each with one or two planted defects
(shake, blur, black, floor) and a jump; second takes of some. From them 200 projects are
drawn and cut. Beside it the same slots filled at random from the same clips, and from
the start of each clip in turn, as one would without looking; and 200 projects of clips
of which only a part was seen, as of a 1080p clip before there is a proxy of it.
Of every third project the cuts are compared with a random order of the same shots.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from bench.footage.continuity import Floats, ShotEnds, continuity, energy_match, flow
from bench.footage.planted_clips import FPS, shoot
from bench.footage.tally import Looked, Tally, count
from studio.media.analysis.shots import analyse_footage
from studio.media.inspection.probe import probe
from studio.model.cut import Cut, PlacedShot
from studio.model.edits.record import Exact
from studio.model.edits.whole import SetLength
from studio.model.media import AssetId
from studio.rules.footage.sampling import decoding_budget
from tests.studio.editing.material import Editor, material, song

CLIPS, TAKES, PROJECTS = 14, 3, 200
_LARGER = 9
"""How much longer decoding takes at 1080p: the budget of a part is smaller by that."""
_ORDERS = 5
"""Random orders that a cut is compared with."""
_LOUDER = 0.13
"""How much louder or softer a beat of the song is than its neighbours."""


def _flow_and_centre(look: Looked, time: float) -> tuple[Floats, tuple[float, float]]:
    """The flow at a time of a clip, and where somebody is."""
    at = min(len(look.pictures) - 2, max(0, round(time * FPS)))
    one, two = look.pictures[at : at + 2].astype(np.float32)
    return flow(one, two), look.planted.person(at / FPS)


@dataclass(slots=True)
class Flow:
    """How well shots follow one another: motion, place of interest, energy, a row each."""

    rows: dict[str, list[tuple[float, float, float]]] = field(default_factory=dict)

    def add(self, name: str, shots: Sequence[ShotEnds], loud: Sequence[float]) -> None:
        measured = (*continuity(shots), energy_match(shots, loud))
        self.rows.setdefault(name, []).append(measured)

    def table(self) -> None:
        """Print the likeness over cuts, and by how much less is broken."""
        means = {name: np.mean(rows, axis=0) for name, rows in self.rows.items()}
        print(f"\n{'':18}{'motion':>12}{'place':>9}{'energy':>10}{'all':>10}")
        for name, row in means.items():
            print(
                f"{name:18}{row[0]:12.3f}{row[1]:9.3f}{row[2]:10.3f}{row.mean():10.3f}"
            )
        ours, random = (1 - means[name] for name in ("this studio", "random order"))
        less = [*(1 - ours / random), 1 - ours.mean() / random.mean()]
        print(f"{'broken less by':18}" + "".join(f"{100 * one:8.0f} %" for one in less))
        print("aim                                                   >= 30 %")


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory(prefix="vidmuse-bench-") as where:
        clips = _clips(Path(where))
        dice = np.random.default_rng(1)
        ours, random, naive = Tally(), Tally(), Tally()
        began = time.process_time()
        order = Flow()
        for number in range(PROJECTS):
            chosen = _drawn(clips, dice)
            cut = _cut(chosen, dice)
            by_id = {look.asset.id: look for look in chosen}
            if number % 3 == 0:
                _follow(order, cut, by_id, dice)
            count(ours, cut, cut.shots, by_id)
            count(
                random,
                cut,
                _refilled(cut, chosen, lambda room: float(dice.uniform(0, room))),
                by_id,
            )
            count(naive, cut, _refilled(cut, chosen, lambda _: 0.0), by_id)
        took = (time.process_time() - began) / PROJECTS
        part = _tally_of_parts(clips)
    print(f"{'':18}{'bad edge':>12}{'bad':>9}{'jump':>10}{'on beat':>10}{'retake':>9}")
    for name, tally in (
        ("this studio", ours),
        ("before proxies", part),
        ("at random", random),
        ("from the start", naive),
    ):
        print(tally.line(name))
    print("aims                0 of 400    <= 3 %    >= 85 %    >= 60 %")
    order.table()
    print(f"{1000 * took:.0f} ms of one core a project")


def _tally_of_parts(clips: Sequence[Looked]) -> Tally:
    """As many projects, from what is seen of large clips at first."""
    tally, dice = Tally(), np.random.default_rng(2)
    parts = [replace(look, footage=look.part) for look in clips]
    for _ in range(PROJECTS):
        chosen = _drawn(parts, dice)
        cut = _cut(chosen, dice)
        count(tally, cut, cut.shots, {look.asset.id: look for look in chosen})
    return tally


def _clips(folder: Path) -> list[Looked]:
    """All clips; the last ones are second takes of the first."""
    out = []
    for number in range(CLIPS + TAKES):
        scene = number - CLIPS if number >= CLIPS else None
        path = folder / f"{number}.mp4"
        planted = shoot(path, number, scene=scene, defects=1 + number % 2)
        asset = replace(probe(path, path.name), id=AssetId(f"c{number}"))
        footage = replace(analyse_footage(asset), asset=asset.id)
        budget = decoding_budget(asset.seconds) / _LARGER
        part = replace(analyse_footage(asset, budget), asset=asset.id)
        pictures = _pictures(path)
        changes, speeds = _changes(pictures), _speeds(pictures)
        out.append(Looked(planted, asset, footage, part, changes, speeds, pictures))
        if sys.stderr.isatty():
            print(f"\rclip {number + 1} of {CLIPS + TAKES}", end="", file=sys.stderr)
    return out


def _pictures(path: Path) -> NDArray[np.uint8]:
    """Every frame, grey and small: (frames, 90, 160)."""
    with av.open(str(path)) as container:
        frames = [
            frame.reformat(width=160, height=90, format="gray").to_ndarray()
            for frame in container.decode(video=0)
        ]
    return np.stack(frames)


def _changes(pictures: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The mean difference of each frame from the one before, as anyone measures it."""
    steps = [
        float(np.abs(b.astype(np.int16) - a).mean())
        for a, b in zip(pictures, pictures[1:], strict=False)
    ]
    return np.array([0.0, *steps])


def _speeds(pictures: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The mean length of the flow of each frame to the next; of every fourth one."""
    grey = pictures.astype(np.float32)
    times = range(0, len(grey) - 1, 4)
    speeds = [np.linalg.norm(flow(grey[n], grey[n + 1]), axis=2).mean() for n in times]
    return np.interp(np.arange(len(grey)), times, speeds)


def _follow(
    flow_: "Flow", cut: Cut, by_id: dict[AssetId, Looked], dice: np.random.Generator
) -> None:
    """Compare the order of a cut with random ones of its shots."""
    shots = []
    for shot in cut.shots:
        look = by_id[shot.clip]
        times = shot.source, shot.source + shot.source_seconds(cut.rate) - 2 / FPS
        flows, eyes = zip(
            *(_flow_and_centre(look, time) for time in times), strict=True
        )
        first, last = (round(time * FPS) for time in times)
        energy = float(look.speeds[first : max(first, last) + 1].mean())
        shots.append(ShotEnds((flows[0], flows[1]), (eyes[0], eyes[1]), energy))
    loud = [slot.energy for slot in cut.slots]
    flow_.add("this studio", shots, loud)
    for _ in range(_ORDERS):
        order = dice.permutation(len(shots))
        flow_.add("random order", [shots[int(n)] for n in order], loud)


def _drawn(clips: Sequence[Looked], dice: np.random.Generator) -> list[Looked]:
    count = int(dice.integers(3, 7))
    picks = dice.choice(len(clips), count, replace=False)
    return [clips[int(n)] for n in picks]


def _cut(chosen: Sequence[Looked], dice: np.random.Generator) -> Cut:
    """A video of two fifths of the footage, on a song of any tempo.

    Its loudness wanders from beat to beat as far as in recorded songs.
    """
    asset, grid = song(seconds=90, bpm=float(dice.uniform(80, 150)))
    wander = np.zeros(len(grid.beats))
    for n, step in enumerate(dice.normal(0, _LOUDER, len(wander))):
        wander[n] = 0.5 * wander[n - 1] + step
    energy = np.clip(np.array(grid.energy) + wander, 0, 1)
    tune = asset, replace(grid, energy=tuple(energy.tolist()))
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


if __name__ == "__main__":
    main()
