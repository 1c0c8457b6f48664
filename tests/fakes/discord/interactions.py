"""The fake Discord's answers to interactions: callbacks, follow-ups, their changes."""

import time

from tests.fakes.discord.bodies import Call, Refused
from tests.fakes.discord.handlers import HandlerBase
from tests.fakes.discord.state import (
    EPHEMERAL,
    LOADING,
    Json,
)

_DEADLINE = 3.0
"""Seconds in which an interaction is answered."""
_FOLLOW_UPS = 5


class InteractionCalls(HandlerBase):
    """Checks the deadline, the state and the permissions of each answer."""

    async def _callback(self, call: Call) -> Json | None:
        asked = self._asked(call.ids["interaction_token"])
        if asked.id != call.ids["interaction_id"]:
            raise Refused(404, 10062)
        if self._world.age(asked) > _DEADLINE:
            raise Refused(404, 10062)
        if asked.state != "none":
            raise Refused(400, 40060)
        asked.acknowledged = time.monotonic() - asked.sent
        asked.answer = call.body
        data = call.body.get("data") or {}
        flags = int(data.get("flags") or 0) & EPHEMERAL
        asked.quiet = bool(flags)
        asked.state = "answered"
        if call.body["type"] in (4, 5):
            loading = LOADING if call.body["type"] == 5 else 0
            message = self._made_quiet(asked, data, flags | loading)
            asked.original = message["id"]
            asked.state = "deferred" if loading else "answered"
        elif call.body["type"] == 6:
            asked.original = asked.carrier
        return None

    async def _follow(self, call: Call) -> Json:
        asked = self._living(call)
        flags = int(call.body.get("flags") or 0) & EPHEMERAL
        if asked.outside and asked.follow_ups >= _FOLLOW_UPS:
            raise Refused(400, 40094)
        if asked.state == "deferred":  # as in Discord: it replaces the deferred answer
            return await self._patch_original(call)
        asked.follow_ups += 1
        message = self._made(call, asked.channel, asked.limit)
        message |= {"flags": message["flags"] | flags, "for": asked.user}
        return message

    async def _patch_original(self, call: Call) -> Json:
        asked = self._living(call)
        message = self._original(asked)
        asked.state = "answered"
        changed = self._changed(call, message, asked.limit)
        changed["flags"] &= ~LOADING
        return changed

    async def _delete_original(self, call: Call) -> None:
        asked = self._living(call)
        message = self._original(asked)
        asked.state = "answered"
        del self._world.messages[asked.channel][message["id"]]

    async def _patch_hooked(self, call: Call) -> Json:
        asked = self._living(call)
        message = self._of(asked, call)
        return self._changed(call, message, asked.limit)

    async def _delete_hooked(self, call: Call) -> None:
        asked = self._living(call)
        del self._world.messages[asked.channel][self._of(asked, call)["id"]]
