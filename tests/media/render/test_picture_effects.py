"""Pulses, zoom, turns, fades, overlays: in decoded frames."""

from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from PIL import Image

from studio.model.effects import Effects, PathPoint, Pulse
from studio.model.plan import FrameSpan, Overlay
from tests.media import footage
from tests.media.render.composed import lumas, plan, planes, shown

pytestmark = pytest.mark.media


@pytest.fixture(scope="module")
def spot(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A white square of 20 pixels, off the centre, on dark grey."""
    picture = np.full((180, 320, 3), 40, np.uint8)
    picture[60:80, 220:240] = 230
    path = tmp_path_factory.mktemp("spot") / "spot.mp4"
    return str(footage.painted(path, [picture] * 45))


def center(luma: np.ndarray) -> tuple[float, float]:
    rows, columns = np.nonzero(luma > 140)
    return float(columns.mean()), float(rows.mean())


def test_a_punch_enlarges_on_the_beat_and_settles(spot: str) -> None:
    effects = Effects(pulses=(Pulse(kind="punch", ms=500, strength=1),))
    sizes = [int((y > 140).sum()) for y, _, _ in shown(spot, effects, frames=36)]
    assert sizes[14] == pytest.approx(400, rel=0.1)
    assert sizes[15] > 1.4 * sizes[14]
    assert sizes[35] == pytest.approx(sizes[14], rel=0.1)


def test_a_shake_moves_and_settles(spot: str) -> None:
    effects = Effects(pulses=(Pulse(kind="shake", ms=200, strength=1),))
    places = np.array([center(y) for y, _, _ in shown(spot, effects, frames=30)])
    assert np.ptp(places[6:14], axis=0).min() > 3
    assert np.abs(places[-1] - places[0]).max() < 1


def test_a_flash_is_white_on_the_beat(spot: str) -> None:
    effects = Effects(pulses=(Pulse(kind="flash", ms=300, strength=1),))
    level = [y.mean() for y, _, _ in shown(spot, effects, frames=25)]
    assert level[9] > 220
    assert level[8] < 70 > level[24]


def test_a_slow_zoom_is_smooth_to_the_fraction_of_a_pixel(spot: str) -> None:
    effects = Effects(zoom=(1.0, 1.3), focus=(0.5, 0.5))
    places = np.array([center_exact(y) for y, _, _ in shown(spot, effects, frames=40)])
    steps = np.diff(places[:, 0])
    assert places[-1, 0] - places[0, 0] == pytest.approx(0.3 * 70, abs=1.5)
    assert steps.min() > 0.1
    assert steps.max() < 1.1


def center_exact(luma: np.ndarray) -> tuple[float, float]:
    weight = np.clip(luma - 60, 0, None)
    rows, columns = np.mgrid[: luma.shape[0], : luma.shape[1]]
    total = weight.sum()
    return float((columns * weight).sum() / total), float((rows * weight).sum() / total)


@pytest.mark.parametrize("zoom", [2.0, 4.0])
def test_a_large_zoom_shows_what_is_in_focus(spot: str, zoom: float) -> None:
    effects = Effects(zoom=(zoom, zoom), focus=(230 / 320, 70 / 180))
    luma = shown(spot, effects)[0][0]
    assert center(luma) == pytest.approx((160, 90), abs=2)
    assert (luma > 140).sum() == pytest.approx((20 * zoom) ** 2, rel=0.12)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("mirror", ["", "horizontal", "vertical"])
def test_turns_and_mirrors(
    spot: str,
    degrees: Literal[0, 90, 180, 270],
    mirror: Literal["", "horizontal", "vertical"],
) -> None:
    size = (180, 320) if degrees in (90, 270) else (320, 180)
    luma = shown(spot, Effects(rotate=degrees, mirror=mirror), size=size)[0][0]
    picture = np.zeros((180, 320))
    picture[60:80, 220:240] = 255
    expected = np.rot90(picture, -degrees // 90)
    if mirror:
        expected = np.flip(expected, 1 if mirror == "horizontal" else 0)
    assert center(luma) == pytest.approx(center(expected), abs=1)


def test_a_crop_path_is_followed_without_jerks(spot: str) -> None:
    path = (
        PathPoint(ms=0, x=0.5, y=0.5),
        PathPoint(ms=700, x=0.7, y=0.5),
        PathPoint(ms=1400, x=0.7, y=0.5),
    )
    frames = shown(spot, Effects(path=path), frames=42, size=(180, 180))
    places = [center_exact(y)[0] for y, _, _ in frames]
    steps = np.diff(places)
    assert np.abs(np.diff(steps)).max() < 1.5
    assert places[-1] == pytest.approx(230 - (0.7 * 320 - 90), abs=1)


def test_stabilise_takes_a_shake_away(tmp_path: Path) -> None:
    pictures, offsets = [], []
    for number in range(12):
        dx = round(8 * np.sin(number))
        picture = np.full((180, 320, 3), 40, np.uint8)
        picture[80:100, 150 + dx : 170 + dx] = 230
        pictures.append(picture)
        offsets.append((round(number * 1000 / 30), -dx / 320, 0.0, 0.0))
    path = footage.painted(tmp_path / "shaky.mp4", pictures)
    span = FrameSpan(0, 12, str(path), 0.0, Effects(stabilise=tuple(offsets)))
    places = [center_exact(y)[0] for y in lumas(plan(span))]
    assert np.ptp(places) < 1.5


def test_stabilise_turns_back_a_tilt(spot: str) -> None:
    straight = shown(spot, Effects(stabilise=((0, 0, 0, 0.001),)))[0][0]
    tilted = shown(spot, Effects(stabilise=((0, 0, 0, 5.0),)))[0][0]
    assert center_exact(tilted)[1] > center_exact(straight)[1] + 3  # right goes down


def test_the_picture_fades_in_and_out(spot: str) -> None:
    effects = Effects(picture_in=0.3, picture_out=0.3)
    level = [y.mean() for y, _, _ in shown(spot, effects, frames=40)]
    assert level[0] < 17
    assert level[12] == pytest.approx(level[20], abs=0.5)
    assert level[-1] < 17
    assert level[4] < level[6] < level[20]
    white = shown(spot, Effects(picture_in=0.3, fade_color="white"))[0][0]
    assert white.mean() > 230


def test_a_fade_goes_on_over_a_cut(spot: str) -> None:
    first = Effects(picture_in=1.0)
    second = Effects(picture_in=1.0, fade_gone=0.5)
    spans = [
        FrameSpan(15 * n, 15, spot, effects=effects)
        for n, effects in enumerate((first, second))
    ]
    level = [y.mean() for y, _, _ in planes(plan(*spans))]
    assert all(a < b + 0.5 for a, b in zip(level, level[1:], strict=False))
    assert level[14] == pytest.approx(level[15], abs=6)
    assert level[0] < 17 < level[14] < level[29]


def test_a_card_is_a_plain_colour(spot: str) -> None:
    y, u, v = planes(plan(FrameSpan(0, 1, "", effects=Effects(card="#ff0000"))))[0]
    assert (y.mean(), u.mean(), v.mean()) == pytest.approx((63, 102, 240), abs=1)


def test_a_logo_lies_where_and_when_it_should_with_its_transparency(
    tmp_path: Path, spot: str
) -> None:
    logo = np.zeros((40, 80, 4), np.uint8)
    logo[:, :40] = (255, 255, 255, 255)  # the right half is transparent
    Image.fromarray(logo).save(tmp_path / "logo.png")
    over = Overlay(5, 10, str(tmp_path / "logo.png"), "logo", 0.25, 0.25, 0.25, 0.5)
    frames = [y for y, _, _ in shown(spot, Effects(), frames=20, overlays=(over,))]
    change = frames[10] - frames[0]
    assert not (frames[4] - frames[0]).any()
    assert not (frames[15] - frames[0]).any()
    rows, columns = np.nonzero(change > 20)
    assert (columns.min(), columns.max()) == pytest.approx((40, 79), abs=2)
    assert (rows.min(), rows.max()) == pytest.approx((25, 64), abs=2)
    assert change[45, 60] == pytest.approx((235 - frames[0][45, 60]) / 2, abs=3)


def test_a_logo_at_the_edge_is_whole(tmp_path: Path, spot: str) -> None:
    Image.new("RGB", (50, 50), "white").save(tmp_path / "logo.jpg")
    over = Overlay(0, 1, str(tmp_path / "logo.jpg"), "logo", 1.0, 1.0, 0.1)
    luma = shown(spot, Effects(), overlays=(over,))[0][0]
    assert (luma[146:, 286:] > 200).mean() > 0.8


def test_stabilise_moves_by_shares_of_the_picture_whatever_the_frame(spot: str) -> None:
    """In an upright frame, of which the picture sticks out at both sides."""
    places = [
        center_exact(
            shown(spot, Effects(stabilise=((0, dx, 0.0, 0.0), (9, 0.05, 0, 0)), focus=(0.7, 0.5)), size=(90, 160))[0][0]
        )[0]
        for dx in (-0.02, 0.02)
    ]  # fmt: skip
    scale = 160 / 180 * 1.1  # the frame is filled, with a margin for the offsets
    assert places[1] - places[0] == pytest.approx(0.04 * 320 * scale, abs=1)
