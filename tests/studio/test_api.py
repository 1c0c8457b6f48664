"""The studio over real HTTP: accounts, intake, runs, renders, and what it refuses."""

import asyncio
import os
import signal
import socket
import threading
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from core.clients.agent import NemoAgent
from core.errors import (
    AgentError,
    AgentRefused,
    FileTooLarge,
    NoCredits,
    SessionGone,
    TokenExpired,
    UnsupportedFile,
)
from core.model.agent import AgentSession, AgentSessionId, RenderId, RenderState, Token
from core.model.event import Heartbeat, Text, ToolCall
from core.ports import ByteStream
from tests.media import footage
from tests.studio_server import studio

ATTRIBUTION = {
    "X-Skill-Source": "vidmuse-ai",
    "X-Skill-Version": "1",
    "X-Skill-Platform": "x",
}
BEATS = [n * 0.5 for n in range(1, 16)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with studio(tmp_path_factory.mktemp("studio"), STUDIO_CREDITS="5") as url:
        yield url


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("files")
    return {
        "one.mp4": footage.write(folder / "one.mp4", 1, seconds=4),
        "two.mp4": footage.write(folder / "two.mp4", 2, seconds=4, fps=Fraction(25)),
        "song.wav": footage.wav(folder / "song.wav", footage.clicks(BEATS, 8.0)),
    }


@pytest.fixture
async def agent(server: str) -> AsyncIterator[NemoAgent]:
    async with httpx.AsyncClient() as client:
        yield NemoAgent(client, server)


@pytest.fixture
async def token(agent: NemoAgent) -> Token:
    return (await agent.mint(str(uuid.uuid4()))).token


@pytest.fixture
async def session(agent: NemoAgent, token: Token) -> AgentSession:
    return await agent.open_session(token, "en")


def stream(name: str, data: bytes, *, size: bool = True) -> ByteStream:
    async def chunks() -> AsyncIterator[bytes]:
        for at in range(0, len(data), 10_000):
            yield data[at : at + 10_000]

    return ByteStream(name, "", len(data) if size else None, chunks())


async def test_one_token_a_client_a_week(agent: NemoAgent) -> None:
    client = str(uuid.uuid4())
    minted = await agent.mint(client)
    assert minted.credits == 5
    assert abs(minted.expires_at - time.time() - 7 * 86400) < 60
    with pytest.raises(AgentError) as caught:
        await agent.mint(client)
    assert caught.value.code == 429


async def test_without_a_client_id_there_is_no_token(server: str) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{server}/api/auth/anonymous-token")
    assert answer.json()["code"] == 400


async def test_strangers_are_told_apart(
    agent: NemoAgent, session: AgentSession
) -> None:
    with pytest.raises(TokenExpired):
        await agent.credits(Token("nmv_usr_wrong"))
    other = (await agent.mint(str(uuid.uuid4()))).token
    with pytest.raises(SessionGone):
        await agent.state(other, session.session_id)
    with pytest.raises(SessionGone):
        await agent.state(other, AgentSessionId("123"))


async def test_session_ids_are_nineteen_digits(session: AgentSession) -> None:
    assert len(session.session_id) == 19
    assert session.session_id.isdigit()


async def test_clips_become_a_video(
    agent: NemoAgent,
    token: Token,
    session: AgentSession,
    files: dict[str, Path],
    tmp_path: Path,
) -> None:
    """The whole way: upload, instruct, state, render, poll, download, look at frames."""
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
    (said,) = [e.text for e in events if isinstance(e, Text)]
    assert "on the beat" in said
    state = await agent.state(token, id_)
    assert state.raw["instructions"] == 1
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


async def test_no_credits_no_work_and_words_are_free(
    agent: NemoAgent, token: Token, session: AgentSession, files: dict[str, Path]
) -> None:
    id_ = session.session_id
    await agent.upload(token, id_, [stream("one.mp4", files["one.mp4"].read_bytes())])
    [e async for e in agent.instruct(token, id_, "what can you do?")]
    assert (await agent.credits(token)).available == 5
    for number in range(5):
        [e async for e in agent.instruct(token, id_, f'title "{number}"')]
    with pytest.raises(NoCredits):
        [e async for e in agent.instruct(token, id_, "faster")]


async def test_a_run_goes_on_when_its_listener_leaves(
    agent: NemoAgent, token: Token, session: AgentSession, files: dict[str, Path]
) -> None:
    id_ = session.session_id
    await agent.upload(token, id_, [stream("one.mp4", files["one.mp4"].read_bytes())])
    async for _ in agent.instruct(token, id_, "cut it, 3 seconds"):
        break
    for _ in range(100):
        if (await agent.state(token, id_)).draft:
            break
        await asyncio.sleep(0.1)
    assert (await agent.state(token, id_)).draft


async def test_bad_files_are_refused_and_good_ones_kept(
    agent: NemoAgent, token: Token, session: AgentSession, files: dict[str, Path]
) -> None:
    id_ = session.session_id
    with pytest.raises(UnsupportedFile, match="not a file I can use"):
        await agent.upload(token, id_, [stream("x.mp4", b"not a video")])
    good = files["one.mp4"].read_bytes()
    name = 'a "b"\r\n../../c 🎬.mp4'
    (kept,) = await agent.upload(
        token, id_, [stream("x.mp4", b"nope"), stream(name, good, size=False)]
    )
    assert "/" not in kept.name
    assert "🎬" in kept.name
    (same,) = await agent.upload(token, id_, [stream("other.mp4", good)])
    assert same.name == kept.name


async def test_an_upload_cut_off_leaves_nothing(
    server: str, token: Token, session: AgentSession
) -> None:
    host, port = server.removeprefix("http://").split(":")
    head = (
        f"POST /api/upload-video/nemo_agent/me/{session.session_id} HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: 100000\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
        '--b\r\nContent-Disposition: form-data; name="files"; filename="a.mp4"\r\n\r\nabc'
    )
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(head.encode())
    async with httpx.AsyncClient() as client:
        for _ in range(30):
            answer = await client.get(f"{server}/healthz")
            await asyncio.sleep(0.02)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/a.mp4",
        "http://10.0.0.1/a.mp4",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:10.0.0.1]/a.mp4",
        "http://user:pw@127.0.0.1/a.mp4",
        "not a url",
    ],
)
async def test_addresses_are_guarded(
    agent: NemoAgent, token: Token, session: AgentSession, url: str
) -> None:
    with pytest.raises(UnsupportedFile):
        await agent.upload_urls(token, session.session_id, [url])


async def test_an_address_is_fetched_and_redirects_are_checked(
    agent: NemoAgent, token: Token, session: AgentSession, files: dict[str, Path]
) -> None:
    data = files["one.mp4"].read_bytes()

    class Web(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/away"):
                self.send_response(302)
                self.send_header("Location", "http://10.1.2.3/x.mp4")
                self.end_headers()
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    web = ThreadingHTTPServer(("127.0.0.1", 0), Web)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{web.server_address[1]}"
    try:
        (got,) = await agent.upload_urls(
            token, session.session_id, [f"{base}/my%20clip.mp4?x=1"]
        )
        assert got.name == "my clip.mp4"
        with pytest.raises(UnsupportedFile, match="not public"):
            await agent.upload_urls(token, session.session_id, [f"{base}/away"])
    finally:
        web.shutdown()
        web.server_close()


async def test_export_needs_attribution_and_something_to_export(
    server: str, agent: NemoAgent, token: Token, session: AgentSession
) -> None:
    with pytest.raises(AgentRefused, match="nothing to export"):
        await agent.render(token, session.session_id, RenderId("r"), {})
    async with httpx.AsyncClient(
        headers={"Authorization": f"Bearer {token}"}
    ) as client:
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
    await asyncio.sleep(0.5)
    await agent.cancel_render(token, render)
    assert (await agent.render_status(token, render)).state is RenderState.CANCELLED


async def test_a_silent_edit_has_no_words(
    server: str,
    agent: NemoAgent,
    token: Token,
    session: AgentSession,
    files: dict[str, Path],
) -> None:
    id_ = session.session_id
    await agent.upload(token, id_, [stream("one.mp4", files["one.mp4"].read_bytes())])
    async with httpx.AsyncClient(headers={"X-Studio-Silent": "1"}) as client:
        events = [
            e async for e in NemoAgent(client, server).instruct(token, id_, "cut it")
        ]
    assert [e for e in events if isinstance(e, ToolCall)]
    assert not [e for e in events if isinstance(e, Text)]
    assert (await agent.state(token, id_)).draft


async def test_a_restart_forgets_nothing(
    tmp_path: Path, files: dict[str, Path]
) -> None:
    async with httpx.AsyncClient() as client:
        with studio(tmp_path) as url:
            agent = NemoAgent(client, url)
            token = (await agent.mint("me")).token
            session = await agent.open_session(token, "en")
            id_ = session.session_id
            await agent.upload(
                token, id_, [stream("one.mp4", files["one.mp4"].read_bytes())]
            )
            [e async for e in agent.instruct(token, id_, "cut it, 30 seconds, 360p")]
            before = await agent.state(token, id_)
            await agent.render(token, id_, RenderId("render_r"), before.draft)
        with studio(tmp_path) as url:
            agent = NemoAgent(client, url)
            after = await agent.state(token, id_)
            assert after.fingerprint == before.fingerprint
            for _ in range(300):
                status = await agent.render_status(token, RenderId("render_r"))
                if status.state is RenderState.COMPLETED:
                    break
                await asyncio.sleep(0.1)
            assert status.state is RenderState.COMPLETED
    assert not list(tmp_path.rglob(".*.part"))
    assert not list(tmp_path.rglob(".in-*"))


async def test_too_large_is_told_while_it_streams(
    agent: NemoAgent, token: Token, session: AgentSession
) -> None:
    async def endless() -> AsyncIterator[bytes]:
        block = b"\x00" * (1 << 20)
        for _ in range(510):
            yield block

    with pytest.raises((FileTooLarge, AgentError)) as caught:
        await agent.upload(
            token, session.session_id, [ByteStream("big.mp4", "", None, endless())]
        )
    assert caught.value.code in (4002, 0)


async def test_heartbeats_come_while_it_works(
    agent: NemoAgent, token: Token, session: AgentSession, files: dict[str, Path]
) -> None:
    id_ = session.session_id
    song = stream("song.wav", files["song.wav"].read_bytes())
    await agent.upload(
        token, id_, [stream("one.mp4", files["one.mp4"].read_bytes()), song]
    )
    events = [e async for e in agent.instruct(token, id_, "sync to the beat")]
    assert all(isinstance(e, Heartbeat | Text | ToolCall) or e for e in events)


def test_nothing_outlives_the_studio(tmp_path: Path, files: dict[str, Path]) -> None:
    """kill -9 of the studio in the middle of a render leaves no process behind."""

    async def begin(url: str) -> None:
        async with httpx.AsyncClient() as client:
            agent = NemoAgent(client, url)
            token = (await agent.mint("me")).token
            id_ = (await agent.open_session(token, "en")).session_id
            await agent.upload(
                token, id_, [stream("one.mp4", files["one.mp4"].read_bytes())]
            )
            [e async for e in agent.instruct(token, id_, "cut it, 120 seconds")]
            draft = (await agent.state(token, id_)).draft
            await agent.render(token, id_, RenderId("render_k"), draft)
            await asyncio.sleep(1.0)

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
        deadline = time.time() + 10
        while ours() and time.time() < deadline:
            time.sleep(0.1)
        assert ours() == []
