"""Telegram passes the contract of every adapter, on a fake that judges each call."""

from collections.abc import AsyncIterator

import pytest
from telegram import Update

from bots.telegram.send.adapter import TelegramAdapter
from bots.telegram.transport.rate_limits import Rates
from bots.telegram.wire import ids as names
from bots.telegram.wire.inbound import parse_update
from bots.telegram.wire.mentions import BotIdentity
from core.model.chat import Clip
from core.model.inbound import MessageReceived
from tests.bots.telegram.rendered import visible_messages
from tests.contracts.adapter import AdapterContract
from tests.contracts.platform import Mishap, VisibleMessage
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import TOKEN, Json

QUICK = Rates(second=1000, gap=0.0, minute=1000)


class Chat:
    """One of Telegram's chats: a ``PlatformUnderTest``."""

    def __init__(
        self, telegram: FakeTelegram, adapter: TelegramAdapter, chat: Json
    ) -> None:
        self.telegram, self.adapter, self._chat = telegram, adapter, chat
        topic = 77 if chat.get("is_forum") else None
        self.chat = names.chat_id(chat["id"], topic)
        self.private = chat["type"] == "private"
        self.sender = names.sender_id(telegram.alice["id"])
        message = telegram.add_message(chat, telegram.alice, {"text": "hi"})
        self.message = names.message_ref(chat["id"], [message["message_id"]])

    async def visible(self) -> list[VisibleMessage]:
        return visible_messages(self.telegram, self._chat)

    async def fail(self, mishap: Mishap) -> None:
        self.telegram.mishaps.append(mishap)

    async def writes_before_the_file(self, text: str) -> int:
        return 0

    async def clip(self, data: bytes) -> Clip:
        await self.telegram.drop(data, chat=self.telegram.private)
        update = Update.de_json(self.telegram.updates[-1], None)
        message = parse_update(
            update, BotIdentity(self.telegram.bot["id"], "vidmuse_bot"), None
        )
        assert isinstance(message, MessageReceived)
        return message.clips[0]


class TestTelegramAdapter(AdapterContract):
    @pytest.fixture(params=["private", "group"])
    async def place(self, request: pytest.FixtureRequest) -> AsyncIterator[Chat]:
        async with FakeTelegram(strict=False) as telegram:
            adapter = TelegramAdapter(TOKEN, telegram.url, rates=QUICK)
            yield Chat(telegram, adapter, getattr(telegram, request.param))
            await adapter.aclose()
            assert telegram.complaints == []
