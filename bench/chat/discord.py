"""Measure Discord: time to acknowledge many requests at once, and calls per turn.

``python -m bench.chat.discord`` prints a table. The fake Discord runs in its own process
and takes the times; the bot, its Redis (with its defaults: every write synced) and the
workers run here, as with ``vidmuse up``. The agent is a fake.
"""

import asyncio
import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from rich.console import Console
from rich.table import Table

from bots.app.runtime import SystemClock
from bots.discord.receive.listener import DiscordListener
from bots.discord.send.adapter import DiscordAdapter
from bots.discord.transport.channel_cache import RedisCache
from common.redis.embedded import EmbeddedRedis
from core.clients.store.connection import connect
from core.clients.store.sessions import RedisSessions
from core.composition import Config, build
from core.model.agent import Token
from tests.fakes.agent import FakeAgent
from tests.fakes.discord.state import TOKEN

_MANY, _ROUNDS, _TURNS = 200, 3, 10
_AIM = 500


@asynccontextmanager
async def _bot(redis: Redis, url: str, folder: Path, api: str) -> AsyncIterator[None]:
    """Everything in one process, until the block ends."""
    clock, memory = SystemClock(), connect(url)
    agent = FakeAgent(memory, takes=0.2)
    adapter = DiscordAdapter(TOKEN, api, RedisCache(redis))
    sessions = RedisSessions(redis, agent, clock, Token("operator"))
    config = Config(url, folder, b"secret", poll=1.0, gather=0.2)
    adapters = {"discord": adapter}
    async with build(redis, agent, adapters, sessions, clock, config) as core:
        work = [
            asyncio.create_task(core.worker.run()),
            asyncio.create_task(DiscordListener(adapter, redis).run(core.inbound)),
        ]
        try:
            yield
        finally:
            for task in work:
                task.cancel()
            await asyncio.gather(*work, return_exceptions=True)
            await core.inbound.drain()
            await adapter.aclose()
            await memory.aclose()


async def _ask(process: asyncio.subprocess.Process, **what: Any) -> Any:
    """Send one line to the fake Discord, and read one line."""
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the fake Discord has no pipes")
    process.stdin.write(json.dumps(what).encode() + b"\n")
    await process.stdin.drain()
    return json.loads(await process.stdout.readline())


def _at(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] * 1000


def _shown(times: list[float], turns: dict[str, int]) -> None:
    table = Table(title="Discord")
    for name in ("measure", "p50", "p99", "most", "aim"):
        table.add_column(name, justify="left" if name == "measure" else "right")
    table.add_row(
        f"acknowledged, {_MANY} at once ({_ROUNDS} rounds)",
        f"{_at(times, 0.5):.0f} ms",
        f"{_at(times, 0.99):.0f} ms",
        f"{max(times) * 1000:.0f} ms",
        f"p99 {_AIM} ms",
    )
    Console().print(table)
    table = Table(title="Calls of a turn, command to video")
    table.add_column("call")
    table.add_column("times", justify="right")
    for route, count in sorted(turns.items(), key=lambda each: -each[1]):
        table.add_row(route, f"{count / _TURNS:.1f}")
    table.add_row("all", f"{sum(turns.values()) / _TURNS:.1f}")
    Console(width=100).print(table)


async def main() -> None:
    logging.basicConfig(level=logging.ERROR)
    fake = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.fakes.discord.program",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with tempfile.TemporaryDirectory() as name:
        async with EmbeddedRedis(Path(name)) as url:
            redis = connect(url)
            api = await _ask(fake, do="address")
            async with _bot(redis, url, Path(name), api):
                await _ask(fake, do="online")
                turns = await _ask(fake, do="turns", count=_TURNS)
                times: list[float] = []
                for _ in range(_ROUNDS):
                    times += await _ask(fake, do="many", count=_MANY)
            await redis.aclose()
    if fake.stdin:
        fake.stdin.close()
    await fake.wait()
    _shown(times, turns)


if __name__ == "__main__":
    asyncio.run(main())
