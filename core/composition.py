"""The one constructor of the durable core: a desk for listeners, a worker for turns."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from redis.asyncio import Redis

from core.clients.engine import Queue
from core.clients.store.quotas import Quotas
from core.clients.store.turns import Store
from core.flows.commands.cancel import erase
from core.flows.commands.dispatch import Around, Commands
from core.flows.intake.handle_inbound import FrontDesk
from core.flows.needs import Answers, People
from core.flows.turn.context import Config, Tools
from core.flows.turn.outbox import Outbox
from core.flows.turn.worker import Worker
from core.model.chat import ChatId, SenderId
from core.ports import ChatAdapter, Clock, VideoAgent
from core.rules.replies.buttons import Buttons

_LOOK = 0.1


@dataclass(frozen=True, slots=True)
class Office:
    """``worker.run()`` runs turns until cancelled; ``desk.admit`` takes what happened."""

    desk: FrontDesk
    worker: Worker
    store: Store

    async def done(self, chat: ChatId) -> None:
        """Wait until the chat has no turn left and all is shown."""
        while await self.store.line(chat):
            await asyncio.sleep(_LOOK)
        await self.desk.settle()


@asynccontextmanager
async def build(
    redis: Redis,
    agent: VideoAgent,
    adapters: Mapping[str, ChatAdapter],
    sessions: People,
    clock: Clock,
    config: Config,
    answers: Answers | None = None,
) -> AsyncIterator[Office]:
    """``adapters`` by platform name; ``answers`` instead of our own to commands."""
    store = Store(redis, lease=config.lease)
    outbox = Outbox(store, adapters, clock)
    buttons = Buttons(config.secret)
    quotas = Quotas(
        redis, clock, config.quota, config.chat_quota, frozenset(config.admins)
    )
    tools = Tools(store, agent, sessions, outbox, buttons, clock, config, quotas)

    async def moderates(chat: ChatId, sender: SenderId) -> bool:
        return sender in config.admins or await outbox.adapter(chat).moderates(
            chat, sender
        )

    async def history(owner: SenderId) -> tuple[int, int]:
        return await erase(tools, owner)

    around = Around(
        store.line,
        moderates,
        history,
        config.language,
        config.data / "pictures",
        config.keep_days,
        hosted=bool(config.web_url),
    )
    answers = answers or Commands(sessions, agent, buttons, around)
    async with Queue(config.redis_url) as queue:
        yield Office(FrontDesk(tools, queue, answers), Worker(tools, queue), store)


__all__ = ["Config", "Office", "build"]
