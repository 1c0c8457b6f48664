"""The fake Discord's calls about messages of a channel: posts, edits, reactions, threads."""

from collections.abc import Callable

from tests.fakes.discord.bodies import Call, Refused
from tests.fakes.discord.gateway import Gateway
from tests.fakes.discord.handlers import HandlerBase, born
from tests.fakes.discord.state import BOT, EPHEMERAL, DiscordState, Json

_HOUR = 3600


class MessageCalls(HandlerBase):
    """``old_edits`` counts the refused edits of messages older than an hour."""

    def __init__(
        self, world: DiscordState, gateway: Gateway, address: Callable[[], str]
    ) -> None:
        super().__init__(world, address)
        self._gateway = gateway
        self.old_edits = 0

    async def _history(self, call: Call) -> list[Json]:
        channel = self._enter(call)
        limit, after = int(call.query.get("limit", 50)), int(call.query.get("after", 0))
        messages = [
            self._world.blanked(each, content=self._world.content_intent)
            for each in self._world.messages[channel["id"]].values()
            if not each["flags"] & EPHEMERAL and int(each["id"]) > after
        ]
        chosen = messages[:limit] if after else messages[-limit:]
        return chosen[::-1]

    async def _post(self, call: Call) -> Json:
        channel = self._enter(call, write=True, thread=True)
        key = (channel["id"], str(call.body.get("nonce")))
        if call.body.get("nonce") and call.body.get("enforce_nonce"):
            stored, until = self._world.nonces.get(key, ("", 0.0))
            if self._world.now() < until:
                return self._world.messages[channel["id"]][stored]
        message = self._new_message(call, channel["id"], self._limit_of(channel))
        if earlier := (call.body.get("message_reference") or {}).get("message_id"):
            reference = {"message_id": earlier, "channel_id": channel["id"]}
            message |= {"type": 19, "message_reference": reference}
            there = self._world.messages[channel["id"]].get(earlier)
            if there and (call.body.get("allowed_mentions") or {}).get("replied_user"):
                message["mentions"] = [*message["mentions"], there["author"]]
        self._world.nonces[key] = (message["id"], self._world.now() + 300)
        await self._gateway.tell("MESSAGE_CREATE", message, channel.get("guild_id", ""))
        return message

    async def _get(self, call: Call) -> Json:
        self._enter(call)
        message = self._message(call)
        content = self._world.content_intent
        fresh = [
            each | {"url": self._sign(each["url"])} for each in message["attachments"]
        ]
        return self._world.blanked(message | {"attachments": fresh}, content=content)

    async def _patch(self, call: Call) -> Json:
        channel = self._enter(call, write=True, thread=True)
        message = self._message(call)
        if message["author"]["id"] != BOT:
            raise Refused(403, 50005)
        if self._world.now() - born(message["id"]) > _HOUR:
            self.old_edits += 1
            raise Refused(429, 30046)
        return self._changed(call, message, self._limit_of(channel))

    async def _delete(self, call: Call) -> None:
        channel = self._enter(call, thread=True)
        message = self._message(call)
        if message["author"]["id"] != BOT:
            raise Refused(403, 50013 if "guild_id" in channel else 50003)
        del self._world.messages[channel["id"]][message["id"]]

    async def _react(self, call: Call) -> None:
        self._enter(call, write=True)
        self._message(call)
        self._world.reactions.append((call.ids["message_id"], call.ids["emoji_name"]))

    async def _unreact(self, call: Call) -> None:
        self._enter(call)
        self._message(call)
        sign = (call.ids["message_id"], call.ids["emoji_name"])
        if sign in self._world.reactions:
            self._world.reactions.remove(sign)

    async def _thread(self, call: Call) -> Json:
        channel = self._enter(call, write=True)
        message = self._message(call)
        if message["id"] in self._world.channels:
            raise Refused(400, 160004)
        name = call.body["name"]
        thread = self._world.add_thread(channel, name, BOT, message["id"])
        await self._gateway.tell("THREAD_CREATE", thread, channel["guild_id"])
        return thread
