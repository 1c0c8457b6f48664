"""The studio over real HTTP: a whole session, and the events of instructions."""

import asyncio
import json
import os
from pathlib import Path

import pytest

from core.clients.agent.client import NemoAgent
from core.errors import AgentError
from core.model.agent import AgentSession, RenderId, RenderState, Token
from core.model.event import Text, ToolCall
from tests.http_client import http_client
from tests.media import footage
from tests.patience import PATIENCE
from tests.studio_server import stream


@pytest.mark.long
async def test_clips_become_a_video(
    agent: NemoAgent,
    token: Token,
    session: AgentSession,
    files: dict[str, Path],
    tmp_path: Path,
) -> None:
    """Upload, instruct, read the state, render, poll, download, and check the frames."""
    id_ = session.session_id
    names = list(files)
    uploaded = await agent.upload(
        token, id_, [stream(n, files[n].read_bytes()) for n in names]
    )
    assert [(one.name, one.kind) for one in uploaded] == [
        ("one.mp4", "video"), ("two.mp4", "video"), ("song.wav", "audio"),
    ]  # fmt: skip
    assert uploaded[0].seconds == pytest.approx(4, abs=0.05)
    events = [
        e async for e in agent.instruct(token, id_, "sync to the beat, 6 seconds, 360p")
    ]
    assert [e.name for e in events if isinstance(e, ToolCall)] == [
        "look_at_clips", "analyze_music", "update_draft",
    ]  # fmt: skip
    (reply,) = [e.text for e in events if isinstance(e, Text)]
    assert "on the beat" in reply
    state = await agent.state(token, id_)
    assert state.raw["instructions"] == 1
    assert state.raw["reply"] == {"instruction": 1, "texts": [reply]}
    assert len(state.assets) == 3
    credits_ = await agent.credits(token)
    assert (credits_.available, credits_.frozen) == (4, 0)

    render = await agent.render(token, id_, RenderId("render_1"), state.draft)
    again = await agent.render(token, id_, RenderId("render_1"), state.draft)
    assert render == again
    while (
        status := await agent.render_status(token, render)
    ).state is not RenderState.COMPLETED:
        assert status.state in (RenderState.PENDING, RenderState.PROCESSING)
        await asyncio.sleep(0.2)
    out = tmp_path / "out.mp4"
    async with agent.download(token, render, status.url) as got:
        out.write_bytes(b"".join([chunk async for chunk in got.chunks]))
    shown = [footage.decoded(luma)[0] for luma in footage.lumas(out)]
    assert len(shown) == 180
    assert set(shown) == {1, 2}
    cuts = [n / 30 for n in range(1, len(shown)) if shown[n] != shown[n - 1]]
    beats = [beat / 1000 for beat in state.draft["m"]["beats"]]
    for cut in cuts:
        assert min(abs(cut - beat) for beat in beats) <= 0.5 / 30 + 0.001


async def test_undo_is_exact(
    agent: NemoAgent, token: Token, session: AgentSession, files: dict[str, Path]
) -> None:
    id_ = session.session_id
    await agent.upload(token, id_, [stream("one.mp4", files["one.mp4"].read_bytes())])
    [e async for e in agent.instruct(token, id_, "cut it, 3 seconds")]
    before = (await agent.state(token, id_)).draft
    [e async for e in agent.instruct(token, id_, 'title "Hi" in red')]
    assert (await agent.state(token, id_)).draft != before
    [e async for e in agent.instruct(token, id_, "undo")]
    assert (await agent.state(token, id_)).draft == before


async def test_a_run_goes_on_when_its_listener_leaves(
    agent: NemoAgent, token: Token, session: AgentSession, files: dict[str, Path]
) -> None:
    id_ = session.session_id
    await agent.upload(token, id_, [stream("one.mp4", files["one.mp4"].read_bytes())])
    async for _ in agent.instruct(token, id_, "cut it, 3 seconds"):
        break
    async with asyncio.timeout(PATIENCE):
        while not (await agent.state(token, id_)).draft:
            await asyncio.sleep(0.05)


async def test_a_title_is_without_controls_and_invisible_characters(
    agent: NemoAgent, token: Token, session: AgentSession, files: dict[str, Path]
) -> None:
    id_ = session.session_id
    await agent.upload(token, id_, [stream("one.mp4", files["one.mp4"].read_bytes())])
    text = 'cut it, 3 seconds, title "\x1b[31mSum\u200bmer\x1b[0m"'
    async for _ in agent.instruct(token, id_, text):
        pass
    draft = json.dumps((await agent.state(token, id_)).draft, ensure_ascii=False)
    assert '"Summer"' in draft
    assert "31m" not in draft


async def test_a_silent_edit_has_no_words(
    server: str,
    agent: NemoAgent,
    token: Token,
    session: AgentSession,
    files: dict[str, Path],
) -> None:
    id_ = session.session_id
    await agent.upload(token, id_, [stream("one.mp4", files["one.mp4"].read_bytes())])
    async with http_client(headers={"X-Studio-Silent": "1"}) as client:
        events = [
            e async for e in NemoAgent(client, server).instruct(token, id_, "cut it")
        ]
    assert [e for e in events if isinstance(e, ToolCall)]
    assert not [e for e in events if isinstance(e, Text)]
    assert (await agent.state(token, id_)).draft


async def test_the_stream_beats_while_it_works(
    server: str,
    agent: NemoAgent,
    token: Token,
    session: AgentSession,
    files: dict[str, Path],
) -> None:
    """The events are those of the agent server: camelCase, ids, calls with answers."""
    new = files["one.mp4"].read_bytes() + os.urandom(8)  # it was not analysed yet
    song = files["song.wav"].read_bytes() + os.urandom(8)
    sent = [stream("one.mp4", new), stream("song.wav", song)]
    await agent.upload(token, session.session_id, sent)
    body = {
        "app_name": "nemo_agent",
        "user_id": "me",
        "session_id": session.session_id,
        "new_message": {"parts": [{"text": "sync to the beat"}]},
    }
    headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream"}
    async with http_client(headers=headers) as web:
        answer = await web.post(f"{server}/run_sse", json=body)
    assert answer.headers["content-type"].startswith("text/event-stream")
    frames = answer.text.split("\n\n")
    assert frames.pop() == ""
    assert ": heartbeat" in frames
    events = [json.loads(f.removeprefix("data: ")) for f in frames if f[0] != ":"]
    assert len({event["invocationId"] for event in events}) == 1
    assert len({event["id"] for event in events}) == len(events)
    assert {event["author"] for event in events} == {"nemo_agent"}
    parts = [part for event in events for part in event["content"]["parts"]]
    calls = [part["functionCall"] for part in parts if "functionCall" in part]
    answers = [p["functionResponse"] for p in parts if "functionResponse" in p]
    assert [one["id"] for one in calls] == [one["id"] for one in answers]
    assert "text" in parts[-1]


async def test_instructions_wait_in_line(
    agent: NemoAgent, token: Token, session: AgentSession, files: dict[str, Path]
) -> None:
    id_ = session.session_id
    await agent.upload(token, id_, [stream("one.mp4", files["one.mp4"].read_bytes())])

    async def say(text: str) -> None:
        [e async for e in agent.instruct(token, id_, text)]

    await say("cut it, 3 seconds")
    await asyncio.gather(say('title "one"'), say("9:16"), say("faster"))
    state = await agent.state(token, id_)
    assert state.raw["instructions"] == 4
    assert state.raw["version"] == 3
    assert state.draft["m"]["width"] < state.draft["m"]["height"]
    titles = [track["sg"] for track in state.draft["t"] if track["tt"] == 7]
    assert [one["text"] for one in titles[0]] == ["one"]
    assert (await agent.credits(token)).available == 1


async def test_an_instruction_that_is_too_long_is_refused(
    agent: NemoAgent, token: Token, session: AgentSession
) -> None:
    id_ = session.session_id
    with pytest.raises(AgentError, match="longer than 40000 characters"):
        [e async for e in agent.instruct(token, id_, "x" * 40_001)]
    assert (await agent.state(token, id_)).raw.get("instructions", 0) == 0


async def test_an_open_question_stands_in_the_state_until_it_is_answered(
    agent: NemoAgent, token: Token, session: AgentSession, files: dict[str, Path]
) -> None:
    id_ = session.session_id
    await agent.upload(token, id_, [stream("one.mp4", files["one.mp4"].read_bytes())])
    for text in ("3 seconds", "add a title"):
        [e async for e in agent.instruct(token, id_, text)]
    question = (await agent.state(token, id_)).raw["question"]
    assert question == {"key": "title_text", "choices": []}
    [e async for e in agent.instruct(token, id_, "Hello World")]
    state = await agent.state(token, id_)
    assert "question" not in state.raw
    titles = [track["sg"] for track in state.draft["t"] if track["tt"] == 7]
    assert [one["text"] for one in titles[0]] == ["Hello World"]
