"""A plan rendered to a file."""

from pathlib import Path

from studio.media.render.render import render
from studio.model.plan import (
    RenderPlan,
)


def quiet(_: float) -> None:
    pass


def made(plan: RenderPlan, tmp_path: Path) -> Path:
    out = tmp_path / "out.mp4"
    render(plan, out, quiet)
    return out
