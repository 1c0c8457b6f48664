"""Send calls to the NEMO API: address, headers, and whether a failed call may have arrived."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx

from common import tracing
from common.correlation import HEADER, current_id
from core import metrics
from core.clients.agent.answers import json_of, refusal
from core.errors import AgentDown
from core.model.agent import Token
from core.rules.agent.sse import envelope

VERSION = "1.0.0"
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
)


@contextmanager
def translate_errors() -> Iterator[None]:
    """Raise ``AgentDown`` for httpx's errors; ``sent`` is False if nothing was sent."""
    try:
        yield
    except _NOT_SENT as error:
        raise AgentDown(type(error).__name__, sent=False) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise AgentDown(type(error).__name__) from error


class Transport:
    """One API at one address; the caller owns the client and closes it."""

    def __init__(self, client: httpx.AsyncClient, base_url: str, platform: str) -> None:
        self.client = client
        self.base = base_url.rstrip("/")
        self._attribution = {
            "X-Skill-Source": "vidmuse-ai",
            "X-Skill-Version": VERSION,
            "X-Skill-Platform": platform,
        }

    def headers(self, token: Token | None) -> dict[str, str]:
        """The headers of every call."""
        bearer = {"Authorization": f"Bearer {token}"} if token else {}
        id_ = current_id()
        request = {HEADER: id_} if id_ else {}
        return self._attribution | bearer | request

    async def call(
        self,
        method: str,
        path: str,
        token: Token | None,
        *,
        json: object = None,
        content: AsyncIterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        patience: httpx.Timeout | None = None,
    ) -> Mapping[str, Any]:
        """Make a call and return the content of its envelope.

        Raises the error of a code other than 0.
        """
        name = path.split("/")[2].partition("?")[0]
        with (
            translate_errors(),
            metrics.AGENT_SECONDS.labels(name).time(),
            tracing.span(f"agent {name}"),
        ):
            response = await self.client.request(
                method,
                f"{self.base}{path}",
                json=json,
                content=content,
                headers=self.headers(token) | dict(headers or {}),
                timeout=patience or httpx.Timeout(30.0),
                follow_redirects=False,
            )
        body = json_of(response.content)
        if body is None or response.status_code >= 400 or envelope(body):
            raise refusal(response, response.content)
        return body

    async def read(self, path: str, token: Token) -> bytes:
        """The bytes of a small file; raises the error of an error status."""
        name = path.split("/")[2]
        with translate_errors(), metrics.AGENT_SECONDS.labels(name).time():
            response = await self.client.get(
                f"{self.base}{path}", headers=self.headers(token), timeout=60.0
            )
        if response.status_code >= 400:
            raise refusal(response, response.content)
        return response.content
