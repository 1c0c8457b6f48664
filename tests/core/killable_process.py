"""Run a worker, or a listener of updates in Redis, in a process of its own, to be killed."""

import asyncio
import json
import os
import random
from contextlib import suppress
from pathlib import Path

from bots.app.runtime import SystemClock
from core.clients.store.connection import connect
from core.clients.store.sessions import RedisSessions
from core.composition import Config, build
from core.errors import StoreDown
from core.model.agent import Token
from core.model.chat import ChatId, Clip, MessageRef, Sender, SenderId, UpdateId
from core.model.inbound import MessageReceived
from tests.fakes.agent import FakeAgent
from tests.fakes.chat import FakeChat


def message_of(row: str) -> MessageReceived:
    """Parse an update, which the platform repeats until it is confirmed."""
    chat, number, text = json.loads(row)
    ref = MessageRef(f"m{number}")
    clips = (Clip("a.mp4", "a.mp4", source=ref),) if number == 0 else ()
    sender = Sender(SenderId("fake:mia"), "Mia")
    update = UpdateId(f"{chat}:{number}")
    return MessageReceived(update, ChatId(chat), sender, ref, text, clips)


async def main(role: str, url: str, folder: str, outside: str) -> None:
    config = Config(
        url,
        Path(folder),
        b"secret",
        poll=0.1,
        reconcile=(0.5,) * 20,
        retry=0.2,
        settle=4.0,
        lease=2.0,
        gather=0.2,
        sweep=0.3,
        attempts=100,
    )
    redis, world = connect(url), connect(outside)
    agent = FakeAgent(world, takes=0.8, accepts=0.4)
    agent.previews = bool(await world.exists("previews"))
    agent.preview_takes = 0.4
    chat, clock = FakeChat(world), SystemClock()
    sessions = RedisSessions(redis, agent, clock, Token("operator"))
    while True:
        with suppress(StoreDown):
            async with build(
                redis, agent, {"fake": chat}, sessions, clock, config
            ) as core:
                if role == "worker":
                    await core.worker.run()
                while True:  # peek, store, confirm: never the other way round
                    row = await world.lindex("updates", 0)
                    if row is None:
                        await asyncio.sleep(0.02)
                        continue
                    with suppress(StoreDown):
                        await core.inbound.handle_inbound(message_of(str(row)))
                        await world.lpop("updates")
        await asyncio.sleep(0.2)


def run(role: str, url: str, folder: str, outside: str) -> None:
    """Run as ``role``, worker or listener, until killed; ``url`` is the bots' server."""
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    random.seed()  # a fork would repeat the random numbers of the others
    asyncio.run(main(role, url, folder, outside))
