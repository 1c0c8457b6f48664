"""Open connections to the Bot API: python-telegram-bot for calls, httpx for bytes."""

import logging
import os
from typing import Any
from urllib.parse import urlsplit

import httpx
from telegram import Bot
from telegram.error import InvalidToken
from telegram.request import HTTPXRequest

from common.http_address import is_loopback
from common.tls import tls_context
from core.errors import ChatError

# Durations as timedeltas: the library asks its environment, and warns otherwise.
os.environ.setdefault("PTB_TIMEDELTA", "1")

BASE = "https://api.telegram.org"
REFUSED = "Telegram refuses TELEGRAM_BOT_TOKEN"
UPLOAD_SECONDS = 600.0
"""Telegram answers an upload only when it has received the whole file."""
_LOGGERS = ("httpx", "telegram.Bot", "telegram.request.BaseRequest")


class Api:
    """``bot`` for calls, ``http`` for bytes; close it with ``aclose``.

    ``local`` tells that the server exchanges files by path. Every URL contains the token,
    so log records are redacted while the connection is open.
    """

    def __init__(self, token: str, base: str = BASE, *, local: bool = False) -> None:
        self.base = base.rstrip("/")
        self.token = token
        self.trust_env = not is_loopback(urlsplit(self.base).hostname or "")
        self._secret_filter = SecretFilter(token)
        for name in _LOGGERS:
            logging.getLogger(name).addFilter(self._secret_filter)
        self._request = HTTPXRequest(
            connection_pool_size=128,
            connect_timeout=10,
            read_timeout=30,
            write_timeout=30,
            pool_timeout=60,
            media_write_timeout=UPLOAD_SECONDS,
            httpx_kwargs={"verify": tls_context(), "trust_env": self.trust_env},
        )
        try:
            self.bot = Bot(
                token,
                base_url=f"{self.base}/bot",
                base_file_url=f"{self.base}/file/bot",
                request=self._request,
                get_updates_request=self._request,
                local_mode=local,
            )
        except InvalidToken:
            raise ChatError(REFUSED) from None
        self.http = self.client()

    def client(self) -> httpx.AsyncClient:
        """A new HTTP client, for file bytes or updates."""
        timeout = httpx.Timeout(60, connect=10)
        return httpx.AsyncClient(
            verify=tls_context(), timeout=timeout, trust_env=self.trust_env
        )

    def method(self, name: str) -> str:
        """The URL of a method. It contains the token: never pass it on."""
        return f"{self.base}/bot{self.token}/{name}"

    def file(self, path: str) -> str:
        """The URL of a file. It contains the token: never pass it on."""
        return f"{self.base}/file/bot{self.token}/{path}"

    def path_of(self, address: str) -> str:
        """Return a file's path as the server gave it, without the library's prefix."""
        return address.removeprefix(f"{self.base}/file/bot{self.token}/")

    async def aclose(self) -> None:
        await self._request.shutdown()
        await self.http.aclose()
        for name in _LOGGERS:
            logging.getLogger(name).removeFilter(self._secret_filter)


class SecretFilter(logging.Filter):
    """Removes the token from log records of other libraries."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token

    def filter(self, record: logging.LogRecord) -> bool:
        message: Any = record.getMessage()
        if self._token and self._token in message:
            record.msg, record.args = message.replace(self._token, "<token>"), ()
        return True
