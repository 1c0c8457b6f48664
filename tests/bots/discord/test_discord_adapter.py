"""Discord passes the contract of every adapter, on a fake that judges each request."""

from collections.abc import AsyncIterator

import pytest

from bots.discord.send.adapter import DiscordAdapter
from bots.discord.wire import ids as names, outbound
from bots.discord.wire.ids import Ref
from bots.discord.wire.inbound import videos_of
from core.model.chat import Clip
from core.model.reply import Reply
from tests.bots.discord.rendered import visible_messages
from tests.contracts.adapter import AdapterContract
from tests.contracts.platform import Mishap, VisibleMessage
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.state import TOKEN


class Guild:
    """A channel of a guild: a ``PlatformUnderTest``."""

    private = False

    def __init__(self, discord: FakeDiscord, adapter: DiscordAdapter) -> None:
        self.discord = discord
        self.adapter = adapter
        self.chat = names.chat_id(discord.channel["id"])
        self.sender = names.sender_id(discord.alice["id"])
        message = discord.add_message(
            discord.channel["id"], discord.alice, content="hi"
        )
        self.message = Ref(discord.channel["id"], message["id"]).encode()

    async def visible(self) -> list[VisibleMessage]:
        return visible_messages(self.discord, self.discord.channel["id"])

    async def fail(self, mishap: Mishap) -> None:
        self.discord.rest.mishaps.append(mishap)

    async def writes_before_the_file(self, text: str) -> int:
        return len(outbound.message_bodies(Reply(text, card=True))) - 1

    async def clip(self, data: bytes) -> Clip:
        file = self.discord.attach(data)
        message = self.discord.add_message(
            self.discord.channel["id"], self.discord.alice, attachments=[file]
        )
        return videos_of(message)[0]


class TestDiscordAdapter(AdapterContract):
    @pytest.fixture
    async def place(self) -> AsyncIterator[Guild]:
        async with FakeDiscord() as discord:
            adapter = DiscordAdapter(TOKEN, discord.api_url, clock=discord.now)
            yield Guild(discord, adapter)
            await adapter.aclose()
            assert discord.rest.complaints == []


async def test_a_person_who_left_the_server_is_not_one_who_cannot_be_looked_up() -> (
    None
):
    async with FakeDiscord() as discord:
        adapter = DiscordAdapter(TOKEN, discord.api_url, clock=discord.now)
        chat, stranger = names.chat_id(discord.channel["id"]), discord.add_user("Bob")
        alice, bob = (names.sender_id(u["id"]) for u in (discord.alice, stranger))
        elsewhere = names.chat_id("999")  # the bot itself is not there
        gone = [await adapter.has_left(chat, who) for who in (alice, bob)]
        unknown = await adapter.has_left(elsewhere, alice)
        discord.join(discord.guilds[discord.channel["guild_id"]], stranger)
        back = await adapter.has_left(chat, bob)
        await adapter.aclose()
    assert (gone, unknown, back) == ([False, True], False, False)
