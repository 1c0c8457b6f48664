"""Compose the frames of small plans, or render them to a file."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from studio.media.render.compose import frames
from studio.media.render.render import render
from studio.model.effects import Effects
from studio.model.plan import FrameSpan, RenderPlan
from tests.media import footage

FPS = Fraction(30)
SIZE = (320, 180)


def plan(*spans: FrameSpan, size: tuple[int, int] = SIZE, **more: Any) -> RenderPlan:
    return RenderPlan(*size, FPS, sum(s.frames for s in spans), spans, **more)


def lumas(render_plan: RenderPlan) -> list[np.ndarray]:
    """Y of every frame, as int."""
    return [luma for luma, _, _ in planes(render_plan)]


def planes(render_plan: RenderPlan) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Y, Cb, Cr of every frame, as int."""
    out = []
    for frame, _ in frames(render_plan):
        whole = frame.to_ndarray(format="yuv420p").astype(int)
        height, width = render_plan.height, render_plan.width
        chroma = whole[height:].reshape(2, height // 2, width // 2)
        out.append((whole[:height], chroma[0], chroma[1]))
    return out


def numbers(render_plan: RenderPlan) -> list[int]:
    """The source's frame number in every frame."""
    return [footage.decoded(luma)[1] for luma in lumas(render_plan)]


def sources(render_plan: RenderPlan) -> list[int]:
    return [footage.decoded(luma)[0] for luma in lumas(render_plan)]


def shown(
    path: str, effects: Effects, frames: int = 1, **more: Any
) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    return planes(plan(FrameSpan(0, frames, path, 0.1, effects), **more))


def quiet(_: float) -> None:
    pass


def rendered(plan: RenderPlan, tmp_path: Path) -> Path:
    out = tmp_path / "out.mp4"
    render(plan, out, quiet)
    return out
