"""The drop page passes the contract of every adapter, in a chat of its own."""

from pathlib import Path

import pytest
from redis.asyncio import Redis

from bots.web.send.adapter import WebAdapter
from bots.web.wire import ids, outbound
from bots.web.wire.inbound import UploadedFile, clip_event
from core.model.chat import Clip, Sender
from core.model.drop_link import DropLink
from core.model.session import ProjectId
from tests.bots.web.harness import LIMITS
from tests.contracts.adapter import AdapterContract
from tests.contracts.platform import Mishap, VisibleMessage


class Page:
    """A person on the page: a ``PlatformUnderTest``."""

    chat = ids.HOME
    message = ids.message_ref(0)
    sender = ids.OWNER
    private = True

    def __init__(self, redis: Redis, folder: Path) -> None:
        self.adapter = WebAdapter(folder, redis, LIMITS)

    async def visible(self) -> list[VisibleMessage]:
        rows = await self.adapter.messages.all(self.chat)
        return [self._as_visible(row) for row in rows]

    def _as_visible(self, row: outbound.Fields) -> VisibleMessage:
        labels = tuple(each["label"] for line in row["buttons"] for each in line)
        file = row.get("file")
        media = self.adapter.messages.path(file).read_bytes() if file else None
        text = "".join(span["text"] for span in row["spans"])
        return VisibleMessage(text, labels, media, answered=bool(row["answers"]))

    async def fail(self, mishap: Mishap) -> None:
        pytest.skip("the page is no platform: what is posted is stored")

    async def writes_before_the_file(self, text: str) -> int:
        return 0

    async def clip(self, data: bytes) -> Clip:
        link = DropLink(self.chat, ProjectId("p"), Sender(self.sender, "Ann"), 0.0)
        uploads = self.adapter.uploads
        upload = await uploads.create(link, len(data), "clip.mp4", "video/mp4")
        assert not isinstance(upload, str)
        uploads.path(upload).write_bytes(data)
        file = UploadedFile(upload.id, upload.name, upload.mime, upload.size)
        return clip_event(link, file).clips[0]


class TestWebAdapter(AdapterContract):
    @pytest.fixture
    def place(self, redis: Redis, tmp_path: Path) -> Page:
        return Page(redis, tmp_path)
