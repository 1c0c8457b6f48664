"""Uploads over real HTTP: complete, interrupted, resumed, deleted."""

import asyncio
import base64
import hashlib
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from redis.asyncio import Redis

from bots.web.receive.finished_uploads import UploadHandler
from bots.web.receive.link_reader import LinkReader
from bots.web.receive.membership_cache import MembershipCache
from bots.web.wire import ids, limits
from core.model.chat import MessageRef, UpdateId
from core.model.inbound import (
    ButtonPressed,
    Command,
    Inbound,
    InboundResult,
    MessageReceived,
)
from tests.bots.web.harness import LIMITS, TUS, PageHarness, page_on
from tests.bots.web.uploads.stored_files import DATA, stored
from tests.core.harness import CHAT, MIA, TOM
from tests.patience import PATIENCE


@asynccontextmanager
async def sending(
    page: PageHarness, address: str, offset: int, data: bytes
) -> AsyncIterator[None]:
    """Send ``data`` as the start of a longer body, then break the connection."""
    parts = urlsplit(address)
    _, writer = await asyncio.open_connection(parts.hostname, parts.port)
    head = (
        f"PATCH {parts.path} HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\n"
        f"Content-Type: application/offset+octet-stream\r\n"
        f"Upload-Offset: {offset}\r\nContent-Length: {len(DATA) - offset}\r\n\r\n"
    )
    writer.write(head.encode() + data)
    await writer.drain()
    (path,) = page.web.uploads._folder.rglob(address.rpartition("/")[2])
    async with asyncio.timeout(PATIENCE):
        while path.stat().st_size == offset:
            await asyncio.sleep(0.02)
    yield
    writer.close()


async def test_a_finished_upload_is_a_clip_of_the_chat(page: PageHarness) -> None:
    link = await page.link()
    await page.upload(link, DATA)
    await page.wait_until_idle()
    project = await page.sessions.project(CHAT, MIA)
    (entry,) = project.clips
    assert (entry.clip.name, entry.clip.size) == ("beach.mp4", len(DATA))
    assert (entry.owner_name, entry.clip.owner) == ("Mia", MIA.id)
    assert entry.uploaded
    assert any("1 clip" in text for text in await page.chat.texts(CHAT))


async def test_the_agent_gets_the_same_bytes(page: PageHarness) -> None:
    await page.upload(await page.link(), DATA)
    await page.wait_until_idle()
    (entry,) = (await page.sessions.project(CHAT, MIA)).clips
    async with page.web.open(entry.clip) as stream:
        assert b"".join([chunk async for chunk in stream.chunks]) == DATA
        assert stream.size == len(DATA)


async def test_the_last_answer_comes_after_the_event_is_stored(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with page_on(redis, redis_url, tmp_path, works=False) as page:
        address = await page.upload(await page.link(), DATA)
        event = ids.upload_event(address.rpartition("/")[2])
        assert await page.core.store.turn_of(event)


async def test_an_upload_resumes_where_the_connection_broke(page: PageHarness) -> None:
    address, offset = await page.create(await page.link(), DATA), 0
    for _ in range(2):
        async with sending(page, address, offset, DATA[offset : offset + 400_000]):
            pass
        before = offset
        offset = int((await page.head(address)).headers["upload-offset"])
        assert before < offset <= before + 400_000
    answer = await page.patch(address, offset, DATA[offset:])
    assert answer.status_code == 204
    assert answer.headers["upload-offset"] == str(len(DATA))
    await page.wait_until_idle()
    (entry,) = (await page.sessions.project(CHAT, MIA)).clips
    async with page.web.open(entry.clip) as stream:
        assert b"".join([chunk async for chunk in stream.chunks]) == DATA


async def test_an_upload_resumes_after_a_restart(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with page_on(redis, redis_url, tmp_path) as page:
        link = await page.link()
        address = urlsplit(await page.create(link, DATA)).path
        await page.patch(f"{page.url}{address}", 0, DATA[:1000])
    async with page_on(redis, redis_url, tmp_path) as page:
        again = f"{page.url}{address}"
        assert (await page.head(again)).headers["upload-offset"] == "1000"
        assert (await page.patch(again, 1000, DATA[1000:])).status_code == 204
        await page.wait_until_idle()
        assert len((await page.sessions.project(CHAT, MIA)).clips) == 1


async def test_what_was_whole_when_the_bot_died_is_passed_on_once(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    """A repeated event has the same id, so it changes nothing."""
    async with page_on(redis, redis_url, tmp_path, works=False) as page:
        await page.upload(await page.link(), DATA)
        folder = page.web.uploads
        (upload,) = [one for one, _ in await folder.of(MIA.id)]
    folder._write_meta(replace(upload, admitted=False))
    async with page_on(redis, redis_url, tmp_path) as page:
        async with asyncio.timeout(PATIENCE):
            while await page.web.uploads.unadmitted():
                await asyncio.sleep(0.02)
        await page.wait_until_idle()
        assert len((await page.sessions.project(CHAT, MIA)).clips) == 1


async def test_an_upload_is_passed_on_once_though_two_find_it_whole(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    """The request with the last byte and the listener's sweep may both pass it on."""
    async with page_on(redis, redis_url, tmp_path, works=False) as page:
        await page.upload(await page.link(), DATA)
    folder, passed = page.web.uploads, list[Inbound]()
    (upload,) = [one for one, _ in await folder.of(MIA.id)]
    folder._write_meta(replace(upload, admitted=False))

    class Handler:
        async def handle_inbound(self, inbound: Inbound) -> InboundResult:
            passed.append(inbound)
            return InboundResult(fresh=True)

    intake = UploadHandler(
        folder, LinkReader(page.links, page.sessions, MembershipCache({}), time.time)
    )
    intake.handler = Handler()
    assert await asyncio.gather(*(intake.admit(upload) for _ in range(8))) == [True] * 8
    assert len(passed) == 1


async def test_a_dead_connection_is_taken_over_by_the_next(page: PageHarness) -> None:
    """The upload is resumed while the server still reads from the lost connection."""
    address = await page.create(await page.link(), DATA)
    async with sending(page, address, 0, DATA[:400_000]):
        offset = int((await page.head(address)).headers["upload-offset"])
        assert 0 < offset <= 400_000
        assert (await page.patch(address, offset, DATA[offset:])).status_code == 204


async def test_bytes_at_a_wrong_place_are_not_taken(page: PageHarness) -> None:
    address = await page.create(await page.link(), DATA)
    for offset in (1, len(DATA)):
        assert (await page.patch(address, offset, b"x")).status_code == 409
    assert (await page.head(address)).headers["upload-offset"] == "0"


async def test_more_bytes_than_announced_are_not_taken(page: PageHarness) -> None:
    address = await page.create(await page.link(), b"1234")

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(50):
            yield b"x" * 100_000

    assert (await page.patch(address, 0, b"12345")).status_code == 413
    async with asyncio.timeout(PATIENCE):
        # The server may close the connection while we still send.
        with suppress(httpx.WriteError):
            assert (await page.patch(address, 0, endless())).status_code == 413
    assert all(path.stat().st_size <= 1000 for path in stored(page))
    assert (await page.patch(address, 0, b"1234")).status_code == 204


async def test_a_checksum_that_does_not_fit_takes_the_part_back(
    page: PageHarness,
) -> None:
    address = await page.create(await page.link(), DATA)
    await page.patch(address, 0, DATA[:10])
    mark = base64.b64encode(hashlib.sha256(DATA[10:30]).digest()).decode()
    checksum = {"Upload-Checksum": f"sha256 {mark}"}
    wrong = await page.patch(address, 10, b"y" * 20, **checksum)
    assert wrong.status_code == 460
    assert (await page.head(address)).headers["upload-offset"] == "10"
    right = await page.patch(address, 10, DATA[10:30], **checksum)
    assert right.headers["upload-offset"] == "30"


async def test_a_cancelled_upload_leaves_nothing(page: PageHarness) -> None:
    address = await page.create(await page.link(), DATA)
    await page.patch(address, 0, DATA[:1000])
    assert (await page.http.delete(address, headers=TUS)).status_code == 204
    assert (await page.head(address)).status_code == 404
    assert stored(page) == []


async def test_while_nothing_can_be_stored_the_upload_is_kept_for_later(
    page: PageHarness,
) -> None:
    link = await page.link()
    address = await page.create(link, DATA)
    intake = page.intake
    handler, intake.handler = intake.handler, None
    assert (await page.patch(address, 0, DATA)).status_code == 204
    assert (await page.sessions.project(CHAT, MIA)).clips == ()
    intake.handler = handler
    async with asyncio.timeout(PATIENCE):
        while await page.web.uploads.unadmitted():
            await asyncio.sleep(0.02)
    await page.wait_until_idle()
    assert len((await page.sessions.project(CHAT, MIA)).clips) == 1


async def test_old_uploads_are_deleted_and_a_missing_clip_is_reported(
    page: PageHarness,
) -> None:
    link = await page.link()
    await page.create(link, DATA, "half.mp4")
    await page.upload(link, DATA, "whole.mp4")
    await page.wait_until_idle()
    now = time.time()
    await page.web.uploads.delete_old(now + limits.UNFINISHED_SECONDS + 60)
    assert [one.name for one, _ in await page.web.uploads.of(MIA.id)] == ["whole.mp4"]
    await page.web.uploads.delete_old(now + limits.FINISHED_SECONDS + 60)
    assert stored(page) == []


async def test_what_the_agent_has_read_makes_room_for_more(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    small = replace(LIMITS, file=1000, total=1500)
    async with page_on(redis, redis_url, tmp_path, limits=small) as page:
        link = await page.link()
        await page.upload(link, b"x" * 1000)
        await page.wait_until_idle()
        assert (await page.try_create(link, 600)).status_code == 507
        (mark,) = page.web.uploads._folder.rglob("*.read")
        old = time.time() - limits.READ_SECONDS - 60
        os.utime(mark, (old, old))
        assert (await page.try_create(link, 600)).status_code == 201


async def test_the_command_forget_deletes_a_person_s_uploads(
    page: PageHarness,
) -> None:
    await page.create(await page.link(), DATA)
    await page.create(await page.link(TOM), DATA)
    asks = MessageReceived(
        UpdateId("u:1"), CHAT, MIA, MessageRef("m1"), command=Command("forget")
    )
    await page.core.inbound.handle_inbound(asks)
    await page.core.inbound.drain()
    (post,) = await page.chat.posts(CHAT)
    data = next(data for label, data, _ in post["buttons"] if label == "Delete my data")
    press = ButtonPressed(UpdateId("u:2"), CHAT, MIA, MessageRef(post["ref"]), data)
    await page.core.inbound.handle_inbound(press)
    await page.core.inbound.drain()
    assert await page.web.uploads.of(MIA.id) == []
    assert len(await page.web.uploads.of(TOM.id)) == 1
