"""Which people on Discord are notified, answered in private, and moderate."""

import asyncio

import pytest
from redis.asyncio import Redis

from tests.bots.discord.turns.running_bot import (
    ME,
    Bot,
    carrying,
    finished,
    texts_for,
    videos,
)
from tests.fakes.agent import FakeAgent
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.state import BOT, Json
from tests.patience import PATIENCE


@pytest.mark.parametrize("way", ["command", "message"])
async def test_the_result_alone_pings_the_asker_once(
    bot: Bot, discord: FakeDiscord, way: str
) -> None:
    async with bot.running() as core:
        clip = discord.attach(b"video")
        if way == "command":
            await discord.command("edit", {"instruction": "make it", "clip": clip})
        else:
            await discord.write(f"{ME} make it", files=(clip,))
        await finished(core, discord)
        (video,) = await discord.until(lambda: videos(discord))
        assert _pinged(discord) == [video["id"]]
        if way == "command":
            await discord.press(video, "Faster")
            await discord.until(lambda: len(videos(discord)) == 2)
            assert _pinged(discord) == [each["id"] for each in videos(discord)]


def _pinged(discord: FakeDiscord) -> list[str]:
    """Messages of the bot that notified Alice, deleted ones included."""
    alice = discord.alice["id"]
    return [
        message["id"]
        for message in discord.everything_posted
        if alice in [user["id"] for user in message["mentions"]]
        and message["author"]["id"] == BOT
    ]


async def test_personal_answers_are_seen_by_one(bot: Bot, discord: FakeDiscord) -> None:
    bob = discord.add_user("Bob")
    async with bot.running():
        await discord.command("credits")
        await discord.until(discord.quiet)
        await discord.command("help")
        await discord.until(lambda: len(discord.quiet()) == 2)
    assert "10 available" in discord.quiet()[0]
    assert texts_for(discord, by=bob) == []


async def test_who_may_not_stop_it_gets_a_private_message(
    bot: Bot, discord: FakeDiscord, agent: FakeAgent
) -> None:
    bob = discord.add_user("Bob")
    async with bot.running() as core:
        agent.takes = 60.0
        clip = discord.attach(b"video")
        await discord.command("edit", {"instruction": "slow", "clip": clip})
        message = await discord.until(lambda: carrying(discord, "Cancel"))
        await discord.press(message, "Cancel", user=bob)
        await discord.until(lambda: discord.quiet(bob))
        await discord.command(
            "cancel", user=bob, permissions=1 << 13
        )  # a moderator now
        await finished(core, discord)
        await discord.until(lambda: "Cancelled" in "".join(texts_for(discord)))
    assert "Only the person who asked" in discord.quiet(bob)[0]


async def test_the_line_is_shown(
    bot: Bot, discord: FakeDiscord, agent: FakeAgent
) -> None:
    async with bot.running() as core:
        clip = discord.attach(b"video")
        with agent.busy():
            await discord.command("edit", {"instruction": "one", "clip": clip})
            await discord.command("edit", {"instruction": "two"})
            words = "I'll start this after your earlier request."
            await discord.until(lambda: words in texts_for(discord))
        await finished(core, discord)
    log = [text for texts in (await agent.received()).values() for text in texts]
    assert log == ["one", "two"]


async def offered(discord: FakeDiscord, typed: str) -> list[Json]:
    """What is offered to somebody who types the name of a project."""
    interaction = await discord.type("projects", "name", typed)
    choices: list[Json] = interaction.answer["data"]["choices"]
    return choices


async def test_a_projects_name_is_chosen_while_typing(
    bot: Bot, discord: FakeDiscord
) -> None:
    async with bot.running() as core:
        await discord.command("new", {"name": "Beach"})
        await discord.until(lambda: texts_for(discord))
        clip = discord.attach(b"video")
        await discord.command("edit", {"instruction": "cut this", "clip": clip})
        await finished(core, discord)
        await discord.command("new", {"name": "Berlin"})
        await discord.until(lambda: "New project" in texts_for(discord)[-1])
        async with asyncio.timeout(PATIENCE):  # a slow answer offers nothing
            while not (choices := await offered(discord, "bea")):
                continue
        (choice,) = choices
        assert choice["name"] == "Beach"
        await discord.command("projects", {"name": choice["value"]})
        await discord.until(
            lambda: "Alice opened the project “Beach”" in " ".join(texts_for(discord))
        )


async def test_a_mention_in_a_channel_without_the_intent(
    bot: Bot, discord: FakeDiscord
) -> None:
    async with bot.running() as core:
        await discord.write(f"{ME} cut this", files=(discord.attach(b"v"),))
        await discord.until(lambda: videos(discord))
        await finished(core, discord)
    assert [sign for _, sign in discord.reactions] == ["✅"]


async def test_everyones_clips_come_together(
    bot: Bot, discord: FakeDiscord, agent: FakeAgent, redis: Redis
) -> None:
    bob = discord.add_user("Bob")
    async with bot.running() as core:
        mine, his = discord.attach(b"a", "mine.mp4"), discord.attach(b"b", "his.mp4")
        await discord.write(f"{ME} take this", bob, files=(his,))
        await finished(core, discord)
        await discord.command("edit", {"instruction": "cut both", "clip": mine})
        await discord.until(lambda: len(videos(discord)) == 2)
        await finished(core, discord)
    files = await redis.lrange(f"agent:files:{1:019d}", 0, -1)
    assert ["his.mp4" in files[0], "mine.mp4" in files[1]] == [True, True]


async def test_in_a_server_help_and_hints_name_what_works_there(
    bot: Bot, discord: FakeDiscord
) -> None:
    direct = discord.add_direct(discord.alice)
    async with bot.running():
        await discord.command("help")
        await discord.until(discord.quiet)
        await discord.command("status")
        await discord.until(lambda: texts_for(discord))
        await discord.write("/status", channel=direct)
        await discord.until(lambda: discord.seen(direct["id"]))
    help_text, hint = discord.quiet()[0], texts_for(discord)[-1]
    for text in (help_text, hint):
        assert "</edit:" in text
        assert "Apps" in text
        assert "mention" in text
    assert "</edit:" not in discord.seen(direct["id"])[0]["content"]
