"""Renders over real HTTP: the queue, links, polling, cancelling, refused drafts."""

import asyncio
import json
import random
import uuid
from pathlib import Path
from typing import Any

import pytest

from core.clients.agent.client import NemoAgent
from core.errors import (
    AgentRefused,
)
from core.model.agent import AgentSession, RenderId, RenderState, RenderStatus, Token
from studio.words.catalogue import words
from tests.http_client import http_client
from tests.studio.renders.agent_calls import drafted, finished
from tests.studio_server import studio

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
    draft = await drafted(agent, token, session, files["one.mp4"], "cut it, 60 seconds")
    render = await agent.render(token, session.session_id, RenderId("render_c"), draft)
    while not (await agent.render_status(token, render)).progress:
        await asyncio.sleep(0.02)
    await agent.cancel_render(token, render)
    assert (await agent.render_status(token, render)).state is RenderState.CANCELLED


async def test_the_error_of_a_render_is_in_the_language_of_its_project(
    tmp_path: Path, files: dict[str, Path]
) -> None:
    with studio(tmp_path) as url:
        async with http_client() as client:
            agent = NemoAgent(client, url)
            token = (await agent.mint(str(uuid.uuid4()))).token
            session = await agent.open_session(token, "zh")
            draft = await drafted(agent, token, session, files["one.mp4"], "剪成3秒")
            (clip,) = tmp_path.glob("**/assets/*.mp4")
            clip.write_bytes(b"no video")
            id_ = await agent.render(token, session.session_id, RenderId("r"), draft)
            status = await finished(agent, token, id_)
    assert status.state is RenderState.FAILED
    assert status.message == words("zh").say("errors.not_as_named", name="one.mp4")


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
            renders = [(await web.get(f"{url}/{id_}")).json()["data"] for id_ in ids]
            return [one["queue_position"] for one in renders]

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
    agent: NemoAgent, token: Token, session: AgentSession, files: dict[str, Path]
) -> None:
    """An answer comes with news, or when the time is over: however fast the machine is."""
    request = "cut it, 20 seconds, 240p"
    draft = await drafted(agent, token, session, files["one.mp4"], request)
    render = await agent.render(token, session.session_id, RenderId("held"), draft)
    clock = asyncio.get_running_loop().time
    status = await agent.render_status(token, render)
    while status.state in (RenderState.PENDING, RenderState.PROCESSING):
        start = clock()
        news = await agent.render_status(token, render, status)
        gained = (news.progress or 0) - (status.progress or 0)
        assert (
            news.state is not status.state
            or gained > 0.099  # progress is sent with three digits
            or clock() - start >= status.longest_wait > 0
        )
        status = news
    assert status.state is RenderState.COMPLETED


async def test_a_held_question_is_answered_when_the_render_is_cancelled(
    server: str, agent: NemoAgent, token: Token, session: AgentSession,
    files: dict[str, Path],
) -> None:  # fmt: skip
    draft = await drafted(agent, token, session, files["one.mp4"], "cut it, 5 minutes")
    render = await agent.render(token, session.session_id, RenderId("stopped"), draft)
    status = await agent.render_status(token, render)
    assert status.longest_wait > 0
    waiting = asyncio.create_task(_ended(agent, token, render, status))
    await asyncio.sleep(0)
    await agent.cancel_render(token, render)
    assert await waiting is RenderState.CANCELLED
    headers = {"Authorization": f"Bearer {token}"}
    async with http_client(headers=headers) as web:
        url = f"{server}/api/render/proxy/lambda/{render}"
        assert (await web.get(url, params={"wait": "soon"})).status_code == 400
        answer = await web.get(url, params={"wait": "9", "status": "cancelled"})
        assert "longest_wait" not in answer.json()["data"]


async def _ended(
    agent: NemoAgent, token: Token, render: RenderId, status: RenderStatus
) -> RenderState:
    """Ask until it has ended: the start of a render is news, too."""
    while status.state in (RenderState.PENDING, RenderState.PROCESSING):
        status = await agent.render_status(token, render, status)
    return status.state


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
