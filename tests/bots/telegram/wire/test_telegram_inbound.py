"""Telegram's updates (messages, presses, edits) become the right events."""

import pytest

from bots.telegram.wire import ids as names
from core.model.inbound import ButtonPressed, Command, MessageEdited, MessageReceived
from tests.bots.telegram.wire.last_update import LastUpdate
from tests.fakes.telegram.people import TelegramPeople
from tests.fakes.telegram.state import USERNAME, Json


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/start", Command("start")),
        ("/start deep_link", Command("start", "deep_link")),
        (f"/export@{USERNAME}", Command("export")),
        ("/Language zh", Command("language", "zh")),
        (f"@{USERNAME} /undo", Command("undo")),
    ],
)
async def test_commands_are_commands(
    last_update: LastUpdate, world: TelegramPeople, text: str, command: Command
) -> None:
    await world.say(text, chat=world.group, topic=77)
    assert (last_update.message().command, last_update.message().text) == (command, "")


async def test_discords_edit_command_is_an_instruction(
    last_update: LastUpdate, world: TelegramPeople
) -> None:
    await world.say("/edit make it calmer")
    assert (last_update.message().text, last_update.message().command) == (
        "make it calmer",
        None,
    )


@pytest.mark.parametrize("text", ["/export@other_bot", "/poll"])
async def test_what_people_say_among_themselves_is_not_for_us(
    last_update: LastUpdate, world: TelegramPeople, text: str
) -> None:
    world.bot["can_read_all_group_messages"] = True
    await world.say(text, chat=world.group)
    assert last_update.event() is None


@pytest.mark.parametrize("text", ["what a nice day", "@someone look"])
async def test_what_people_say_where_we_read_along_is_not_addressed_to_us(
    last_update: LastUpdate, world: TelegramPeople, text: str
) -> None:
    world.bot["can_read_all_group_messages"] = True
    await world.say(text, chat=world.group)
    assert not last_update.message().addressed
    earlier = await world.say("hi", world.bob, world.group)
    await world.say("hi you", chat=world.group, answers=earlier)
    assert last_update.event() is None


@pytest.mark.parametrize(
    ("kind", "is_event"),
    [
        ("video", True),
        ("audio", True),
        ("document", True),
        ("voice", False),
        ("photo", False),
        ("animation", False),
    ],
)
async def test_footage_dropped_in_a_group_may_be_for_us_but_is_not_addressed(
    last_update: LastUpdate, world: TelegramPeople, kind: str, is_event: bool
) -> None:
    world.bot["can_read_all_group_messages"] = True
    await world.drop(kind=kind, chat=world.group)
    event = last_update.event()
    assert isinstance(event, MessageReceived) is is_event
    assert not (isinstance(event, MessageReceived) and event.addressed)


async def test_topics_are_chats_and_chains_of_answers_are_not(
    last_update: LastUpdate, world: TelegramPeople
) -> None:
    number = world.group["id"]
    await world.say("/status", chat=world.group, topic=77)
    assert last_update.message().chat == f"telegram:{number}:77"
    await world.say("/status", chat=world.group, message_thread_id=12)
    assert last_update.message().chat == f"telegram:{number}"
    opener = {"name": "Cuts", "icon_color": 1}
    opened = world.add_message(world.group, world.bot, {"forum_topic_created": opener})
    world.bot["can_read_all_group_messages"] = True
    await world.say("just talk", chat=world.group, topic=77, answers=opened)
    assert not last_update.message().addressed


@pytest.mark.parametrize("how", ["added", "group_chat_created"])
async def test_who_adds_us_is_greeted(
    last_update: LastUpdate, world: TelegramPeople, how: str
) -> None:
    service = {"new_chat_members": [world.bot]} if how == "added" else {how: True}
    await world.write(service, chat=world.group)
    message = last_update.message()
    assert (message.command, message.private) == (Command("start"), False)
    assert message.place == "Band"


async def test_a_sticker_or_a_bare_mention_gets_a_hint_and_not_silence(
    last_update: LastUpdate, world: TelegramPeople
) -> None:
    await world.say(f"@{USERNAME}", chat=world.group)
    assert last_update.message().command == Command("hint")
    dice = {"dice": {"emoji": "🎲", "value": 3}}
    await world.write(dice)
    assert last_update.message().command == Command("hint")


async def test_an_anonymous_admin_speaks_as_the_group(
    last_update: LastUpdate, world: TelegramPeople
) -> None:
    await world.say("/settings", chat=world.group, sender_chat=world.group)
    message = last_update.message()
    assert message.sender.id == names.sender_id(world.group["id"])
    assert message.sender.name == "Band"


async def test_other_bots_are_not_listened_to(
    last_update: LastUpdate, world: TelegramPeople
) -> None:
    robot = world.add_user("Robot") | {"is_bot": True}
    await world.say("/start", user=robot)
    assert last_update.event() is None


async def test_an_edited_caption_is_an_edit(
    last_update: LastUpdate, world: TelegramPeople
) -> None:
    message = await world.drop(caption="fast")
    await world.rewrite(message, "slow 🐢")
    event = last_update.event()
    assert isinstance(event, MessageEdited)
    assert event.text == "slow 🐢"


async def test_a_press_under_a_video_knows_that_it_is_one(
    last_update: LastUpdate, world: TelegramPeople
) -> None:
    keys = {"inline_keyboard": [[{"text": "Undo", "callback_data": "x"}]]}
    fields: Json = {"video": world.file(b"1"), "reply_markup": keys}
    message = world.add_message(world.private, world.bot, fields)
    await world.press(message, "Undo")
    event = last_update.event()
    assert isinstance(event, ButtonPressed)
    assert names.parse_message_ref(event.message).media


async def test_a_press_on_a_message_too_old_to_be_shown_counts(
    last_update: LastUpdate, world: TelegramPeople
) -> None:
    old = {"chat": world.private, "message_id": 3, "date": 0}
    pressed = {"id": "1", "from": world.alice, "chat_instance": "1", "data": "d"}
    await world.add_update("callback_query", pressed | {"message": old})
    event = last_update.event()
    assert isinstance(event, ButtonPressed)
    assert event.data == "d"
