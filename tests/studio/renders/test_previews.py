"""Previews over real HTTP: offered, made from proxies, ahead of videos, deleted with them."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.clients.agent.client import NemoAgent
from core.model.agent import (
    AgentSession,
    AgentState,
    RenderId,
    RenderQuality,
    RenderState,
    Token,
)
from studio.flows.jobs.run_proxy import look_path, run_proxy
from studio.media.inspection.probe import probe
from studio.media.sound.decode import decode_mono
from studio.rules.serial.media_json import footage_from_json
from tests.http_client import http_client
from tests.media import footage
from tests.patience import PATIENCE
from tests.studio_server import Address, stream, studio

pytestmark = [pytest.mark.media, pytest.mark.long]
LARGE = (1280, 720)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("previews")


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[Address]:
    with studio(data) as url:
        yield url


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("large")
    path = footage.write(
        folder / "large.mp4", 5, seconds=3, fps=Fraction(15), size=LARGE
    )
    return path.read_bytes()


@pytest.fixture
async def agent(server: Address) -> AsyncIterator[NemoAgent]:
    async with http_client() as client:
        yield NemoAgent(client, server)


def folder_of(data: Path, session: AgentSession) -> Path:
    return data / "studio" / "sessions" / session.session_id


async def edited(
    agent: NemoAgent, token: Token, session: AgentSession, clip: bytes, say: str
) -> AgentState:
    await agent.upload(token, session.session_id, [stream("large.mp4", clip)])
    [e async for e in agent.instruct(token, session.session_id, say)]
    return await agent.state(token, session.session_id)


async def proxy_in(folder: Path) -> Path:
    async with asyncio.timeout(PATIENCE):
        while not (proxies := list(folder.glob("proxies/*.mp4"))):
            await asyncio.sleep(0.05)
    return proxies[0]


async def rendered(
    agent: NemoAgent, token: Token, session: AgentSession, state: AgentState, path: Path,
    quality: RenderQuality,
) -> Path:  # fmt: skip
    id_ = RenderId(path.stem)
    await agent.render(token, session.session_id, id_, state.draft, quality)
    async with asyncio.timeout(PATIENCE):
        while (
            status := await agent.render_status(token, id_)
        ).state is not RenderState.COMPLETED:
            assert status.state is not RenderState.FAILED, status.message
            await asyncio.sleep(0.05)
    async with agent.download(token, id_, status.url) as video:
        path.write_bytes(b"".join([chunk async for chunk in video.chunks]))
    return path


async def test_a_preview_is_the_video_but_small_and_from_proxies(
    agent: NemoAgent, token: Token, session: AgentSession, clip: bytes, data: Path,
    files: dict[str, Path], tmp_path: Path,
) -> None:  # fmt: skip
    song = files["song.wav"].read_bytes()
    await agent.upload(token, session.session_id, [stream("song.wav", song)])
    state = await edited(
        agent, token, session, clip, "sync to the beat, 3 seconds, 720p"
    )
    assert state.preview_side == 540
    proxy = await proxy_in(folder_of(data, session))
    shown = (RenderQuality.PREVIEW, RenderQuality.HIGH)
    small, full = [
        await rendered(agent, token, session, state, tmp_path / f"{q}.mp4", q)
        for q in shown
    ]
    preview, video = (probe(path, path.name) for path in (small, full))
    assert (preview.width, preview.height) == (960, 540)
    assert (video.width, video.height) == (1280, 720)
    pictures = [footage.lumas(path) for path in (small, full)]
    assert len(pictures[0]) == len(pictures[1])
    assert [footage.decoded(one) for one in pictures[0]] == [
        footage.decoded(one) for one in pictures[1]
    ]
    sounds = [decode_mono(path, 16_000) for path in (small, full)]
    assert np.abs(sounds[0] - sounds[1]).max() < 1e-3
    await shows_its_first_shots(agent, token, pictures[0])
    plans = [json.loads(p.read_text()) for p in data.glob("studio/renders/*/plan.json")]
    sources = {piece["path"] for plan in plans for piece in plan["pieces"]}
    assert any(path.endswith(f"proxies/{proxy.name}") for path in sources)


async def shows_its_first_shots(
    agent: NemoAgent, token: Token, preview: list[np.ndarray]
) -> None:
    """The still has three pictures of the preview; a video has none."""
    status = await agent.render_status(token, RenderId("preview"))
    assert status.has_still
    still = await agent.still(token, RenderId("preview"))
    assert still is not None
    row = np.asarray(Image.open(io.BytesIO(still)).convert("L"), np.float32)
    width = (row.shape[1] - 12) // 3
    small = [Image.fromarray(p).resize((width, row.shape[0])) for p in preview]
    frames = np.stack([np.asarray(one, np.float32) for one in small])
    shown = [row[:, n * (width + 6) :][:, :width] for n in range(3)]
    apart = [np.abs(frames - one).mean(axis=(1, 2)) for one in shown]
    places = [int(one.argmin()) for one in apart]
    assert max(float(one.min()) for one in apart) < 8
    assert len(set(places)) == 3
    assert not (await agent.render_status(token, RenderId("high"))).has_still
    assert await agent.still(token, RenderId("high")) is None


async def test_a_missing_proxy_is_made_and_meanwhile_the_clip_is_read(
    agent: NemoAgent, token: Token, session: AgentSession, clip: bytes, data: Path,
    tmp_path: Path,
) -> None:  # fmt: skip
    state = await edited(agent, token, session, clip, "cut it, 2 seconds, no music")
    (await proxy_in(folder_of(data, session))).unlink()
    out = tmp_path / "preview_again.mp4"
    path = await rendered(agent, token, session, state, out, RenderQuality.PREVIEW)
    assert {footage.decoded(one)[0] for one in footage.lumas(path)} == {5}
    await proxy_in(folder_of(data, session))


async def test_the_pictures_of_a_proxy_are_looked_at_for_its_clip(
    clip: bytes, tmp_path: Path
) -> None:
    path, proxy = tmp_path / "large.mp4", tmp_path / "proxies/small.mp4"
    path.write_bytes(clip)
    assert await run_proxy(path, path.name, proxy)
    analysis = footage_from_json(json.loads(look_path(proxy).read_text()))
    assert analysis.seconds == pytest.approx(3.0, abs=0.1)
    assert len(analysis.moments) == 12


async def test_a_proxy_is_deleted_with_its_clip(
    agent: NemoAgent, token: Token, session: AgentSession, clip: bytes, data: Path
) -> None:
    await agent.upload(token, session.session_id, [stream("large.mp4", clip)])
    await proxy_in(folder_of(data, session))
    await agent.delete_session(token, session.session_id)
    assert not folder_of(data, session).exists()


async def test_a_small_video_and_a_studio_without_previews_offer_none(
    agent: NemoAgent, token: Token, session: AgentSession, clip: bytes, tmp_path: Path
) -> None:
    state = await edited(agent, token, session, clip, "cut it, 2 seconds, 360p")
    assert not state.preview_side
    async with http_client() as client:
        with studio(tmp_path, STUDIO_PREVIEWS="0") as url:
            plain = NemoAgent(client, url)
            key = (await plain.mint("me")).token
            own = await plain.open_session(key, "en")
            state = await edited(plain, key, own, clip, "cut it, 2 seconds")
            assert not state.preview_side
            assert not list(tmp_path.rglob("proxies"))


async def test_a_preview_does_not_wait_for_videos(clip: bytes, tmp_path: Path) -> None:
    """With one render at a time and a long one running, a preview is made all the same."""
    async with http_client() as client:
        with studio(tmp_path, STUDIO_RENDERS="1") as url:
            agent = NemoAgent(client, url)
            token = (await agent.mint("me")).token
            session = await agent.open_session(token, "en")
            id_ = session.session_id
            state = await edited(agent, token, session, clip, "60 seconds")
            for name in ("long", "longer"):
                await agent.render(token, id_, RenderId(name), state.draft)
            short = await edited(agent, token, session, clip, "make it 2 seconds")
            out = tmp_path / "soon.mp4"
            await rendered(agent, token, session, short, out, RenderQuality.PREVIEW)
            waiting = await agent.render_status(token, RenderId("longer"))
            assert waiting.state is RenderState.PENDING
