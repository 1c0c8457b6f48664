"""The studio's log: one line, the id of the request, no secret; jobs are measured."""

import json
import logging
import os
import subprocess
import sys
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from common.correlation import bound, current_id, valid_id
from common.log import RedactingFormatter
from studio import metrics
from studio.clients.jobs.queue import open_job_queue
from studio.clients.media.folder import FolderStore
from studio.flows.rendering.renders import Renders
from studio.media.process_usage import read_usage, usage_of
from studio.model.jobs.job import Job, JobKind, JobState, Operation
from studio.model.plan import FrameSpan, RenderPlan
from tests.studio.fake_pyav import replace_pyav
from tests.studio.job_queue import ended, working

FAILS = "import sys; print('no such codec', file=sys.stderr); raise RuntimeError"


def line(text: str, *, as_json: bool) -> str:
    record = logging.LogRecord("part", logging.INFO, "", 0, text, (), None)
    return RedactingFormatter(["sk-model-key"], as_json=as_json).format(record)


def test_a_line_has_the_request_s_id_and_no_secret() -> None:
    with bound("abcdefg2345672"):
        shown = line("the model took sk-model-key", as_json=False)
        assert shown.endswith("the model took … [abcdefg2345672]")
        assert json.loads(line("done", as_json=True))["turn"] == "abcdefg2345672"
    assert line("done", as_json=False).endswith(": done")


@pytest.mark.parametrize("sent", [b"", b"a b", b"x\nforged", b"\xff", b"a" * 65])
def test_an_id_with_characters_that_break_the_log_is_dropped(sent: bytes) -> None:
    assert valid_id(sent) == ""
    assert valid_id(b"abcdefg2345672") == "abcdefg2345672"


async def test_each_render_logs_under_the_request_that_asked_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, redis_url: str
) -> None:
    """The second render starts when the first one ends, outside of any request."""
    replace_pyav(monkeypatch, tmp_path, FAILS)
    records: list[tuple[str, str]] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append((current_id(), record.getMessage()))

    handler = Handler()
    logging.getLogger("studio").addHandler(handler)
    count = {"operation": "render"}
    name = "vidmuse_studio_job_seconds_count"
    before = metrics.REGISTRY.get_sample_value(name, count) or 0
    span = FrameSpan(0, 30, str(tmp_path / "a.mp4"), 0.0)
    plan = RenderPlan(64, 36, Fraction(30), 30, (span,))
    async with working(redis_url, tmp_path, slots={JobKind.RENDER: 1}) as queue:
        renders = Renders(FolderStore(tmp_path), queue)
        jobs = []
        for number in (1, 2):
            with bound(f"turn{number}"):
                jobs.append(await renders.submit("me", f"r{number}", plan, "v.mp4"))
        for job in jobs:
            assert (await ended(queue, job)).state is JobState.FAILED
    logging.getLogger("studio").removeHandler(handler)
    assert ("turn1", "render r1: no such codec") in records
    assert ("turn2", "render r2: no such codec") in records
    assert metrics.REGISTRY.get_sample_value(name, count) == before + 2


async def test_the_age_of_the_line_is_that_of_the_oldest_waiting_job(
    redis_url: str,
) -> None:
    async with open_job_queue(redis_url) as jobs:
        assert await jobs.age(JobKind.RENDER) == 0.0
        for number, age in enumerate((100.0, 5.0)):
            job = Job(f"k{number}", JobKind.RENDER, Operation.RENDER, user_id="me")
            await jobs.submit(replace(job, created=time.time() - age))
        assert 100.0 <= await jobs.age(JobKind.RENDER) < 5000.0
        assert await jobs.age(JobKind.PREVIEW) == 0.0
        for key in ("k0", "k1"):
            await jobs.delete(key)


@pytest.mark.skipif(sys.platform != "linux", reason="Linux counts the parent's")
def test_the_memory_of_the_studio_is_not_that_of_its_job() -> None:
    held = bytearray(64 << 20)
    held[:: 1 << 12] = b"1" * len(held[:: 1 << 12])
    code = "from studio.media.process_usage import print_usage; print_usage()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    own, job = usage_of(os.getpid()), read_usage(json.loads(done.stdout))
    assert own is not None
    assert job is not None
    assert 0 < job.peak_bytes < len(held) < own.peak_bytes
