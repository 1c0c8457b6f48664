"""Run the whole durable core with a fake agent and a fake chat platform."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from bots.app.runtime import SystemClock
from common.backoff import Backoff
from core.clients.store.sessions import RedisSessions
from core.clients.vault import Vault
from core.composition import Config, Core, build
from core.model.agent import Token
from core.model.chat import ChatId, Clip, MessageRef, Sender, SenderId, UpdateId
from core.model.inbound import ButtonPressed, MessageReceived
from core.model.reply import Button, ButtonRows
from core.model.turn import Step, TurnKind, TurnRequest
from core.ports import ClipConverter
from tests.fakes.agent import FakeAgent
from tests.fakes.chat import FakeChat
from tests.patience import PATIENCE

CHAT = ChatId("fake:1")
MIA, TOM = Sender(SenderId("fake:mia"), "Mia"), Sender(SenderId("fake:tom"), "Tom")
ADMIN = Sender(SenderId("fake:admin"), "Ann")


def instruction(text: str = "cut it", **more: Any) -> TurnRequest:
    """An instruction of Mia's."""
    return TurnRequest(TurnKind.INSTRUCT, MIA, text, **more)


def config(redis_url: str, data: Path) -> Config:
    return Config(
        redis_url,
        data,
        b"secret",
        poll=0.02,
        still_working=1.0,
        reconcile=(0.02, 0.02, 0.02),
        retry=0.02,
        settle=0.2,
        post_backoff=Backoff(0.01, 0.02),
        lease=5.0,
        gather=0.25,
        sweep=0.1,
    )


@dataclass
class CoreHarness:
    core: Core
    agent: FakeAgent
    chat: FakeChat
    sessions: RedisSessions
    redis: Any = None
    number: int = 0

    def message(self, text: str = "", *clips: str, **more: Any) -> MessageReceived:
        self.number += 1
        ref = MessageRef(f"m{self.number}")
        dropped = tuple(Clip(clip, clip, source=ref) for clip in clips)
        base = MessageReceived(
            UpdateId(f"u:{self.number}"), CHAT, MIA, ref, text, dropped
        )
        return replace(base, **more)

    async def say(self, text: str = "", *clips: str, **more: Any) -> MessageReceived:
        message = self.message(text, *clips, **more)
        await self.core.inbound.handle_inbound(message)
        return message

    async def press(self, label: str, sender: Sender = MIA) -> str:
        for post in reversed(await self.chat.posts(CHAT)):
            for shown, data, _ in post["buttons"]:
                if shown.removeprefix("✓ ").partition(" · ")[0] == label:
                    rows = (tuple(Button(*each) for each in post["buttons"]),)
                    ref = MessageRef(post["ref"])
                    return await self.press_data(data, sender, ref, rows)
        raise AssertionError(f"no button {label}")

    async def press_data(
        self,
        data: str,
        sender: Sender = MIA,
        ref: MessageRef = MessageRef("p"),  # noqa: B008
        rows: ButtonRows = (),
        *,
        private: bool = False,
    ) -> str:
        self.number += 1
        update = UpdateId(f"u:{self.number}")
        pressed = ButtonPressed(
            update, CHAT, sender, ref, data, buttons=rows, private=private
        )
        return (await self.core.inbound.handle_inbound(pressed)).notice

    async def over(self, chat: ChatId = CHAT) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.core.wait_until_idle(chat)

    async def until(self, true: Callable[[], Any]) -> None:
        """Wait until ``true`` returns something true; it may be a coroutine function."""
        async with asyncio.timeout(PATIENCE):
            while True:
                value = true()
                if await value if asyncio.iscoroutine(value) else value:
                    return
                await asyncio.sleep(0.02)

    async def texts(self, chat: ChatId = CHAT) -> list[str]:
        await self.core.inbound.drain()
        return await self.chat.texts(chat)

    async def sent(self) -> list[str]:
        """The instructions of all sessions, in order."""
        logs = await self.agent.received()
        return [text for session in sorted(logs) for text in logs[session]]

    async def at(self, step: Step) -> None:
        """Wait until the chat's turn is at this step."""

        async def stands() -> bool:
            line = await self.core.store.pending_turns(CHAT)
            return bool(line) and line[0].step is step

        await self.until(stands)


@asynccontextmanager
async def running_core(
    redis: Redis,
    url: str,
    data: Path,
    *,
    token: str = "operator",
    agent: FakeAgent | None = None,
    clock: Any = None,
    chat: Redis | None = None,
    converter: ClipConverter | None = None,
    idempotent: bool = False,
    **changes: Any,
) -> AsyncIterator[CoreHarness]:
    """``token`` is the operator's, "" for anonymous ones; ``changes`` are fields of the config.

    ``chat`` is the Redis of the fake platform, if it is another one; ``idempotent``:
    the platform shows a repeated post once.
    """
    agent, clock = agent or FakeAgent(redis), clock or SystemClock()
    platform = FakeChat(chat or redis, idempotent=idempotent)
    people = RedisSessions(redis, agent, clock, Token(token) or None, Vault(["one"]))
    settings = replace(config(url, data), **changes)
    adapters = {"fake": platform}
    async with build(
        redis, agent, adapters, people, clock, settings, converter
    ) as core:
        work = asyncio.create_task(core.worker.run())
        yield CoreHarness(core, agent, platform, people, redis)
        await core.inbound.drain()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
