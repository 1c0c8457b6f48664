"""Count daily usage of people and chats in Redis, and enforce their quotas.

``{vm}:day:<day>:<who>`` holds turns, bytes and credits of a person or a chat for two days.
Days are in UTC. The command forget does not delete them: they hold only numbers and expire
soon.
"""

from datetime import UTC, datetime
from typing import Any, Literal

from redis.asyncio import Redis

from core.clients.store import scripts
from core.clients.store.connection import translate_redis_errors
from core.errors import OverQuota
from core.model.chat import ChatId, SenderId
from core.model.session import NO_QUOTA, Quota, Usage
from core.ports import Clock

_DAY = 86_400
_MEGA = 1_000_000


class RedisQuotas:
    """Counts usage and enforces quotas; ``exempt`` people are counted but never refused."""

    def __init__(
        self,
        redis: Redis,
        clock: Clock,
        person: Quota,
        chat: Quota,
        exempt: frozenset[str] = frozenset(),
    ) -> None:
        self._redis: Any = redis
        self._clock = clock
        self._person, self._chat = person, chat
        self._exempt = exempt
        self._take = scripts.TAKE.bind(redis)
        self._spend = scripts.SPEND.bind(redis)
        self._refund_turn = scripts.REFUND_TURN.bind(redis)

    @property
    def credits(self) -> bool:
        """Whether any quota limits credits."""
        return bool(self._person.credits or self._chat.credits)

    async def take(
        self, who: SenderId, chat: ChatId | None, turns: int, size: int
    ) -> None:
        """Use a part of today's quota; ``chat`` is None for a private chat.

        Raises ``OverQuota`` when it is used up; nothing is counted then.
        """
        limits = (self._person, self._chat if chat else NO_QUOTA)
        if limits == (NO_QUOTA, NO_QUOTA):
            return
        if who in self._exempt:
            limits = (NO_QUOTA, NO_QUOTA)
        bounds = [
            value
            for limit in limits
            for value in (limit.turns, limit.megabytes * _MEGA, limit.credits)
        ]
        async with translate_redis_errors():
            keys = self._keys(who, chat)
            over = await self._take(
                *bounds,
                person_key=keys[0],
                chat_key=keys[-1],
                seconds=2 * _DAY,
                turns=turns,
                bytes=size,
            )
        if over:
            whose, what = over.split()
            limit = getattr(limits[0 if whose == "person" else 1], what)
            raise OverQuota(what, limit, self._reset(), chat=whose == "chat")

    async def spend(
        self,
        who: SenderId,
        chat: ChatId | None,
        what: Literal["turns", "bytes", "credits"],
        amount: float,
    ) -> None:
        """Count usage that is known only later, or refund it; never refused."""
        if (self._person, self._chat) == (NO_QUOTA, NO_QUOTA):
            return
        async with translate_redis_errors():
            for key in self._keys(who, chat):
                await self._spend(key=key, field=what, amount=amount, seconds=2 * _DAY)

    async def refund_turn(
        self, who: SenderId, chat: ChatId | None, taken_at: float
    ) -> None:
        """Refund a turn without a result, on the day of ``taken_at`` (unix seconds)."""
        if (self._person, self._chat) == (NO_QUOTA, NO_QUOTA):
            return
        async with translate_redis_errors():
            for key in self._keys(who, chat, taken_at):
                await self._refund_turn(key=key)

    async def usage(self, who: SenderId) -> Usage:
        """What a person has used today."""
        async with translate_redis_errors():
            row = await self._redis.hgetall(self._keys(who, None)[0])
        used = {key: float(row.get(key) or 0) for key in ("turns", "bytes", "credits")}
        return Usage(
            round(used["turns"]), round(used["bytes"] / _MEGA), round(used["credits"])
        )

    async def reset(self, who: SenderId) -> None:
        """Reset a person's usage of today."""
        async with translate_redis_errors():
            await self._redis.delete(self._keys(who, None)[0])

    def _keys(
        self, who: SenderId, chat: ChatId | None, at: float | None = None
    ) -> list[str]:
        when = self._clock.now() if at is None else at
        day = f"{datetime.fromtimestamp(when, UTC):%Y%m%d}"
        return [f"{{vm}}:day:{day}:{each}" for each in (who, chat) if each]

    def _reset(self) -> float:
        """The next midnight of UTC."""
        return (self._clock.now() // _DAY + 1) * _DAY
