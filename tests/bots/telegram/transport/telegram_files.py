"""Files that tests send to a fake Telegram and fetch from it."""

from pathlib import Path

from bots.telegram.send.adapter import TelegramAdapter
from core.model.chat import Clip
from core.model.reply import Media, MediaKind
from tests.fakes.telegram.server import FakeTelegram


def film(folder: Path, data: bytes = b"\x00\x00\x00\x18ftypmp42") -> Media:
    path = folder / "cut.mp4"
    path.write_bytes(data)
    cover = folder / "cover.jpg"
    cover.write_bytes(b"jpeg")
    return Media(
        MediaKind.VIDEO, str(path), "cut.mp4", len(data), 1080, 1920, 12.4, str(cover)
    )


async def fetched(adapter: TelegramAdapter, clip: Clip) -> bytes:
    async with adapter.open(clip) as stream:
        return b"".join([chunk async for chunk in stream.chunks])


def clip_of(telegram: FakeTelegram, data: bytes, size: int | None = None) -> Clip:
    return Clip(telegram.file(data, size=size)["file_id"], "a.mp4")
