"""Listen to Telegram by polling or by webhook."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis
from starlette.routing import Route
from telegram import User
from telegram.error import InvalidToken, TelegramError

from bots.shared.lease import Lease
from bots.telegram.receive.handler import UpdateHandler
from bots.telegram.receive.update_poller import UpdatePoller
from bots.telegram.receive.webhook import PATH, Webhook, secret_of
from bots.telegram.send.adapter import TelegramAdapter
from bots.telegram.setup import commands
from bots.telegram.transport import errors
from bots.telegram.transport.api import REFUSED
from bots.telegram.wire.inbound import ALLOWED_UPDATES
from bots.telegram.wire.mentions import BotIdentity
from common.backoff import Backoff
from core.errors import ChatError
from core.ports import InboundHandler
from core.retry import Retry, count_retry, requested_wait

_log = logging.getLogger(__name__)
_BACKOFF = Backoff(1.0, 60.0)
_LEASE = 6.0
"""Seconds without renewal after which another process takes over."""
_WEBHOOK_REFRESH = 600.0
"""Seconds after which the webhook is set again: it may have been removed."""


class TelegramListener:
    """Polls, or with ``webhook_url`` serves ``routes`` in every process that runs it.

    A request waits ``poll_seconds`` for updates and is aborted after ``stall_seconds``.
    ``language`` is spoken where a person's own is not known.
    """

    def __init__(
        self,
        adapter: TelegramAdapter,
        redis: Redis,
        *,
        webhook_url: str = "",
        webhook_secret: str = "",
        language: str = "en",
        poll_seconds: int = 30,
        stall_seconds: float = 120.0,
    ) -> None:
        self._adapter = adapter
        self._redis = redis
        self._url = webhook_url
        self._secret = secret_of(webhook_secret, adapter.api.token)
        self._webhook = Webhook(self._secret)
        self._language = language
        self._poll_seconds = poll_seconds
        self._stall_seconds = stall_seconds

    def routes(self) -> list[Route]:
        """The route to which Telegram delivers updates; empty without a webhook."""
        if not self._url:
            return []
        return [Route(PATH, self._webhook.serve, methods=["POST"])]

    async def run(self, inbound_handler: InboundHandler) -> None:
        """Listen until cancelled. Raises ``ChatError`` if Telegram refuses the token."""
        me = await self._retry_until_ok()
        reads_all = bool(me.can_read_all_group_messages)
        identity = BotIdentity(me.id, me.username or "", reads_all)
        handler = UpdateHandler(
            self._adapter, inbound_handler, identity, self._language
        )
        async with self._publishing_commands(me.id):
            try:
                if self._url:
                    self._webhook.handle = handler.handle
                    await self._keep_webhook_set()
                else:
                    await self._poll(handler)
            finally:
                self._webhook.handle = None
                await handler.drain()

    async def _retry_until_ok(self) -> User:
        """Retry ``getMe`` with backoff; raise ``ChatError`` for a wrong token."""

        def report(error: Exception) -> None:
            _log.warning("Telegram does not answer: %s", type(error).__name__)

        retry = Retry("telegram", _BACKOFF, attempts=0, report=report)
        try:
            return await retry.run(self._adapter.api.bot.get_me, if_=_is_passing)
        except InvalidToken:
            raise ChatError(REFUSED) from None

    @asynccontextmanager
    async def _publishing_commands(self, number: int) -> AsyncIterator[None]:
        """Publish the command lists in a background task."""
        work = commands.publish(self._adapter.api, self._redis, number)
        task = asyncio.create_task(work)
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _poll(self, handler: UpdateHandler) -> None:
        lease = Lease(self._redis, "telegram", _LEASE)
        polling = UpdatePoller(
            self._adapter.api,
            handler.handle,
            poll_seconds=self._poll_seconds,
            stall_seconds=self._stall_seconds,
        )
        while True:
            await lease.hold(polling.run)

    async def _keep_webhook_set(self) -> None:
        failures = 0
        while True:
            try:
                with errors.translate_errors():
                    await self._adapter.api.bot.set_webhook(
                        self._url,
                        max_connections=40,
                        allowed_updates=ALLOWED_UPDATES,
                        secret_token=self._secret,
                    )
            except ChatError as error:
                _log.warning("Telegram webhook: not set: %s", error)
                failures += 1
                wait = max(_BACKOFF.delay(failures), requested_wait(error))
                count_retry("telegram_webhook")
                await asyncio.sleep(wait)
            else:
                failures = 0
                await asyncio.sleep(_WEBHOOK_REFRESH)


def _is_passing(error: Exception) -> bool:
    """Whether the error is transient."""
    return isinstance(error, TelegramError) and not isinstance(error, InvalidToken)
