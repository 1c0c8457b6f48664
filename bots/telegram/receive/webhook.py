"""Receive updates over the webhook: check the secret, store, answer 200."""

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from weakref import WeakValueDictionary

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bots.telegram.receive.update_poller import chat_of
from core.errors import StoreDown

_log = logging.getLogger(__name__)
PATH = "/telegram"
_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_MAX_BODY = 2 << 20

UpdateCallback = Callable[[Mapping[str, Any]], Awaitable[None]]


def secret_of(configured: str, token: str) -> str:
    """The configured secret, or one derived from the token."""
    return configured or hashlib.sha256(f"webhook of {token}".encode()).hexdigest()


class Webhook:
    """The webhook endpoint; ``handle`` is None until the listener runs.

    Telegram posts up to 40 updates at once; those of one chat are handled one at a time,
    as when they are polled.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.handle: UpdateCallback | None = None

    async def serve(self, request: Request) -> Response:
        """Handle one request. Any status but 200 makes Telegram deliver the update again."""
        secret = request.headers.get(_HEADER, "").encode()
        if not hmac.compare_digest(secret, self._secret.encode()):
            return PlainTextResponse("not from Telegram\n", 403)
        if self.handle is None:
            return PlainTextResponse("not yet open\n", 503)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MAX_BODY:
                return PlainTextResponse("too large\n", 413)
        try:
            raw = json.loads(body)
            if not isinstance(raw, dict):
                raise TypeError
        except (ValueError, TypeError, RecursionError):
            _log.warning("Telegram update: skipped, it is not a JSON object")
            return PlainTextResponse("passed\n")
        try:
            async with self._locks.setdefault(chat_of(raw), asyncio.Lock()):
                await self.handle(raw)
        except StoreDown as error:
            _log.warning("Telegram update: not stored: %s", error)
            return PlainTextResponse("not stored, bring it again\n", 503)
        return PlainTextResponse("stored\n")
