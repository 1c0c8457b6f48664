"""A secret reply in a group is posted in the person's private chat or not at all."""

import pytest

from bots.telegram.send.adapter import TelegramAdapter
from bots.telegram.wire import ids as names
from core.errors import ChatGone
from core.model.reply import Reply
from tests.bots.telegram.recording_handler import QUICK
from tests.bots.telegram.rendered import visible_messages
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import TOKEN


async def test_a_secret_of_a_group_is_posted_in_private(
    telegram: FakeTelegram,
) -> None:
    adapter = TelegramAdapter(TOKEN, telegram.url, rates=QUICK)
    person = names.sender_id(telegram.private["id"])
    group = names.chat_id(telegram.group["id"], 77)
    await adapter.post(group, Reply("a link", private_to=person, secret=True), "k")
    await adapter.aclose()
    assert [m.text for m in visible_messages(telegram, telegram.private)] == ["a link"]
    assert visible_messages(telegram, telegram.group) == []


async def test_a_secret_for_somebody_who_never_wrote_to_the_bot_is_not_posted(
    telegram: FakeTelegram,
) -> None:
    adapter = TelegramAdapter(TOKEN, telegram.url, rates=QUICK)
    person = names.sender_id(telegram.private["id"])
    group = names.chat_id(telegram.group["id"], 77)
    telegram.mishaps.append("gone")
    with pytest.raises(ChatGone):
        await adapter.post(group, Reply("a link", private_to=person, secret=True), "k")
    await adapter.aclose()
    assert visible_messages(telegram, telegram.group) == []
