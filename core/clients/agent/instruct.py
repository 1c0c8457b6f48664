"""Send an instruction and read its stream of events to the end."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass

import httpx

from core import metrics
from core.clients.agent.answers import check_stream
from core.clients.agent.transport import Transport, translate_errors
from core.errors import AgentDown, TurnUncertain
from core.model.agent import AgentSessionId, Token
from core.model.event import AgentEvent, ErrorEnvelope, Heartbeat
from core.rules.agent.errors import error_of
from core.rules.agent.sse import FrameReader, TurnReader


@dataclass(frozen=True, slots=True)
class StreamLimits:
    """``quiet`` seconds without progress and ``turn`` seconds in all end a stream."""

    quiet: float
    turn: float


async def instruct(
    transport: Transport,
    token: Token,
    session: AgentSessionId,
    text: str,
    limits: StreamLimits,
    about: Mapping[str, str],
) -> AsyncIterator[AgentEvent]:
    """Send the text and yield events until the stream ends.

    ``about`` are headers for our own studio. Refusals, and errors before the request was
    sent, are raised before the first event; any later failure is ``TurnUncertain``.
    """
    request = _request(transport, token, session, text, about)
    started = asyncio.get_running_loop().time()
    over = started + limits.turn
    try:
        with translate_errors():
            async with asyncio.timeout_at(over):
                response = await transport.client.send(request, stream=True)
    except TimeoutError as error:
        raise TurnUncertain(type(error).__name__) from error
    except AgentDown as error:
        if error.sent:
            raise TurnUncertain(error.reason) from error
        raise
    try:
        async with asyncio.timeout_at(over):
            await check_stream(response)
        async for event in _read(response, over, limits.quiet):
            yield event
    except (TimeoutError, httpx.HTTPError) as error:
        raise TurnUncertain(type(error).__name__) from error
    finally:
        seconds = asyncio.get_running_loop().time() - started
        metrics.AGENT_SECONDS.labels("instruct").observe(seconds)
        await response.aclose()


def _request(
    transport: Transport,
    token: Token,
    session: AgentSessionId,
    text: str,
    about: Mapping[str, str],
) -> httpx.Request:
    body = {
        "app_name": "nemo_agent",
        "user_id": "me",
        "session_id": session,
        "new_message": {"parts": [{"text": text}]},
    }
    return transport.client.build_request(
        "POST",
        f"{transport.base}/run_sse",
        content=json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"),
        headers=transport.headers(token)
        | dict(about)
        | {"Accept": "text/event-stream", "Content-Type": "application/json"},
        timeout=httpx.Timeout(30.0, read=None),  # our own limits stop the reading
    )


async def _read(
    response: httpx.Response, over: float, quiet: float
) -> AsyncIterator[AgentEvent]:
    """Yield events until the stream ends; the limits cover only our own waiting.

    A partial text is yielded before the error of a broken stream is raised.
    """
    frames, turn, clock = FrameReader(), TurnReader(), asyncio.get_running_loop()
    chunks, moved, silent = response.aiter_bytes(), clock.time(), True
    chunk: bytes | None = b""
    while chunk is not None:
        until = min(over, moved + quiet)
        try:
            if clock.time() >= until:
                raise TimeoutError("no progress")
            async with asyncio.timeout_at(until):
                chunk = await anext(chunks, None)
        except (TimeoutError, httpx.HTTPError):
            for event in turn.end():
                yield event
            raise
        for event in _events(frames, turn, chunk):
            if isinstance(event, ErrorEnvelope) and silent:
                raise error_of(event.code, event.message)
            if not isinstance(event, Heartbeat):
                moved, silent = clock.time(), False
            yield event
    if turn.is_cut:
        raise TurnUncertain("the stream ended in the middle of an event")


def _events(
    frames: FrameReader, turn: TurnReader, chunk: bytes | None
) -> Iterator[AgentEvent]:
    """The events of a chunk of the body; ``None`` is its end."""
    for frame in frames.end() if chunk is None else frames.feed(chunk):
        yield from turn.read(frame)
    if chunk is None:
        yield from turn.end()
