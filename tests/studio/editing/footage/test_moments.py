"""Analysis of a clip over time: blank frames, fades, shake, blur."""

import json
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from studio.media.analysis.shots import analyse_footage
from studio.media.inspection.probe import probe
from studio.model.media import Footage
from studio.rules.footage.defects import blank_stretches
from studio.rules.footage.moments import moments
from studio.rules.footage.movement import camera_moves
from studio.rules.footage.shot_detection import Thumb
from studio.rules.serial.media_json import footage_from_json
from tests.media import footage

RATE = 30


def _blanks(lights: list[float]) -> list[tuple[float, float]]:
    times = [n / RATE for n in range(len(lights))]
    spreads = [0.01 if light < 0.05 or light > 0.95 else 0.2 for light in lights]
    return blank_stretches(times, lights, spreads, len(lights) / RATE, 1 / RATE)


def test_two_black_frames_are_found_between_lit_ones() -> None:
    stretches = _blanks([0.4] * 30 + [0.0] * 2 + [0.4] * 30)
    (stretch,) = stretches
    assert stretch == pytest.approx((29.5 / RATE, 32 / RATE), abs=1e-3)


def test_a_half_faded_opening_counts_as_blank() -> None:
    fade = [0.0] * 3 + [0.4 * n / 15 for n in range(15)] + [0.4] * 30
    ((start, end),) = _blanks(fade)
    assert start == 0
    assert 8 / RATE <= end <= 14 / RATE


def test_a_fade_to_white_at_the_end_counts_as_blank() -> None:
    fade = [0.4] * 30 + [0.4 + 0.6 * n / 15 for n in range(15)] + [1.0] * 5
    ((start, end),) = _blanks(fade)
    assert start < 45 / RATE
    assert end == pytest.approx(len(fade) / RATE, abs=1e-3)


def test_a_clip_that_is_dark_throughout_has_no_blanks() -> None:
    assert _blanks([0.01] * 40) == []


def _thumbs(shifts: list[int], blur: int = 1) -> list[Thumb]:
    """Frames of one scene, moved sideways by so many pixels."""
    tiles = np.random.default_rng(5).random((9, 40)).astype(np.float32)
    scene = np.kron(tiles, np.ones((4, 4), np.float32))
    for axis in (0, 1):
        kernel = np.ones(blur) / blur
        scene = np.apply_along_axis(np.convolve, axis, scene, kernel, "same")
    out = []
    for shift in shifts:
        y = scene[:, 40 + shift : 104 + shift]
        out.append(np.stack([y, np.full_like(y, 0.5), np.full_like(y, 0.5)], axis=-1))
    return out


def _mean(name: str, thumbs: list[Thumb]) -> float:
    times = [n / 10 for n in range(len(thumbs))]
    all_moments = moments(times, thumbs, camera_moves(times, thumbs), {}, {})
    return float(np.mean([getattr(moment, name) for moment in all_moments]))


def test_a_camera_that_goes_to_and_fro_shakes_and_a_pan_does_not() -> None:
    shaken = _mean("shake", _thumbs([0, 3, -2, 3, -3, 2, -2, 3] * 3))
    assert shaken > 0.8
    assert _mean("shake", _thumbs(list(range(24)))) < 0.1
    assert _mean("shake", _thumbs([0] * 24)) == 0


def test_a_cut_is_no_shake() -> None:
    scenes = _thumbs([0, 1, 2, 3, 4, -1, 0, 1, 2, 3])
    times = [0.1 * n for n in range(10)]
    shaken = [
        max(moment.shake for moment in moments(times, scenes, moves, {}, {}))
        for moves in (camera_moves(times, scenes), camera_moves(times, scenes, [0.45]))
    ]
    assert shaken[0] > 0.2
    assert shaken[1] < 0.1


def test_a_blurred_picture_is_less_sharp() -> None:
    assert _mean("sharpness", _thumbs([0] * 8, blur=9)) < 0.7 * _mean(
        "sharpness", _thumbs([0] * 8)
    )


def _written(path: Path, dark: range) -> Footage:
    """Five seconds of film of which some frames are black."""
    pictures = []
    for number in range(5 * RATE):
        picture = footage.coded(1, number, 320, 180)
        pictures.append(np.zeros_like(picture) if number in dark else picture)
    footage.painted(path, pictures, Fraction(RATE))
    return analyse_footage(probe(path, path.name))


@pytest.mark.parametrize("dark", [range(5), range(90, 92)])
def test_black_frames_of_a_file_are_found(tmp_path: Path, dark: range) -> None:
    ((start, end),) = _written(tmp_path / "film.mp4", dark).blank
    assert start <= dark.start / RATE
    assert dark.stop / RATE - 0.001 <= end <= (dark.stop + 2) / RATE


def test_the_analysis_of_a_file_comes_back_from_json(tmp_path: Path) -> None:
    analysis = _written(tmp_path / "film.mp4", range(5))
    assert analysis.moments
    assert len(analysis.colour) == 3
    assert footage_from_json(json.loads(json.dumps(asdict(analysis)))) == analysis
