"""Answers for one person: through a token, or in a direct message."""

import pytest

from bots.discord.wire import ids as names
from bots.discord.wire.ids import Ref
from core.errors import ChatGone, MessageGone
from core.model.reply import Reply
from tests.bots.discord.answers.channel import HOUR, ChannelWithInteraction
from tests.bots.discord.rendered import visible_messages
from tests.fakes.discord.server import FakeDiscord


async def test_a_personal_matter_is_for_one_person_only(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    ref = await here.deferred("credits")
    await here.post("10 credits", ref, "k1")
    await here.post("And 5 more", ref, "k2", private_to=names.sender_id("1"))
    assert here.texts() == []
    assert here.texts(discord.alice["id"]) == ["10 credits", "And 5 more"]


async def test_a_private_reply_to_a_public_deferral_is_private(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    ref = await here.deferred()
    who = names.sender_id(discord.alice["id"])
    await here.post("Only Bob may do that.", ref, "k1", private_to=who)
    assert here.texts() == []
    assert here.texts(discord.alice["id"]) == ["Only Bob may do that."]
    assert not here.loading()


@pytest.mark.parametrize("is_member", [True, False])
async def test_a_change_of_the_chat_is_shown_to_all_though_the_command_is_private(
    here: ChannelWithInteraction, discord: FakeDiscord, *, is_member: bool
) -> None:
    if not is_member:
        discord.outside.add(here.id)
    ref = await here.deferred("settings")
    await here.post("Ann changed a setting of this chat.", ref, "k1", to_all=True)
    assert here.texts() == ["Ann changed a setting of this chat."]
    assert here.texts(discord.alice["id"]) == here.texts()
    assert not here.loading()


async def test_a_private_answer_in_a_channel_is_a_direct_message(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    message = await discord.write("credits")
    who = names.sender_id(discord.alice["id"])
    ref = Ref(here.id, message["id"])
    await here.post("10 credits", ref, "k1", private_to=who)
    direct = discord.add_direct(discord.alice)
    assert here.texts() == []
    assert [each.text for each in visible_messages(discord, direct["id"])] == [
        "10 credits"
    ]


async def test_a_private_answer_stays_private_after_the_token_expired(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    ref = await here.deferred("credits")
    discord.shift = HOUR
    who = names.sender_id(discord.alice["id"])
    await here.post("10 credits", ref, "k1", private_to=who)
    assert here.texts() == []


async def test_a_command_cannot_be_deleted_but_its_answer_stays(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    """Nobody else sees the arguments of a command, such as a token."""
    ref = await here.deferred("settings")
    await here.post("Never post a token here", ref, "k1")
    await here.adapter.delete(here.chat, ref.encode())
    assert here.texts(discord.alice["id"]) == ["Never post a token here"]


async def test_posts_mention_nobody(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    ref = await here.deferred()
    loud = f"@everyone <@{discord.alice['id']}> <@&{discord.guild['id']}>"
    card = await here.post(loud, ref, "k1")
    await here.edit(card, loud)
    await here.post(loud, ref, "k2")
    for message in discord.seen(here.id):
        assert message["mentions"] == []
        assert not message["mention_everyone"]


async def test_a_channel_without_the_bot_is_posted_to_with_the_token(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    discord.outside.add(here.id)
    ref = await here.deferred()
    card = await here.post("10 %", ref, "t1.card", card=True)
    await here.edit(card, "50 %")
    await here.post("Your video", ref, "t1.v")
    assert here.texts() == ["50 %", "Your video"]
    assert not (await here.adapter.limits(here.chat)).idempotent_posts


async def test_a_result_comes_in_private_after_the_channels_token_expires(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    discord.outside.add(here.id)
    ref = await here.deferred()
    card = await here.post("10 %", ref, "t1.card", card=True)
    discord.shift = HOUR
    with pytest.raises(MessageGone):
        await here.edit(card, "50 %")
    await here.post("Your video", ref, "t1.v")
    direct = discord.add_direct(discord.alice)
    assert [each.text for each in visible_messages(discord, direct["id"])] == [
        "Your video"
    ]


async def test_follow_ups_used_up_go_on_in_private(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    discord.outside.add(here.id)
    ref = await here.deferred()
    for number in range(8):
        await here.post(f"Part {number}", ref, f"k{number}")
    direct = discord.add_direct(discord.alice)
    private_texts = [each.text for each in visible_messages(discord, direct["id"])]
    assert here.texts() + private_texts == [f"Part {number}" for number in range(8)]
    assert private_texts


async def test_a_secret_goes_to_its_person_or_to_nobody(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    direct = discord.add_direct(discord.alice)
    alice = names.sender_id(discord.alice["id"])
    link = Reply("the link", secret=True, private_to=alice)
    await here.adapter.post(here.chat, link, "k1")
    private_texts = [each.text for each in visible_messages(discord, direct["id"])]
    assert private_texts == ["the link"]
    discord.outside.add(direct["id"])
    with pytest.raises(ChatGone):
        await here.adapter.post(here.chat, link, "k2")
    assert here.texts() == []


async def test_a_forbidden_place_is_answered_through_the_token(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    discord.denied.add(here.id)
    ref = await here.deferred()
    await here.post("Working", ref, "k1")
    await here.post("Your video", ref, "k2")
    assert here.texts() == ["Working", "Your video"]


async def test_a_person_who_cannot_be_answered_in_the_channel_gets_a_private_message(
    here: ChannelWithInteraction, discord: FakeDiscord
) -> None:
    discord.denied.add(here.id)
    message = await discord.write("hello")
    for number in range(2):
        with pytest.raises(ChatGone):
            await here.post("Hi", Ref(here.id, message["id"]), f"k{number}")
    private = visible_messages(discord, discord.add_direct(discord.alice)["id"])
    assert len(private) == 1
    assert "Send Messages" in private[0].text
    assert here.id in private[0].text
