"""Refusals by Telegram: each gets its own error, or the post is sent in a plainer form."""

import asyncio

import pytest

from bots.telegram.send.adapter import TelegramAdapter
from bots.telegram.wire import ids as names
from core.errors import (
    ChatGone,
    ChatMoved,
    MaybeSent,
    MessageGone,
    NotSent,
    RateLimited,
)
from core.model.chat import ChatId, Clip, MessageRef
from core.model.reply import Button, Receipt, Reply
from tests.bots.telegram.harness import topic
from tests.bots.telegram.recording_handler import QUICK
from tests.bots.telegram.rendered import visible_messages
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import TOKEN

KEY = "t0000000001"


# sending


async def test_html_that_telegram_does_not_take_goes_as_plain_text(
    telegram: FakeTelegram, adapter: TelegramAdapter, chat: ChatId
) -> None:
    telegram.mishaps.append("Bad Request: can't parse entities: oh no")
    await adapter.post(chat, Reply("**Done** & dusted"), KEY)
    assert visible_messages(telegram, telegram.private)[0].text == "Done & dusted"


async def test_a_button_that_telegram_does_not_take_does_not_take_the_text_along(
    telegram: FakeTelegram, adapter: TelegramAdapter, chat: ChatId
) -> None:
    telegram.mishaps.append("Bad Request: BUTTON_URL_INVALID")
    await adapter.post(chat, Reply("Done", ((Button("Go", "x"),),)), KEY)
    assert visible_messages(telegram, telegram.private)[0].text == "Done"


async def test_a_deleted_topic_is_not_tried_again(
    telegram: FakeTelegram, adapter: TelegramAdapter
) -> None:
    await adapter.post(topic(telegram, 99), Reply("one"), KEY)
    await adapter.post(topic(telegram, 99), Reply("two"), KEY)
    await adapter.post(topic(telegram), Reply("three"), KEY)
    messages = telegram.seen(telegram.group)
    assert [m.get("message_thread_id") for m in messages] == [None, None, 77]
    assert telegram.counts["sendMessage"] == 4


async def test_a_group_that_moved_says_where_to(
    telegram: FakeTelegram, adapter: TelegramAdapter
) -> None:
    grown = await telegram.migrate_to_supergroup(telegram.group)
    with pytest.raises(ChatMoved) as moved:
        await adapter.post(names.chat_id(telegram.group["id"]), Reply("hi"), KEY)
    assert moved.value.to == names.chat_id(grown["id"])


async def test_messages_stay_behind_where_a_group_has_moved(
    telegram: FakeTelegram, adapter: TelegramAdapter
) -> None:
    """Their chat's new id is no reason to move it once more."""
    old = names.chat_id(telegram.group["id"])
    ref = await adapter.post(old, Reply("hi"), KEY)
    grown = names.chat_id((await telegram.migrate_to_supergroup(telegram.group))["id"])
    with pytest.raises(ChatMoved):
        await adapter.edit(old, ref, Reply("hello"))
    with pytest.raises(MessageGone):
        await adapter.edit(grown, ref, Reply("hello"))
    with pytest.raises(MessageGone):
        await adapter.edit_buttons(grown, ref, ())
    await adapter.delete(grown, ref)
    assert await adapter.find(grown, ref, ((Button("a", "b"),),)) is None


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Bad Request: chat not found", ChatGone),
        ("Bad Request: not enough rights to send text messages to the chat", ChatGone),
        ("Bad Request: TOPIC_CLOSED", ChatGone),
        ("Bad Request: message can't be edited", MessageGone),
        ("Bad Request: something new", NotSent),
    ],
)
async def test_refusals_have_errors_of_their_own(
    telegram: FakeTelegram,
    adapter: TelegramAdapter,
    chat: ChatId,
    words: str,
    kind: type[Exception],
) -> None:
    telegram.mishaps.append(words)
    with pytest.raises(kind):
        await adapter.post(chat, Reply("hi"), KEY)


async def test_a_flood_wait_is_reported_and_stops_optional_edits(
    telegram: FakeTelegram, adapter: TelegramAdapter, chat: ChatId
) -> None:
    card = await adapter.post(chat, Reply("0 %", card=True, step="rendering"), KEY)
    telegram.mishaps.append("flood")
    with pytest.raises(RateLimited) as flood:
        await adapter.edit(chat, card, Reply("5 %", card=True, step="rendering"))
    assert flood.value.retry_after == 1
    before = telegram.counts["editMessageText"]
    with pytest.raises(RateLimited):
        await adapter.edit(chat, card, Reply("9 %", card=True, step="rendering"))
    assert telegram.counts["editMessageText"] == before
    await adapter.edit(chat, card, Reply("Done", card=True, step="done"))
    assert visible_messages(telegram, telegram.private)[0].text == "Done"


async def test_a_long_text_that_meets_a_flood_half_way_is_said_to_its_end(
    telegram: FakeTelegram, adapter: TelegramAdapter, chat: ChatId
) -> None:
    text = " ".join(f"Sentence {number}." for number in range(900))
    telegram.mishaps += ["", "flood", "refused"]
    await adapter.post(chat, Reply(text, ((Button("Go", "x"),),)), KEY)
    messages = visible_messages(telegram, telegram.private)
    assert " ".join(each.text for each in messages).split() == text.split()
    assert [each.buttons for each in messages][-1] == ("Go",)
    assert not any(each.buttons for each in messages[:-1])


async def test_an_unreachable_server_means_not_sent(telegram: FakeTelegram) -> None:
    lonely = TelegramAdapter(TOKEN, "http://127.0.0.1:9", rates=QUICK)
    chat = names.chat_id(telegram.private["id"])
    with pytest.raises(NotSent):
        await lonely.post(chat, Reply("hi"), KEY)
    await lonely.aclose()


async def test_errors_never_hold_the_token(
    telegram: FakeTelegram, adapter: TelegramAdapter, chat: ChatId
) -> None:
    for mishap in ("refused", "lost", "gone", "flood", "big"):
        telegram.mishaps.append(mishap)
        with pytest.raises(Exception) as caught:  # noqa: PT011  # any will do
            await adapter.post(chat, Reply("hi"), KEY)
        assert TOKEN not in repr(caught.value)
        assert TOKEN not in str(caught.value.__cause__)


async def test_a_text_grows_and_shrinks_in_place(
    telegram: FakeTelegram, adapter: TelegramAdapter, chat: ChatId
) -> None:
    long = " ".join(f"Sentence {number}." for number in range(900))
    ref = await adapter.post(chat, Reply("short"), KEY)
    ref = await adapter.edit(chat, ref, Reply(long))
    assert len(visible_messages(telegram, telegram.private)) == 4
    ref = await adapter.edit(chat, ref, Reply("short again"))
    assert [each.text for each in visible_messages(telegram, telegram.private)] == [
        "short again"
    ]
    await adapter.delete(chat, ref)
    assert visible_messages(telegram, telegram.private) == []


async def test_messages_of_other_places_are_neither_answered_nor_edited(
    telegram: FakeTelegram, adapter: TelegramAdapter, chat: ChatId
) -> None:
    await adapter.post(chat, Reply("hi", to=MessageRef("m.1.2")), KEY)
    await adapter.post(chat, Reply("hi", to=names.message_ref(-5, [1])), KEY)
    assert not any(
        each.answered for each in visible_messages(telegram, telegram.private)
    )
    with pytest.raises(MessageGone):
        await adapter.edit(chat, MessageRef("m.1.2"), Reply("hi"))


async def test_an_answer_to_a_deleted_message_is_said_anyway(
    telegram: FakeTelegram, adapter: TelegramAdapter, chat: ChatId
) -> None:
    gone = names.message_ref(telegram.private["id"], [4711])
    await adapter.post(chat, Reply("hi", to=gone), KEY)
    assert len(visible_messages(telegram, telegram.private)) == 1


# people


async def test_admins_are_known_from_telegram_and_asked_for_once_a_minute(
    telegram: FakeTelegram, adapter: TelegramAdapter, chat: ChatId
) -> None:
    group = topic(telegram)
    alice, bob = (names.sender_id(p["id"]) for p in (telegram.alice, telegram.bob))
    assert await adapter.moderates(group, alice)
    assert not await adapter.moderates(group, bob)
    assert await adapter.moderates(group, names.sender_id(telegram.group["id"]))
    assert await adapter.moderates(chat, bob)
    assert telegram.counts["getChatAdministrators"] == 1


async def test_where_reactions_are_off_they_are_not_tried_again(
    telegram: FakeTelegram, adapter: TelegramAdapter
) -> None:
    telegram.reactionless.add(telegram.group["id"])
    message = telegram.add_message(telegram.group, telegram.alice, {"text": "hi"})
    ref = names.message_ref(telegram.group["id"], [message["message_id"]])
    for receipt in Receipt:
        await adapter.acknowledge(topic(telegram), ref, receipt)
    assert telegram.counts["setMessageReaction"] == 1


async def test_a_send_whose_answer_takes_too_long_is_uncertain(
    telegram: FakeTelegram,
) -> None:
    """A server that reads the request and never answers."""

    async def swallow(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reader.read(100_000)
        await asyncio.sleep(0.3)
        writer.close()

    async with await asyncio.start_server(swallow, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        adapter = TelegramAdapter(TOKEN, f"http://127.0.0.1:{port}", rates=QUICK)
        with pytest.raises(MaybeSent):
            await adapter.post(names.chat_id(5), Reply("hi"), KEY)
        with pytest.raises(NotSent):
            async with adapter.open(Clip("x", "a.mp4")):
                pass
        await adapter.aclose()
