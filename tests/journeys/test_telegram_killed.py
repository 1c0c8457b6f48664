"""The Telegram listener is killed while people write: each message counts exactly once."""

import asyncio
import os
from collections import Counter
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path

import pytest
from redis.asyncio import Redis

from tests.bots.telegram.harness import harness
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import TOKEN
from tests.vidmuse_command import RunningCommand, running_vidmuse

_PEOPLE, _KILLS = 15, 3


def listener(
    telegram: FakeTelegram, url: str, folder: Path
) -> AbstractAsyncContextManager[RunningCommand]:
    """``vidmuse telegram`` as a process of its own."""
    environment = os.environ | {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": telegram.url,
        "REDIS_URL": url,
        "NEMO_API_URL": "http://127.0.0.1:9",
        "VIDMUSE_DATA": str(folder / "listener"),
        "VIDMUSE_HTTP": "127.0.0.1:0",
        "DISCORD_BOT_TOKEN": "",
    }
    return running_vidmuse(environment, str(folder), "telegram")


def polled(telegram: FakeTelegram, times: int) -> bool:
    return telegram.counts["getUpdates"] >= times


@pytest.mark.chaos
@pytest.mark.journey
async def test_a_listener_that_is_killed_over_and_over_loses_and_doubles_nothing(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with (
        FakeTelegram(strict=False) as telegram,
        harness(
            telegram,
            redis,
            redis_url,
            tmp_path,
            listens=False,
            web_url="https://nemo.test",  # with a hosted agent a text alone is an instruction
        ) as here,
    ):
        people = [telegram.add_user(f"P{number}") for number in range(_PEOPLE)]
        chats = [telegram.add_private_chat(person) for person in people]
        requests = []

        async def write(take: int) -> None:
            for number, person in enumerate(people):
                requests.append(f"cut clip {number} faster, take {take}")
                await telegram.say(requests[-1], person, chats[number])
                await asyncio.sleep(0.01)

        for kill in range(_KILLS):
            heard = telegram.counts["getUpdates"]
            async with listener(telegram, redis_url, tmp_path) as process:
                writing = asyncio.create_task(write(kill))
                await telegram.until(partial(polled, telegram, heard + 2))
                await asyncio.sleep(0.02 * kill)
                await process.kill()
            await writing
        heard = telegram.counts["getUpdates"]
        async with listener(telegram, redis_url, tmp_path) as process:
            await telegram.until(lambda: telegram.counts["getUpdates"] > heard)
            for chat in chats:
                await here.wait_until_idle(chat)
            assert await process.terminate() == 0
        got, expected = Counter(await here.instructions()), Counter(requests)
        assert (expected - got, got - expected) == (Counter(), Counter())
