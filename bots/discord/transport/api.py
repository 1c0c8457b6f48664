"""Discord's REST API: one request, its waiting, and its outcome told without doubt.

discord.py's own client sleeps through every limit, repeats what may have landed and
logs the tokens in its addresses; a worker needs to know instead. So this one answers
with ``core.errors``: ``NotSent`` and ``RateLimited`` may be tried again, ``MaybeSent``
not, a ``Refusal`` carries Discord's code.
"""

import asyncio
import json
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any

import aiohttp

from bots.discord.transport.rate_limits import Buckets
from bots.discord.wire.outbound import Attached
from core.errors import ChatError, MaybeSent, NotSent, RateLimited

BASE = "https://discord.com/api/v10"
_AGENT = "DiscordBot (https://github.com/vidmuse/vidmuse, 0.1)"
_TRIES = 3
_PATIENCE = 5.0
_BAN_WINDOW, _BAN_LIMIT = 600.0, 8000
"""Discord bans an address after 10,000 refused requests in 10 minutes."""
_SECONDS = 30.0
_SLOWEST = 100_000
"""Bytes a second of the slowest upload that is waited for."""
_OLD_EDITS = 30046
"""A 429 that no waiting mends: the message is too old to be edited much."""
_MAJORS = ("channel", "guild", "webhook", "token", "interaction")


class Refusal(ChatError):
    """Discord said no: ``status`` of HTTP, ``code`` of Discord, 0 if none."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status, self.code = status, code


class Api:
    """``base`` is the API's address; ``patience`` how many seconds a call may wait."""

    def __init__(
        self, token: str, base: str = BASE, *, patience: float = _PATIENCE
    ) -> None:
        self._token = token
        self.base = base.rstrip("/")
        self._patience = patience
        self._buckets = Buckets()
        self._session: aiohttp.ClientSession | None = None
        self._refused: deque[float] = deque()
        self._over = False

    @property
    def session(self) -> aiohttp.ClientSession:
        """One pool of connections for the process, opened when first needed."""
        if self._over:
            raise NotSent("we are going")
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=256, keepalive_timeout=60),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": _AGENT},
            )
        return self._session

    async def aclose(self) -> None:
        self._over = True
        if self._session is not None:
            await self._session.close()

    async def call(
        self,
        method: str,
        path: str,
        ids: Mapping[str, str] | None = None,
        body: Any = None,
        *,
        attached: Attached | None = None,
        safe: bool | None = None,
        patience: float | None = None,
    ) -> Any:
        """Ask for ``path`` with the ``ids`` filled in; gives the JSON, or None.

        ``safe`` tells that the same request twice does no harm (default: all but POST):
        then it is repeated when the answer got lost. Raises ``Refusal``,
        ``RateLimited``, ``NotSent``, ``MaybeSent``.
        """
        ids = ids or {}
        safe = method != "POST" if safe is None else safe
        left = self._patience if patience is None else patience
        route = f"{method} {path}"
        major = "/".join(ids[name] for name in _MAJORS if name in ids)
        free = "token" in ids
        failure: ChatError = NotSent("too many tries")
        for attempt in range(_TRIES):
            left -= await self._wait(route, major, left, free=free)
            try:
                return await self._once(method, path, body, attached, ids, major)
            except RateLimited as error:
                failure = error
                continue
            except aiohttp.ClientConnectorError as error:
                failure = NotSent(type(error).__name__)
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                failure = self._lost(method, type(error).__name__)
            except MaybeSent as error:
                failure = self._lost(method, str(error))
            if not safe and not isinstance(failure, NotSent):
                break
            if attempt + 1 < _TRIES:
                await asyncio.sleep(min(0.3 * 2**attempt, max(left, 0.1)))
        raise failure

    def _lost(self, method: str, what: str) -> ChatError:
        """What changes nothing, or nothing more when repeated, may be tried again."""
        return MaybeSent(what) if method == "POST" else NotSent(what)

    async def _wait(self, route: str, major: str, left: float, *, free: bool) -> float:
        """Wait for the bucket's turn; gives the seconds that it took."""
        self._beware()
        waited = 0.0
        while seconds := self._buckets.wait(route, major, time.monotonic(), free=free):
            if waited + seconds > left:
                raise RateLimited(seconds)
            await asyncio.sleep(seconds)
            waited += seconds
        return waited

    async def _once(
        self,
        method: str,
        path: str,
        body: Any,
        attached: Attached | None,
        ids: Mapping[str, str],
        major: str,
    ) -> Any:
        headers = {} if "token" in ids else {"Authorization": f"Bot {self._token}"}
        with _opened(attached) as file:
            data, seconds = _payload(body, attached, file)
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
                said = answer.headers
        now = time.monotonic()
        route = f"{method} {path}"
        if answer.status == 429 and _object(text).get("code") != _OLD_EDITS:
            raise self._flooded(route, major, text, said)
        self._buckets.learn(route, major, said, now)
        if answer.status >= 300:
            raise self._refusal(answer.status, text)
        return json.loads(text) if text else None

    def _flooded(
        self, route: str, major: str, text: str, headers: Mapping[str, str]
    ) -> RateLimited:
        self._refused.append(time.monotonic())
        said = _object(text)
        after = _number(said.get("retry_after") or headers.get("Retry-After"))
        everywhere = bool(said.get("global")) or not said
        self._buckets.refused(
            route, major, after, time.monotonic(), everywhere=everywhere
        )
        return RateLimited(after)

    def _refusal(self, status: int, text: str) -> ChatError:
        if status >= 500:
            return MaybeSent(f"Discord answers {status}")
        if status in (401, 403):
            self._refused.append(time.monotonic())
        said = _object(text)
        code = said.get("code")
        return Refusal(
            status,
            code if isinstance(code, int) else 0,
            str(said.get("message") or "no reason"),
        )

    def _beware(self) -> None:
        """Stop by ourselves before Discord bans the whole address."""
        now = time.monotonic()
        while self._refused and now - self._refused[0] > _BAN_WINDOW:
            self._refused.popleft()
        if len(self._refused) >= _BAN_LIMIT:
            raise RateLimited(_BAN_WINDOW - (now - self._refused[0]))


@contextmanager
def _opened(attached: Attached | None) -> Iterator[IO[bytes] | None]:
    if attached is None:
        yield None
        return
    try:
        file = attached.path.open("rb")
    except OSError as error:
        raise NotSent(f"{attached.name} is gone: {error.strerror}") from error
    with file:
        yield file


def _payload(
    body: Any, attached: Attached | None, file: IO[bytes] | None
) -> tuple[bytes | aiohttp.FormData | None, float]:
    """The body, and how long it may take; a file is read while it is sent."""
    text = "" if body is None else json.dumps(body, ensure_ascii=False)
    if attached is None or file is None:
        return text.encode() if text else None, _SECONDS
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", text, content_type="application/json")
    form.add_field("files[0]", file, filename=attached.name)
    return form, _SECONDS + attached.path.stat().st_size / _SLOWEST


def _number(told: Any) -> float:
    """Seconds; one where nothing sensible is told."""
    try:
        return max(0.0, float(told))
    except (TypeError, ValueError):
        return 1.0


def _object(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
