"""The fake Discord's gateway: a real websocket with sessions that can be resumed."""

import asyncio
import json
import secrets
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.discord.state import (
    APPLICATION,
    CONTENT_FLAG,
    TOKEN,
    DiscordState,
    Json,
)

_CONTENT = 1 << 15
_ENDED = {1000, 1001}
"""Codes of closing after which Discord forgets the session."""
_INTENT = {
    "GUILD": 1 << 0,
    "MESSAGE": 1 << 9,
    "DIRECT": 1 << 12,
}


RESUME_SECONDS = 90.0
"""How long Discord keeps a session without a connection, as observed; not documented."""


@dataclass
class Session:
    """The events of one shard; ``line`` is None while it is disconnected, since ``left``."""

    id: str
    shard: int
    shards: int
    intents: int
    frames: list[tuple[int, Json]] = field(default_factory=list)
    line: "Connection | None" = None
    left: float = 0.0


class Connection:
    """One websocket; a compressed one shares its zlib context over all frames."""

    def __init__(
        self,
        socket: web.WebSocketResponse,
        transport: asyncio.Transport | None,
        *,
        squeeze: bool,
    ) -> None:
        self.socket = socket
        self._transport = transport
        self._zlib = zlib.compressobj() if squeeze else None

    async def send(self, frame: Json) -> None:
        text = json.dumps(frame)
        if self._zlib is None:
            await self.socket.send_str(text)
            return
        data = self._zlib.compress(text.encode())
        data += self._zlib.flush(zlib.Z_SYNC_FLUSH)
        await self.socket.send_bytes(data)

    def abort(self) -> None:
        """Break the connection without a close frame."""
        if self._transport:
            self._transport.abort()


class Gateway:
    """``identified`` and ``resumed`` count clients' requests.

    New sessions get their guilds when ``guilds_told`` is set.
    """

    def __init__(self, world: DiscordState) -> None:
        self._world = world
        self.url = ""
        self.sessions: dict[str, Session] = {}
        self.identified = 0
        self.resumed = 0
        self.ready = asyncio.Event()
        self.guilds_told = asyncio.Event()
        self.guilds_told.set()

    async def tell(self, name: str, data: Json, guild: str = "") -> None:
        """Send an event to its shard; a disconnected one gets it when it resumes."""
        self._forget_expired()
        for session in list(self.sessions.values()):
            if (int(guild or 0) >> 22) % session.shards == session.shard:
                await self._dispatch(session, name, self._shown(session, name, data))

    def _shown(self, session: Session, name: str, data: Json) -> Json:
        if not name.startswith("MESSAGE_") or "author" not in data:
            return data
        content = bool(session.intents & _CONTENT)
        shown = self._world.blanked(data, content=content)
        if guild := self._world.channels[data["channel_id"]].get("guild_id"):
            shown["guild_id"] = guild
        return shown

    async def _dispatch(self, session: Session, name: str, data: Json) -> None:
        number = len(session.frames) + 1
        frame = {"t": name, "s": number, "op": 0, "d": data}
        session.frames.append((number, frame))
        if session.line:
            try:
                await session.line.send(frame)
            except (ConnectionError, RuntimeError):
                self._leave(session)

    def _leave(self, session: Session) -> None:
        session.line, session.left = None, self._world.now()

    def _forget_expired(self) -> None:
        oldest = self._world.now() - RESUME_SECONDS
        for session in list(self.sessions.values()):
            if session.line is None and session.left < oldest:
                del self.sessions[session.id]

    async def drop(self, code: int = 4000) -> None:
        """Break all connections; the sessions stay and can be resumed."""
        self.ready.clear()
        for session in self.sessions.values():
            line = session.line
            if line:
                self._leave(session)
                await line.socket.close(code=code)

    def break_off(self) -> None:
        """Break all connections as if the client had died."""
        self.ready.clear()
        for session in self.sessions.values():
            if session.line:
                session.line.abort()
                self._leave(session)

    async def forget(self) -> None:
        """Break all connections and forget the sessions."""
        await self.drop()
        self.sessions.clear()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        line = Connection(
            socket,
            request.transport,
            squeeze=request.query.get("compress") == "zlib-stream",
        )
        await line.send({"op": 10, "d": {"heartbeat_interval": 41250}})
        session: Session | None = None
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            frame = json.loads(message.data)
            match frame["op"]:
                case 1:
                    await line.send({"op": 11})
                case 2:
                    session = await self._identify(line, frame["d"])
                case 6:
                    session = await self._resume(line, frame["d"])
                case _:
                    pass
        if session and session.line is line:
            self._leave(session)
            if socket.close_code in _ENDED:
                self.sessions.pop(session.id, None)
        if not any(each.line for each in self.sessions.values()):
            self.ready.clear()
        return socket

    async def _identify(self, line: Connection, data: Json) -> Session | None:
        if data["token"] != TOKEN:
            await line.socket.close(code=4004)
            return None
        if data["intents"] & _CONTENT and not self._world.content_intent:
            await line.socket.close(code=4014)
            return None
        shard, shards = data.get("shard") or (0, 1)
        session = Session(secrets.token_hex(8), shard, shards, data["intents"])
        session.line = line
        self.sessions[session.id] = session
        self.identified += 1
        for name, event in self._greeting(session):
            if name == "GUILD_CREATE":
                await self.guilds_told.wait()
            await self._dispatch(session, name, event)
        self.ready.set()
        return session

    def _greeting(self, session: Session) -> Iterator[tuple[str, Json]]:
        world = self._world
        guilds = [
            guild
            for id_, guild in world.guilds.items()
            if (int(id_) >> 22) % session.shards == session.shard
        ]
        flags = CONTENT_FLAG if world.content_intent else 0
        yield (
            "READY",
            {
                "v": 10,
                "user": world.bot,
                "guilds": [{"id": g["id"], "unavailable": True} for g in guilds],
                "session_id": session.id,
                "resume_gateway_url": self.url,
                "shard": [session.shard, session.shards],
                "application": {"id": APPLICATION, "flags": flags},
            },
        )
        for guild in guilds:
            yield "GUILD_CREATE", self._guild(guild)

    def _guild(self, guild: Json) -> Json:
        world = self._world
        channels = [
            channel
            for channel in world.channels.values()
            if channel.get("guild_id") == guild["id"] and channel["type"] != 11
        ]
        return guild | {
            "member_count": 3,
            "channels": channels,
            "threads": list(world.threads_of(guild["id"])),
            "members": [],
            "emojis": [],
            "stickers": [],
            "presences": [],
            "voice_states": [],
            "features": [],
            "joined_at": "2026-01-01T00:00:00+00:00",
            "unavailable": False,
            "verification_level": 0,
            "default_message_notifications": 0,
            "explicit_content_filter": 0,
            "mfa_level": 0,
            "nsfw_level": 0,
            "system_channel_flags": 0,
            "preferred_locale": "en-US",
        }

    async def _resume(self, line: Connection, data: Json) -> Session | None:
        self._forget_expired()
        session = self.sessions.get(data["session_id"])
        if session is None or data["token"] != TOKEN:
            await line.send({"op": 9, "d": False})
            return None
        if data["seq"] > len(session.frames):
            await line.socket.close(code=4007)
            return None
        if session.line:
            session.line.abort()
        session.line = line
        self.resumed += 1
        for number, frame in list(session.frames):
            if number > data["seq"]:
                await line.send(frame)
        await self._dispatch(session, "RESUMED", {})
        self.ready.set()
        return session


def summary(gateway: Gateway) -> dict[str, Any]:
    return {"identified": gateway.identified, "resumed": gateway.resumed}
