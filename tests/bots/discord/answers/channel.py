"""A channel with a deferred interaction, and a video to post."""

from pathlib import Path
from typing import Any

from bots.discord.send.adapter import DiscordAdapter
from bots.discord.wire import ids as names
from bots.discord.wire.ids import Ref, decode
from bots.discord.wire.interactions import parse
from core.model.reply import Media, MediaKind, Reply
from tests.bots.discord.rendered import visible_messages
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.state import LOADING, Json

HOUR, DAY = 3600, 86_400


class ChannelWithInteraction:
    """The channel, and an interaction in it whose answer was deferred."""

    def __init__(self, discord: FakeDiscord, adapter: DiscordAdapter) -> None:
        self.discord, self.adapter = discord, adapter
        self.id = discord.channel["id"]
        self.chat = names.chat_id(self.id)

    async def deferred(self, name: str = "edit", **where: Any) -> Ref:
        """Run a command and defer its answer; returns the reference."""
        data: Json = {"id": "1", "name": name, "type": 1, "options": []}
        event = await self.discord.event(2, data, **where)
        interaction = parse(event)
        assert interaction is not None
        flags = {"flags": 64} if interaction.ref.ephemeral else {}
        await self.adapter.interaction_replies.respond(
            interaction.id, interaction.ref.token, 5, flags
        )
        if interaction.ref.token_only:
            await self.adapter.channel_cache.set_interaction_channel(
                interaction.ref, interaction.user
            )
        return interaction.ref

    async def post(self, text: str, ref: Ref | None, key: str, **more: Any) -> Ref:
        to = ref.encode() if ref else None
        message_ref = await self.adapter.post(
            self.chat, Reply(text, to=to, **more), key
        )
        decoded = decode(message_ref)
        assert decoded is not None
        return decoded

    async def edit(self, ref: Ref, text: str) -> Ref:
        reply = Reply(text, card=True)
        decoded = decode(await self.adapter.edit(self.chat, ref.encode(), reply))
        assert decoded is not None
        return decoded

    def texts(self, by: str = "") -> list[str]:
        return [each.text for each in visible_messages(self.discord, self.id, by)]

    def loading(self) -> bool:
        there = self.discord.messages[self.id].values()
        return any(message["flags"] & LOADING for message in there)


def film(
    folder: Path, kind: MediaKind = MediaKind.VIDEO, name: str = "cut.mp4"
) -> Media:
    file = folder / name
    file.write_bytes(b"\x00\x00\x00\x18ftypmp42" + bytes(2000))
    return Media(kind, str(file), name, file.stat().st_size)
