"""Compare renderers on the same jobs: ours, the pure encode bound, ffmpeg and MoviePy.

The job is 30 s of 1080p30 with 45 cuts from four noisy clips (25, 30, 29.97 portrait
and 60 frames a second), a title and a song; the second job adds 15 dissolves, 5 ramps
and a look. The bound is the same frames, raw, into the same encoder. Each runs in a
process of its own; memory is its peak.
"""

import importlib.util
import os
import sys
import tempfile
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.frame import VideoFrame

from bench.video.render_rivals import ffmpeg, moviepy
from studio.media.render.compose import frames
from studio.media.render.encode import write
from studio.model.edits.picture import JoinKind, LookName
from studio.model.effects import Effects, SpeedPoint
from studio.model.plan import FrameSpan, RenderPlan, Sound, Title, Transition
from studio.rules.plan.timing import frame_times
from studio.rules.serial.plan_json import plan_from_json, plan_to_json
from tests.media import footage

SECONDS, FPS, SEGMENTS = 30, 30, 46
SIZE = (1920, 1080)
CLIP_SECONDS = 20
CLIPS = (
    ("a.mp4", (1280, 720), Fraction(25), 6_000_000, 0),
    ("b.mp4", (1920, 1080), Fraction(30), 14_000_000, 0),
    ("c.mp4", (1920, 1080), Fraction(30000, 1001), 17_000_000, 90),
    ("d.mp4", (1920, 1080), Fraction(60000, 1001), 24_000_000, 0),
)


def shoot(
    path: Path, size: tuple[int, int], fps: Fraction, bits: int,
    seconds: float = CLIP_SECONDS,
) -> None:  # fmt: skip
    """A camera that wanders over a rough wall while things cross it."""
    width, height = size
    dice = np.random.default_rng(width + int(fps))
    wall = dice.integers(60, 200, (height // 8 + 40, width // 8 + 40, 3), np.uint8)
    wall = np.kron(wall, np.ones((8, 8, 1), np.uint8))
    wall = wall + dice.integers(0, 24, wall.shape, np.uint8)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.bit_rate, stream.codec_context.gop_size = bits, round(2 * fps)
        stream.options = {"preset": "veryfast"}
        for number in range(round(seconds * fps)):
            at = float(number / fps)
            x, y = (int(150 * (1 + np.sin(at * speed))) for speed in (0.7, 1.1))
            picture = wall[y : y + height, x : x + width].copy()
            left = int(at * 300) % (width - 300)
            picture[height // 3 : height // 3 + 300, left : left + 300, 1] ^= 0x7F
            frame = VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def job(folder: Path) -> RenderPlan:
    """Cuts on the beats of 92 to the minute, in-points anywhere."""
    for name, size, fps, bits, turn in CLIPS:
        shoot(folder / name, size, fps, bits)
        if turn:
            footage.turned(folder / name, turn)
    beats = np.linspace(0, SECONDS, SEGMENTS + 1)
    song = footage.wav(folder / "song.wav", footage.clicks(list(beats), SECONDS))
    edges = [round(beat * FPS) for beat in beats]
    dice = np.random.default_rng(1)
    pieces = []
    for index in range(SEGMENTS):
        name, _, _, _, turn = CLIPS[index % 4]
        start = float(dice.uniform(0, CLIP_SECONDS - 1))
        length = edges[index + 1] - edges[index]
        pieces.append(
            FrameSpan(
                edges[index],
                length,
                str(folder / name),
                start,
                Effects(fit="pad"),
                rotation=turn,
            )
        )
    title = Title(0, 3 * FPS, "Summer in the city")
    sound = Sound(str(song), 0, 0, SECONDS)
    return RenderPlan(
        *SIZE, Fraction(FPS), edges[-1], tuple(pieces), (title,), (sound,)
    )


def run(*arguments: str) -> tuple[float, float, float]:
    """Wall seconds, processor seconds and peak MB of a child of ours."""
    begin = time.perf_counter()
    quiet = os.open(os.devnull, os.O_WRONLY)
    hold, ours = os.pipe()
    pid = os.posix_spawn(
        sys.executable,
        [sys.executable, *arguments],
        dict(os.environ),  # handed on, not read
        file_actions=[(os.POSIX_SPAWN_DUP2, quiet, 1), (os.POSIX_SPAWN_DUP2, hold, 0)],
    )
    _, status, usage = os.wait4(pid, 0)
    for handle in (quiet, hold, ours):
        os.close(handle)
    if status:
        raise SystemExit(f"failed: {' '.join(arguments)}")
    wall = time.perf_counter() - begin
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def raw(plan: RenderPlan, path: Path) -> None:
    """Every output frame as plain planes."""
    with path.open("wb") as file:
        for frame, _ in frames(plan, threads=2):
            for plane in frame.planes:
                rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
                file.write(rows[:, : plane.width].tobytes())


def encode(plan: RenderPlan, path: Path, out: Path) -> None:
    """The bound: nothing but the encoder."""

    def read() -> "list[tuple[VideoFrame, bool]]":
        cuts = {piece.first for piece in plan.pieces}
        with path.open("rb") as file:
            for number in range(plan.frames):
                frame = VideoFrame(plan.width, plan.height, "yuv420p")
                for plane in frame.planes:
                    rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
                    data = file.read(plane.width * plane.height)
                    rows[:, : plane.width] = np.frombuffer(data, np.uint8).reshape(
                        plane.height, -1
                    )
                yield frame, number in cuts

    for _ in write(plan, read(), None, 48_000, out):
        pass


def edited(plan: RenderPlan) -> RenderPlan:
    """The same job with a dissolve at every third cut, five ramps and a look."""
    pieces = list(plan.pieces)
    for index, piece in enumerate(pieces):
        effects = piece.effects.model_copy(update={"look": LookName.VINTAGE})
        if index % 9 == 4:
            ramp = (SpeedPoint(ms=0, speed=1.6), SpeedPoint(ms=600, speed=0.5))
            effects = effects.model_copy(update={"ramp": ramp})
            times = frame_times(
                effects, piece.source_start, piece.frames, plan.fps, 8, 8
            )
            piece = replace(piece, times=times, lead=8)  # noqa: PLW2901
        join = Transition(JoinKind.DISSOLVE, 6, 6) if index % 3 == 1 else None
        pieces[index] = replace(piece, effects=effects, join=join)
    return replace(plan, pieces=tuple(pieces))


def measure(folder: Path, name: str, plan: RenderPlan, aim: str) -> None:
    """Print the table of one job."""
    text = folder / "plan.json"
    text.write_text(plan_to_json(plan))
    raw(plan, folder / "raw.yuv")
    me = ("-m", "bench.video.render")
    rows = [
        ("bound", run(*me, "encode", str(text), str(folder / "bound.mp4"))),
        ("ours", run("-m", "studio", "render", str(text), str(folder / "out.mp4"))),
    ]
    (folder / "raw.yuv").unlink()
    for rival, module in (("ffmpeg", "imageio_ffmpeg"), ("moviepy", "moviepy")):
        if importlib.util.find_spec(module):
            took = run(*me, rival, str(text), str(folder / "rival.mp4"))
            rows.append((rival, took))
    bound, ours = rows[0][1][0], rows[1][1][0]
    print(
        f"{name:10}{'wall s':>9}{'cpu s':>9}{'peak MB':>9}{'x bound':>9}{'x ours':>9}"
    )
    for row, (wall, processor, memory) in rows:
        print(
            f"{row:10}{wall:9.1f}{processor:9.1f}{memory:9.0f}"
            f"{wall / bound:9.2f}{wall / ours:9.2f}"
        )
    print(f"aim: {aim}, <= 600 MB")


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory(prefix="vidmuse-bench-") as where:
        folder = Path(where)
        plan = job(folder)
        measure(folder, "hard cuts", plan, "ours <= 1.3 x bound, MoviePy >= 9 x ours")
        measure(folder, "edited", edited(plan), "ours <= 1.4 x bound")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        plan_ = plan_from_json(Path(sys.argv[2]).read_text())
        if sys.argv[1] == "encode":
            encode(plan_, Path(sys.argv[2]).with_name("raw.yuv"), Path(sys.argv[3]))
        else:
            rival_ = {"ffmpeg": ffmpeg, "moviepy": moviepy}[sys.argv[1]]
            rival_(plan_, Path(sys.argv[3]))
    else:
        main()
