"""Read an answer of the NEMO API: its JSON, or the error that it means."""

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import httpx

from core.errors import AgentDown, AgentError, TurnUncertain
from core.rules.agent.errors import error_of
from core.rules.agent.sse import envelope

_Read = TypeVar("_Read")
_MOST_BODY = 64 << 20


def understood(read: Callable[[], _Read]) -> _Read:
    """Parse an answer with ``read``. Raises ``AgentDown`` if it cannot be parsed."""
    try:
        return read()
    except (KeyError, ValueError, TypeError) as error:
        raise AgentDown("an answer that makes no sense") from error


def json_of(content: bytes) -> Mapping[str, Any] | None:
    """The JSON object of a body, None if it is none."""
    try:
        body = json.loads(content)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def refusal(response: httpx.Response, content: bytes) -> AgentError:
    """The error of an answer: by its code, else by its status, else ``AgentDown``."""
    body = json_of(content) or {}
    seconds = response.headers.get("retry-after", "")
    retry = float(seconds) if seconds.isdigit() else None
    if refused := envelope(body):
        code = refused.code
        if code == -1 and response.status_code >= 400:
            code = response.status_code
        return error_of(code, refused.message, retry)
    detail = str(body.get("detail") or body.get("error") or body.get("message") or "")
    status = response.status_code
    if status == 401:
        return error_of(1001, detail)
    if status == 404 and "session" in detail.lower():
        return error_of(1002, detail)
    if status >= 400:
        return error_of(status, detail, retry)
    return AgentDown(detail or "an answer that makes no sense", status)


async def body_of(response: httpx.Response) -> bytes:
    """The body, or its start if it is longer than expected."""
    out = bytearray()
    async for chunk in response.aiter_bytes():
        out += chunk
        if len(out) > _MOST_BODY:
            break
    return bytes(out)


async def check_stream(response: httpx.Response) -> None:
    """Raise the error of an answer that is not an event stream."""
    kind = response.headers.get("content-type", "")
    if response.is_success and "html" not in kind and "json" not in kind:
        return
    refused = refusal(response, await body_of(response))
    # A proxy's error page does not tell whether the agent received the request.
    raise (
        TurnUncertain(refused.reason, refused.code)
        if isinstance(refused, AgentDown)
        else refused
    )
