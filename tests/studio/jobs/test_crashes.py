"""A crash of a child process is logged with its traceback and told as our fault."""

from fractions import Fraction
from pathlib import Path

import pytest

from studio.clients.media.folder import FolderStore
from studio.errors import AnalysisFailed, UnsupportedFile
from studio.flows.jobs.run_analysis import run_analysis
from studio.flows.rendering.renders import Renders
from studio.model.plan import FrameSpan, RenderPlan
from tests.studio.job_queue import ended, working
from tests.studio.jobs.conftest import ReplacePyav

CRASHES = {
    "a library that does not fit": (
        "raise TypeError('open() has no such argument')",
        "TypeError: open() has no such argument",
    ),
    "a fault in native code": (
        "import ctypes; ctypes.string_at(0)",
        "Segmentation fault",
    ),
    "memory that ran out": (
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "killed by SIGKILL",
    ),
}


@pytest.fixture(params=CRASHES.values(), ids=list(CRASHES))
def trace(request: pytest.FixtureRequest, fake_pyav: ReplacePyav) -> str:
    """Let child processes import a PyAV that crashes; yields what the log must contain."""
    code, words = request.param
    fake_pyav(code)
    return str(words)


async def test_a_crashed_probe_is_logged_and_is_no_fault_of_the_file(
    tmp_path: Path, trace: str, caplog: pytest.LogCaptureFixture
) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"\0\0\0\x18ftypisom" + bytes(100))
    with pytest.raises(AnalysisFailed, match=r"“holiday\.mp4”.*internal error"):
        await run_analysis("probe", clip, "holiday.mp4")
    assert "probe" in caplog.text
    assert trace in caplog.text


async def test_a_file_that_cannot_be_read_is_no_crash(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"\0\0\0\x18ftypisom" + bytes(100))
    with pytest.raises(UnsupportedFile, match="damaged"):
        await run_analysis("probe", clip, "holiday.mp4")
    assert caplog.text == ""


async def test_a_crashed_render_is_logged_with_its_id(
    tmp_path: Path, trace: str, caplog: pytest.LogCaptureFixture, redis_url: str
) -> None:
    async with working(redis_url, tmp_path) as jobs:
        job = await Renders(FolderStore(tmp_path), jobs).submit(
            "me", "render_7", _plan(tmp_path), "video.mp4"
        )
        job = await ended(jobs, job)
    assert job.state == "failed"
    assert "Try again" in job.error
    assert "render render_7 failed" in caplog.text
    assert trace in caplog.text


async def test_a_render_without_its_clip_is_no_crash(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, redis_url: str
) -> None:
    async with working(redis_url, tmp_path) as jobs:
        job = await Renders(FolderStore(tmp_path), jobs).submit(
            "me", "render_8", _plan(tmp_path), "video.mp4"
        )
        job = await ended(jobs, job)
    assert job.state == "failed"
    assert caplog.text == ""


def _plan(folder: Path) -> RenderPlan:
    span = FrameSpan(0, 30, str(folder / "none.mp4"), 0.0)
    return RenderPlan(640, 360, Fraction(30), 30, (span,))
