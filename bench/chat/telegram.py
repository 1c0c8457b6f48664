"""Measure the Telegram bot: time to the first reaction, calls per turn.

``python -m bench.chat.telegram [--seconds 120]``: prints a table. The Bot API is the fake
of the tests on a loopback socket with Telegram's rates, the agent is a fake with a given
duration, the Redis is the bundled one with its defaults; all but the Redis are in this
process.
"""

import argparse
import asyncio
import json
import logging
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from rich.console import Console
from rich.table import Table

from bots.telegram.transport.rate_limits import Rates
from common.redis.embedded import EmbeddedRedis
from core.clients.store.connection import connect
from core.model.agent import AgentSessionId, Token
from core.model.event import AgentEvent, Heartbeat, Text
from tests.bots.telegram.harness import TelegramHarness, harness
from tests.fakes.agent import FakeAgent
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import USERNAME, Json

_PROBES, _A_SECOND, _CROWD, _GROUPS = 100, 4, 200, 4
_LONG = 600.0
_OURS = 9.0
"""Seconds of each half that pass before and after it: uploads, polls, sending."""
_AIM_CALLS = 12

Row = tuple[str, str, str]


class Even(FakeAgent):
    """Takes half of the time for the edit, half for the render, to the second."""

    async def instruct(
        self, token: Token, session: AgentSessionId, text: str, **about: Any
    ) -> AsyncIterator[AgentEvent]:
        await self._redis.rpush(f"agent:log:{session}", json.dumps([text, time.time()]))
        end = time.time() + self.takes
        while (left := end - time.time()) > 0:
            await asyncio.sleep(min(15.0, left))
            yield Heartbeat()
        yield Text(f"Did: {text}")


def first_signs(telegram: FakeTelegram, sent: dict[int, float]) -> list[float]:
    """Milliseconds from a message to the first call about its chat, sorted."""
    signs: dict[int, float] = {}
    for at, _, chat in telegram.journal:
        signs.setdefault(chat, at)
    return sorted((signs[chat] - at) * 1000 for chat, at in sent.items())


def row(name: str, waits: list[float], aim: str) -> Row:
    p99 = waits[min(len(waits) - 1, int(len(waits) * 0.99))]
    return name, f"p50 {statistics.median(waits):.0f} ms, p99 {p99:.0f} ms", aim


def people(telegram: FakeTelegram, count: int) -> Iterator[tuple[Json, Json]]:
    for number in range(count):
        person = telegram.add_user(f"P{number}")
        yield person, telegram.add_private_chat(person)


async def steady(here: TelegramHarness) -> Row:
    """Requests come one after the other; their turns run concurrently."""
    telegram, sent = here.telegram, {}
    for person, chat in people(telegram, _PROBES):
        sent[chat["id"]] = time.monotonic()
        await telegram.drop(b"1", caption="to the beat", user=person, chat=chat)
        await asyncio.sleep(1 / _A_SECOND)
    await telegram.until(lambda: len({c for *_, c in telegram.journal}) >= _PROBES)
    name = f"first sign, {_A_SECOND} new chats a second, up to {_PROBES} at work"
    return row(name, first_signs(telegram, sent), "1000 ms")


async def crowd(here: TelegramHarness) -> Row:
    """All requests at once: Telegram accepts 30 messages a second."""
    telegram, sent = here.telegram, {}
    for person, chat in people(telegram, _CROWD):
        sent[chat["id"]] = time.monotonic()
        await telegram.drop(b"1", caption="to the beat", user=person, chat=chat)
    await telegram.until(lambda: len({c for *_, c in telegram.journal}) >= _CROWD)
    name = f"first sign, {_CROWD} chats in the same moment"
    return row(
        name, first_signs(telegram, sent), f"{_CROWD / 30 * 1000:.0f} ms at 30/s"
    )


async def turns(here: TelegramHarness, seconds: float) -> list[Row]:
    """A turn in a group from the clip to the video, of about so many seconds."""
    telegram = here.telegram
    groups = [telegram.add_group(f"G{n}", [telegram.alice]) for n in range(_GROUPS)]
    for chat in groups:
        await telegram.drop(b"1", caption=f"@{USERNAME} to the beat", chat=chat)
    for chat in groups:
        await telegram.until(lambda at=chat: here.videos(at), 3 * seconds + 60)
        await here.wait_until_idle(chat)
    numbers = {chat["id"] for chat in groups}
    calls = Counter(chat for *_, chat in telegram.journal if chat in numbers)
    kinds = Counter(kind for _, kind, chat in telegram.journal if chat in numbers)
    most = max(calls.values())
    spans = [
        [at for at, _, chat in telegram.journal if chat == number] for number in numbers
    ]
    lasted = statistics.mean(max(span) - min(span) for span in spans)
    each = ", ".join(f"{kind} {n / _GROUPS:g}" for kind, n in kinds.most_common())
    return [
        (
            f"API calls in a group's turn of {lasted:.0f} s, at most",
            f"{most}",
            f"{_AIM_CALLS}",
        ),
        ("  of these", each, ""),
    ]


async def measured(redis: Redis, url: str, folder: Path, seconds: float) -> list[Row]:
    rows, refused = [], 0
    for kind, takes in (
        ("steady", _LONG),
        ("crowd", _LONG),
        ("turns", seconds / 2 - _OURS),
    ):
        await redis.flushall()
        async with (
            FakeTelegram() as telegram,
            harness(
                telegram,
                redis,
                url,
                folder,
                agent=Even(redis, takes=takes),
                rates=Rates(),
                poll=30.0,
                gather=1.0,
                sweep=1.0,
            ) as here,
        ):
            await telegram.until(lambda fake=telegram: fake.counts["getUpdates"])
            match kind:
                case "steady":
                    rows.append(await steady(here))
                case "crowd":
                    rows.append(await crowd(here))
                case _:
                    rows += await turns(here, seconds)
            refused += len(telegram.limiter.refused)
    return [*rows, ("429s earned in all of this", f"{refused}", "0")]


async def main(seconds: float) -> None:
    logging.basicConfig(level=logging.CRITICAL)  # people hang up at the end
    with tempfile.TemporaryDirectory() as name:
        async with EmbeddedRedis(Path(name)) as url:
            redis = connect(url)
            rows = await measured(redis, url, Path(name), seconds)
            await redis.aclose()
    table = Table("Telegram", "measured", "aim")
    for row in rows:
        table.add_row(*row)
    Console(width=110).print(table)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=120.0)
    asyncio.run(main(parser.parse_args().seconds))
