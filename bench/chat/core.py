"""Measure the durable core: first answer, waiting turns, memory and commands.

``python -m bench.chat.core``: prints a line each. Measures only our part: agent and chat
are fakes in this process, the Redis is the bundled one with its defaults (every write
synced).
"""

import asyncio
import json
import logging
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from bots.app.runtime import SystemClock
from common.redis.embedded import EmbeddedRedis
from core.clients.store.connection import connect
from core.clients.store.sessions import RedisSessions
from core.clients.store.turns.store import RedisTurnStore
from core.composition import Config, build
from core.model.agent import AgentSessionId, Token
from core.model.chat import ChatId, Clip, MessageRef, Sender, SenderId, UpdateId
from core.model.event import AgentEvent, Heartbeat
from core.model.inbound import MessageReceived
from core.model.reply import Reply
from tests.fakes.agent import FakeAgent
from tests.fakes.chat import FakeChat

_BUSY, _PROBES, _WAITING = 200, 400, 5000


class Watched(FakeChat):
    """Records when a chat first shows something; its posts do not use Redis."""

    def __init__(self, redis: Redis) -> None:
        super().__init__(redis)
        self.first: dict[ChatId, float] = {}
        self.count = 0

    async def post(self, chat: ChatId, reply: Reply, key: str) -> MessageRef:
        self.first.setdefault(chat, time.perf_counter())
        self.count += 1
        return MessageRef(f"b{self.count}")

    async def edit(self, chat: ChatId, message: MessageRef, reply: Reply) -> MessageRef:
        return message

    async def acknowledge(self, *_: Any) -> None:
        pass


class Patient(FakeAgent):
    """An agent whose turns take a given time, with a heartbeat every 15 s."""

    async def instruct(
        self, token: Token, session: AgentSessionId, text: str, **about: Any
    ) -> AsyncIterator[AgentEvent]:
        row = json.dumps([text, time.time()])
        await self._redis.rpush(f"agent:log:{session}", row)
        left = self.takes
        while left > 0:
            await asyncio.sleep(min(15.0, left))
            left -= 15.0
            yield Heartbeat()


def message(chat: str, number: int) -> MessageReceived:
    ref = MessageRef(f"m{number}")
    clip = Clip("a.mp4", "a.mp4", source=ref)
    sender = Sender(SenderId(f"fake:{chat}"), "Mia")
    update = UpdateId(f"{chat}:{number}")
    return MessageReceived(
        update, ChatId(f"fake:{chat}"), sender, ref, "cut to the beat", (clip,)
    )


def resident() -> int:
    """Resident memory of this process in kilobytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    return 0


async def latency(redis: Redis, url: str, folder: Path) -> None:
    """Measure the time until the card of a message in a new chat, while others are processed."""
    chat, agent = Watched(redis), Patient(redis, takes=4.0)
    async with _office(redis, url, folder, agent, chat) as core:
        work = asyncio.create_task(core.worker.run())
        await asyncio.sleep(0.5)
        for number in range(_BUSY):
            await core.inbound.handle_inbound(message(f"busy{number}", 0))
        await asyncio.sleep(2)
        waits = []
        for number in range(_PROBES):
            began = time.perf_counter()
            one = message(f"probe{number}", 0)
            await core.inbound.handle_inbound(one)
            await asyncio.sleep(0.02)
            waits.append((one.chat, began))
        await asyncio.sleep(1)
        took = sorted((chat.first[name] - began) * 1000 for name, began in waits)
        p99 = took[int(len(took) * 0.99) - 1]
        print(
            f"first answer at {_BUSY}+ busy chats: p50 {statistics.median(took):.1f} ms, "
            f"p99 {p99:.1f} ms (aim 30, 150)"
        )
        await _stop(work)


async def waiting(redis: Redis, url: str, folder: Path) -> None:
    """Measure waiting turns in one process: memory of each, CPU time."""
    chat, agent = Watched(redis), Patient(redis, takes=600.0)
    async with _office(redis, url, folder, agent, chat) as core:
        work = asyncio.create_task(core.worker.run())
        before = resident()
        for start in range(0, _WAITING, 100):
            batch = [message(f"wait{start + n}", 0) for n in range(100)]
            await asyncio.gather(*(core.inbound.handle_inbound(one) for one in batch))
        async with asyncio.timeout(120):
            while core.worker.steps()["instructing"] < _WAITING:
                await asyncio.sleep(0.5)
        await asyncio.sleep(3)
        each = (resident() - before) / _WAITING
        cpu, clock = time.process_time(), time.monotonic()
        await asyncio.sleep(8)
        share = (time.process_time() - cpu) / (time.monotonic() - clock)
        print(
            f"{_WAITING} waiting turns in one process: {each:.1f} KB each (aim 150), "
            f"{share:.0%} of a core meanwhile"
        )
        await _stop(work)


async def sizes(redis: Redis, url: str, folder: Path) -> None:
    """Measure the Redis commands of a turn, and the memory of an idle chat."""
    chat, agent = Watched(redis), Patient(redis, takes=0.2)
    async with _office(redis, url, folder, agent, chat) as core:
        work = asyncio.create_task(core.worker.run())
        await asyncio.sleep(0.5)
        idle = await _commands(redis)
        await asyncio.sleep(2)
        idle_rate = (await _commands(redis) - idle) / 2
        count, began, first = 50, time.monotonic(), await _commands(redis)
        for number in range(count):
            one = message(f"size{number}", 0)
            await core.inbound.handle_inbound(one)
        for number in range(count):
            await core.wait_until_idle(ChatId(f"fake:size{number}"))
        spent = await _commands(redis) - first - idle_rate * (time.monotonic() - began)
        size = 0
        async for key in redis.scan_iter("{vm}:*fake:size1"):
            size += await redis.memory_usage(key) or 0
        print(
            f"commands per turn: {spent / count:.0f} (those of the fake agent included); "
            f"idle: {idle_rate:.0f} a second; an idle chat: {size} bytes (aim 4096)"
        )
        await _stop(work)


async def recovery(redis: Redis, url: str, folder: Path) -> None:
    """Measure the time until another worker takes over the turn of a dead one."""
    chat, agent = Watched(redis), Patient(redis, takes=0.2)
    async with _office(redis, url, folder, agent, chat) as core:
        one = message("dead", 0)
        await core.inbound.handle_inbound(one)
        dead = RedisTurnStore(redis, lease=Config(url, folder, b"").lease)
        while not (await dead.claim_next_turn(one.chat)).lease:
            await asyncio.sleep(0.05)
        began = time.monotonic()
        work = asyncio.create_task(core.worker.run())
        while not core.worker.steps():
            await asyncio.sleep(0.02)
        print(
            f"taken over {time.monotonic() - began:.1f} s after a worker died (aim 15)"
        )
        await _stop(work)


def _office(redis: Redis, url: str, folder: Path, agent: Any, chat: Any) -> Any:
    clock = SystemClock()
    config = Config(url, folder, b"secret", poll=1.0, gather=0.2)
    sessions = RedisSessions(redis, agent, clock, Token("operator"))
    return build(redis, agent, {"fake": chat}, sessions, clock, config)


async def _commands(redis: Redis) -> int:
    return int((await redis.info("stats"))["total_commands_processed"])


async def _stop(work: "asyncio.Task[None]") -> None:
    began = time.monotonic()
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    print(f"  stopped within {time.monotonic() - began:.1f} s")


async def main() -> None:
    logging.basicConfig(level=logging.ERROR)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with EmbeddedRedis(folder) as url:
            for measure in (latency, sizes, recovery, waiting):
                redis = connect(url)
                await redis.flushall()
                await measure(redis, url, folder)
                await redis.aclose()


if __name__ == "__main__":
    asyncio.run(main())
