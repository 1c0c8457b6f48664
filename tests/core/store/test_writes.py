"""Writes to the store: each is synced to the disk, so a turn must make few of them."""

import asyncio
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from common.redis.embedded import EmbeddedRedis
from core.clients.store.connection import connect
from tests.core.harness import CHAT, CoreHarness, running_core
from tests.fakes.agent import FakeAgent

_READS = {"GET", "HGET", "HGETALL", "EXISTS", "HEXISTS", "LINDEX", "LLEN", "LRANGE"}
_READS |= {"ZSCORE", "TIME", "ZRANGEBYSCORE", "TTL", "MONITOR", "PING"}


def written(lines: list[dict[str, Any]]) -> list[str]:
    """The commands and scripts that changed the turns' keys; one sync each.

    The queue's own keys (``vm:``) and the renewal of leases, which depends on the time
    that a turn takes, are left out.
    """
    out: list[str] = []
    caller, counted = "", True
    for line in lines:
        command = str(line["command"])
        name = command.split(" ", 1)[0].upper()
        if line.get("client_type") != "lua":
            renewal = " 1 {vm}:lease " in command
            caller, counted = command, name not in {"EVALSHA", "EVAL"} or renewal
            if name not in _READS | {"EVALSHA", "EVAL"} and "{vm}:" in command:
                out.append(command)
        elif not counted and name not in _READS and "{vm}:" in command:
            out.append(caller)
            counted = True
    return out


async def record(url: str, work: Any) -> list[str]:
    """Count the writes on the server while ``work`` runs."""
    lines: list[dict[str, Any]] = []
    watcher = connect(url)
    async with watcher.monitor() as monitor:

        async def listen() -> None:
            async for line in monitor.listen():
                lines.append(line)

        task = asyncio.create_task(listen())
        await watcher.ping()
        await work()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await watcher.aclose()
    return written(lines)


async def turn(harness: CoreHarness) -> None:
    await harness.say("cut it again")
    await harness.over(CHAT)


async def test_a_turn_makes_few_synced_writes(redis: Redis, tmp_path: Path) -> None:
    """The fake agent and chat are on another server, so only the store's writes count."""
    async with EmbeddedRedis(tmp_path / "own") as url:
        own = connect(url)
        agent = FakeAgent(redis)
        for auto_export, most in ((False, 11), (True, 18)):
            async with running_core(
                own, url, tmp_path, agent=agent, chat=redis, auto_export=auto_export
            ) as harness:
                harness.number = 10 * most  # no update is known from the core before
                await harness.say("cut it", f"{most}.mp4")
                await harness.over(CHAT)
                writes = await record(url, lambda core=harness: turn(core))
                assert 5 < len(writes) <= most, "\n".join(writes)
        await own.aclose()
