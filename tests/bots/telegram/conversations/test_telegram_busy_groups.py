"""In a group whose calls are nearly used up, the results come before the progress."""

import asyncio
from pathlib import Path

from redis.asyncio import Redis

from bots.telegram.send.adapter import TelegramAdapter
from bots.telegram.transport.rate_limits import Rates
from bots.telegram.wire import ids as names
from core.model.reply import Button, Reply
from tests.bots.telegram.harness import harness
from tests.bots.telegram.recording_handler import QUICK
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import TOKEN, USERNAME

_BUTTONS = ((Button("Cancel", "data"),),)


async def test_the_last_call_of_a_minute_is_for_the_video(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    """A card would take it, and the work would wait for the card."""
    rates = Rates(second=1000, gap=0.0, minute=10)
    async with (
        FakeTelegram(strict=False) as telegram,
        harness(telegram, redis, redis_url, tmp_path, rates=rates) as here,
    ):
        group = telegram.group
        for number in range(9):
            post = Reply(f"{number}")
            await here.adapter.post(names.chat_id(group["id"]), post, f"{number}")
        await telegram.drop(b"1", caption=f"@{USERNAME} cut it", chat=group)
        await telegram.until(lambda: here.videos(group))
        assert telegram.counts["sendMessage"] == 9


async def test_a_message_that_is_on_its_way_is_not_searched_for_by_edits(
    redis: Redis,
) -> None:
    """An edit that tries other buttons is seen by the whole group."""
    async with FakeTelegram(strict=False) as telegram:
        chat = names.chat_id(telegram.group["id"])
        slow = Rates(second=1000, gap=3.0, minute=1000)
        searching = TelegramAdapter(TOKEN, telegram.url, redis, rates=slow)
        posting = TelegramAdapter(TOKEN, telegram.url, redis, rates=QUICK)
        try:
            first = await searching.post(chat, Reply("one"), "1")
            search = asyncio.create_task(searching.find(chat, first, _BUTTONS))
            sent = await posting.post(chat, Reply("2", _BUTTONS), "2")
            assert await search == sent
            assert telegram.counts["editMessageReplyMarkup"] == 0
        finally:
            await searching.aclose()
            await posting.aclose()
