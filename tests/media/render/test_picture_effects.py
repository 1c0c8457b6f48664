"""Looks, adjustments, grades, bars, pulses, zoom, turns, fades: in decoded frames."""

from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from PIL import Image

from studio.errors import UnsupportedFile
from studio.model.edits.picture import LookName
from studio.model.effects import Adjustments, Effects, PathPoint, Pulse
from studio.model.plan import FrameSpan, Overlay
from tests.media import footage
from tests.media.render.composed import lumas, plan, planes

pytestmark = pytest.mark.media

COLORS = {"red": (200, 40, 40), "green": (40, 180, 60), "blue": (50, 70, 200), "grey": (128, 128, 128)}  # fmt: skip


@pytest.fixture(scope="module")
def chart(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Four coloured columns over a ramp from black to white."""
    picture = np.zeros((180, 320, 3), np.uint8)
    for index, color in enumerate(COLORS.values()):
        picture[:90, index * 80 : index * 80 + 80] = color
    picture[90:] = np.linspace(0, 255, 320).astype(np.uint8)[None, :, None]
    path = tmp_path_factory.mktemp("chart") / "chart.mp4"
    return str(footage.painted(path, [picture] * 20))


@pytest.fixture(scope="module")
def spot(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A white square of 20 pixels, off the centre, on dark grey."""
    picture = np.full((180, 320, 3), 40, np.uint8)
    picture[60:80, 220:240] = 230
    path = tmp_path_factory.mktemp("spot") / "spot.mp4"
    return str(footage.painted(path, [picture] * 45))


def shown(
    path: str, effects: Effects, frames: int = 1, **more: Any
) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    return planes(plan(FrameSpan(0, frames, path, 0.1, effects), **more))


def colorful(planes_: tuple[np.ndarray, np.ndarray, np.ndarray]) -> float:
    return float(np.hypot(planes_[1] - 128, planes_[2] - 128).mean())


def ramp(planes_: tuple[np.ndarray, np.ndarray, np.ndarray]) -> np.ndarray:
    return np.asarray(planes_[0][100:170].mean(axis=0))


def center(luma: np.ndarray) -> tuple[float, float]:
    rows, columns = np.nonzero(luma > 140)
    return float(columns.mean()), float(rows.mean())


def test_every_look_changes_the_picture_in_its_own_way(chart: str) -> None:
    plain = shown(chart, Effects())[0]
    look = {name: shown(chart, Effects(look=name))[0] for name in LookName}
    assert colorful(look[LookName.BLACK_AND_WHITE]) < 0.5
    assert colorful(look[LookName.VIVID]) > 1.2 * colorful(plain)
    for name in (LookName.VINTAGE, LookName.FADED):
        assert colorful(look[name]) < 0.9 * colorful(plain)
        assert ramp(look[name]).min() > ramp(plain).min() + 10
    sepia = look[LookName.SEPIA]
    assert sepia[1].mean() < 120
    assert sepia[2].mean() > 132
    assert look[LookName.WARM][2].mean() > plain[2].mean() + 2
    assert look[LookName.WARM][1].mean() < plain[1].mean() - 2
    assert look[LookName.COOL][1].mean() > plain[1].mean() + 2
    cinematic = look[LookName.CINEMATIC]
    dark, light = cinematic[2][50:80, 5:30].mean(), cinematic[2][50:80, 120:150].mean()
    assert light > dark + 4  # warm light, cold shadows
    assert len(
        {
            tuple(one[0][::9, ::9].ravel()) + tuple(one[2][::9, ::9].ravel())
            for one in look.values()
        }
    ) == len(LookName)


def test_a_look_at_half_strength_lies_in_between(chart: str) -> None:
    plain, half, full = (
        colorful(
            shown(chart, Effects(look=LookName.BLACK_AND_WHITE, look_strength=s))[0]
        )
        for s in (0.0, 0.5, 1.0)
    )
    assert half == pytest.approx((plain + full) / 2, rel=0.1)


def test_adjustments_turn_one_quality_each(chart: str) -> None:
    def adjusted(**one: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return shown(chart, Effects(adjust=Adjustments(**one)))[0]

    plain = adjusted()
    middle = slice(100, 220)
    assert (
        ramp(adjusted(brightness=0.5))[middle].mean() > ramp(plain)[middle].mean() + 15
    )
    assert (
        ramp(adjusted(brightness=-0.5))[middle].mean() < ramp(plain)[middle].mean() - 15
    )
    assert ramp(adjusted(contrast=0.6)).std() > 1.05 * ramp(plain).std()
    assert ramp(adjusted(contrast=-0.6)).std() < 0.8 * ramp(plain).std()
    assert colorful(adjusted(saturation=0.5)) > 1.3 * colorful(plain)
    assert colorful(adjusted(saturation=-1)) < 1
    assert adjusted(warmth=0.8)[2].mean() > plain[2].mean() + 3
    assert adjusted(warmth=-0.8)[1].mean() > plain[1].mean() + 3
    vignette = adjusted(vignette=1)[0]
    assert vignette[100:110, 300:].mean() < 0.85 * plain[0][100:110, 300:].mean()
    assert abs(vignette[85, 160] - plain[0][85, 160]) <= 2
    edge = np.abs(np.diff(plain[0][40])).max()
    assert np.abs(np.diff(adjusted(blur=0.8)[0][40])).max() < 0.5 * edge
    assert np.abs(np.diff(adjusted(sharpness=0.8)[0][40])).max() > edge
    assert np.abs(np.diff(adjusted(sharpness=-1)[0][40])).max() < edge


def test_grain_moves_and_is_the_same_in_every_run(chart: str) -> None:
    effects = Effects(adjust=Adjustments(grain=0.7))
    one, two = (shown(chart, effects, frames=2) for _ in range(2))
    assert all((a[0] == b[0]).all() for a, b in zip(one, two, strict=True))
    assert (one[0][0] != one[1][0]).mean() > 0.5
    plain = shown(chart, Effects())[0][0]
    noise = one[0][0][110:160, 120:200] - plain[110:160, 120:200]
    assert 2 < noise.std() < 20
    assert abs(noise.mean()) < 1.5


def test_gains_match_a_camera_and_keep_greys_grey(chart: str) -> None:
    warm = shown(chart, Effects(gains=(1.2, 1.0, 0.8)))[0]
    cold = shown(chart, Effects(gains=(1 / 1.2, 1.0, 1 / 0.8)))[0]
    assert warm[2][70, 80] > 134
    assert cold[2][70, 80] < 122


def cube(path: Path, change: str, side: int = 9) -> Path:
    rows = []
    for blue in range(side):
        for green in range(side):
            for red in range(side):
                r, g, b = (n / (side - 1) for n in (red, green, blue))
                rows.append({"swap": f"{b} {g} {r}", "same": f"{r} {g} {b}"}[change])
    path.write_text(f'TITLE "x"\nLUT_3D_SIZE {side}\n' + "\n".join(rows))
    return path


def test_a_cube_file_grades(tmp_path: Path, chart: str) -> None:
    plain = shown(chart, Effects())[0]
    spans = [
        FrameSpan(0, 1, chart, 0.1, Effects(cube_strength=strength), cube=str(cube(tmp_path / f"{kind}.cube", kind)))
        for kind, strength in (("same", 1.0), ("swap", 1.0), ("swap", 0.0))
    ]  # fmt: skip
    same, swap, none = (planes(plan(span))[0] for span in spans)
    for one in (same, none):
        for channel in range(3):
            assert np.abs(one[channel] - plain[channel]).mean() < 1.5
    swapped = np.array([[COLORS[name][::-1] for name in COLORS]], np.uint8)
    wanted = np.asarray(Image.fromarray(swapped).resize((320, 1), 0), float)[0, 40::80]
    luma = wanted @ [0.2126, 0.7152, 0.0722]
    for index in range(4):
        got = swap[0][20:70, index * 80 + 20 : index * 80 + 60].mean()
        assert abs(got - (16 + luma[index] * 219 / 255)) < 6


def test_a_cube_file_that_is_none_is_refused(tmp_path: Path, chart: str) -> None:
    bad = tmp_path / "bad.cube"
    bad.write_text("hello")
    with pytest.raises(UnsupportedFile, match=r"\.cube"):
        planes(plan(FrameSpan(0, 1, chart, 0.0, cube=str(bad))))


def test_cinematic_bars_leave_the_ratio(chart: str) -> None:
    luma = shown(chart, Effects(bars=2.39))[0][0]
    dark = int((luma.mean(axis=1) < 18).sum())
    assert abs((180 - dark) - 320 / 2.39) <= 4
    tall = shown(chart, Effects(bars=2.39), size=(90, 160))[0][0]
    assert (tall.mean(axis=1) < 18).sum() <= 50  # never a mere slit


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
    wanted = np.rot90(picture, -degrees // 90)
    if mirror:
        wanted = np.flip(wanted, 1 if mirror == "horizontal" else 0)
    assert center(luma) == pytest.approx(center(wanted), abs=1)


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
