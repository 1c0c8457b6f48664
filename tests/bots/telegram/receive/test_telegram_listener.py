"""Updates reach the core once and in order, also after failures."""

import logging
from functools import partial

import pytest
from redis.asyncio import Redis

from bots.telegram.receive.listener import TelegramListener
from bots.telegram.send.adapter import TelegramAdapter
from bots.telegram.wire import ids as names
from core.errors import ChatError
from core.model.inbound import (
    BotRemoved,
    ButtonPressed,
    ChatMigrated,
    Command,
    Inbound,
    MessageEdited,
)
from core.model.reply import Button, Reply
from tests.bots.telegram.recording_handler import RecordingHandler, listening
from tests.bots.telegram.rendered import visible_messages
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import TOKEN
from tests.http_client import http_client

KEY = "t0000000001"
HOOK = "https://bot.example/telegram"


async def test_messages_written_while_no_process_listened_are_handled(
    telegram: FakeTelegram, redis: Redis
) -> None:
    await telegram.say("one")
    await telegram.say("two")
    handler = RecordingHandler()
    async with listening(telegram, redis, handler):
        assert [message.text for message in await handler.messages(2)] == ["one", "two"]


async def test_nothing_is_confirmed_before_it_is_stored(
    telegram: FakeTelegram, redis: Redis
) -> None:
    handler = RecordingHandler()
    handler.failures_left = 2
    for number in range(4):
        await telegram.say(f"line {number}")
    async with listening(telegram, redis, handler):
        messages = await handler.messages(4)
        assert [each.text for each in messages] == [f"line {n}" for n in range(4)]
        await telegram.until(lambda: not telegram.updates)


@pytest.mark.long
async def test_a_store_that_stays_away_is_logged_once_and_asked_ever_more_rarely(
    telegram: FakeTelegram, redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    handler = RecordingHandler()
    handler.failures_left = 6
    await telegram.say("hello")
    async with listening(telegram, redis, handler):
        (message,) = await handler.messages(1)
        await telegram.until(lambda: not telegram.updates)
    assert message.text == "hello"
    assert caplog.text.count("not stored") == 1


async def test_a_chat_whose_update_is_not_stored_does_not_hold_up_others(
    telegram: FakeTelegram, redis: Redis
) -> None:
    handler = RecordingHandler()
    handler.failures_left = 1
    await telegram.say("mine")
    await telegram.say("/status", user=telegram.bob, chat=telegram.group)
    async with listening(telegram, redis, handler):
        await handler.messages(2)
        await telegram.until(lambda: not telegram.updates)
    assert handler.repeats <= 1


async def test_whoever_is_killed_between_the_two_loses_nothing(
    telegram: FakeTelegram, redis: Redis
) -> None:
    """The listener is stopped again and again in the middle of a batch."""
    handler, count = RecordingHandler(), 40

    def more_than(heard: int) -> bool:
        return len(handler.inbox) > heard

    for number in range(count):
        await telegram.say(f"{number}")
    while len(handler.inbox) < count:
        heard = len(handler.inbox)
        async with listening(telegram, redis, handler):
            await telegram.until(partial(more_than, heard))
    assert [each.text for each in await handler.messages(count)] == [
        str(number) for number in range(count)
    ]


async def test_an_update_that_cannot_be_read_is_passed(
    telegram: FakeTelegram, redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    handler = RecordingHandler()
    await telegram.add_update("message", {"message_id": "?", "secret": "private words"})
    await telegram.add_update("message", {"chat": 5})
    await telegram.add_update("callback_query", {"id": "9", "message": 7})
    await telegram.add_update("message", "nothing")
    await telegram.say("hello")
    async with listening(telegram, redis, handler):
        assert (await handler.messages())[0].text == "hello"
    assert "private words" not in caplog.text


async def test_a_core_that_fails_at_one_says_so_and_takes_the_next(
    telegram: FakeTelegram, redis: Redis
) -> None:
    handler = RecordingHandler()

    def breaks(inbound: Inbound) -> None:
        if getattr(inbound, "text", "") == "bad":
            raise RuntimeError

    handler.breaks = breaks
    await telegram.say("bad")
    await telegram.say("good")
    async with listening(telegram, redis, handler):
        assert (await handler.messages())[0].text == "good"
        await telegram.until(lambda: visible_messages(telegram, telegram.private))
    (sorry,) = visible_messages(telegram, telegram.private)
    assert "Something went wrong on our side" in sorry.text
    assert sorry.answered


async def test_edits_presses_migrations_and_removals_are_parsed(
    telegram: FakeTelegram, redis: Redis
) -> None:
    handler = RecordingHandler()
    async with listening(telegram, redis, handler) as adapter:
        message = await telegram.say("sync it")
        await telegram.rewrite(message, "sync it, calmly")
        edited: MessageEdited = (await handler.events(MessageEdited))[0]
        assert edited.text == "sync it, calmly"
        assert edited.message == (await handler.messages())[0].message
        grown = await telegram.migrate_to_supergroup(telegram.group)
        moved: ChatMigrated = (await handler.events(ChatMigrated))[0]
        assert moved.to == names.chat_id(grown["id"])
        chat = names.chat_id(telegram.private["id"])
        await adapter.post(chat, Reply("?", ((Button("Undo", "abc"),),)), KEY)
        await telegram.press(telegram.seen(telegram.private)[0], "Undo", telegram.bob)
        pressed: ButtonPressed = (await handler.events(ButtonPressed))[0]
        assert (pressed.data, pressed.chat) == ("abc", chat)
        assert pressed.sender.id == names.sender_id(telegram.bob["id"])
        await telegram.remove_bot(telegram.private)
        assert (await handler.events(BotRemoved))[0].chat == chat


async def test_every_press_is_answered_and_a_notice_is_for_that_person_alone(
    telegram: FakeTelegram, redis: Redis
) -> None:
    handler = RecordingHandler()
    async with listening(telegram, redis, handler) as adapter:
        chat = names.chat_id(telegram.group["id"], 77)
        await adapter.post(chat, Reply("?", ((Button("Cancel", "c"),),)), KEY)
        message = telegram.seen(telegram.group)[0]
        quiet = await telegram.answered(await telegram.press(message, "Cancel"))
        assert "text" not in quiet
        handler.notice = "Only the one who asked may do that. " * 10
        notice = await telegram.answered(await telegram.press(message, "Cancel"))
        assert notice["text"].startswith("Only the one")
        assert notice["show_alert"]
        handler.notice, handler.brief = "Your vote: Option 1.", True
        notice = await telegram.answered(await telegram.press(message, "Cancel"))
        assert notice["text"] == "Your vote: Option 1."
        assert not notice.get("show_alert")
        assert len(telegram.seen(telegram.group)) == 1


async def test_a_commands_notice_is_said_in_its_chat(
    telegram: FakeTelegram, redis: Redis
) -> None:
    handler = RecordingHandler()
    handler.notice = "Cancelled."
    async with listening(telegram, redis, handler):
        await telegram.say("/cancel")
        await telegram.until(lambda: visible_messages(telegram, telegram.private))
        assert visible_messages(telegram, telegram.private)[0].text == "Cancelled."
        assert (await handler.messages())[0].command == Command("cancel")


async def test_one_process_polls_at_a_time_and_another_takes_over(
    telegram: FakeTelegram, redis: Redis
) -> None:
    first, second = RecordingHandler(), RecordingHandler()
    async with listening(telegram, redis, second):
        await telegram.say("one")
        await second.messages()
        async with listening(telegram, redis, first):
            await telegram.say("two")
            await second.messages(2)
            assert first.inbox == []
    async with listening(telegram, redis, first):
        await telegram.say("three")
        # Updates that the first listener did not confirm come again before it.
        await telegram.until(lambda: first.inbox and first.inbox[-1].text == "three")  # type: ignore[union-attr]


async def test_another_poller_with_the_same_token_is_waited_for(
    telegram: FakeTelegram, redis: Redis
) -> None:
    handler = RecordingHandler()
    async with listening(telegram, redis, handler), http_client() as stranger:
        await telegram.until(lambda: telegram.counts["getUpdates"])
        address = f"{telegram.url}/bot{TOKEN}/getUpdates"
        await stranger.post(address, json={"timeout": 0})
        await telegram.say("still there?")
        assert (await handler.messages())[0].text == "still there?"


async def test_a_webhook_that_was_left_behind_is_removed(
    telegram: FakeTelegram, redis: Redis
) -> None:
    telegram.webhook = {"url": HOOK}
    await telegram.say("hello")
    handler = RecordingHandler()
    async with listening(telegram, redis, handler):
        await handler.messages()
        telegram.webhook = {"url": HOOK}  # someone sets it again
        await telegram.say("hello again")
        await handler.messages(2)


async def test_a_connection_that_fell_silent_is_built_anew(
    telegram: FakeTelegram, redis: Redis
) -> None:
    telegram.stalled = True
    handler = RecordingHandler()
    async with listening(telegram, redis, handler, stall_seconds=0.3):
        await telegram.say("hello?")
        await telegram.until(lambda: telegram.counts["getUpdates"] >= 2)
        telegram.stalled = False
        assert (await handler.messages())[0].text == "hello?"


async def test_a_wrong_token_ends_it_with_a_sentence(
    telegram: FakeTelegram, redis: Redis
) -> None:
    adapter = TelegramAdapter("1:wrong", telegram.url, redis)
    with pytest.raises(ChatError, match="TELEGRAM_BOT_TOKEN"):
        await TelegramListener(adapter, redis).run(RecordingHandler())
    await adapter.aclose()


async def test_commands_are_published_for_all_places_and_tongues_but_once(
    telegram: FakeTelegram, redis: Redis
) -> None:
    for _ in range(2):
        async with listening(telegram, redis, RecordingHandler()):
            await telegram.until(lambda: len(telegram.calls.descriptions) == 4)
            await telegram.until(lambda: telegram.counts["getUpdates"])
    assert telegram.counts["setMyCommands"] == 6
    lists = telegram.calls.commands
    private = {each["command"] for each in lists["all_private_chats/"]}
    assert {"start", "new", "export", "undo", "cancel", "forget"} <= private
    members = {each["command"] for each in lists["all_group_chats/"]}
    admins = {each["command"] for each in lists["all_chat_administrators/zh"]}
    assert admins - members == {"settings", "language"}


async def test_the_token_is_in_no_log(
    telegram: FakeTelegram, redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    handler = RecordingHandler()
    async with listening(telegram, redis, handler) as adapter:
        await telegram.drop(b"abc")
        clip = (await handler.messages())[0].clips[0]
        async with adapter.open(clip) as stream:
            assert b"".join([chunk async for chunk in stream.chunks]) == b"abc"
    assert "getUpdates" in caplog.text
    assert TOKEN not in caplog.text
    assert TOKEN.partition(":")[2] not in caplog.text
