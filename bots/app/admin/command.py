"""Run ``vidmuse admin``: connect to Redis, and to the rest only where it is needed."""

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from bots.app.admin.operator import Operator
from bots.app.runtime import SystemClock
from common.redis.embedded import EmbeddedRedis
from core.clients.store.connection import connect
from core.clients.store.quotas import RedisQuotas
from core.clients.store.turns.store import RedisTurnStore
from core.model.chat import ChatId, MessageRef, Sender, UpdateId
from core.model.inbound import Command, MessageReceived
from core.model.session import Quota
from core.settings import Settings


async def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Run the operator's command and print its result. Raises ``UserError``, ``StoreDown``."""
    language = settings.vidmuse_lang or "en"
    if arguments.action == "forget":
        return await _forget(settings, arguments.person, language)
    async with open_redis(settings) as redis:
        operator = Operator(RedisTurnStore(redis), language)
        match arguments.action:
            case "cancel":
                lines = await operator.cancel(arguments.turn)
            case "requeue":
                lines = await operator.requeue(arguments.turn)
            case "quota":
                lines = await _quota(settings, redis, operator, arguments)
            case "drain" if arguments.off:
                lines = await operator.resume()
            case "drain":
                async for line in operator.drain():
                    _print(line)
                lines = []
            case _:
                lines = await operator.waiting()
    for line in lines:
        _print(line)
    return 0


@asynccontextmanager
async def open_redis(settings: Settings) -> AsyncIterator[Redis]:
    """The configured Redis, or the bundled one of the data folder."""
    if url := settings.redis_url.get_secret_value():
        client = connect(url)
        try:
            yield client
        finally:
            await client.aclose()
        return
    async with EmbeddedRedis(settings.vidmuse_data) as url:
        client = connect(url)
        try:
            yield client
        finally:
            await client.aclose()


async def _quota(
    settings: Settings, redis: Redis, operator: Operator, arguments: argparse.Namespace
) -> list[str]:
    most = Quota(
        settings.vidmuse_quota_turns,
        settings.vidmuse_quota_megabytes,
        settings.vidmuse_quota_credits,
    )
    quotas = RedisQuotas(redis, SystemClock(), most, Quota())
    return await operator.quota(quotas, arguments.person, most, reset=arguments.reset)


async def _forget(settings: Settings, who: str, language: str) -> int:
    """Delete all of a person's data, as the chat's own command does."""
    from bots.app import runtime  # noqa: PLC0415  # it needs every part
    from bots.app.platforms import registry  # noqa: PLC0415

    async with runtime.open_services(
        settings, settings.vidmuse_data, registry.adapters(settings)
    ) as services:
        person = Operator(services.core.store, language).person(who)
        message = MessageReceived(
            UpdateId(f"operator:forget:{person}"),
            ChatId("console:operator"),
            Sender(person, "", language),
            MessageRef(""),
            command=Command("forget", "yes"),
            private=True,
        )
        for reply in await services.core.commands.answer(message):
            _print(reply.text)
    return 0


def _print(line: str) -> None:
    print(line, flush=True)  # noqa: T201
