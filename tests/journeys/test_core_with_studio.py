"""The durable core against the real studio: clips dropped in a chat, an MP4 back."""

import asyncio
import io
import os
import re
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bots.app.runtime import SystemClock
from bots.app.studio_process import StudioProcess
from bots.console.send.adapter import ConsoleAdapter
from bots.console.send.screen import PlainScreen
from bots.console.wire.inbound import clip_of
from core.clients.agent.client import NemoAgent
from core.clients.store.sessions import RedisSessions
from core.composition import Config, Core, build
from core.model.chat import ChatId, MessageRef, Sender, SenderId, UpdateId
from core.model.inbound import MessageReceived
from tests.http_client import http_client
from tests.media import footage
from tests.patience import PATIENCE

CHAT = ChatId("console:1")
MIA = Sender(SenderId("console:mia"), "Mia")


@pytest.fixture
def screen() -> io.StringIO:
    return io.StringIO()


@contextmanager
def stderr_into(path: Path) -> Iterator[None]:
    """Child processes inherit this file as their standard error."""
    own = os.dup(2)
    with path.open("wb") as file:
        os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(own, 2)
        os.close(own)


@asynccontextmanager
async def running_core(
    redis: Redis, redis_url: str, studio_url: str, tmp_path: Path, screen: io.StringIO
) -> AsyncIterator[tuple[Core, ConsoleAdapter]]:
    clock = SystemClock()
    adapter = ConsoleAdapter(PlainScreen(screen), tmp_path / "out", CHAT)
    config = Config(redis_url, tmp_path, b"secret", poll=0.5, gather=0.3)
    async with http_client() as http:
        agent = NemoAgent(http, studio_url)
        token = (await agent.mint(str(uuid.uuid4()))).token
        sessions = RedisSessions(redis, agent, clock, token)
        adapters = {"console": adapter}
        async with build(redis, agent, adapters, sessions, clock, config) as core:
            work = asyncio.create_task(core.worker.run())
            yield core, adapter
            await core.inbound.drain()
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)


def material(folder: Path) -> list[Path]:
    """Two clips, and ten seconds of clicks at 120 a minute."""
    beats = [n * 0.5 for n in range(1, 20)]
    clips = [footage.write(folder / f"{n}.mp4", n, seconds=4) for n in (1, 2)]
    return [*clips, footage.wav(folder / "song.wav", footage.clicks(beats, 10.0))]


@pytest.mark.journey
async def test_clips_and_a_song_come_back_as_a_preview_and_a_video(
    caplog: pytest.LogCaptureFixture,
    redis: Redis,
    redis_url: str,
    tmp_path: Path,
    screen: io.StringIO,
) -> None:
    caplog.set_level("INFO")
    clips = tuple(clip_of(path, MIA) for path in material(tmp_path))
    ref = MessageRef("1")
    text = "sync it to the beat, 2 seconds, 720p"
    message = MessageReceived(
        UpdateId("console:1"), CHAT, MIA, ref, text, clips, private=True
    )
    async with AsyncExitStack() as stack:
        with stderr_into(tmp_path / "studio.log"):
            studio = StudioProcess(tmp_path / "studio")
            url = await stack.enter_async_context(studio)
        core, adapter = await stack.enter_async_context(
            running_core(redis, redis_url, url, tmp_path, screen)
        )
        await core.inbound.handle_inbound(message)
        async with asyncio.timeout(PATIENCE):
            await core.wait_until_idle(CHAT)
            turn = await core.store.turn_of(message.update)
            renders = (tmp_path / "studio.log").read_text().count("render render_")
            again = replace(message, update=UpdateId("console:2"), text="export")
            await core.inbound.handle_inbound(replace(again, clips=()))
            await core.wait_until_idle(CHAT)
    shown = screen.getvalue()
    assert "Timeline (" in shown, shown
    sizes = [footage.picture_size(path.read_bytes()) for path in adapter.posted]
    assert [min(size) for size in sizes] == [540, 720, 720], shown
    assert adapter.posted[1] == adapter.posted[2], (
        "an export of the same is no new file"
    )
    assert all(str(path) in shown for path in adapter.posted)
    assert adapter.posted[0].stem.endswith("-preview")
    assert f"turn {turn}: queued for update console:1" in caplog.messages
    assert any(f"turn {turn}: done after" in line for line in caplog.messages)
    log = (tmp_path / "studio.log").read_text()
    assert log.count("render render_") == renders, "it is not rendered again"
    work = ("analysis (probe)", "analysis (music)", "render render_")
    for job in work:
        assert re.search(rf"{re.escape(job)}.* s of CPU, \d+ MB \[{turn}\]", log), log


@pytest.mark.journey
async def test_the_tray_tells_the_tempo_of_the_song_once_it_is_known(
    redis: Redis,
    redis_url: str,
    studio_server: str,
    tmp_path: Path,
    screen: io.StringIO,
) -> None:
    clips = tuple(clip_of(path, MIA) for path in material(tmp_path))
    dropped = MessageReceived(
        UpdateId("console:1"), CHAT, MIA, MessageRef("1"), "", clips, private=True
    )
    async with (
        running_core(redis, redis_url, studio_server, tmp_path, screen) as (core, _),
        asyncio.timeout(PATIENCE),
    ):
        await core.inbound.handle_inbound(dropped)
        await core.wait_until_idle(CHAT)
        while " BPM)" not in screen.getvalue():
            await asyncio.sleep(0.1)
    (tray,) = [line for line in screen.getvalue().splitlines() if " BPM)" in line]
    assert re.fullmatch(r"2 clips · .+ \(120 BPM\)", tray)
