"""Resume a session of a process that ended, to get the events that it missed.

Discord keeps a session for about 90 seconds after its connection ended, and replays the
events since then to the client that resumes it. It allows several sessions of a shard at
once (docs.discord.com, "Gateway", sharding), so that a new process begins a session of its
own and resumes the former one beside it.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import Any

import aiohttp

_ENDED, _RESUMABLE = 1000, 4000
"""Codes with which we close: Discord deletes the session, or keeps it for a while."""
_SESSION_GONE = {4004, 4007, 4009}
"""Codes with which Discord closes: wrong token, wrong number of an event, timed out."""

Event = tuple[str, Mapping[str, Any]]
"""Name and data."""


class FrameKind(IntEnum):
    """Kinds of frames of the gateway."""

    DISPATCH = 0
    RESUME = 6
    RECONNECT = 7
    INVALID_SESSION = 9
    HELLO = 10


class SessionGone(Exception):
    """Discord does not know the session any more."""


@dataclass(frozen=True, slots=True)
class GatewaySession:
    """A session of a shard at ``url``; ``sequence`` numbers the last event handled."""

    id: str
    shard: int
    sequence: int
    url: str

    def encode(self) -> str:
        return json.dumps(asdict(self))


def decode_session(text: str) -> GatewaySession | None:
    """Read a stored session; None if another version wrote it in another form."""
    try:
        return GatewaySession(**json.loads(text))
    except (ValueError, TypeError):
        return None


@asynccontextmanager
async def resumed(
    http: aiohttp.ClientSession, session: GatewaySession, token: str
) -> AsyncIterator[AsyncIterator[Event]]:
    """Resume the session; yield the events that it missed, oldest first.

    The session ends with the context; after an exception it may be resumed again. The
    iterator raises ``SessionGone``, or ``ConnectionError`` if Discord closes the
    connection.
    """
    url = f"{session.url.rstrip('/')}/?v=10&encoding=json"
    async with http.ws_connect(url, max_msg_size=0) as socket:
        try:
            yield _missed_events(socket, session, token)
        except BaseException:
            await socket.close(code=_RESUMABLE)
            raise
        await socket.close(code=_ENDED)


async def _missed_events(
    socket: aiohttp.ClientWebSocketResponse, session: GatewaySession, token: str
) -> AsyncIterator[Event]:
    async for message in socket:
        frame = json.loads(message.data)
        match frame["op"]:
            case FrameKind.HELLO:
                await socket.send_json(_resume_frame(session, token))
            case FrameKind.INVALID_SESSION if not frame["d"]:
                raise SessionGone
            case FrameKind.INVALID_SESSION | FrameKind.RECONNECT:
                raise ConnectionError("the gateway asks to connect again")
            case FrameKind.DISPATCH if frame["t"] == "RESUMED":
                return
            case FrameKind.DISPATCH:
                yield frame["t"], frame["d"] or {}
            case _:
                pass
    if socket.close_code in _SESSION_GONE:
        raise SessionGone
    raise ConnectionError(f"the gateway closed the connection: {socket.close_code}")


def _resume_frame(session: GatewaySession, token: str) -> Mapping[str, Any]:
    data = {"token": token, "session_id": session.id, "seq": session.sequence}
    return {"op": FrameKind.RESUME, "d": data}
