"""Files to Telegram: with shape, cover and caption, never held whole, refused if too large."""

import asyncio
import io
import json
import re
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bots.telegram.send.adapter import TelegramAdapter
from bots.telegram.wire import ids as names
from core.errors import (
    MediaTooLarge,
)
from core.model.chat import ChatId
from core.model.reply import Button, Media, MediaKind, Reply
from tests.bots.telegram.harness import topic
from tests.bots.telegram.recording_handler import QUICK
from tests.bots.telegram.rendered import labels, visible_messages
from tests.bots.telegram.transport.telegram_files import film
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import TOKEN
from tests.media import footage

KEY = "t0000000001"


async def test_a_video_comes_with_its_shape_its_length_and_its_cover(
    telegram: FakeTelegram, adapter: TelegramAdapter, tmp_path: Path
) -> None:
    reply = Reply("Ready", ((Button("Undo", "u"),),), film(tmp_path))
    ref = await adapter.post(topic(telegram), reply, KEY)
    (message,) = telegram.seen(telegram.group)
    fields = message["_fields"]
    assert (fields["width"], fields["height"], fields["duration"]) == (1080, 1920, 12)
    assert fields["supports_streaming"]
    assert message["message_thread_id"] == 77
    cover = message["video"]["cover"][0]["file_id"]
    assert telegram.files[cover] == b"jpeg"
    await adapter.edit(topic(telegram), ref, Reply("Older"))
    (older,) = visible_messages(telegram, telegram.group)
    assert (older.text, older.buttons) == ("Older", ())


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


async def test_more_words_than_a_caption_holds_come_behind_the_video(
    telegram: FakeTelegram, adapter: TelegramAdapter, chat: ChatId, tmp_path: Path
) -> None:
    text = "A sentence of many. " * 80
    reply = Reply(text, ((Button("Undo", "u"),),), film(tmp_path))
    await adapter.post(chat, reply, KEY)
    first, second = telegram.seen(telegram.private)
    assert "video" in first
    assert labels(first) == ("Undo",)
    assert second["text"] == text.strip()
    assert labels(second) == ()


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
    """Upload 40 MB to a server that only counts bytes."""
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
