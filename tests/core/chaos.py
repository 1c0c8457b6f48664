"""Kill and freeze workers, listener and Redis while turns run; count what happened.

There are two Redis servers: the bots' own, which is killed too, and one that holds the
fake agent and the fake chat, which is not killed.
"""

import asyncio
import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from common.redis.embedded import EmbeddedRedis
from core.clients.store.connection import connect
from tests.core import killable_process
from tests.fakes.agent import FakeAgent
from tests.fakes.chat import FakeChat
from tests.forked import FORKS
from tests.patience import PATIENCE
from tests.valkey import sync_nothing


@dataclass
class Outcome:
    kills: Counter[str] = field(default_factory=Counter)
    turns: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)
    videos_doubled: list[str] = field(default_factory=list)
    previews: int = 0
    previews_stale: list[str] = field(default_factory=list)
    cards_stuck: list[str] = field(default_factory=list)
    videos: int = 0
    answers: int = 0
    chats: int = 0
    perhaps: int = 0
    uncertain: int = 0
    seconds: float = 0.0

    @property
    def clean(self) -> bool:
        return not (
            self.lost
            or self.doubled
            or self.disordered
            or self.videos_doubled
            or self.previews_stale
            or self.cards_stuck
        )


class ChaosSystem:
    def __init__(self, folder: Path, workers: int, seed: int) -> None:
        self.folder = folder
        self.random = random.Random(seed)
        self.workers = workers
        self.processes: dict[str, ForkServerProcess] = {}

    async def start(self, name: str, url: str, outside: str) -> None:
        role = name.rstrip("0123456789")
        arguments = (role, url, str(self.folder), outside)
        process = FORKS.Process(target=killable_process.run, args=arguments)
        await asyncio.to_thread(process.start)
        self.processes[name] = process

    async def kill(self, name: str) -> None:
        process = self.processes[name]
        process.kill()
        await asyncio.to_thread(process.join)
        process.close()

    async def freeze(self, name: str) -> None:
        """Freeze a process for longer than a lease: another one takes over; then resume it."""
        pid = self.processes[name].pid or 0
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
            await asyncio.sleep(self.random.uniform(2.2, 3.2))
            os.kill(pid, signal.SIGCONT)


def _server_of(shell: int) -> int:
    children = Path(f"/proc/{shell}/task/{shell}/children").read_text().split()
    return int(children[0])


async def _restart(server: EmbeddedRedis, after: float) -> None:
    if server.pid:
        os.kill(_server_of(server.pid), signal.SIGKILL)
    await server.stop()
    await asyncio.sleep(after)
    await server.start()


@asynccontextmanager
async def _outside(folder: Path, *, previews: bool) -> AsyncIterator[tuple[str, Redis]]:
    """The server of the fake agent and chat; with ``previews`` the agent makes them."""
    async with EmbeddedRedis(folder) as url:
        await sync_nothing(url)
        world = connect(url)
        if previews:
            await world.set("previews", 1)
        yield url, world
        await world.aclose()


async def chaos(
    folder: Path,
    *,
    kills: int,
    chats: int = 12,
    workers: int = 3,
    seed: int = 1,
    previews: bool = False,
) -> Outcome:
    """Run until ``kills`` have happened and every turn has ended; return what happened."""
    outcome, began = Outcome(), time.monotonic()
    system = ChaosSystem(folder, workers, seed)
    own = EmbeddedRedis(folder / "own")
    async with _outside(folder / "world", previews=previews) as (outside, world):
        url = await own.start()
        names = [f"worker{n}" for n in range(workers)] + ["listener"]
        try:
            for name in names:
                await system.start(name, url, outside)
            sent: Counter[str] = Counter()
            freezing: list[asyncio.Task[None]] = []
            for done in range(kills):
                if done % 2 == 0:
                    chat = f"fake:{system.random.randrange(chats)}"
                    row = json.dumps([chat, sent[chat], f"{chat} says {sent[chat]}"])
                    await world.rpush("updates", row)
                    sent[chat] += 1
                await asyncio.sleep(system.random.uniform(0.1, 0.6))
                victim = system.random.choice([*names, *names, "redis", "frozen"])
                outcome.kills[victim.rstrip("0123456789")] += 1
                if victim == "redis":
                    await _restart(own, system.random.uniform(0, 1))
                elif victim == "frozen":
                    work = system.freeze(system.random.choice(names))
                    freezing.append(asyncio.create_task(work))
                else:
                    await system.kill(victim)
                    await system.start(victim, url, outside)
            await asyncio.gather(*freezing)
            outcome.turns = sum(sent.values())
            await _calm(url, world)
            await _no_card_stuck(FakeChat(world))
            await _account(outcome, world, sent)
        finally:
            for name in system.processes:
                await system.kill(name)
            await own.stop()
    outcome.seconds = time.monotonic() - began
    return outcome


async def _calm(url: str, world: Redis) -> None:
    """Wait until nothing is left to do."""
    redis = connect(url)
    async with asyncio.timeout(PATIENCE):
        while (
            await world.llen("updates")
            or await redis.zcard("{vm}:lease")
            or await redis.zcard("{vm}:strays")
        ):
            await asyncio.sleep(0.2)
    await redis.aclose()


async def _no_card_stuck(chat: FakeChat) -> None:
    """Wait for the end of cards: a process that was frozen may post one after all turns."""
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while _stuck(await chat.posts()):
                await asyncio.sleep(0.2)


def _stuck(posts: Sequence[dict[str, Any]]) -> list[str]:
    """The texts of messages that can be cancelled."""
    return [
        post["text"]
        for post in posts
        if any(label == "Cancel" for label, _, _ in post["buttons"])
    ]


async def _account(outcome: Outcome, world: Redis, sent: Counter[str]) -> None:
    agent, chat = FakeAgent(world), FakeChat(world)
    received = [text for log in (await agent.received()).values() for text in log]
    posts = await chat.posts()
    for name, count in sent.items():
        for number in range(count):
            text = f"{name} says {number}"
            if text not in received:
                outcome.lost.append(text)
    outcome.doubled = [text for text, n in Counter(received).items() if n > 1]
    for log in (await agent.received()).values():
        if sorted(log, key=lambda text: int(text.rsplit(" ", 1)[1])) != log:
            outcome.disordered.append(" | ".join(log))
    shown = {False: Counter[str](), True: Counter[str]()}
    for post in posts:
        if post["media"]:
            preview = bytes.fromhex(post["media"]).startswith(b"preview:")
            shown[preview][post["key"].partition(".")[0]] += 1
    outcome.videos, outcome.previews = len(shown[False]), len(shown[True])
    outcome.videos_doubled = [key for key, n in shown[False].items() if n > 1]
    outcome.previews_stale = [
        post["text"]
        for post in posts
        if "will replace it here" in post["text"]
        and post["key"].partition(".")[0] not in shown[False]
    ]
    outcome.cards_stuck = _stuck(posts)
    outcome.chats = len(sent)
    outcome.answers = sum(
        "Timeline (" in post["text"] and not post["media"] for post in posts
    )
    outcome.perhaps = sum("may have sent" in post["text"] for post in posts)
    outcome.uncertain = sum("did not finish" in post["text"] for post in posts)
