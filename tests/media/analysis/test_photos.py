"""The analysis of a clip finds cuts, movement and the point of interest."""

from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame

from studio.media.analysis.shots import analyse_footage
from studio.media.inspection.probe import probe
from studio.rules.footage.shot_detection import shots
from tests.media import footage

SIZE = (320, 180)
RATE = 25


@cache
def scene(seed: int) -> np.ndarray:
    dice = np.random.default_rng(seed)
    blocks = dice.integers(30, 220, (9, 16, 3), np.uint8)
    return np.kron(blocks, np.ones((20, 20, 1), np.uint8))


def filmed(
    path: Path, pictures: list[np.ndarray], rate: int = RATE, preset: str = "ultrafast"
) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(rate))
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.options = {"preset": preset, "x264-params": "scenecut=0:keyint=50"}
        for number, picture in enumerate(pictures):
            frame = VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_cuts_are_found_where_they_are(tmp_path: Path) -> None:
    pictures = [scene(1)] * 40 + [scene(2)] * 35 + [scene(3)] * 50
    analysis = analyse_footage(probe(filmed(tmp_path / "a.mp4", pictures), "a"))
    edges = [shot.start for shot in analysis.shots[1:]]
    assert edges == pytest.approx([40 / RATE, 75 / RATE], abs=0.11)
    assert analysis.shots[-1].end == pytest.approx(5.0, abs=0.05)


def test_cuts_are_found_at_a_high_rate_between_frames_that_are_passed_over(
    tmp_path: Path,
) -> None:
    pictures = [scene(1)] * 71 + [scene(2)] * 90 + [scene(3)] * 60
    clip = filmed(tmp_path / "a.mp4", pictures, 60, "veryfast")
    edges = [shot.start for shot in analyse_footage(probe(clip, "a")).shots[1:]]
    assert edges == pytest.approx([71 / 60, 161 / 60], abs=0.07)


def test_movement_is_distinguished_from_stillness(tmp_path: Path) -> None:
    still = [scene(1)] * 50
    moving = [np.roll(scene(1), 6 * n, axis=1) for n in range(50)]
    calm = analyse_footage(probe(filmed(tmp_path / "a.mp4", still), "a")).shots[0]
    busy = analyse_footage(probe(filmed(tmp_path / "b.mp4", moving), "b")).shots[0]
    assert calm.motion < 0.1 < busy.motion


@pytest.mark.parametrize(("left", "low", "high"), [(10, 0.0, 0.4), (250, 0.6, 1.0)])
def test_the_focus_is_where_something_happens(
    tmp_path: Path, left: int, low: float, high: float
) -> None:
    pictures = []
    for number in range(30):
        picture = np.full((180, 320, 3), 90, np.uint8)
        top = 40 + 3 * number
        picture[top : top + 40, left : left + 50] = (230, 40, 40)
        pictures.append(picture)
    analysis = analyse_footage(probe(filmed(tmp_path / "a.mp4", pictures), "a"))
    assert low <= analysis.shots[0].focus[0] <= high


def test_a_songs_loudness_is_heard_and_it_has_no_shots(tmp_path: Path) -> None:
    t = np.arange(2 * footage.RATE) / footage.RATE
    analysis = analyse_footage(
        probe(footage.wav(tmp_path / "s.wav", 0.5 * np.sin(2765 * t)), "s")
    )
    assert analysis.shots == ()
    assert -16 < analysis.loudness < -6


def test_shots_tile_the_clip_whatever_is_in_it() -> None:
    dice = np.random.default_rng(5)
    thumbs = [dice.random((18, 32, 3), np.float32) for _ in range(40)]
    tiles = shots(np.arange(40) / 10, thumbs, 4.0)
    assert tiles[0].start == 0.0
    assert tiles[-1].end == 4.0
    assert all(a.end == b.start for a, b in zip(tiles, tiles[1:], strict=False))


@pytest.mark.long
def test_of_a_long_clip_the_cuts_are_found_by_glances(tmp_path: Path) -> None:
    """A clip too long to be decoded in full; the camera moves slowly all the time."""
    pictures = []
    for number in range(650):
        seed = 1 if number < 260 else 2 if number < 433 else 3
        pictures.append(np.roll(scene(seed), number // 6, axis=1))
    asset = probe(filmed(tmp_path / "a.mp4", pictures), "a")
    costly = replace(asset, width=1920, height=1080)
    analysis = analyse_footage(costly)
    edges = [shot.start for shot in analysis.shots]
    for cut in (260 / RATE, 433 / RATE):
        assert min(abs(edge - cut) for edge in edges) <= 0.12
    assert len(edges) <= 8
    assert all(shot.motion > 0.01 for shot in analysis.shots)
