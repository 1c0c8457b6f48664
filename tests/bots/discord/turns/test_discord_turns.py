"""Whole turns on a fake Discord, with the durable core and a fake agent."""

import pytest

from bots.discord.wire import ids as names
from core.model.turn import Step
from tests.bots.discord.recording_handler import until
from tests.bots.discord.turns.running_bot import (
    ME,
    Bot,
    carrying,
    finished,
    follows,
    reaches,
    texts_for,
    videos,
)
from tests.fakes.agent import FakeAgent
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.state import LOADING


async def test_a_command_with_a_clip_becomes_a_video(
    bot: Bot, discord: FakeDiscord
) -> None:
    async with bot.running() as core:
        clip = discord.attach(b"video")
        await discord.command("edit", {"instruction": "make it fast", "clip": clip})
        await finished(core, discord)
        await discord.until(lambda: videos(discord))
    (answer,) = texts_for(discord)
    assert "Did: make it fast" in answer
    (video,) = videos(discord)
    alt = video["attachments"][0]["description"]
    assert alt.startswith("Video of 1 s, 1920 × 1080. Timeline (1 track)")
    assert not _loading(discord)


async def test_buttons_work_after_a_restart(
    bot: Bot, discord: FakeDiscord, agent: FakeAgent
) -> None:
    async with bot.running() as core:
        clip = discord.attach(b"video")
        await discord.command("edit", {"instruction": "make it fast", "clip": clip})
        await finished(core, discord)
    message = carrying(discord, "Faster")
    assert message is not None
    await discord.gateway.forget()
    async with bot.running() as core:
        interaction = await discord.press(message, "Faster")
        await discord.until(lambda: len(videos(discord)) == 2)
        await finished(core, discord)
    assert interaction.answer["type"] == 6


async def test_a_turn_that_outlives_its_token_goes_on(
    bot: Bot, discord: FakeDiscord, agent: FakeAgent
) -> None:
    async with bot.running() as core:
        clip = discord.attach(b"video")
        with agent.busy():
            interaction = await discord.command(
                "edit", {"instruction": "slow", "clip": clip}
            )
            await reaches(core, discord, Step.INSTRUCTING)
            interaction.born -= 3600
            discord.shift = 14 * 60
        await finished(core, discord)
        await discord.until(lambda: videos(discord))
    (answer,) = texts_for(discord)
    assert "Did: slow" in answer


async def test_a_process_that_dies_in_the_middle_is_followed_by_another(
    bot: Bot, discord: FakeDiscord, agent: FakeAgent
) -> None:
    with agent.busy():
        async with bot.running() as core:
            clip = discord.attach(b"video")
            await discord.command("edit", {"instruction": "slow", "clip": clip})
            await reaches(core, discord, Step.INSTRUCTING)
            await until(agent.received)
    await discord.gateway.forget()
    async with bot.running() as core:
        await finished(core, discord)
        await discord.until(lambda: videos(discord))
    assert len(videos(discord)) == 1
    assert [len(log) for log in (await agent.received()).values()] == [1]


async def test_words_that_are_changed_too_late_are_offered_as_a_new_request(
    bot: Bot, discord: FakeDiscord, agent: FakeAgent
) -> None:
    async with bot.running() as core:
        with agent.busy():
            clip = discord.attach(b"v")
            message = await discord.write(f"{ME} cut it fast", files=(clip,))
            await reaches(core, discord, Step.INSTRUCTING)
            await discord.rewrite(message, f"{ME} cut it slowly")
            running = await discord.until(lambda: carrying(discord, "Do it next"))
            assert "already working on this message" in running["content"]
            await discord.press(running, "Do it next")
            await follows(core, discord)
        await discord.until(lambda: videos(discord))  # one for both edits
        await finished(core, discord)
        await discord.rewrite(message, f"{ME} cut it slower still")
        ended = await discord.until(lambda: carrying(discord, "Do it as a new request"))
        await discord.press(ended, "Do it as a new request")
        await discord.until(lambda: len(videos(discord)) == 2)
    log = [text for texts in (await agent.received()).values() for text in texts]
    assert log == ["cut it fast", "cut it slowly", "cut it slower still"]


def _loading(discord: FakeDiscord) -> bool:
    there = discord.messages[discord.channel["id"]].values()
    return any(message["flags"] & LOADING for message in there)


@pytest.mark.parametrize("sentences", [40, 100, 300])
async def test_an_answer_of_any_length_is_shown_whole(
    bot: Bot, discord: FakeDiscord, agent: FakeAgent, sentences: int
) -> None:
    answer = [f"Sentence {number} of what it says." for number in range(sentences)]
    agent.asks = " ".join(answer)
    async with bot.running() as core:
        clip = discord.attach(b"video")
        await discord.command("edit", {"instruction": "tell me all", "clip": clip})
        await discord.until(lambda: answer[-1] in " ".join(texts_for(discord)))
        await core.wait_until_idle(names.chat_id(discord.channel["id"]))
    shown = " ".join(" ".join(texts_for(discord)).split())
    assert agent.asks in shown
    assert not carrying(discord, "Cancel")
