"""Store which message is the card of a turn, and which messages are still to be ended.

``{vm}:strays`` is a sorted set of ``turn`` and ``message`` -> when it is due. A row is
written before, or in one step with, the change that makes a message stray, so that a kill
loses none.
"""

import asyncio
from typing import Any

from redis.asyncio import Redis

from common.redis.lua import Script
from core.clients.store.connection import translate_redis_errors
from core.clients.store.turns.keys import (
    TurnKeys,
    stray_from_text,
    stray_to_text,
    to_ms,
)
from core.clients.store.turns.lua_snippets import ADD_STRAY, NOW
from core.model.chat import MessageRef
from core.model.turn import TurnId
from core.model.turn_posts import StrayCard

_AGAIN = 3
"""Multiple of the grace after which an unsettled stray is due again."""

_REGISTER = Script(
    NOW
    + ADD_STRAY
    + """
if redis.call('EXISTS', turn_key) == 0 then return ref end
if announced ~= '' then
  redis.call('HDEL', turn_key, 'announced')
  if redis.call('ZREM', strays_key, unrecorded) == 1 then add_stray(stray) end
end
redis.call('HSETNX', turn_key, 'card', ref)
local card = redis.call('HGET', turn_key, 'card')
if card ~= ref or redis.call('HEXISTS', turn_key, 'ended') == 1 then add_stray(stray) end
return card
""",
    keys="turn_key strays_key",
    args="ref announced stray unrecorded grace_ms",
)
"""Returns the valid card: this one, or the one recorded before.

A post may take so long that the turn has ended without a card, and nobody looks for it any
more: such a card is a stray at once.
"""

_MOVE = Script(
    """
if redis.call('EXISTS', turn_key) == 0 then return 0 end
redis.call('HDEL', turn_key, 'announced')
return redis.call('HSET', turn_key, 'card', ref)
""",
    keys="turn_key",
    args="ref",
)

_FORGET = Script(
    """
local card = redis.call('HGET', turn_key, 'card')
if not card then return 0 end
redis.call('HDEL', turn_key, 'card')
return redis.call('HSET', turn_key, 'gone_card', card, 'announced', 1)
""",
    keys="turn_key",
)

_ADD = Script(
    NOW + ADD_STRAY + "add_stray(stray)",
    keys="strays_key",
    args="stray grace_ms",
)

_CLAIM = Script(
    NOW
    + """
local due = redis.call('ZRANGEBYSCORE', strays_key, 0, now, 'LIMIT', 0, limit)
for _, stray in ipairs(due) do redis.call('ZADD', strays_key, now + again_ms, stray) end
return due
""",
    keys="strays_key",
    args="limit again_ms",
)


class RedisTurnCards:
    """``TurnCards``; a stray is first due after ``grace`` seconds."""

    def __init__(self, redis: Redis, *, grace: float, keys: TurnKeys) -> None:
        self._redis: Any = redis  # redis-py types all results as bytes | str
        self._keys = keys
        self._grace_ms = to_ms(grace)
        self._register_card = _REGISTER.bind(redis)
        self._move_card = _MOVE.bind(redis)
        self._forget_card = _FORGET.bind(redis)
        self._add_stray = _ADD.bind(redis)
        self._claim_strays = _CLAIM.bind(redis)

    async def register_card(
        self, turn: TurnId, ref: MessageRef, *, announced: bool = False
    ) -> MessageRef:
        """Record ``ref`` as the turn's card unless it has one; return the valid card."""
        async with translate_redis_errors():
            valid = await self._register_card(
                turn_key=self._keys.turn(turn),
                strays_key=self._keys.strays(turn),
                ref=ref,
                announced="1" if announced else "",
                stray=stray_to_text(StrayCard(turn, ref)),
                unrecorded=stray_to_text(StrayCard(turn)),
                grace_ms=self._grace_ms,
            )
        return MessageRef(valid)

    async def give_up_announcement(self, turn: TurnId) -> None:
        """Record that the card due when the turn was stored was certainly not posted."""
        async with translate_redis_errors():
            await self._redis.hdel(self._keys.turn(turn), "announced")

    async def card_of(self, turn: TurnId) -> MessageRef | None:
        async with translate_redis_errors():
            card = await self._redis.hget(self._keys.turn(turn), "card")
        return MessageRef(card) if card else None

    async def move_card(self, turn: TurnId, ref: MessageRef) -> None:
        """Record that the card is now the message ``ref``."""
        async with translate_redis_errors():
            await self._move_card(turn_key=self._keys.turn(turn), ref=ref)

    async def forget_card(self, turn: TurnId) -> None:
        """Record that the card was deleted and that another one may be posted now."""
        async with translate_redis_errors():
            await self._forget_card(turn_key=self._keys.turn(turn))

    async def add_stray(self, stray: StrayCard) -> None:
        """Record a message that is to be ended, now or by a later worker."""
        async with translate_redis_errors():
            await self._add_stray(
                strays_key=self._keys.strays(stray.turn),
                stray=stray_to_text(stray),
                grace_ms=self._grace_ms,
            )

    async def settle_stray(self, stray: StrayCard) -> None:
        """Delete the record of a message that shows no progress any more."""
        async with translate_redis_errors():
            await self._redis.zrem(self._keys.strays(stray.turn), stray_to_text(stray))

    async def claim_strays(self, limit: int = 20) -> list[StrayCard]:
        """Return due strays, at most ``limit`` of each part.

        They are due again later unless settled.
        """
        async with translate_redis_errors():
            parts = await asyncio.gather(
                *(
                    self._claim_strays(
                        strays_key=key, limit=limit, again_ms=_AGAIN * self._grace_ms
                    )
                    for key in self._keys.all_strays()
                )
            )
        return [stray_from_text(each) for due in parts for each in due]
