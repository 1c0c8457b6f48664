"""Looks, adjustments, gains, ``.cube`` files and bars: in decoded frames."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.errors import UnsupportedFile
from studio.model.edits.picture import LookName
from studio.model.effects import Adjustments, Effects
from studio.model.plan import FrameSpan
from tests.media import footage
from tests.media.render.composed import plan, planes, shown

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


def colorful(planes_: tuple[np.ndarray, np.ndarray, np.ndarray]) -> float:
    return float(np.hypot(planes_[1] - 128, planes_[2] - 128).mean())


def ramp(planes_: tuple[np.ndarray, np.ndarray, np.ndarray]) -> np.ndarray:
    return np.asarray(planes_[0][100:170].mean(axis=0))


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
    expected = np.asarray(Image.fromarray(swapped).resize((320, 1), 0), float)[
        0, 40::80
    ]
    luma = expected @ [0.2126, 0.7152, 0.0722]
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
    assert (tall.mean(axis=1) < 18).sum() <= 50  # bars leave most of an upright picture
