"""A render that hangs, fails or cannot start ends: told, logged, counted."""

import asyncio
import logging
from fractions import Fraction
from pathlib import Path

import pytest

from studio import metrics
from studio.flows.rendering.jobs import Job, JobState, RenderLimits
from studio.flows.rendering.renders import Renders
from studio.model.plan import FrameSpan, RenderPlan
from tests.patience import PATIENCE
from tests.studio.library import replace_pyav

HANG = "import sys, time; print('about to hang', file=sys.stderr, flush=True); time.sleep(600)"
SPIN = """
import json, time
for step in range(100000):
    print(json.dumps({"progress": step / 100000}), flush=True)
    time.sleep(0.05)
"""


ANEW = """
import json, os, time
for step in (0.5, 0.1, 0.2, 0.3):
    print(json.dumps({"progress": step}), flush=True)
    time.sleep(0.1)
print(json.dumps({"done": True, "size": 1}), flush=True)
os._exit(0)
"""


def _plan(path: Path) -> RenderPlan:
    span = FrameSpan(0, 30, str(path), 0.0)
    return RenderPlan(640, 360, Fraction(30), 30, (span,))


def _ended(ending: str) -> float:
    name, labels = "vidmuse_renders_ended_total", {"ending": ending}
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0


async def _wait(job: Job) -> None:
    while job.state in (JobState.PENDING, JobState.PROCESSING):
        await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("code", "limits", "ending", "words"),
    [
        (HANG, RenderLimits(stall=1.0), "stalled", "did not move on"),
        (SPIN, RenderLimits(deadline=2.0, stall=60.0), "overdue", "took too long"),
    ],
    ids=["no progress", "no end"],
)
async def test_a_hanging_render_is_stopped_and_the_next_one_runs(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    code: str,
    limits: RenderLimits,
    ending: str,
    words: str,
) -> None:
    replace_pyav(monkeypatch, tmp_path, code)
    renders = Renders(tmp_path / "renders", limits)
    before = _ended(ending)
    jobs = [
        await renders.submit("me", f"render_{n}", _plan(tmp_path / "a.mp4"), "v.mp4")
        for n in range(3)
    ]
    for job in jobs:
        await _wait(job)
        assert job.state == JobState.FAILED
        assert words in job.error
        assert f"render {job.id}: " in caplog.text
    assert _ended(ending) == before + 3
    async with asyncio.timeout(PATIENCE):
        while renders.counts() != (0, 0):
            await asyncio.sleep(0.01)
    await renders.close()


async def test_an_encoder_that_begins_anew_is_no_standstill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A graphics card that fails half-way: the processor starts from the first frame."""
    replace_pyav(monkeypatch, tmp_path, ANEW)
    renders = Renders(tmp_path / "renders", RenderLimits(stall=10.0))
    job = await renders.submit("me", "render_1", _plan(tmp_path / "a.mp4"), "v.mp4")
    seen = []
    while job.state in (JobState.PENDING, JobState.PROCESSING):
        seen.append(job.progress)
        await asyncio.sleep(0.05)
    assert job.state == JobState.COMPLETED
    assert seen == sorted(seen)
    await renders.close()


async def test_what_a_render_writes_to_its_standard_error_is_logged_with_its_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    replace_pyav(monkeypatch, tmp_path, HANG)
    renders = Renders(tmp_path / "renders", RenderLimits())
    job = await renders.submit("me", "render_9\nforged", _plan(tmp_path), "v.mp4")
    while "about to hang" not in caplog.text:
        await asyncio.sleep(0.05)
    assert (job.state, job.error) == (JobState.PROCESSING, "")
    assert "render render_9?forged: about to hang" in caplog.messages
    await renders.cancel(job)
    assert job.state == JobState.CANCELLED
    await renders.close()


async def test_any_error_ends_a_job(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Its plan became a folder: the child prints what no JSON of a render is."""
    renders = Renders(tmp_path / "renders", RenderLimits(at_once=1))
    first = await renders.submit("me", "one", _plan(tmp_path), "v.mp4")
    broken = await renders.submit("me", "two", _plan(tmp_path), "v.mp4")
    plan = tmp_path / "renders" / broken.key / "plan.json"
    plan.write_text('{"frames": "many", "width": [], "height": {}}')
    await _wait(first)
    await _wait(broken)
    assert broken.state == JobState.FAILED
    assert "Try again" in broken.error
    assert "render two failed" in caplog.text
    assert [r for r in caplog.records if r.levelno == logging.ERROR]
    await renders.close()


async def test_a_partial_file_that_stays_does_not_keep_a_job_open(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    renders = Renders(tmp_path / "renders", RenderLimits())
    job = await renders.submit("me", "one", _plan(tmp_path), "v.mp4")
    (tmp_path / "renders" / job.key / ".out.part").mkdir()
    async with asyncio.timeout(PATIENCE):
        await _wait(job)
    assert job.state == JobState.FAILED
    assert "a partial file remains" in caplog.text
    await renders.close()


async def test_a_damaged_job_does_not_keep_the_studio_from_starting(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "renders" / "x"
    folder.mkdir(parents=True)
    (folder / "job.json").write_text('{"surprise": 1}')
    renders = Renders(tmp_path / "renders", RenderLimits())
    await renders.start()
    assert renders.counts() == (0, 0)


async def test_an_open_render_survives_a_move_of_the_data_folder(
    tmp_path: Path,
) -> None:
    """Sources are named relative to the data folder in a stored plan."""
    old = tmp_path / "old"
    renders = Renders(old / "renders", RenderLimits())
    job = await renders.submit("me", "r", _plan(old / "sessions" / "a.mp4"), "v.mp4")
    await _wait(job)
    text = (old / "renders" / job.key / "plan.json").read_text()
    assert '"sessions/a.mp4"' in text
    assert str(tmp_path) not in text
    await renders.close()
