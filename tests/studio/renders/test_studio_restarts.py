"""Renders and files after a restart, a moved data folder or a killed studio."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.clients.agent.client import NemoAgent
from core.model.agent import RenderId, RenderState
from tests.http_client import http_client
from tests.patience import PATIENCE
from tests.studio.renders.agent_calls import finished
from tests.studio_server import stream, studio

pytestmark = pytest.mark.chaos


async def test_a_restart_keeps_the_draft_and_the_render(
    tmp_path: Path, files: dict[str, Path]
) -> None:
    async with http_client() as client:
        with studio(tmp_path) as url:
            agent = NemoAgent(client, url)
            token = (await agent.mint("me")).token
            session = await agent.open_session(token, "en")
            id_ = session.session_id
            await agent.upload(
                token, id_, [stream("one.mp4", files["one.mp4"].read_bytes())]
            )
            [e async for e in agent.instruct(token, id_, "cut it, 10 seconds, 240p")]
            before = await agent.state(token, id_)
            await agent.render(token, id_, RenderId("render_r"), before.draft)
        with studio(tmp_path) as url:
            agent = NemoAgent(client, url)
            after = await agent.state(token, id_)
            memory = {"reply": after.raw["reply"]}  # only the process knows it
            assert after.raw == {**before.raw, **memory}
            status = await finished(agent, token, RenderId("render_r"))
            assert status.state is RenderState.COMPLETED
    assert not list(tmp_path.rglob(".*.part"))
    assert not list(tmp_path.rglob(".in-*"))


async def test_a_moved_data_folder_loses_nothing_and_a_lost_clip_can_be_sent_again(
    tmp_path: Path, files: dict[str, Path]
) -> None:
    clip = files["one.mp4"].read_bytes()
    async with http_client() as client:
        with studio(tmp_path / "old") as url:
            agent = NemoAgent(client, url)
            first = await agent.mint("me")
            id_ = (await agent.open_session(first.token, "en")).session_id
            await agent.upload(first.token, id_, [stream("one.mp4", clip)])
            say = "cut it, 1 second, 240p"
            [e async for e in agent.instruct(first.token, id_, say)]
            draft = (await agent.state(first.token, id_)).draft
        (tmp_path / "old").rename(tmp_path / "new")
        with studio(tmp_path / "new") as url:
            agent = NemoAgent(client, url)
            token = (await agent.mint("me")).token  # as when the week is over
            moved = await agent.render(token, id_, RenderId("moved"), draft)
            assert (await finished(agent, token, moved)).state is RenderState.COMPLETED
            (file,) = (tmp_path / "new").glob("studio/sessions/*/assets/*")
            file.unlink()
            lost = await agent.render(token, id_, RenderId("lost"), draft)
            assert (await finished(agent, token, lost)).state is RenderState.FAILED
            (again,) = await agent.upload(token, id_, [stream("one.mp4", clip)])
            assert again.name == "one.mp4"
            healed = await agent.render(token, id_, RenderId("healed"), draft)
            status = await finished(agent, token, healed)
            assert status.state is RenderState.COMPLETED


def test_a_killed_studio_leaves_no_process(
    tmp_path: Path, files: dict[str, Path]
) -> None:
    """kill -9 of the studio in the middle of a render leaves no process behind."""

    async def begin(url: str) -> None:
        async with http_client() as client:
            agent = NemoAgent(client, url)
            token = (await agent.mint("me")).token
            id_ = (await agent.open_session(token, "en")).session_id
            await agent.upload(
                token, id_, [stream("one.mp4", files["one.mp4"].read_bytes())]
            )
            [e async for e in agent.instruct(token, id_, "cut it, 120 seconds")]
            draft = (await agent.state(token, id_)).draft
            render = await agent.render(token, id_, RenderId("render_k"), draft)
            while not (await agent.render_status(token, render)).progress:
                await asyncio.sleep(0.02)

    def ours() -> list[int]:
        numbers = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    line = (entry / "cmdline").read_bytes()
                except OSError:
                    continue
                if str(tmp_path).encode() in line:
                    numbers.append(int(entry.name))
        return numbers

    if not Path("/proc").exists():
        pytest.skip("needs /proc")
    with studio(tmp_path) as url:
        asyncio.run(begin(url))
        rendering = ours()
        assert rendering
        parent = int(
            (Path("/proc") / str(rendering[0]) / "stat").read_text().split()[3]
        )
        os.kill(parent, signal.SIGKILL)
        until = time.monotonic() + PATIENCE
        while survivors := ours():
            assert time.monotonic() < until, survivors
            time.sleep(0.05)


def test_one_studio_a_folder(tmp_path: Path) -> None:
    with studio(tmp_path):
        second = subprocess.run(
            [sys.executable, "-P", "-m", "studio", "serve", "--http", "127.0.0.1:0"],
            env=os.environ | {"VIDMUSE_DATA": str(tmp_path)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
    assert second.returncode == 2
    assert "Another studio" in second.stderr
    assert "Traceback" not in second.stderr
