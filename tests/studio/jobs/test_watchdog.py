"""A render that hangs, fails or cannot start is ended, told, logged and counted."""

import asyncio
import json
import logging
import os
from fractions import Fraction
from pathlib import Path

import pytest

from studio import metrics
from studio.clients.jobs.queue import open_job_queue
from studio.clients.media.folder import FolderStore
from studio.flows.jobs.run_render import RenderLimits, run_render
from studio.flows.rendering.former_jobs import move_former_jobs
from studio.flows.rendering.renders import Renders, job_key
from studio.model.jobs.job import JobKind, JobState, Outcome
from studio.model.plan import FrameSpan, RenderPlan
from studio.rules.serial.plan_json import plan_to_json
from studio.words import catalogue
from tests.patience import PATIENCE
from tests.studio.fake_pyav import replace_pyav
from tests.studio.job_queue import ended, working

HANG = "import sys, time; print('about to hang', file=sys.stderr, flush=True); time.sleep(600)"
SPIN = """
import json, time
for step in range(100000):
    print(json.dumps({"progress": step / 100000}), flush=True)
    time.sleep(0.05)
"""


ANEW = """
import json, os, sys, time
open(sys.argv[-1], "wb").close()
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


@pytest.mark.parametrize(
    ("code", "limits", "ends"),
    [
        (HANG, RenderLimits(stall=1.0), ("stalled", "did not move on")),
        (SPIN, RenderLimits(deadline=2.0, stall=60.0), ("overdue", "took too long")),
    ],
    ids=["no progress", "no end"],
)
async def test_a_hanging_render_is_stopped_and_the_next_one_runs(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    redis_url: str,
    code: str,
    limits: RenderLimits,
    ends: tuple[str, str],
) -> None:
    ending, words = ends
    replace_pyav(monkeypatch, tmp_path, code)
    before = _ended(ending)
    async with working(redis_url, tmp_path, limits) as jobs:
        renders = Renders(FolderStore(tmp_path), jobs)
        submitted = [
            await renders.submit("me", f"r_{n}", _plan(tmp_path / "a.mp4"), "v.mp4")
            for n in range(3)
        ]
        for one in submitted:
            job = await ended(jobs, one)
            assert job.state is JobState.FAILED
            assert words in job.error
            assert job.error_in("zh") == catalogue.words("zh").say(
                f"errors.render_{ending}"
            )
            assert f"render {job.id}: " in caplog.text
        assert _ended(ending) == before + 3
        async with asyncio.timeout(PATIENCE):
            while await renders.counts() != (0, 0):
                await asyncio.sleep(0.01)


async def test_an_encoder_that_begins_anew_is_no_standstill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, redis_url: str
) -> None:
    """If a GPU fails half-way, the CPU renders again from the first frame."""
    replace_pyav(monkeypatch, tmp_path, ANEW)
    async with working(redis_url, tmp_path, RenderLimits(stall=10.0)) as jobs:
        renders = Renders(FolderStore(tmp_path), jobs)
        job = await renders.submit("me", "r", _plan(tmp_path / "a.mp4"), "v.mp4")
        shares = []
        while job.is_open:
            shares.append(job.progress)
            job = await renders.wait(job, PATIENCE)
    assert job.state is JobState.COMPLETED
    assert shares == sorted(shares)


async def test_what_a_render_writes_to_its_standard_error_is_logged_with_its_id(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    redis_url: str,
) -> None:
    replace_pyav(monkeypatch, tmp_path, HANG)
    async with working(redis_url, tmp_path) as jobs:
        renders = Renders(FolderStore(tmp_path), jobs)
        job = await renders.submit("me", "render_9\nforged", _plan(tmp_path), "v.mp4")
        while "about to hang" not in caplog.text:
            await asyncio.sleep(0.05)
        job = await renders.get("me", job.id)
        assert (job.state, job.error) == (JobState.PROCESSING, "")
        assert "render render_9?forged: about to hang" in caplog.messages
        assert (await renders.cancel(job)).state is JobState.CANCELLED


async def test_any_error_ends_a_job(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, redis_url: str
) -> None:
    """Its plan is damaged: the child prints no valid JSON."""
    slots = {JobKind.RENDER: 1}
    async with open_job_queue(redis_url) as waiting:
        renders = Renders(FolderStore(tmp_path), waiting)
        broken = await renders.submit("me", "two", _plan(tmp_path), "v.mp4")
        plan = tmp_path / "renders" / broken.key / "plan.json"
        plan.write_text('{"frames": "many", "width": [], "height": {}}')
        async with working(redis_url, tmp_path, slots=slots) as jobs:
            broken = await ended(jobs, broken)
    assert broken.state is JobState.FAILED
    assert "Try again" in broken.error
    assert "render two failed" in caplog.text
    assert [r for r in caplog.records if r.levelno == logging.ERROR]


async def test_a_partial_file_that_stays_does_not_keep_a_job_open(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, redis_url: str
) -> None:
    async with open_job_queue(redis_url) as waiting:
        job = await Renders(FolderStore(tmp_path), waiting).submit(
            "me", "one", _plan(tmp_path), "v.mp4"
        )
        abandoned = tmp_path / "renders" / job.key / ".out.part"
        abandoned.mkdir()
        os.utime(abandoned, (0, 0))
        async with working(redis_url, tmp_path) as jobs:
            job = await ended(jobs, job)
    assert job.state is JobState.FAILED
    assert "a partial file remains" in caplog.text


async def test_jobs_that_a_former_version_stored_go_on_and_a_damaged_one_is_skipped(
    tmp_path: Path, redis_url: str
) -> None:
    def store(folder_name: str, **fields: object) -> None:
        folder = tmp_path / "renders" / folder_name
        folder.mkdir(parents=True)
        (folder / "job.json").write_text(json.dumps(fields))

    common = {
        "id": "r",
        "user_id": "me",
        "secret": "s",
        "name": "v.mp4",
        "created": 1.0,
    }
    open_key, done_key = job_key("me", "r"), job_key("me", "done")
    store(open_key, **common, key=open_key, state="processing", progress=0.5)
    plan = json.loads(plan_to_json(_plan(Path("sessions/12/assets/a.mp4"))))
    (tmp_path / "renders" / open_key / "plan.json").write_text(json.dumps(plan))
    done = {"key": done_key, "state": "completed", "size": 3, "session_id": "12"}
    store(done_key, **common | done | {"id": "done"})
    store("x", surprise=1)
    async with open_job_queue(redis_url) as jobs:
        assert await move_former_jobs(tmp_path, jobs) == 2
        assert await move_former_jobs(tmp_path, jobs) == 0
        renders = Renders(FolderStore(tmp_path), jobs)
        assert (await renders.get("me", "r")).state is JobState.PENDING
        assert await renders.counts() == (0, 1)
        finished = await renders.by_secret(done_key, "s")
        assert (finished.state, finished.result) == (JobState.COMPLETED, {"size": 3})
        keys = {job.key for job in await jobs.of_session("12")}
        assert keys == {open_key, done_key}


async def test_an_open_render_survives_a_move_of_the_data_folder(
    tmp_path: Path, redis_url: str
) -> None:
    """Sources are named relative to the data folder in a stored plan."""
    old = tmp_path / "old"
    async with open_job_queue(redis_url) as jobs:
        job = await Renders(FolderStore(old), jobs).submit(
            "me", "r", _plan(old / "sessions" / "a.mp4"), "v.mp4"
        )
    text = (old / "renders" / job.key / "plan.json").read_text()
    assert '"sessions/a.mp4"' in text
    assert str(tmp_path) not in text


TWICE = """
import json, os, pathlib, sys, time
out = pathlib.Path(sys.argv[-1])
part = out.with_name(f".{out.name}.part")
part.write_bytes(b"the video")
print(json.dumps({"progress": 0.5}), flush=True)
while not (out.parent / "go").exists():
    time.sleep(0.02)
part.replace(out)
print(json.dumps({"done": True, "size": 9}), flush=True)
os._exit(0)
"""


async def test_an_attempt_that_lost_its_job_does_not_spoil_the_next_one_s_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A frozen process continues, and learns that another one has its job."""
    replace_pyav(monkeypatch, tmp_path, TWICE)
    folder = tmp_path / "renders" / "key"
    folder.mkdir(parents=True)
    (folder / "plan.json").write_text(plan_to_json(_plan(tmp_path / "a.mp4")))
    at_work = [asyncio.Event(), asyncio.Event()]

    def attempt(number: int) -> asyncio.Task[Outcome]:
        async def report(_: float) -> None:
            at_work[number].set()

        work = run_render("one", folder, tmp_path, RenderLimits(), report)
        return asyncio.create_task(work)

    lost, second = attempt(0), attempt(1)
    async with asyncio.timeout(PATIENCE):
        for event in at_work:
            await event.wait()
        lost.cancel()
        await asyncio.gather(lost, return_exceptions=True)
        (folder / "go").touch()
        outcome = await second
    assert (outcome.state, outcome.error) == (JobState.COMPLETED, "")
    assert (folder / "out.mp4").read_bytes() == b"the video"
    assert list(folder.glob(".*")) == []
