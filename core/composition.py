"""Compose the durable core: the inbound handler, the worker and the store."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from redis.asyncio import Redis

from core.clients.store.notes import RedisNotes
from core.clients.store.quotas import RedisQuotas
from core.clients.store.turns.store import RedisTurnStore
from core.clients.wake_queue import DocketWakeQueue
from core.flows.commands.cancel import erase_turns
from core.flows.commands.context import CommandContext
from core.flows.commands.dispatch import Commands
from core.flows.config import Config
from core.flows.intake.handle_inbound import InboundProcessor
from core.flows.turn.dependencies import Dependencies
from core.flows.turn.outbox import Outbox
from core.flows.turn.worker import Worker
from core.model.chat import ChatId, SenderId
from core.ports import (
    ChatAdapter,
    ClipConverter,
    Clock,
    CommandSessions,
    FileStore,
    VideoAgent,
)
from core.rules.replies.buttons import Buttons

_LOOK = 0.1


@dataclass(frozen=True, slots=True)
class Core:
    """``worker.run()`` runs turns until cancelled; ``inbound.handle_inbound`` takes events.

    ``commands`` answers commands that make no turn.
    """

    inbound: InboundProcessor
    worker: Worker
    store: RedisTurnStore
    commands: Commands

    async def wait_until_idle(self, chat: ChatId) -> None:
        """Wait until the chat has no turn left and all notices are posted."""
        while await self.store.pending_turns(chat):
            await asyncio.sleep(_LOOK)
        await self.inbound.drain()


@asynccontextmanager
async def build(
    redis: Redis,
    agent: VideoAgent,
    adapters: Mapping[str, ChatAdapter],
    sessions: CommandSessions,
    clock: Clock,
    config: Config,
    converter: ClipConverter | None = None,
) -> AsyncIterator[Core]:
    """``adapters`` are by platform name.

    ``converter`` is for an agent that reads fewer formats than our own studio.
    """
    store = RedisTurnStore(redis, lease=config.lease)
    outbox = Outbox(store, adapters, clock, config.post_backoff)
    buttons = Buttons(config.secret)
    quotas = RedisQuotas(
        redis, clock, config.quota, config.chat_quota, frozenset(config.admins)
    )
    notes = RedisNotes(redis, config.keep_days * 86_400.0)
    deps = Dependencies(
        store, agent, sessions, outbox, buttons, clock, config, quotas, notes, converter
    )

    context = _command_context(deps, adapters)
    commands = Commands(sessions, agent, buttons, context)
    async with DocketWakeQueue(config.redis_url) as queue:
        yield Core(
            InboundProcessor(deps, queue, commands),
            Worker(deps, queue),
            store,
            commands,
        )


def _command_context(
    deps: Dependencies, adapters: Mapping[str, ChatAdapter]
) -> CommandContext:
    config = deps.config

    async def moderates(chat: ChatId, sender: SenderId) -> bool:
        return sender in config.admins or await deps.outbox.adapter(chat).moderates(
            chat, sender
        )

    async def erase(owner: SenderId) -> tuple[int, int]:
        return await erase_turns(deps, owner)

    async def forget_uploads(owner: SenderId) -> None:
        for adapter in adapters.values():
            if isinstance(adapter, FileStore):
                await adapter.forget_files(owner)

    return CommandContext(
        deps.store.pending_turns,
        moderates,
        erase,
        deps.notes.forget,
        forget_uploads,
        deps.clock,
        config.language,
        config.data / "pictures",
        config.keep_days,
        hosted=bool(config.web_url),
        retention=config.retention,
        drop=config.drop,
    )


__all__ = ["Config", "Core", "build"]
