"""HDR is tone-mapped to the SDR picture that it was made from."""

from collections.abc import Callable

import numpy as np
import pytest
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from studio.media.pixels.planes import convert

Light = NDArray[np.float64]
WHITE = 203.0
SIZE = (64, 36)


def pq(light: Light) -> Light:
    """SMPTE ST 2084; 1 is reference white."""
    m1, m2 = 2610 / 16384, 2523 / 32
    c1, c2, c3 = 3424 / 4096, 2413 / 128, 2392 / 128
    power = (light * WHITE / 10_000) ** m1
    out: Light = ((c1 + c2 * power) / (1 + c3 * power)) ** m2
    return out


def hlg(light: Light) -> Light:
    """ARIB STD-B67 for grey, shown at 1000 nits with a system gamma of 1.2."""
    scene = (light * WHITE / 1000) ** (1 / 1.2)
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    high = a * np.log(np.maximum(12 * scene - b, 1e-9)) + c
    out: Light = np.where(scene <= 1 / 12, np.sqrt(3 * scene), high)
    return out


def ten_bit(luma: Light, transfer: int, matrix: int) -> VideoFrame:
    """A grey picture, limited range; luma 0 to 1."""
    frame = VideoFrame(*SIZE, "yuv420p10le")
    for index, plane in enumerate(frame.planes):
        rows = np.frombuffer(memoryview(plane), np.uint16).reshape(
            -1, plane.line_size // 2
        )
        rows[:] = 512 if index else 0
        if not index:
            rows[:, : SIZE[0]] = np.round(64 + 876 * luma)
    frame.color_trc, frame.colorspace, frame.color_range = transfer, matrix, 1
    return frame


@pytest.mark.parametrize(("curve", "transfer"), [(pq, 16), (hlg, 18)])
def test_greys_keep_their_brightness(
    curve: Callable[[Light], Light], transfer: int
) -> None:
    ramp = np.tile(np.linspace(0.1, 0.8, SIZE[0]), (SIZE[1], 1))
    picture = convert(ten_bit(curve(ramp**2.4), transfer, 9), *SIZE)
    shown = (picture.y.astype(np.float64) - 16) / 219
    assert np.abs(shown - ramp).max() < 0.04
    assert np.abs(picture.u.astype(int) - 128).max() <= 2
    assert np.abs(picture.v.astype(int) - 128).max() <= 2


def test_brightness_above_white_keeps_its_differences() -> None:
    ramp = np.tile(np.geomspace(0.5, 4.0, SIZE[0]), (SIZE[1], 1))
    picture = convert(ten_bit(pq(ramp), 16, 9), *SIZE)
    row = picture.y[SIZE[1] // 2].astype(int)
    assert (np.diff(row) >= 0).all()
    assert row[SIZE[0] // 3] < 222
    assert row[-1] - row[SIZE[0] // 3] > 12
    assert len(set(row[SIZE[0] // 2 :])) > 8


def test_ten_bits_without_hdr_become_eight_bits() -> None:
    ramp = np.tile(np.linspace(0.1, 0.9, SIZE[0]), (SIZE[1], 1))
    picture = convert(ten_bit(ramp, 1, 9), *SIZE)
    assert np.abs((picture.y.astype(np.float64) - 16) / 219 - ramp).max() < 0.02


def test_a_converted_frame_keeps_its_time() -> None:
    """The reader needs this: without it, it would seek for every frame."""
    frame = ten_bit(np.full(SIZE[::-1], 0.5), 18, 9)
    frame.pts = 42
    convert(frame, *SIZE)
    assert frame.pts == 42
