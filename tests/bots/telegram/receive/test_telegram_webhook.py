"""Updates that Telegram posts to the webhook are stored, then confirmed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from redis.asyncio import Redis
from starlette.applications import Starlette

from bots.telegram.receive.listener import TelegramListener
from bots.telegram.send.adapter import TelegramAdapter
from bots.telegram.send.recent_videos import RecentVideos
from bots.telegram.wire import ids as names
from core.model.inbound import Inbound, InboundResult
from core.model.reply import Media, MediaKind
from tests.bots.telegram.recording_handler import RecordingHandler
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import TOKEN

HOOK = "https://bot.example/telegram"


@asynccontextmanager
async def webhook(
    telegram: FakeTelegram, redis: Redis, handler: RecordingHandler
) -> AsyncIterator[tuple[httpx.AsyncClient, dict[str, str]]]:
    """A webhook with this handler: an HTTP client, and Telegram's header."""
    adapter = TelegramAdapter(TOKEN, telegram.url, redis)
    listener = TelegramListener(adapter, redis, webhook_url=HOOK)
    app = Starlette(routes=listener.routes())
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="https://bot.example"
    ) as client:
        early = await client.post("/telegram", json={})
        assert early.status_code == 403
        task = asyncio.create_task(listener.run(handler))
        await telegram.until(lambda: telegram.webhook)
        secret = telegram.webhook["secret_token"]
        yield client, {"X-Telegram-Bot-Api-Secret-Token": secret}
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await adapter.aclose()


@pytest.fixture
async def brought(
    telegram: FakeTelegram, redis: Redis
) -> AsyncIterator[tuple[RecordingHandler, httpx.AsyncClient, dict[str, str]]]:
    """A webhook with a recording handler, an HTTP client, and Telegram's header."""
    handler = RecordingHandler()
    async with webhook(telegram, redis, handler) as (client, header):
        yield handler, client, header


Brought = tuple[RecordingHandler, httpx.AsyncClient, dict[str, str]]


async def test_a_webhook_is_set_with_a_secret_even_if_none_is_configured(
    telegram: FakeTelegram, brought: Brought
) -> None:
    assert telegram.webhook["url"] == HOOK
    assert len(telegram.webhook["secret_token"]) >= 32
    assert TOKEN not in telegram.webhook["secret_token"]
    assert not telegram.webhook.get("drop_pending_updates")
    assert "callback_query" in telegram.webhook["allowed_updates"]


async def test_an_inline_query_that_the_webhook_brings_is_answered(
    telegram: FakeTelegram, redis: Redis, brought: Brought
) -> None:
    _, client, header = brought
    telegram.bot["supports_inline_queries"] = True
    telegram.files["file-1"] = b"film"
    media = Media(MediaKind.VIDEO, "", "trip.mp4", alt="Video of 15 s")
    alice = names.sender_id(telegram.alice["id"])
    await RecentVideos(redis).add(alice, media, "file-1")
    query = {"id": "77", "from": telegram.alice, "query": "trip", "offset": ""}
    telegram.inline_answers["77"] = None
    update = {"update_id": 5, "inline_query": query}
    assert (await client.post("/telegram", json=update, headers=header)).is_success
    await telegram.until(lambda: telegram.inline_answers["77"])
    (result,) = (telegram.inline_answers["77"] or {})["results"]
    assert (result["video_file_id"], result["title"]) == ("file-1", "trip.mp4")


async def test_the_webhook_stores_and_then_says_so(
    telegram: FakeTelegram, brought: Brought
) -> None:
    handler, client, headers = brought
    await telegram.say("hello")
    update = telegram.updates[-1]
    handler.failures_left = 1
    first = await client.post("/telegram", json=update, headers=headers)
    second = await client.post("/telegram", json=update, headers=headers)
    third = await client.post("/telegram", json=update, headers=headers)
    assert [a.status_code for a in (first, second, third)] == [503, 200, 200]
    assert [message.text for message in await handler.messages()] == ["hello"]


class SlowHandler(RecordingHandler):
    """Takes a moment; ``most`` is how many events of one chat it had at once."""

    def __init__(self) -> None:
        super().__init__()
        self.most = self.running = 0

    async def handle_inbound(self, inbound: Inbound) -> InboundResult:
        self.running += 1
        self.most = max(self.most, self.running)
        await asyncio.sleep(0.01)
        self.running -= 1
        return await super().handle_inbound(inbound)


async def test_updates_of_a_chat_that_come_at_once_are_handled_one_at_a_time(
    telegram: FakeTelegram, redis: Redis
) -> None:
    """Else two clips would both take up the words that waited for clips."""
    async with webhook(telegram, redis, handler := SlowHandler()) as (client, headers):
        for number in range(5):
            await telegram.say(f"words {number}")
        await asyncio.gather(
            *(
                client.post("/telegram", json=update, headers=headers)
                for update in telegram.updates
            )
        )
        messages = await handler.messages(5)
    assert [each.text for each in messages] == [f"words {n}" for n in range(5)]
    assert handler.most == 1


async def test_the_webhook_takes_nothing_from_strangers(
    telegram: FakeTelegram, brought: Brought
) -> None:
    handler, client, headers = brought
    await telegram.say("forged")
    wrong = {name: value[:-1] + "x" for name, value in headers.items()}
    cyrillic = httpx.Headers({b"X-Telegram-Bot-Api-Secret-Token": "ключ".encode()})
    for sent in (httpx.Headers(), httpx.Headers(wrong), cyrillic):
        answer = await client.post("/telegram", json=telegram.updates[-1], headers=sent)
        assert answer.status_code == 403
    assert (await client.get("/telegram")).status_code == 405
    assert handler.inbox == []


async def test_the_webhook_passes_what_is_no_update(
    telegram: FakeTelegram, brought: Brought
) -> None:
    handler, client, headers = brought
    for body in (b"", b"{", b"[]", b"null", b'{"update_id": 1, "message": 7}'):
        answer = await client.post("/telegram", content=body, headers=headers)
        assert answer.status_code == 200
    big = b" " * (3 << 20)
    answer = await client.post("/telegram", content=big, headers=headers)
    assert answer.status_code == 413
    assert handler.inbox == []
