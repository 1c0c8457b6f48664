"""Renders, checked frame by frame: cuts, crops, titles."""

from fractions import Fraction
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from PIL import Image

from studio.media.render.compose import frames
from studio.model.edits.overlay import Animation, Position
from studio.model.effects import Effects, TextStyle
from studio.model.plan import (
    FrameSpan,
    RenderPlan,
    Title,
)
from tests.media import footage
from tests.media.render.composed import rendered

pytestmark = pytest.mark.media


def test_every_frame_is_the_planned_one(tmp_path: Path) -> None:
    """Three clips of different rates, jumping back and forth, cut on odd frames."""
    rates = {1: Fraction(25), 2: Fraction(30), 3: Fraction(60)}
    clips = {
        number: str(
            footage.write(tmp_path / f"{number}.mp4", number, fps=fps, seconds=3)
        )
        for number, fps in rates.items()
    }
    fps = Fraction(30)
    takes = [(1, 0.4, 17), (3, 1.2, 11), (2, 2.0, 20), (1, 2.2, 13), (3, 0.1, 29)]
    pieces, first = [], 0
    for clip, start, count in takes:
        pieces.append(FrameSpan(first, count, clips[clip], start))
        first += count
    plan = RenderPlan(320, 180, fps, first, tuple(pieces), preset="ultrafast")
    shown = [footage.decoded(luma) for luma in footage.lumas(rendered(plan, tmp_path))]
    assert len(shown) == first
    at = 0
    for clip, start, count in takes:
        for offset in range(count):
            source, number = shown[at]
            assert source == clip
            time = start + offset / 30
            assert abs(number / rates[clip] - time) <= 0.5 / rates[clip] + 1e-6
            at += 1


def test_pictures_that_are_not_decoded_are_never_missed(tmp_path: Path) -> None:
    """Twice the output's rate, with unreferenced frames, sought in any order."""
    clip = footage.write(
        tmp_path / "1.mp4", 1, seconds=3, fps=Fraction(60), gop=60, preset="veryfast"
    )
    starts = (1.5, 0.4, 0.6, 0.58, 2.0, 2.2 + 1 / 60, 2.3)
    pieces = tuple(
        FrameSpan(n * 6, 6, str(clip), start) for n, start in enumerate(starts)
    )
    plan = RenderPlan(320, 180, Fraction(30), 6 * len(starts), pieces)
    shown = [
        footage.decoded(frame.to_ndarray(format="gray")) for frame, _ in frames(plan)
    ]
    assert shown == [
        (1, round((start + n / 30) * 60)) for start in starts for n in range(6)
    ]


def test_slow_motion_and_a_held_end(tmp_path: Path) -> None:
    clip = str(footage.write(tmp_path / "1.mp4", 1, seconds=1))
    pieces = (
        FrameSpan(0, 30, clip, 0.0, Effects(speed=0.5)),
        FrameSpan(30, 30, clip, 0.8),
    )
    plan = RenderPlan(320, 180, Fraction(30), 60, pieces, preset="ultrafast")
    numbers = [
        footage.decoded(luma)[1] for luma in footage.lumas(rendered(plan, tmp_path))
    ]
    assert numbers[28] in (14, 15)
    assert numbers[-1] == 29


def test_variable_rate_is_followed_by_time(tmp_path: Path) -> None:
    times = [n / 30 for n in range(30)] + [1 + n / 10 for n in range(20)]
    clip = str(footage.write(tmp_path / "1.mp4", 1, times=times))
    plan = RenderPlan(
        320, 180, Fraction(30), 60, (FrameSpan(0, 60, clip, 1.0),), preset="ultrafast"
    )
    for index, luma in enumerate(footage.lumas(rendered(plan, tmp_path))[:58]):
        number = footage.decoded(luma)[1]
        assert abs(times[number] - (1.0 + index / 30)) <= 0.05 + 1e-6


@pytest.mark.parametrize("clockwise", [90, 180, 270])
def test_rotation_stands_upright(tmp_path: Path, clockwise: int) -> None:
    """The coded row is rotated with the picture; after a rotation back it can be read."""
    path = footage.turned(footage.write(tmp_path / "1.mp4", 3, seconds=0.5), clockwise)
    size = (320, 180) if clockwise == 180 else (180, 320)
    pieces = (FrameSpan(0, 5, str(path), 0.1, rotation=clockwise),)
    plan = RenderPlan(*size, Fraction(30), 5, pieces, preset="ultrafast")
    first = footage.lumas(rendered(plan, tmp_path))[0]
    assert footage.decoded(np.rot90(first, clockwise // 90)) == (3, 3)


def test_fits_show_what_they_should(tmp_path: Path) -> None:
    """A wide picture in a tall frame: cropped, with bars, with a blurred backdrop."""
    clip = str(footage.write(tmp_path / "1.mp4", 31, seconds=0.5))
    kinds: tuple[Literal["crop", "pad", "blur"], ...] = ("crop", "pad", "blur")
    pieces = tuple(
        FrameSpan(5 * n, 5, clip, 0.0, Effects(fit=fit)) for n, fit in enumerate(kinds)
    )
    lumas = footage.lumas(
        rendered(
            RenderPlan(180, 320, Fraction(30), 15, pieces, preset="ultrafast"), tmp_path
        )
    )
    crop, pad, blur = lumas[2], lumas[7], lumas[12]
    assert crop[20].mean() > 100  # grey up to the edge
    assert pad[20].mean() < 20  # black bar
    assert 20 < blur[20].mean() < 100  # darkened
    middle = slice(160 - 50, 160 + 50)
    assert footage.decoded(pad[middle])[0] == 31
    assert footage.decoded(blur[middle])[0] == 31


def test_a_photo_keeps_its_tones_at_any_depth(tmp_path: Path) -> None:
    grey = np.full((90, 160), 128, np.uint8)
    Image.fromarray(grey).save(tmp_path / "8.png")
    Image.fromarray(grey.astype(np.uint16) * 257).save(tmp_path / "16.png")
    pieces = tuple(
        FrameSpan(n * 3, 3, str(tmp_path / name), 0.0, still=True)
        for n, name in enumerate(("8.png", "16.png"))
    )
    out = rendered(RenderPlan(160, 90, Fraction(30), 6, pieces), tmp_path)
    eight, _, _, sixteen, _, _ = footage.lumas(out)
    assert abs(float(eight.mean()) - float(sixteen.mean())) < 1


def test_a_title_is_where_and_when_it_should_be(tmp_path: Path) -> None:
    clip = str(footage.write(tmp_path / "1.mp4", 0, seconds=1))
    style = TextStyle(
        position=Position.TOP, animation_in=Animation.NONE, animation_out=Animation.NONE
    )
    title = Title(10, 10, "HELLO 天堂 🎬", style)
    plan = RenderPlan(
        320,
        180,
        Fraction(30),
        30,
        (FrameSpan(0, 30, clip, 0.0),),
        (title,),
        preset="ultrafast",
    )
    lumas = footage.lumas(rendered(plan, tmp_path))
    changed = np.abs(lumas[15].astype(int) - lumas[5].astype(int)) > 40
    rows, columns = np.nonzero(changed[:60])
    assert len(rows) > 50
    assert abs(columns.mean() - 160) < 20
    assert not (np.abs(lumas[25].astype(int) - lumas[5].astype(int)) > 40)[:60].any()
