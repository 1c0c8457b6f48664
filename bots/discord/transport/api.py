"""Call Discord's REST API within its rate limits and report a definite outcome.

discord.py's own client waits out every limit, repeats requests that may have arrived and
logs the tokens in its URLs. A worker needs the outcome instead, so this client raises
``core.errors``: ``NotSent`` and ``RateLimited`` may be retried, ``MaybeSent`` may not, a
``Refusal`` carries Discord's code.
"""

import asyncio
import json
import os
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import IO, Any

import aiohttp

from bots.discord.transport.rate_limits import Buckets, Slot
from bots.discord.wire.ids import PLATFORM
from bots.discord.wire.outbound import Attachment
from common.backoff import Backoff
from core import metrics
from core.errors import ChatError, MaybeSent, NotSent, RateLimited
from core.retry import count_retry

BASE = "https://discord.com/api/v10"
_AGENT = "DiscordBot (https://github.com/vidmuse/vidmuse, 0.1)"
_TRIES = 3
_BACKOFF = Backoff(0.3, 5.0)
_MAX_WAIT = 6.0
"""Seconds; more than the five in which a channel accepts five messages."""
_BAN_WINDOW, _BAN_LIMIT = 600.0, 8000
"""Discord bans an address after 10,000 refused requests in 10 minutes."""
_CALL_SECONDS = 30.0
_MIN_BYTES_PER_SECOND = 100_000
"""Bytes a second of the slowest upload that is waited for."""
_OLD_EDITS = 30046
"""Code of a 429 that does not end with time: an old message allows few edits."""
_MAJOR_PARAMETERS = ("channel", "guild", "webhook", "token", "interaction")


class ApiError(ChatError):
    """Discord refused a request: HTTP ``status``, Discord's ``code``, 0 if none."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status, self.code = status, code


class Api:
    """``base`` is the API's address; ``max_wait`` how many seconds a call may wait."""

    def __init__(
        self, token: str, base: str = BASE, *, max_wait: float = _MAX_WAIT
    ) -> None:
        self._token = token
        self.base = base.rstrip("/")
        self._max_wait = max_wait
        self._buckets = Buckets()
        self._session: aiohttp.ClientSession | None = None
        self._refusals: deque[float] = deque()
        self._closed = False

    @property
    def session(self) -> aiohttp.ClientSession:
        """One pool of connections for the process, opened when first needed."""
        if self._closed:
            raise NotSent("we are going")
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=256, keepalive_timeout=60),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": _AGENT},
            )
        return self._session

    async def aclose(self) -> None:
        self._closed = True
        if self._session is not None:
            await self._session.close()

    async def call(
        self,
        method: str,
        path: str,
        ids: Mapping[str, str] | None = None,
        body: Any = None,
        *,
        attachments: Sequence[Attachment] = (),
        idempotent: bool | None = None,
        max_wait: float | None = None,
    ) -> Any:
        """Call ``path`` with the ``ids`` filled in; return the JSON, or None.

        An ``idempotent`` request (default: all but POST) is repeated when its answer was
        lost. Raises ``Refusal``, ``RateLimited``, ``NotSent``, ``MaybeSent``.
        """
        ids = ids or {}
        idempotent = method != "POST" if idempotent is None else idempotent
        left = self._max_wait if max_wait is None else max_wait
        route = f"{method} {path.partition('?')[0]}"
        major = "/".join(ids[name] for name in _MAJOR_PARAMETERS if name in ids)
        failure: ChatError = NotSent("too many tries")
        for attempt in range(1, _TRIES + 1):
            self._check_ban_limit()
            count_retry("discord_call", attempt)
            slot = await self._buckets.acquire(route, major, left, free="token" in ids)
            left -= slot.waited
            try:
                return await self._request(method, path, body, attachments, ids, slot)
            except RateLimited as error:
                failure = error
                continue
            except aiohttp.ClientConnectorError as error:
                failure = NotSent(type(error).__name__)
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                failure = self._connection_error(method, type(error).__name__)
            except MaybeSent as error:
                failure = self._connection_error(method, str(error))
            finally:
                slot.release()
            if not idempotent and not isinstance(failure, NotSent):
                break
            if attempt < _TRIES:
                await asyncio.sleep(min(_BACKOFF.delay(attempt), max(left, 0.1)))
        raise failure

    def _connection_error(self, method: str, what: str) -> ChatError:
        """The outcome of a broken connection: idempotent requests may be retried."""
        return MaybeSent(what) if method == "POST" else NotSent(what)

    async def _request(
        self,
        method: str,
        path: str,
        body: Any,
        attachments: Sequence[Attachment],
        ids: Mapping[str, str],
        slot: Slot,
    ) -> Any:
        headers = {} if "token" in ids else {"Authorization": f"Bot {self._token}"}
        with _open_files(attachments) as files:
            data, seconds = _payload(body, attachments, files)
            if isinstance(data, bytes):
                headers["Content-Type"] = "application/json"
            async with self.session.request(
                method,
                self.base + path.format_map(ids),
                data=data,
                headers=headers,
                timeout=aiohttp.ClientTimeout(total=seconds),
            ) as answer:
                text = await answer.text()
                response_headers = answer.headers
        if answer.status == 429 and _json_object(text).get("code") != _OLD_EDITS:
            raise self._rate_limited(slot, text, response_headers)
        if answer.status < 500:
            slot.update(response_headers)
        if answer.status >= 300:
            raise self._api_error(answer.status, text)
        try:
            return json.loads(text) if text else None
        except ValueError:  # of a proxy: nobody knows what Discord made of it
            raise MaybeSent("an answer that makes no sense") from None

    def _rate_limited(
        self, slot: Slot, text: str, headers: Mapping[str, str]
    ) -> RateLimited:
        """Handle a 429; one of a shared limit does not count towards the address ban."""
        error_body = _json_object(text)
        scope = headers.get("X-RateLimit-Scope")
        if scope != "shared":
            self._refusals.append(time.monotonic())
        after = _seconds(error_body.get("retry_after") or headers.get("Retry-After"))
        everywhere = (
            bool(error_body.get("global")) or scope == "global" or not error_body
        )
        metrics.PLATFORM_LIMITED.labels(PLATFORM).inc()
        slot.block(after, everywhere=everywhere)
        return RateLimited(after)

    def _api_error(self, status: int, text: str) -> ChatError:
        if status >= 500:
            return MaybeSent(f"Discord answers {status}")
        if status in (401, 403):
            self._refusals.append(time.monotonic())
        error_body = _json_object(text)
        code = error_body.get("code")
        return ApiError(
            status,
            code if isinstance(code, int) else 0,
            str(error_body.get("message") or "no reason"),
        )

    def _check_ban_limit(self) -> None:
        """Stop sending before Discord bans the IP address."""
        now = time.monotonic()
        while self._refusals and now - self._refusals[0] > _BAN_WINDOW:
            self._refusals.popleft()
        if len(self._refusals) >= _BAN_LIMIT:
            raise RateLimited(_BAN_WINDOW - (now - self._refusals[0]))


@contextmanager
def _open_files(attachments: Sequence[Attachment]) -> Iterator[Sequence[IO[bytes]]]:
    with ExitStack() as stack:
        files = []
        for each in attachments:
            try:
                files.append(stack.enter_context(each.path.open("rb")))
            except OSError as error:
                raise NotSent(f"{each.name} is gone: {error.strerror}") from error
        yield files


def _payload(
    body: Any, attachments: Sequence[Attachment], files: Sequence[IO[bytes]]
) -> tuple[bytes | aiohttp.FormData | None, float]:
    """The body of a request and its time limit; files are streamed."""
    text = "" if body is None else json.dumps(body, ensure_ascii=False)
    if not attachments:
        return text.encode() if text else None, _CALL_SECONDS
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", text, content_type="application/json")
    size = 0
    for number, (each, file) in enumerate(zip(attachments, files, strict=True)):
        form.add_field(f"files[{number}]", file, filename=each.name)
        size += os.fstat(file.fileno()).st_size
    return form, _CALL_SECONDS + size / _MIN_BYTES_PER_SECOND


def _seconds(value: Any) -> float:
    """Parse seconds; 1.0 if the value is no number."""
    try:
        return max(0.0, float(value))
    except (TypeError, ValueError):
        return 1.0


def _json_object(text: str) -> dict[str, Any]:
    try:
        error_body = json.loads(text)
    except ValueError:
        return {}
    return error_body if isinstance(error_body, dict) else {}
