"""Only the needed part of a cropped source is scaled, with the same result."""

import math
from itertools import product

import numpy as np
import pytest
from av.video.frame import VideoFrame
from hypothesis import example, given, settings, strategies as st
from numpy.typing import NDArray
from PIL import Image

from studio.media.pixels.frame_crop import CropFilter, chroma_grid
from studio.media.pixels.planes import convert
from studio.media.render.picture.geometry import Fitter, Orientation
from studio.model.effects import Effects
from studio.rules.picture.framing import Box
from studio.rules.picture.motion import View
from studio.rules.picture.source_window import side_window

SOURCE, FRAME = (256, 144), (40, 72)


@settings(deadline=None)
@given(
    length=st.integers(24, 2000).map(lambda n: 2 * n),
    side=st.integers(20, 1000).map(lambda n: 2 * n),
    wider=st.floats(1, 12),
    at=st.floats(0, 1),
    grid=st.sampled_from([2, 4]),
)
@example(length=2268, side=40, wider=2.0, at=0.0, grid=2)
@example(length=64, side=40, wider=3.671875, at=0.0, grid=4)
def test_a_window_holds_the_crop_and_its_centre_hardly_moves(
    length: int, side: int, wider: float, at: float, grid: int
) -> None:
    whole = round(side * wider)
    corner = at * (whole - side)
    window = side_window(length, whole, corner, side, grid)
    assert 0 <= window.start <= window.start + window.length <= length
    assert 0 <= window.corner <= window.scaled - side
    scale = window.scaled / window.length
    centre = window.start + (window.corner + side / 2) / scale
    expected = (corner + side / 2) * length / whole
    assert abs(centre - expected) <= 0.126 * max(1, length / whole)


def test_nearly_every_window_of_a_tall_crop_begins_on_a_whole_pixel() -> None:
    corners = np.linspace(0, 3413 - 1080, 500)
    windows = [side_window(1920, 3413, float(at), 1080, 2) for at in corners]
    assert sum(w.corner == round(w.corner) for w in windows) > 0.95 * len(windows)
    assert {(w.length, w.scaled) for w in windows} == {(630, 1120)}


@pytest.fixture(scope="module")
def frame() -> VideoFrame:
    """Smooth colours, different everywhere."""
    dice = np.random.default_rng(5)
    small = dice.integers(30, 220, (6, 9, 3), np.uint8)
    large = Image.fromarray(small).resize(SOURCE, Image.Resampling.BICUBIC)
    return VideoFrame.from_ndarray(np.asarray(large), format="rgb24").reformat(
        format="yuv420p"
    )


@pytest.mark.parametrize("zoom", [1.0, 1.3, 3.0])
def test_a_window_shows_what_a_crop_of_the_whole_picture_shows(
    frame: VideoFrame, zoom: float
) -> None:
    for flip, upright, turn, mirror in product(
        (False, True), (0, 90, 180, 270), (0, 90), ("", "horizontal", "vertical")
    ):
        orientation = Orientation(flip, upright, turn, mirror)
        fitter = Fitter(Effects(), orientation, 1.0, FRAME)
        view = View(zoom, (0.4, 0.7))
        shown = fitter.fitted(frame, view).y
        expected = _cropped(frame, orientation, view)
        assert np.abs(shown.astype(int) - expected).mean() < 1.5, orientation


def _cropped(
    frame: VideoFrame, orientation: Orientation, view: View
) -> NDArray[np.uint8]:
    """The crop, taken from the whole scaled picture."""
    picture = orientation.apply(convert(frame, *SOURCE)).y
    high, wide = picture.shape
    scale = max(FRAME[0] / wide, FRAME[1] / high) * view.zoom
    width, height = (side / scale for side in FRAME)
    left = min(max(0.0, wide * view.focus[0] - width / 2), wide - width)
    top = min(max(0.0, high * view.focus[1] - height / 2), high - height)
    image = Image.fromarray(np.ascontiguousarray(picture)).resize(
        FRAME, Image.Resampling.BILINEAR, (left, top, left + width, top + height)
    )
    return np.asarray(image)


@pytest.mark.parametrize("form", ["yuv420p", "yuv411p", "nv12", "yuv420p10le"])
def test_a_frame_of_any_form_is_cropped_where_the_box_lies(
    frame: VideoFrame, form: str
) -> None:
    coded, crop_filter = frame.reformat(format=form), CropFilter()
    grid = chroma_grid(coded)
    whole = coded.to_ndarray(format="gray")
    for left, top, width in ((8, 4, 64), (80, 20, 64), (80, 20, 96)):
        box = Box(left, top, width, 48)
        assert all(
            side % step == 0 for side, step in zip((left, top), grid, strict=True)
        )
        part = crop_filter.crop(coded, box).to_ndarray(format="gray")
        expected = whole[top : top + 48, left : left + width]
        assert part.shape == expected.shape
        assert math.isclose(np.abs(part.astype(int) - expected).max(), 0, abs_tol=1)
