"""Renders over real HTTP: the queue, links, cancelling, restarts, kills."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from core.clients.agent.client import NemoAgent
from core.errors import (
    AgentRefused,
)
from core.model.agent import AgentSession, RenderId, RenderState, RenderStatus, Token
from tests.http_client import http_client
from tests.patience import PATIENCE
from tests.studio_server import stream, studio

pytestmark = pytest.mark.long
ATTRIBUTION = {
    "X-Skill-Source": "vidmuse-ai",
    "X-Skill-Version": "1",
    "X-Skill-Platform": "x",
}


async def test_export_needs_attribution_and_something_to_export(
    server: str, agent: NemoAgent, token: Token, session: AgentSession
) -> None:
    with pytest.raises(AgentRefused, match="nothing to export"):
        await agent.render(token, session.session_id, RenderId("r"), {})
    async with http_client(headers={"Authorization": f"Bearer {token}"}) as client:
        answer = await client.post(
            f"{server}/api/render/proxy/lambda", json={"id": "r"}
        )
        assert answer.json()["code"] == 402
        answer = await client.get(
            f"{server}/api/render/proxy/lambda/none", headers=ATTRIBUTION
        )
        assert answer.json()["code"] == 404


async def test_a_cancelled_render_stops(
    agent: NemoAgent, token: Token, session: AgentSession, files: dict[str, Path]
) -> None:
    id_ = session.session_id
    await agent.upload(token, id_, [stream("one.mp4", files["one.mp4"].read_bytes())])
    [e async for e in agent.instruct(token, id_, "cut it, 60 seconds")]
    state = await agent.state(token, id_)
    render = await agent.render(token, id_, RenderId("render_c"), state.draft)
    while not (await agent.render_status(token, render)).progress:
        await asyncio.sleep(0.02)
    await agent.cancel_render(token, render)
    assert (await agent.render_status(token, render)).state is RenderState.CANCELLED


async def test_a_restart_forgets_nothing(
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
            [e async for e in agent.instruct(token, id_, "cut it, 10 seconds, 360p")]
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


def test_nothing_outlives_the_studio(tmp_path: Path, files: dict[str, Path]) -> None:
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
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    line = (entry / "cmdline").read_bytes()
                except OSError:
                    continue
                if str(tmp_path).encode() in line:
                    found.append(int(entry.name))
        return found

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


async def drafted(
    agent: NemoAgent, token: Token, session: AgentSession, clip: Path, say: str
) -> Mapping[str, Any]:
    """The draft of one clip with these cuts."""
    id_ = session.session_id
    await agent.upload(token, id_, [stream("one.mp4", clip.read_bytes())])
    [e async for e in agent.instruct(token, id_, say)]
    return (await agent.state(token, id_)).draft


async def finished(agent: NemoAgent, token: Token, render: RenderId) -> RenderStatus:
    while True:
        status = await agent.render_status(token, render)
        if status.state not in (RenderState.PENDING, RenderState.PROCESSING):
            return status
        await asyncio.sleep(0.1)


async def test_a_link_needs_no_token_and_gives_ranges(
    server: str,
    agent: NemoAgent,
    token: Token,
    session: AgentSession,
    files: dict[str, Path],
) -> None:
    draft = await drafted(
        agent,
        token,
        session,
        files["one.mp4"],
        'cut it, 2 seconds, 360p, title "a/\\b"',
    )
    render = await agent.render(token, session.session_id, RenderId("link"), draft)
    status = await finished(agent, token, render)
    assert token not in status.url
    base, ticket, name = status.url.rsplit("/", 2)
    own = f"{server}/api/render/proxy/{render}/download"
    async with http_client() as web:
        whole = (await web.get(status.url)).content
        part = await web.get(status.url, headers={"Range": "bytes=4-7"})
        assert (part.status_code, part.content) == (206, b"ftyp")
        assert (await web.get(f"{base}/{ticket[:-1]}!/{name}")).status_code == 404
        assert (await web.get(own)).json()["code"] == 1001
        web.headers["Authorization"] = f"Bearer {token}"
        assert (await web.get(own)).content == whole
        other = (await agent.mint(str(uuid.uuid4()))).token
        web.headers["Authorization"] = f"Bearer {other}"
        assert (await web.get(own)).status_code == 404


async def test_the_rest_wait_in_line(
    server: str,
    agent: NemoAgent,
    token: Token,
    session: AgentSession,
    files: dict[str, Path],
) -> None:
    draft = await drafted(agent, token, session, files["one.mp4"], "cut it, 60 seconds")
    ids = [RenderId(f"line_{n}") for n in range(5)]
    for id_ in ids:
        await agent.render(token, session.session_id, id_, draft)
    headers = {"Authorization": f"Bearer {token}"}
    async with http_client(headers=headers) as web:

        async def places() -> list[int]:
            url = f"{server}/api/render/proxy/lambda"
            seen = [(await web.get(f"{url}/{id_}")).json()["data"] for id_ in ids]
            return [one["queue_position"] for one in seen]

        before = await places()
        assert before == sorted(before)
        assert max(before) >= 3
        waiting = ids[before.index(1)]
        await agent.cancel_render(token, waiting)
        assert max(await places()) == max(before) - 1
    for id_ in ids:
        await agent.cancel_render(token, id_)
        assert (await agent.render_status(token, id_)).state is RenderState.CANCELLED


async def test_a_question_is_held_until_there_is_news(
    server: str, agent: NemoAgent, token: Token, session: AgentSession,
    files: dict[str, Path],
) -> None:  # fmt: skip
    draft = await drafted(agent, token, session, files["one.mp4"], "cut it, 20 seconds")
    render = await agent.render(token, session.session_id, RenderId("held"), draft)
    seen = await agent.render_status(token, render)
    assert seen.longest_wait > 0
    for _ in range(3):
        news = await agent.render_status(token, render, seen)
        assert (
            news.state is not seen.state
            or (news.progress or 0) >= (seen.progress or 0) + 0.1
        )
        seen = news
    waiting = asyncio.create_task(agent.render_status(token, render, seen))
    await asyncio.sleep(0)
    await agent.cancel_render(token, render)
    assert (await waiting).state is RenderState.CANCELLED
    headers = {"Authorization": f"Bearer {token}"}
    async with http_client(headers=headers) as web:
        url = f"{server}/api/render/proxy/lambda/{render}"
        assert (await web.get(url, params={"wait": "soon"})).status_code == 400
        answer = await web.get(url, params={"wait": "9", "status": "cancelled"})
        assert "longest_wait" not in answer.json()["data"]


async def test_odd_drafts_are_refused_or_rendered_never_broken(
    server: str,
    agent: NemoAgent,
    token: Token,
    session: AgentSession,
    files: dict[str, Path],
) -> None:
    draft = await drafted(agent, token, session, files["one.mp4"], "cut it, 2 seconds")
    dice = random.Random(1)
    odd: list[Any] = [
        None,
        -1,
        1e308,
        float("nan"),
        float("inf"),
        [],
        {},
        "\ud800",
        10**30,
    ]

    def spoiled(value: Any) -> Any:
        if dice.random() < 0.12:
            return dice.choice(odd)
        if isinstance(value, dict):
            return {key: spoiled(one) for key, one in value.items()}
        return [spoiled(one) for one in value] if isinstance(value, list) else value

    url = f"{server}/api/render/proxy/lambda"
    headers = ATTRIBUTION | {"Authorization": f"Bearer {token}"}
    codes = set()
    async with http_client(headers=headers) as web:
        for number in range(40):
            body = {"id": f"odd_{number}", "sessionId": session.session_id}
            sent = json.dumps(body | {"draft": spoiled(draft)})
            answer = await web.post(url, content=sent)
            codes.add(answer.status_code)
            if answer.status_code == 200:
                await web.post(f"{url}/odd_{number}/cancel")
    assert codes <= {200, 400}
    assert 200 in codes


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
