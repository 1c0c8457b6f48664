"""Files to and from Telegram: streamed, resumed, read from a shared folder, refused."""

import asyncio
import io
import json
import re
import tracemalloc
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bots.telegram.send.adapter import TelegramAdapter
from bots.telegram.wire import ids as names
from core.errors import (
    ClipTooLarge,
    ClipUnavailable,
    MediaTooLarge,
    NotSent,
)
from core.model.chat import (
    Button,
    ChatId,
    Clip,
    Media,
    MediaKind,
    Reply,
)
from tests.bots.telegram.harness import topic
from tests.bots.telegram.recording_handler import QUICK
from tests.bots.telegram.rendered import labels, visible_messages
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import TOKEN
from tests.http_client import http_client
from tests.media import footage

KEY = "t0000000001"


# files out


def film(folder: Path, data: bytes = b"\x00\x00\x00\x18ftypmp42") -> Media:
    path = folder / "cut.mp4"
    path.write_bytes(data)
    cover = folder / "cover.jpg"
    cover.write_bytes(b"jpeg")
    return Media(
        MediaKind.VIDEO, str(path), "cut.mp4", len(data), 1080, 1920, 12.4, str(cover)
    )


async def test_a_video_comes_with_its_shape_its_length_and_its_cover(
    telegram: FakeTelegram, adapter: TelegramAdapter, tmp_path: Path
) -> None:
    reply = Reply("Ready", ((Button("Undo", "u"),),), film(tmp_path))
    ref = await adapter.post(topic(telegram), reply, KEY)
    (message,) = telegram.seen(telegram.group)
    asked = message["_asked"]
    assert (asked["width"], asked["height"], asked["duration"]) == (1080, 1920, 12)
    assert asked["supports_streaming"]
    assert message["message_thread_id"] == 77
    cover = message["video"]["cover"][0]["file_id"]
    assert telegram.files[cover] == b"jpeg"
    await adapter.edit(topic(telegram), ref, Reply("Older"))
    (seen,) = visible_messages(telegram, telegram.group)
    assert (seen.text, seen.buttons) == ("Older", ())


async def test_a_video_without_a_cover_gets_one_and_a_thumbnail_from_its_frames(
    telegram: FakeTelegram, adapter: TelegramAdapter, chat: ChatId, tmp_path: Path
) -> None:
    path = footage.write(tmp_path / "cut.mp4", 3, size=(640, 360))
    media = Media(MediaKind.VIDEO, str(path), "cut.mp4", path.stat().st_size)
    await adapter.post(chat, Reply("Ready", media=media), KEY)
    video = telegram.seen(telegram.private)[0]["video"]
    cover = telegram.files[video["cover"][0]["file_id"]]
    with Image.open(io.BytesIO(cover)) as image:
        assert (image.format, image.size) == ("JPEG", (640, 360))
        assert footage.decoded(np.asarray(image.convert("L")))[0] == 3
    assert telegram.files[video["thumbnail"]["file_id"]]


@pytest.mark.parametrize(
    "words",
    [
        "Bad Request: not enough rights to send videos to the chat",
        "Bad Request: CHAT_SEND_VIDEOS_FORBIDDEN",
    ],
)
async def test_a_group_that_takes_no_files_is_not_gone(
    telegram: FakeTelegram, adapter: TelegramAdapter, tmp_path: Path, words: str
) -> None:
    telegram.mishaps.append(words)
    with pytest.raises(MediaTooLarge) as refusal:
        await adapter.post(topic(telegram), Reply("Ready", media=film(tmp_path)), KEY)
    assert refusal.value.limit == 0


async def test_a_picture_is_a_photo_and_a_file_is_a_document(
    telegram: FakeTelegram, adapter: TelegramAdapter, chat: ChatId, tmp_path: Path
) -> None:
    path = tmp_path / "timeline.png"
    path.write_bytes(b"png")
    picture = Media(MediaKind.IMAGE, str(path), "timeline.png")
    await adapter.post(chat, Reply("Timeline", media=picture), KEY)
    telegram.mishaps.append("Bad Request: PHOTO_INVALID_DIMENSIONS")
    await adapter.post(chat, Reply("Timeline", media=picture), KEY)
    paper = Media(MediaKind.FILE, str(path), "draft.json")
    await adapter.post(chat, Reply("Draft", media=paper), KEY)
    kinds = [
        next(kind for kind in ("photo", "document", "video") if kind in message)
        for message in telegram.seen(telegram.private)
    ]
    assert kinds == ["photo", "document", "document"]
    assert all(
        each.media == b"png" for each in visible_messages(telegram, telegram.private)
    )


async def test_more_words_than_a_caption_holds_come_before_the_video(
    telegram: FakeTelegram, adapter: TelegramAdapter, chat: ChatId, tmp_path: Path
) -> None:
    text = "A sentence of many. " * 80
    reply = Reply(text, ((Button("Undo", "u"),),), film(tmp_path))
    await adapter.post(chat, reply, KEY)
    first, second = telegram.seen(telegram.private)
    assert first["text"] == text.strip()
    assert labels(first) == ()
    assert "video" in second
    assert labels(second) == ("Undo",)


async def test_a_video_too_large_for_the_cloud_is_not_even_sent(
    telegram: FakeTelegram, adapter: TelegramAdapter, chat: ChatId, tmp_path: Path
) -> None:
    path = tmp_path / "big.mp4"
    with path.open("wb") as file:
        file.truncate((50 << 20) + 1)
    media = Media(MediaKind.VIDEO, str(path), "big.mp4")
    with pytest.raises(MediaTooLarge) as no:
        await adapter.post(chat, Reply("Ready", media=media), KEY)
    assert no.value.limit == 50 << 20
    assert telegram.counts["sendVideo"] == 0


async def test_an_upload_is_never_held_whole(tmp_path: Path) -> None:
    """40 MB through a server that only counts."""
    taken = 0
    message = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}}

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal taken
        head = await reader.readuntil(b"\r\n\r\n")
        (length,) = re.findall(rb"(?i)content-length: (\d+)", head)
        while taken < int(length):
            taken += len(await reader.read(1 << 16))
        body = json.dumps({"ok": True, "result": message}).encode()
        head = f"HTTP/1.1 200 OK\r\ncontent-length: {len(body)}\r\n\r\n".encode()
        writer.write(head + body)
        await writer.drain()
        writer.close()

    path = tmp_path / "cut.mp4"
    with path.open("wb") as file:
        file.truncate(40 << 20)
    media = Media(MediaKind.VIDEO, str(path), "cut.mp4")
    async with await asyncio.start_server(count, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        adapter = TelegramAdapter(TOKEN, f"http://127.0.0.1:{port}", rates=QUICK)
        tracemalloc.start()
        try:
            await adapter.post(names.chat_id(5), Reply("Ready", media=media), KEY)
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
            await adapter.aclose()
    assert taken > 40 << 20
    assert most < 10 << 20


# files in


async def fetched(adapter: TelegramAdapter, clip: Clip) -> bytes:
    async with adapter.open(clip) as stream:
        return b"".join([chunk async for chunk in stream.chunks])


def clip_of(telegram: FakeTelegram, data: bytes, size: int | None = None) -> Clip:
    return Clip(telegram.file(data, size=size)["file_id"], "a.mp4")


async def test_a_download_that_breaks_goes_on_where_it_broke(
    telegram: FakeTelegram, adapter: TelegramAdapter
) -> None:
    data = bytes(range(256)) * 8192
    telegram.break_after += [700_000, 1]
    assert await fetched(adapter, clip_of(telegram, data)) == data
    assert telegram.counts["file"] == 3


async def test_a_download_that_breaks_for_good_may_be_tried_later(
    telegram: FakeTelegram, adapter: TelegramAdapter
) -> None:
    telegram.break_after += [1] * 10
    with pytest.raises(NotSent):
        await fetched(adapter, clip_of(telegram, b"footage"))


async def test_clips_that_cannot_be_had_say_why(
    telegram: FakeTelegram, adapter: TelegramAdapter
) -> None:
    with pytest.raises(ClipTooLarge) as large:
        await fetched(adapter, clip_of(telegram, b"", 30 << 20))
    assert large.value.limit == 20 << 20
    with pytest.raises(ClipUnavailable):
        await fetched(adapter, Clip("unknown", "a.mp4"))
    with pytest.raises(ClipUnavailable):
        await fetched(adapter, Clip("x", "a.mp4", url="https://example.com/a.mp4"))


async def test_a_link_is_given_on_and_a_files_own_address_is_not(
    telegram: FakeTelegram, adapter: TelegramAdapter
) -> None:
    link = Clip("x", "a.mp4", url="https://example.com/a.mp4")
    assert await adapter.locate(link) == link.url
    assert await adapter.locate(clip_of(telegram, b"1")) is None


# a server of one's own


@dataclass
class LocalServer:
    """A Bot API server of one's own, with an adapter that sees its ``folder``."""

    telegram: FakeTelegram
    adapter: TelegramAdapter
    folder: Path


@pytest.fixture
async def local(tmp_path: Path) -> AsyncIterator[LocalServer]:
    """A local server whose folder we see under another name."""
    real, ours = tmp_path / "server", tmp_path / "ours"
    real.mkdir()
    ours.symlink_to(real)
    async with FakeTelegram(local=real, strict=False) as fake:
        folder = str(ours)
        made = TelegramAdapter(TOKEN, fake.url, rates=QUICK, local_files=folder)
        yield LocalServer(fake, made, real)
        await made.aclose()
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
        pass  # now it lies in the folder
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
    assert first["_asked"]["video"].startswith("file:///")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    await local.adapter.post(chat, Reply("There", media=film(elsewhere)), KEY)
    sent = visible_messages(local.telegram, local.telegram.private)
    assert [each.media for each in sent] == [b"\x00\x00\x00\x18ftypmp42"] * 2
    assert "video" not in local.telegram.seen(local.telegram.private)[1]["_asked"]


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
