"""Measure upright crops of wide clips: whole faces and walkers, smooth paths, time.

Drawn faces of 40 to 160 pixels stand, walk or turn back in pictures of 640 × 360; drawn
people without a face walk slowly. The video is cut to 9:16. Where somebody is in each frame
is known by construction. The time is that of a noisy 1080p clip of a camera that wanders:
the encoder finds a still picture easier than one that moves, whoever moves it.
"""

import math
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np

from bench.video.render import shoot
from studio.media.analysis.shots import analyse_footage
from studio.media.inspection.probe import probe
from studio.media.render.compose import frames
from studio.media.render.encode import write
from studio.model.draft import Segment
from studio.model.edits.music import Sync
from studio.model.edits.picture import SetAspect
from studio.model.effects import Effects, PathPoint
from studio.model.media import AssetId
from studio.model.plan import FrameSpan, RenderPlan
from studio.rules.picture.framing import cropped_share
from studio.rules.picture.motion import view_at
from tests.media import faces, walker
from tests.studio.editing.material import Editor, material, song

SIZE, SECONDS = (640, 360), 8.0
UPRIGHT = (1080, 1920)
FRAMES, RUNS = 60, 3
"""Rendered frames whose time is taken, and how often; the shortest counts."""
_FACE = (105 / 400, 295 / 400)
"""Where a drawn face begins and ends, in shares of its square."""
_STEP = 1 / 30
WALKS: dict[str, tuple[int, Callable[[float], float]]] = {
    "stands, 160 px": (160, lambda _: 0.3),
    "sways, 120 px": (120, lambda at: 0.5 + 0.05 * math.sin(2 * at)),
    "walks, 120 px": (120, lambda at: at / SECONDS),
    "walks, 60 px": (60, lambda at: 1 - at / SECONDS),
    "turns back, 100 px": (100, lambda at: 0.5 + 0.4 * math.sin(0.9 * at)),
    "hurries, 80 px": (80, lambda at: 0.5 + 0.45 * math.sin(1.6 * at)),
}
SLOW: dict[str, Callable[[float], float]] = {
    "crosses in 8 s": lambda at: 0.05 + 0.9 * at / 8,
    "crosses in 16 s": lambda at: 0.05 + 0.9 * at / 16,
    "crosses in 30 s": lambda at: 0.05 + 0.9 * at / 30,
    "crosses in 60 s": lambda at: 0.2 + 0.9 * at / 60,
    "waits for 3 s": lambda at: 0.1 + 0.06 * min(at, 3) + 0.08 * max(0, at - 6),
}


def main() -> None:
    """Print the tables."""
    print(f"{'':20}{'whole face':>12}{'most accel.':>13}")
    whole = count = 0
    with tempfile.TemporaryDirectory(prefix="vidmuse-bench-") as where:
        for name, (side, walk) in WALKS.items():
            editor = _upright(Path(where), name, side, walk)
            good, shown, worst = _counted(editor, partial(_of_face, side, walk))
            whole, count = whole + good, count + shown
            print(f"{name:20}{100 * good / shown:10.1f} %{worst:13.2f}")
    print(f"{'all':20}{100 * whole / count:10.1f} %")
    print("aims                   >= 99 %    bounded, widths a second each second")
    _strolls()
    with tempfile.TemporaryDirectory(prefix="vidmuse-bench-") as where:
        _timed(Path(where))


def _strolls() -> None:
    """Print how much is whole of people without a face."""
    print(f"\n{'without a face':20}{'whole':>12}{'most accel.':>13}")
    with tempfile.TemporaryDirectory(prefix="vidmuse-bench-") as where:
        for name, walk in SLOW.items():
            path = walker.clip(Path(where, f"{name}.mp4"), SECONDS, walk)
            editor = _cut_upright(path)
            good, shown, worst = _counted(editor, partial(_of_walker, walk))
            print(f"{name:20}{100 * good / shown:10.1f} %{worst:13.2f}")


def _upright(
    folder: Path, name: str, side: int, walk: Callable[[float], float]
) -> Editor:
    """The upright video of a clip."""
    room, path = SIZE[0] - side, folder / f"{name}.mp4"
    faces.clip(
        path, SIZE, SECONDS, lambda at: (round(room * walk(at)), 90), side=side, fps=30
    )
    return _cut_upright(path)


def _cut_upright(path: Path) -> Editor:
    asset = replace(probe(path, path.name), id=AssetId("v"))
    footage = replace(analyse_footage(asset), asset=asset.id)
    editor = Editor(material((asset, footage), songs=[song(seconds=20)]))
    editor.edit(Sync(), SetAspect(width=9, height=16))
    return editor


def _of_face(side: int, walk: Callable[[float], float], at: float) -> list[float]:
    """From where to where a face is seen at a time."""
    left = (SIZE[0] - side) * walk(at)
    return [(left + edge * side) / SIZE[0] for edge in _FACE]


def _of_walker(walk: Callable[[float], float], at: float) -> list[float]:
    half = walker.WIDE / 2
    return [walk(at) - half, walk(at) + half]


def _counted(
    editor: Editor, reach: Callable[[float], Sequence[float]]
) -> tuple[int, int, float]:
    """Frames with somebody whole, all frames, the largest acceleration.

    ``reach`` tells at a time of the clip from where to where somebody is seen.
    """
    good = shown = 0
    worst = 0.0
    for segment in editor.draft.tracks[0].segments:
        lefts = []
        for at in np.arange(0, segment.duration / 1000, _STEP):
            source = segment.source_start / 1000 + at * segment.effects.speed
            left, width = _window(segment, float(at))
            low, high = reach(source)
            good += left - 1e-6 <= max(0, low) and min(1, high) <= left + width + 1e-6
            shown += 1
            lefts.append(left)
        if len(lefts) > 2:
            worst = max(worst, float(np.abs(np.diff(lefts, 2)).max()) / _STEP**2)
    return good, shown, worst


def _window(segment: Segment, at: float) -> tuple[float, float]:
    """The left border and the width of the crop, in shares of the picture."""
    view = view_at(segment.effects, at, at / (segment.duration / 1000))
    left, _, width, _ = cropped_share(SIZE, UPRIGHT, view.focus, view.zoom)
    return left, width


def _timed(folder: Path) -> None:
    """Print the processor time of a fixed crop and of one that follows a path."""
    clip = folder / "phone.mp4"
    shoot(clip, (1920, 1080), Fraction(30), 14_000_000, seconds=FRAMES / 30 + 0.5)
    path = tuple(
        PathPoint(ms=250 * n, x=0.5 + 0.2 * math.sin(0.7 * n), y=0.5)
        for n in range(FRAMES // 7)
    )
    took = {"fixed crop": [math.inf] * 2, "path": [math.inf] * 2}
    for _ in range(RUNS):
        for name, points in (("fixed crop", ()), ("path", path)):
            span = FrameSpan(0, FRAMES, str(clip), 0.0, Effects(path=points))
            plan = RenderPlan(*UPRIGHT, Fraction(30), FRAMES, (span,), (), ())
            began = time.process_time()
            pictures = list(frames(plan))
            composed = time.process_time()
            for _ in write(plan, iter(pictures), None, 48_000, folder / "out.mp4"):
                pass
            parts = composed - began, time.process_time() - composed
            took[name] = [min(*both) for both in zip(took[name], parts, strict=True)]
    print(f"\n{'ms a frame, 1080p':20}{'compose':>12}{'encode':>13}{'all':>8}")
    for name, row in took.items():
        ms = [1000 * seconds / FRAMES for seconds in (*row, sum(row))]
        print(f"{name:20}{ms[0]:12.1f}{ms[1]:13.1f}{ms[2]:8.1f}")
    fixed, moving = (sum(row) for row in took.values())
    print(f"a path adds {100 * (moving / fixed - 1):.1f} % to a render; aim <= 5 %")


if __name__ == "__main__":
    main()
