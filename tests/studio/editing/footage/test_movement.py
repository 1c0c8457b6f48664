"""Movement of the camera is measured apart from that of the subject."""

import numpy as np
import pytest

from studio.model.media import FrameFeatures
from studio.rules.footage.movement import (
    CameraMove,
    Luma,
    camera_move,
    camera_moves,
    motion_peaks,
    pixel_shift,
)


def scene(right: float = 0.0, down: float = 0.0) -> Luma:
    """Soft hills of light, moved by so many pixels."""
    y, x = np.mgrid[0:36, 0:64].astype(np.float64)
    x, y = x - right, y - down
    hills = np.sin(x / 5) + np.cos(y / 4) + 0.5 * np.sin((x + y) / 7)
    return np.asarray(hills / 5 + 0.5, np.float32)


@pytest.mark.parametrize(("right", "down"), [(2.0, 0.0), (0.0, -3.0), (1.5, 1.25)])
def test_the_shift_of_a_whole_picture_is_found_to_a_part_of_a_pixel(
    right: float, down: float
) -> None:
    move = camera_move(scene(), scene(right, down))
    assert move.right == pytest.approx(right, abs=0.2)
    assert move.down == pytest.approx(down, abs=0.2)
    assert move.subject < 0.4


def test_what_moves_by_itself_is_left_after_the_move_of_the_camera() -> None:
    after = scene(2.0)
    after[10:16, 30:36] += 0.5
    move = camera_move(scene(), after)
    assert np.abs(move.left[10:16, 30:36]).mean() > 0.3
    assert np.abs(move.left[24:32, 8:20]).mean() < 0.05
    assert camera_move(scene(), scene()).subject == 1.0


def test_no_move_is_measured_over_a_cut_or_a_gap() -> None:
    thumbs = [scene(n)[..., None] for n in range(5)]
    times = [0.0, 0.1, 0.2, 0.3, 0.9]
    moves = camera_moves(times, thumbs, cuts=[0.15])
    assert [move is None for move in moves] == [True, False, True, False, True]
    assert camera_moves([0.0, 0.1], [thumbs[0], thumbs[1][::2]]) == [None, None]


def test_a_profile_is_found_again_where_it_went() -> None:
    row = np.exp(-(((np.arange(40) - 20) / 3) ** 2)).astype(np.float32)
    assert [pixel_shift(row, np.roll(row, k), 6) for k in (-6, -1, 0, 4)] == [
        -6, -1, 0, 4,
    ]  # fmt: skip
    assert pixel_shift(row, np.roll(row, 9), 6) == 6


def test_changes_that_the_camera_explains_are_weaker_peaks() -> None:
    times = [n / 30 for n in range(90)]
    changes = [0.002] * 90
    bump = [0.01, 0.02, 0.04, 0.02, 0.01]
    changes[18:23] = changes[58:63] = bump
    empty = np.zeros((2, 2), np.float32)
    moves = [
        CameraMove(3.0, 0.0, empty, 0.1) if n < 40 else CameraMove(0.0, 0.0, empty, 1.0)
        for n in range(90)
    ]
    peaks = motion_peaks(times, changes, times, moves)
    strength = {round(peak.time, 2): peak.strength for peak in peaks}
    assert strength[2.0] == 1.0
    assert strength[0.67] == pytest.approx(0.5, abs=0.05)


def test_a_movement_that_ends_at_once_is_stronger_than_one_that_goes_on() -> None:
    times = [n / 30 for n in range(120)]
    changes = [0.001] * 120
    changes[20:23] = [0.02, 0.04, 0.02]
    changes[80:83] = [0.02, 0.04, 0.02]
    changes[83:93] = [0.015] * 10
    peaks = motion_peaks(times, changes, [], [])
    strength = {round(peak.time, 1): peak.strength for peak in peaks}
    assert strength[0.7] == 1.0
    assert strength[2.7] < 0.95


def test_two_pictures_have_no_peak_and_defects_beside_a_peak_take_it() -> None:
    assert motion_peaks([0.0, 0.1], [0.0, 0.2], [], []) == ()
    times = [n / 30 for n in range(60)]
    changes = [0.002] * 60
    changes[28:33] = [0.01, 0.02, 0.04, 0.02, 0.01]
    whole = motion_peaks(times, changes, [], [])
    assert any(abs(peak.time - 1.0) < 0.02 for peak in whole)
    described = [FrameFeatures(n / 4, defect=float(n == 4)) for n in range(9)]
    left = motion_peaks(times, changes, [], [], described)
    assert not any(abs(peak.time - 1.0) < 0.02 for peak in left)
