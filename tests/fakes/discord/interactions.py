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
        interaction = self._interaction_of(call.ids["interaction_token"])
        if interaction.id != call.ids["interaction_id"]:
            raise Refused(404, 10062)
        if self._world.age(interaction) > _DEADLINE:
            raise Refused(404, 10062)
        if interaction.state != "none":
            raise Refused(400, 40060)
        interaction.acknowledged = time.monotonic() - interaction.sent
        interaction.answer = call.body
        data = call.body.get("data") or {}
        flags = int(data.get("flags") or 0) & EPHEMERAL
        interaction.quiet = bool(flags)
        interaction.state = "answered"
        if call.body["type"] in (4, 5):
            loading = LOADING if call.body["type"] == 5 else 0
            message = self._quiet_message(interaction, data, flags | loading)
            interaction.original = message["id"]
            interaction.state = "deferred" if loading else "answered"
        elif call.body["type"] == 6:
            interaction.original = interaction.carrier
        return None

    async def _follow(self, call: Call) -> Json:
        interaction = self._living(call)
        flags = int(call.body.get("flags") or 0) & EPHEMERAL
        if interaction.outside and interaction.follow_ups >= _FOLLOW_UPS:
            raise Refused(400, 40094)
        # as in Discord, it replaces the deferred answer
        if interaction.state == "deferred":
            return await self._patch_original(call)
        interaction.follow_ups += 1
        message = self._new_message(call, interaction.channel, interaction.limit)
        message |= {"flags": message["flags"] | flags, "for": interaction.user}
        return message

    async def _patch_original(self, call: Call) -> Json:
        interaction = self._living(call)
        message = self._original(interaction)
        interaction.state = "answered"
        changed = self._changed(call, message, interaction.limit)
        changed["flags"] &= ~LOADING
        return changed

    async def _delete_original(self, call: Call) -> None:
        interaction = self._living(call)
        message = self._original(interaction)
        interaction.state = "answered"
        del self._world.messages[interaction.channel][message["id"]]

    async def _patch_hooked(self, call: Call) -> Json:
        interaction = self._living(call)
        message = self._of(interaction, call)
        return self._changed(call, message, interaction.limit)

    async def _delete_hooked(self, call: Call) -> None:
        interaction = self._living(call)
        del self._world.messages[interaction.channel][self._of(interaction, call)["id"]]
