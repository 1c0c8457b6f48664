"""A Bot API server of our own: files go through a folder that both see."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bots.telegram.send.adapter import TelegramAdapter
from bots.telegram.wire import ids as names
from core.errors import ClipUnavailable
from core.model.reply import Reply
from tests.bots.telegram.recording_handler import QUICK
from tests.bots.telegram.rendered import visible_messages
from tests.bots.telegram.transport.telegram_files import clip_of, fetched, film
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import TOKEN
from tests.http_client import http_client

KEY = "t0000000001"


@dataclass
class LocalServer:
    """A Bot API server of one's own, with an adapter that sees its ``folder``."""

    telegram: FakeTelegram
    adapter: TelegramAdapter
    folder: Path


@pytest.fixture
async def local(tmp_path: Path) -> AsyncIterator[LocalServer]:
    """A local server whose folder is mounted under another path here."""
    real, ours = tmp_path / "server", tmp_path / "ours"
    real.mkdir()
    ours.symlink_to(real)
    async with FakeTelegram(local=real, strict=False) as fake:
        folder = str(ours)
        adapter = TelegramAdapter(TOKEN, fake.url, rates=QUICK, local_files=folder)
        yield LocalServer(fake, adapter, real)
        await adapter.aclose()
        assert fake.complaints == []


async def test_a_local_server_lifts_the_limits(local: LocalServer) -> None:
    limits = await local.adapter.limits(names.chat_id(local.telegram.private["id"]))
    assert limits.upload == 2000 << 20


async def test_a_clip_is_read_from_the_shared_folder(local: LocalServer) -> None:
    data = bytes(range(256)) * 4096
    clip = clip_of(local.telegram, data, 90 << 20)
    assert await fetched(local.adapter, clip) == data
    assert local.telegram.counts["file"] == 0


async def test_a_clip_of_500_megabytes_is_never_held_whole(
    local: LocalServer,
) -> None:
    clip = clip_of(local.telegram, b"")
    async with local.adapter.open(clip):
        pass  # now the server has it in the folder
    (path,) = local.folder.rglob(clip.ref)
    with path.open("wb") as file:
        file.truncate(500 << 20)
    async with local.adapter.open(clip) as stream:
        assert stream.size == 500 << 20
        sizes = {len(chunk) async for chunk in stream.chunks}
    assert sizes == {1 << 18}


async def test_nothing_outside_the_shared_folder_is_read(
    local: LocalServer, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(b"secret")
    clip = clip_of(local.telegram, b"")
    for path in (str(secret), "/../../secret.mp4"):
        local.telegram.paths[clip.ref] = path
        with pytest.raises(ClipUnavailable):
            await fetched(local.adapter, clip)


async def test_a_result_in_the_shared_folder_goes_by_its_path(
    local: LocalServer, tmp_path: Path
) -> None:
    chat = names.chat_id(local.telegram.private["id"])
    await local.adapter.post(chat, Reply("Here", media=film(local.folder)), KEY)
    (first,) = local.telegram.seen(local.telegram.private)
    assert first["_fields"]["video"].startswith("file:///")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    await local.adapter.post(chat, Reply("There", media=film(elsewhere)), KEY)
    sent = visible_messages(local.telegram, local.telegram.private)
    assert [each.media for each in sent] == [b"\x00\x00\x00\x18ftypmp42"] * 2
    assert "video" not in local.telegram.seen(local.telegram.private)[1]["_fields"]


async def test_nobody_shares_the_files_of_a_server_without_its_folder(
    tmp_path: Path,
) -> None:
    async with FakeTelegram(local=tmp_path, strict=False) as telegram:
        adapter = TelegramAdapter(TOKEN, telegram.url, rates=QUICK)
        with pytest.raises(ClipUnavailable):
            await fetched(adapter, clip_of(telegram, b"1"))
        async with http_client() as client:
            answer = await client.get(f"{telegram.url}/file/bot{TOKEN}/videos/file-1")
        assert answer.status_code == 404
        await adapter.aclose()
