"""The agent's streams of events: interrupted, silent, without an end, or slowly read."""

import asyncio

import httpx
import pytest

from core.clients.agent.client import NemoAgent
from core.errors import TurnUncertain
from core.model.event import AgentEvent, Heartbeat, PartialText, Text
from tests.core.agent.read_stream import HI, SESSION, TOKEN, events_of
from tests.fakes.byte_server import STREAM, byte_server


async def test_half_a_stream_gives_its_words_and_then_doubt(
    client: httpx.AsyncClient,
) -> None:
    head = STREAM.replace(b"Connection: close", b"Content-Length: 999")
    heard: list[AgentEvent] = []

    async def listen(agent: NemoAgent) -> None:
        async for event in agent.instruct(TOKEN, SESSION, "x"):
            heard.append(event)

    async with byte_server(head, HI, b'data: {"con') as fake:
        with pytest.raises(TurnUncertain):
            await listen(NemoAgent(client, fake.url))
    assert [e for e in heard if not isinstance(e, Heartbeat | PartialText)] == [
        Text("Hi")
    ]


@pytest.mark.parametrize("breaks", [True, False])
async def test_words_that_came_in_part_before_a_break_are_posted(
    client: httpx.AsyncClient, breaks: bool
) -> None:
    part = b'data: {"partial": true, "content": {"parts": [{"text": "I cut"}]}}\n\n'
    head = STREAM.replace(b"Connection: close", b"Content-Length: 999")
    heard: list[AgentEvent] = []

    async def listen(agent: NemoAgent) -> None:
        async for event in agent.instruct(TOKEN, SESSION, "x"):
            heard.append(event)

    async with byte_server(
        head if breaks else STREAM, part, 0.0 if breaks else 30.0
    ) as fake:
        with pytest.raises(TurnUncertain):
            await listen(NemoAgent(client, fake.url, quiet=30.0 if breaks else 0.3))
    assert [e for e in heard if not isinstance(e, Heartbeat | PartialText)] == [
        Text("I cut")
    ]


async def test_heartbeats_for_ever_end_at_the_limit_without_progress(
    client: httpx.AsyncClient,
) -> None:
    async with byte_server(STREAM, again=b": ping\n\n") as fake:
        with pytest.raises(TurnUncertain):
            await events_of(NemoAgent(client, fake.url, quiet=0.3))


async def test_silence_ends_at_the_same_limit(client: httpx.AsyncClient) -> None:
    async with byte_server(STREAM, HI, 30.0) as fake:
        with pytest.raises(TurnUncertain):
            await events_of(NemoAgent(client, fake.url, quiet=0.3))


async def test_the_whole_turn_has_a_limit_too(client: httpx.AsyncClient) -> None:
    async with byte_server(STREAM, again=HI) as fake:
        with pytest.raises(TurnUncertain):
            await events_of(NemoAgent(client, fake.url, turn=0.3))


async def test_a_slow_listener_is_never_cancelled_by_the_limit(
    client: httpx.AsyncClient,
) -> None:
    finished: list[AgentEvent] = []

    async def listen(agent: NemoAgent) -> None:
        async for event in agent.instruct(TOKEN, SESSION, "x"):
            await asyncio.sleep(0.5)
            finished.append(event)

    async with byte_server(STREAM, again=HI) as fake:
        with pytest.raises(TurnUncertain):
            await listen(NemoAgent(client, fake.url, turn=0.2))
    assert finished


async def test_a_pause_between_words_is_not_an_end(client: httpx.AsyncClient) -> None:
    async with byte_server(STREAM, HI, 0.3, HI) as fake:
        assert await events_of(NemoAgent(client, fake.url)) == [Text("Hi"), Text("Hi")]


@pytest.mark.parametrize(
    "end",
    [
        b'data: {"content":{"parts":[{"text":"and th',
        b'data: {"content":{"parts":[{"text":"and th\n\n',
    ],
)
async def test_a_clean_end_in_the_middle_of_an_event_is_no_end(
    client: httpx.AsyncClient, end: bytes
) -> None:
    async with byte_server(STREAM, HI, end) as fake:
        with pytest.raises(TurnUncertain):
            await events_of(NemoAgent(client, fake.url))


async def test_a_last_event_without_a_blank_line_is_an_end(
    client: httpx.AsyncClient,
) -> None:
    async with byte_server(STREAM, HI, HI.rstrip()) as fake:
        assert await events_of(NemoAgent(client, fake.url)) == [Text("Hi"), Text("Hi")]
