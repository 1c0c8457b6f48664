"""Uploads over real HTTP: accepted and refused ones, and the files that are left."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from core.clients.agent.client import NemoAgent
from core.clients.agent.multipart import multipart
from core.errors import (
    UnsupportedFile,
)
from core.model.agent import AgentSession, Token
from core.ports import ByteStream
from studio.media.files import TEMP_SUFFIX
from tests.http_client import http_client
from tests.studio_server import stream, studio


async def test_bad_files_are_refused_and_good_ones_kept(
    agent: NemoAgent, token: Token, session: AgentSession, files: dict[str, Path]
) -> None:
    id_ = session.session_id
    with pytest.raises(UnsupportedFile, match="is damaged"):
        await agent.upload(token, id_, [stream("x.mp4", b"not a video")])
    good = files["one.mp4"].read_bytes()
    name = 'a "b"\r\n../../c 🎬.mp4'
    (clip,) = await agent.upload(
        token, id_, [stream("x.mp4", b"nope"), stream(name, good, size=False)]
    )
    assert "/" not in clip.name
    assert "🎬" in clip.name
    (same,) = await agent.upload(token, id_, [stream("other.mp4", good)])
    assert same.name == clip.name


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", "“x.mp4”损坏了"), ("zh-TW", "「x.mp4」損壞了")],
)
async def test_a_refusal_is_in_the_language_of_the_session(
    agent: NemoAgent, token: Token, language: str, words: str
) -> None:
    session = await agent.open_session(token, language)
    with pytest.raises(UnsupportedFile, match=words):
        await agent.upload(token, session.session_id, [stream("x.mp4", b"nope")])


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
    async with http_client() as client:
        for _ in range(30):
            answer = await client.get(f"{server}/healthz")
            assert answer.status_code == 200
            await asyncio.sleep(0.02)


async def test_only_what_is_too_large_is_refused(
    tmp_path: Path, files: dict[str, Path]
) -> None:
    """Sent without our client, which refuses files of this size."""
    with studio(tmp_path / "small", STUDIO_UPLOAD_MB="8") as url:
        async with http_client() as client:
            agent = NemoAgent(client, url)
            token = (await agent.mint("a person")).token
            session = await agent.open_session(token, "en")
        await _send_too_much(url, token, session, files)


async def _send_too_much(
    server: str, token: Token, session: AgentSession, files: dict[str, Path]
) -> None:

    async def endless() -> AsyncIterator[bytes]:
        block = b"\x00" * (1 << 20)
        for _ in range(18):
            yield block

    url = f"{server}/api/upload-video/nemo_agent/me/{session.session_id}"
    headers = {"Authorization": f"Bearer {token}"}

    async def sent(*extra: ByteStream) -> httpx.Response:
        big = ByteStream("big.mp4", "", None, endless())
        async with http_client(headers=headers) as web:
            form, body = multipart([big, *extra], largest=1 << 40)
            return await web.post(url, content=body, headers=form)

    answer = await sent()
    assert answer.json()["code"] == 4002
    assert "“big.mp4” is larger than 8 MB" in answer.json()["message"]
    good = stream("one.mp4", files["one.mp4"].read_bytes(), size=False)
    (clip,) = (await sent(good)).json()["data"]["files"]
    assert clip["filename"] == "one.mp4"


async def test_names_are_read_as_forms_write_them(
    server: str, token: Token, session: AgentSession, files: dict[str, Path]
) -> None:
    url = f"{server}/api/upload-video/nemo_agent/me/{session.session_id}"
    data = files["one.mp4"].read_bytes()
    sent = {
        "../../etc/a b.mp4": "a b.mp4",
        'my "best"\nclip.mp4': "my best clip.mp4",
        "\u202e4pm.mp4": "4pm.mp4",
        "\x1b[31mred\x1b[0m\u200b.mp4": "red.mp4",
        "é" * 300 + ".mp4": "é" * 114 + ".mp4",
    }
    async with http_client(headers={"Authorization": f"Bearer {token}"}) as web:
        for number, (name, shown) in enumerate(sent.items()):
            body = data + bytes([number])  # the same content would be the same asset
            answer = await web.post(url, files=[("files", (name, body))])
            assert answer.json()["data"]["files"][0]["filename"] == shown


@pytest.mark.parametrize("length", [0, 10, 3000])
async def test_what_is_cut_off_is_refused_by_name(
    agent: NemoAgent,
    token: Token,
    session: AgentSession,
    files: dict[str, Path],
    length: int,
) -> None:
    cut = files["one.mp4"].read_bytes()[:length]
    with pytest.raises(UnsupportedFile, match=r"“holiday\.mp4”"):
        await agent.upload(token, session.session_id, [stream("holiday.mp4", cut)])
    assert (await agent.state(token, session.session_id)).assets == ()


def test_files_of_a_crashed_process_are_deleted_at_the_start(tmp_path: Path) -> None:
    assets = tmp_path / "studio" / "sessions" / "1234567890123456789" / "assets"
    assets.mkdir(parents=True)
    left = [assets / ".in-0123", assets.parent / f".project.json.ab{TEMP_SUFFIX}"]
    clip = assets / "clip.mp4"
    for path in (*left, clip):
        path.write_bytes(b"x")
    os.utime(left[1], (0, 0))  # a new one may belong to a renderer
    with studio(tmp_path) as url:
        assert httpx.get(f"{url}/healthz").status_code == 200
        assert not [path for path in left if path.exists()]
    assert clip.exists()
