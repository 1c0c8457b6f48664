"""The agent's client: codes, failures, headers, uploads, downloads, and no token in errors."""

from collections.abc import AsyncIterator

import httpx
import pytest

from core.clients.agent.client import NemoAgent
from core.errors import (
    AgentBusy,
    AgentDown,
    AgentError,
    AgentRefused,
    ExportLocked,
    FileTooLarge,
    NoCredits,
    RenderFailed,
    SessionGone,
    TokenExpired,
    TurnUncertain,
    UnsupportedFile,
)
from core.model.agent import RenderId
from core.ports import ByteStream
from tests.core.agent.read_stream import SESSION, TOKEN, events_of
from tests.fakes.byte_server import answer, byte_server


@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize(
    ("code", "error"),
    [
        (1001, TokenExpired),
        (1002, SessionGone),
        (2001, NoCredits),
        (4001, UnsupportedFile),
        (4002, FileTooLarge),
        (402, ExportLocked),
        (429, AgentBusy),
        (777, AgentRefused),
    ],
)
async def test_the_code_decides_under_any_status(
    client: httpx.AsyncClient, code: int, error: type[AgentError], status: int
) -> None:
    body = b'{"code":%d,"message":"no"}' % code
    async with byte_server(
        answer(body, status, "text/plain", "Retry-After: 7")
    ) as fake:
        with pytest.raises(error) as caught:
            await NemoAgent(client, fake.url).credits(TOKEN)
    if isinstance(caught.value, AgentBusy):
        assert caught.value.retry_after == 7


@pytest.mark.parametrize(
    "play",
    [
        (answer(b"<html>502</html>", 502, "text/html"),),
        (answer(b"<html>fine</html>", 200, "text/html"),),
        (answer(b"\x00\xffgarbage", 200, "application/json"),),
        (answer(b"[1]"),),
        (answer(b"", 500),),
        (b"not http at all\r\n\r\n",),
        (answer(b'{"code":0}')[:-4],),
        (),
    ],
)
async def test_nonsense_is_an_agent_that_is_down(
    client: httpx.AsyncClient, play: tuple[bytes, ...]
) -> None:
    async with byte_server(*play) as fake:
        with pytest.raises(AgentDown) as caught:
            await NemoAgent(client, fake.url).credits(TOKEN)
        assert caught.value.sent
        with pytest.raises((TurnUncertain, AgentDown)) as uncertain:
            await events_of(NemoAgent(client, fake.url))
    assert getattr(uncertain.value, "sent", True)


async def test_what_was_never_connected_was_surely_not_sent(
    client: httpx.AsyncClient,
) -> None:
    agent = NemoAgent(client, "http://127.0.0.1:1")
    for call in (agent.credits(TOKEN), events_of(agent)):
        with pytest.raises(AgentDown) as caught:
            await call
        assert not caught.value.sent


@pytest.mark.parametrize(
    "body",
    [
        answer(b'{"code":1001,"message":"expired"}', 200, "text/event-stream"),
        answer(b'{\n  "code": 1001,\n  "data": null\n}', 200, "text/event-stream"),
        answer(b'{"code":1001}', 401),
        answer(b'data: {"code":1001}\n\n', 200, "text/event-stream"),
        answer(b': hi\n\ndata: {"code":"1001"}\n\n', 200, "text/event-stream"),
    ],
)
async def test_a_refusal_is_raised_wherever_it_stands(
    client: httpx.AsyncClient, body: bytes
) -> None:
    async with byte_server(body) as fake:
        with pytest.raises(TokenExpired):
            await events_of(NemoAgent(client, fake.url))


async def test_calls_carry_who_asks_and_ids_stay_whole(
    client: httpx.AsyncClient,
) -> None:
    body = b'{"code":0,"data":{"session_id":1234567890123456789,"task_id":"t"}}'
    async with byte_server(answer(body)) as fake:
        agent = NemoAgent(client, fake.url, platform="cursor")
        session = await agent.open_session(TOKEN, "zh")
    assert session.session_id == SESSION
    headers = fake.got[0].headers
    assert headers["authorization"] == f"Bearer {TOKEN}"
    assert headers["x-skill-source"] == "vidmuse-ai"
    assert headers["x-skill-platform"] == "cursor"
    assert headers["x-skill-version"]


async def test_files_are_streamed_with_their_length(client: httpx.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"one"
        yield b"two"

    body = b'{"code":0,"data":{"files":[{"filename":"a.mp4","duration":"1.5"}]}}'
    async with byte_server(answer(body)) as fake:
        stream = ByteStream('a"\r\n🎬.mp4', "video/mp4", 6, chunks())
        (done,) = await NemoAgent(client, fake.url).upload(TOKEN, SESSION, [stream])
    assert (done.name, done.seconds) == ("a.mp4", 1.5)
    got = fake.got[0]
    assert got.body.count(b"onetwo") == 1
    assert got.body.endswith(b"--\r\n")
    assert b'filename="a___\xf0\x9f\x8e\xac.mp4"' in got.body


async def test_the_token_never_goes_to_another_host(client: httpx.AsyncClient) -> None:
    async with (
        byte_server(answer(b"film", 200, "video/mp4")) as cdn,
        byte_server() as fake,
    ):
        fake.route = lambda path: answer(
            b"", 302, "text/plain", f"Location: {cdn.url}/x.mp4"
        )
        agent = NemoAgent(client, fake.url)
        for url in ("", f"{cdn.url}/y.mp4", "/relative.mp4"):
            async with agent.download(TOKEN, RenderId("r"), url) as stream:
                assert b"".join([c async for c in stream.chunks]) == b"film"
    assert [got.headers.get("authorization") for got in cdn.got] == [None] * 3
    assert all("authorization" in got.headers for got in fake.got)
    assert [got.line.split()[1] for got in fake.got] == [
        "/api/render/proxy/r/download",
        "/relative.mp4",
    ]


async def test_a_download_that_fails_says_how(client: httpx.AsyncClient) -> None:
    async with byte_server() as fake:
        agent = NemoAgent(client, fake.url)
        answers = (
            (answer(b"<html>", 200, "text/html"), RenderFailed),
            (answer(b'{"code":1001}', 401), TokenExpired),
            (answer(b"", 302, "text/plain", "Location: /again"), RenderFailed),
        )
        for body, error in answers:
            fake.route = lambda path, body=body: body
            with pytest.raises(error):
                async with agent.download(TOKEN, RenderId("r"), ""):
                    pass


async def test_no_error_shows_a_token(client: httpx.AsyncClient) -> None:
    body = b'{"code":777,"message":"bad token nmv_usr_abcdef at /srv/app/x.py"}'
    async with byte_server(answer(body)) as fake:
        with pytest.raises(AgentRefused) as caught:
            await NemoAgent(client, fake.url).credits(TOKEN)
    assert "nmv_usr" not in str(caught.value)
    assert "/srv" not in str(caught.value)


async def test_a_file_over_the_limit_is_refused_before_it_is_sent(
    client: httpx.AsyncClient,
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(50):
            yield b"0123456789"

    async with byte_server(30.0) as fake:
        agent = NemoAgent(client, fake.url, largest=100)
        for size in (500, None):
            stream = ByteStream("a.mp4", "video/mp4", size, chunks())
            with pytest.raises(FileTooLarge):
                await agent.upload(TOKEN, SESSION, [stream])
            if size:
                assert fake.got == []


async def test_a_render_that_is_known_already_counts_as_accepted(
    client: httpx.AsyncClient,
) -> None:
    for body in (
        answer(b'{"code":409,"message":"exists"}'),
        answer(b'{"detail":"exists"}', 409),
    ):
        async with byte_server(body) as fake:
            agent = NemoAgent(client, fake.url)
            assert await agent.render(TOKEN, SESSION, RenderId("r"), {}) == "r"


async def test_a_link_that_is_refused_with_a_code_is_a_dead_link(
    client: httpx.AsyncClient,
) -> None:
    refusal = answer(b'{"code":403,"message":"signature expired"}', 403)
    async with byte_server(refusal) as cdn, byte_server(refusal) as fake:
        agent = NemoAgent(client, fake.url)
        for url in (f"{cdn.url}/old.mp4", f"{fake.url}/old.mp4"):
            with pytest.raises(RenderFailed):
                async with agent.download(TOKEN, RenderId("r"), url):
                    pass


async def test_the_session_tells_whose_account_it_is(client: httpx.AsyncClient) -> None:
    body = b'{"code":0,"data":{"session_id":"1","task_id":"t","user":{"id":"anon_7"}}}'
    async with byte_server(answer(body)) as fake:
        session = await NemoAgent(client, fake.url).open_session(TOKEN, "en")
    assert session.user_id == "anon_7"
