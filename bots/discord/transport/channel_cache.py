"""Cache per-channel facts for all processes in Redis, each with an expiry.

Interactions carry facts that a worker cannot fetch (a token for a channel without the bot,
the upload limit there, who may moderate). They are cached here, each with a time to live.
No turn depends on them.
"""

import json
import time
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bots.discord.transport.gateway_sessions import GatewaySession, decode_session
from bots.discord.wire.ids import TOKEN_SECONDS, Ref, decode

DAY = 86_400
_MONTH = 30 * DAY
_HOUR = 3600
MODERATOR_SECONDS = 600
"""Seconds for which a changed permission is not seen."""
UPLOAD_LIMIT_SECONDS = _HOUR
_FIRST_RESPONSE_SECONDS = 1800
"""Twice as long as the token of an interaction is valid."""
_PREFIX = "{vm}:discord:"


class KeyValueCache(Protocol):
    """Short texts by name, each with an expiry in seconds."""

    async def put(self, name: str, value: str, seconds: int) -> None: ...
    async def get(self, name: str) -> str | None: ...
    async def claim(self, name: str, value: str, seconds: int) -> str:
        """Store the value if there is none; return the current one."""
        ...

    async def delete(self, name: str) -> None: ...
    async def fields(self, name: str) -> Mapping[str, str]: ...
    async def set_fields(
        self, name: str, fields: Mapping[str, str], seconds: int
    ) -> None: ...
    async def delete_field(self, name: str, field: str) -> None: ...


class InMemoryCache:
    """A cache for one process without Redis (tests, the doctor)."""

    def __init__(self) -> None:
        self._values: dict[str, tuple[str, float]] = {}
        self._tables: dict[str, dict[str, str]] = {}

    async def put(self, name: str, value: str, seconds: int) -> None:
        self._values[name] = (value, time.monotonic() + seconds)

    async def get(self, name: str) -> str | None:
        value, until = self._values.get(name, ("", 0.0))
        return value if time.monotonic() < until else None

    async def claim(self, name: str, value: str, seconds: int) -> str:
        there = await self.get(name)
        if there is None:
            await self.put(name, value, seconds)
        return value if there is None else there

    async def delete(self, name: str) -> None:
        self._values.pop(name, None)
        self._tables.pop(name, None)

    async def fields(self, name: str) -> Mapping[str, str]:
        return dict(self._tables.get(name, {}))

    async def set_fields(
        self, name: str, fields: Mapping[str, str], seconds: int
    ) -> None:
        self._tables.setdefault(name, {}).update(fields)

    async def delete_field(self, name: str, field: str) -> None:
        self._tables.get(name, {}).pop(field, None)


class RedisCache:
    """A cache in Redis; it reads as empty while Redis is down."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def put(self, name: str, value: str, seconds: int) -> None:
        with suppress(RedisError):
            await self._redis.set(_PREFIX + name, value, ex=seconds)

    async def get(self, name: str) -> str | None:
        with suppress(RedisError):
            value = await self._redis.get(_PREFIX + name)
            return None if value is None else str(value)
        return None

    async def claim(self, name: str, value: str, seconds: int) -> str:
        with suppress(RedisError):
            there = await self._redis.set(
                _PREFIX + name, value, ex=seconds, nx=True, get=True
            )
            return value if there is None else str(there)
        return value

    async def delete(self, name: str) -> None:
        with suppress(RedisError):
            await self._redis.delete(_PREFIX + name)

    async def fields(self, name: str) -> Mapping[str, str]:
        with suppress(RedisError):
            return await cast(
                "Awaitable[dict[str, str]]", self._redis.hgetall(_PREFIX + name)
            )
        return {}

    async def set_fields(
        self, name: str, fields: Mapping[str, str], seconds: int
    ) -> None:
        with suppress(RedisError):
            async with self._redis.pipeline(transaction=False) as pipe:
                _ = pipe.hset(_PREFIX + name, mapping=cast("Any", fields))
                _ = pipe.expire(_PREFIX + name, seconds)
                await pipe.execute()

    async def delete_field(self, name: str, field: str) -> None:
        with suppress(RedisError):
            await self._redis.hdel(_PREFIX + name, field)


@dataclass(frozen=True, slots=True)
class InteractionChannel:
    """The newest interaction token of a channel and the user who owns it."""

    ref: Ref
    user: str


class ChannelCache:
    """Typed access to the cached facts of channels, users and interactions."""

    def __init__(self, store: KeyValueCache) -> None:
        self._store = store

    async def claim_first_response(self, interaction: str, key: str) -> bool:
        """Whether the post ``key`` is the first response to this interaction."""
        return (
            await self._store.claim(
                f"first:{interaction}", key, _FIRST_RESPONSE_SECONDS
            )
            == key
        )

    async def claim_hourly(self, name: str, key: str) -> bool:
        """True if ``key`` is the first to claim ``name`` within an hour."""
        return await self._store.claim(name, key, _HOUR) == key

    async def set_interaction_channel(self, ref: Ref, user: str) -> None:
        """Store the token for a channel where the bot is no member."""
        value = f"{user}\n{ref.encode()}"
        await self._store.put(f"door:{ref.channel}", value, DAY)

    async def delete_interaction_channel(self, channel: str) -> None:
        """Delete the token: the bot is a member of the channel now."""
        await self._store.delete(f"door:{channel}")

    async def interaction_channel(self, channel: str) -> InteractionChannel | None:
        user, _, ref = (await self._store.get(f"door:{channel}") or "").partition("\n")
        reference = decode(ref)
        return InteractionChannel(reference, user) if reference else None

    async def set_upload_limit(self, channel: str, limit: int) -> None:
        await self._store.put(f"upload:{channel}", str(limit), UPLOAD_LIMIT_SECONDS)

    async def upload_limit(self, channel: str) -> int | None:
        value = await self._store.get(f"upload:{channel}")
        return None if value is None else int(value)

    async def set_moderator(self, channel: str, user: str, *, may: bool) -> None:
        await self._store.put(f"may:{channel}:{user}", str(int(may)), MODERATOR_SECONDS)

    async def is_moderator(self, channel: str, user: str) -> bool | None:
        value = await self._store.get(f"may:{channel}:{user}")
        return None if value is None else value == "1"

    async def first_attempt(self, key: str, now: float) -> float:
        """Time of the first attempt of the post ``key``, in unix seconds."""
        return float(await self._store.claim(f"try:{key}", f"{now:.0f}", DAY))

    async def set_dm_channel(self, user: str, channel: str) -> None:
        await self._store.put(f"direct:{user}", channel, _MONTH)

    async def dm_channel(self, user: str) -> str:
        """The channel of direct messages with a person, "" if it is not known."""
        return await self._store.get(f"direct:{user}") or ""

    async def remember_channel(self, guild: str, channel: str, message: str) -> None:
        """Store ``message`` as the last one handled in the channel."""
        name = f"guild:{guild or 'dm'}"
        await self._store.set_fields(name, {channel: message}, _MONTH)

    async def remembered_channels(self, guild: str) -> Mapping[str, str]:
        """Channels that we worked in, with the last message handled there."""
        return await self._store.fields(f"guild:{guild or 'dm'}")

    async def forget_channels(self, guild: str) -> None:
        await self._store.delete(f"guild:{guild}")

    async def set_has_clips(self, channel: str) -> None:
        """Mark the channel as having clips."""
        await self._store.put(f"fed:{channel}", "1", _MONTH)

    async def clear_has_clips(self, channel: str) -> None:
        await self._store.delete(f"fed:{channel}")

    async def has_clips(self, channel: str) -> bool:
        return await self._store.get(f"fed:{channel}") is not None

    async def add_pending(self, events: Mapping[str, str]) -> None:
        """Store deferred interactions until they are answered."""
        await self._store.set_fields("asked", events, DAY)

    async def remove_pending(self, interaction: str) -> None:
        await self._store.delete_field("asked", interaction)

    async def pending(self) -> Mapping[str, str]:
        """Deferred interactions without a known answer."""
        return await self._store.fields("asked")

    async def save_session(self, session: GatewaySession) -> None:
        """Store a gateway session for the process that follows this one."""
        await self._store.set_fields("sessions", {session.id: session.encode()}, DAY)

    async def delete_session(self, session: str) -> None:
        await self._store.delete_field("sessions", session)

    async def sessions(self) -> list[GatewaySession]:
        """The sessions in use, and those of processes that ended."""
        stored = (await self._store.fields("sessions")).values()
        return [session for text in stored if (session := decode_session(text))]

    async def set_seen_sign(self, message: str) -> None:
        """Record that the message has our "seen" reaction."""
        await self._store.put(f"sign:{message}", "1", DAY)

    async def take_seen_sign(self, message: str) -> bool:
        """Return whether the message has that reaction, and delete the record."""
        has_sign = await self._store.get(f"sign:{message}") is not None
        if has_sign:
            await self._store.delete(f"sign:{message}")
        return has_sign

    async def set_layout(self, message: str, components: Any) -> None:
        """Store the layout of a message: an edit of its buttons sends all of it again."""
        await self._store.put(f"layout:{message}", json.dumps(components), _HOUR)

    async def layout(self, message: str) -> Any:
        """The layout of a message; None if it is not known."""
        text = await self._store.get(f"layout:{message}")
        return json.loads(text) if text else None

    async def set_alts(self, message: str, alts: Mapping[str, str]) -> None:
        """Store the alt texts of a message's files: an edit of its text sends them again."""
        await self._store.put(f"alts:{message}", json.dumps(alts), DAY)

    async def alts(self, message: str) -> Mapping[str, str]:
        """The known alt texts of a message's files by file name."""
        text = await self._store.get(f"alts:{message}")
        return json.loads(text) if text else {}

    async def save_form(self, name: str, value: str) -> None:
        """Store the context of a form until it is submitted."""
        await self._store.put(f"form:{name}", value, int(TOKEN_SECONDS))

    async def load_form(self, name: str) -> str:
        return await self._store.get(f"form:{name}") or ""

    async def save(self, name: str, value: str) -> None:
        await self._store.put(name, value, _MONTH)

    async def load(self, name: str) -> str:
        return await self._store.get(name) or ""
