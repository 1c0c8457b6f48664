"""Renderers are processes: one that is killed loses its job to another one."""

import asyncio
import os
import signal
import time
from fractions import Fraction
from pathlib import Path

import pytest

from studio.clients.jobs.queue import open_job_queue
from studio.clients.media.folder import FolderStore
from studio.commands import renderer as command
from studio.flows.rendering.renders import Renders
from studio.model.jobs.job import JobState
from studio.model.plan import FrameSpan, RenderPlan
from tests.patience import PATIENCE
from tests.studio.fake_pyav import replace_pyav
from tests.studio.job_queue import ended
from tests.studio.renderer import renderer

FIRST_HANGS = """
import json, os, sys
from pathlib import Path
mark = Path(r"{mark}")
first = not mark.exists()
mark.write_text(str(os.getppid()))
print(json.dumps({{"progress": 0.1}}), flush=True)
if first:
    sys.stdin.read()  # until the renderer is gone
    os._exit(1)
Path(sys.argv[-1]).write_bytes(b"x")
print(json.dumps({{"done": True, "size": 1}}), flush=True)
os._exit(0)
"""


@pytest.mark.long
async def test_a_killed_renderer_s_job_is_done_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, redis_url: str
) -> None:
    mark = tmp_path / "mark"
    code = FIRST_HANGS.format(mark=mark)
    replace_pyav(monkeypatch, tmp_path, code, forked=False)
    data = tmp_path / "studio"
    data.mkdir()
    plan = RenderPlan(64, 36, Fraction(30), 30, (FrameSpan(0, 30, "a.mp4", 0.0),))
    async with open_job_queue(redis_url) as jobs:
        with renderer(tmp_path, redis_url) as first:
            job = await Renders(FolderStore(data), jobs).submit(
                "me", "r", plan, "v.mp4"
            )
            async with asyncio.timeout(PATIENCE):
                while not job.progress:
                    changed = await jobs.wait(job, PATIENCE)
                    assert changed
                    job = changed
            with renderer(tmp_path, redis_url) as second:
                assert int(mark.read_text()) == first
                os.kill(first, signal.SIGKILL)
                died = time.monotonic()
                job = await ended(jobs, job)
                print(f"done elsewhere after {time.monotonic() - died:.1f} s")
                assert int(mark.read_text()) == second
    assert (job.state, job.attempts) == (JobState.COMPLETED, 2)


def test_a_renderer_without_the_studio_s_folder_says_what_to_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VIDMUSE_DATA", str(tmp_path))
    assert command.main([]) == 2
    assert "set VIDMUSE_DATA to the folder of the studio" in capsys.readouterr().err
