"""Commands through the inbound handler: answered beside the turns, never sent to the agent."""

from pathlib import Path

import pytest
from redis.asyncio import Redis

from core.model.agent import StudioRetention
from core.model.chat import ChatId
from core.model.commands import COMMANDS
from core.model.inbound import Command
from core.rules.replies.help import help_text
from tests.core.harness import CHAT, CoreHarness, running_core


async def answers(harness: CoreHarness, chat: ChatId = CHAT) -> list[str]:
    await harness.core.inbound.drain()
    return await harness.chat.texts(chat)


async def test_words_for_commands_never_reach_the_agent(harness: CoreHarness) -> None:
    for words in ("status", "余额", "help", "how many credits do I have left?"):
        await harness.say(words)
    texts = await answers(harness)
    assert len(texts) == 4
    assert any("Credits: 10" in text for text in texts)
    assert any("可用积分 10" in text for text in texts)
    assert await harness.sent() == []


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"start", "help"}))
async def test_every_command_has_an_answer_of_its_own(
    harness: CoreHarness, name: str
) -> None:
    await harness.say(command=Command(name))
    await harness.over()
    assert not [text for text in await answers(harness) if help_text("en") in text]


async def test_redo_works_as_a_command_beside_undo(harness: CoreHarness) -> None:
    await harness.say("cut it", "a.mp4")
    await harness.over()
    for name in ("undo", "redo"):
        await harness.say(command=Command(name))
        await harness.over()
    assert (await harness.sent())[1:] == ["Undo the last change", "Redo"]


async def test_a_pasted_token_never_reaches_the_agent_or_the_store(
    harness: CoreHarness, redis: Redis
) -> None:
    await harness.say("use nmv_usr_secret99 and cut it", "a.mp4")
    (text,) = await answers(harness)
    assert "did not store" in text
    assert await harness.sent() == []
    async for key in redis.scan_iter("{vm}:*"):
        assert "secret99" not in key
        if await redis.type(key) == "hash":
            assert "secret99" not in str(await redis.hgetall(key))


async def test_forgetting_deletes_finished_turns(
    harness: CoreHarness, redis: Redis
) -> None:
    await harness.say("cut it", "a.mp4")
    await harness.over()

    await harness.say("", command=Command("forget", ""))
    await harness.core.inbound.drain()
    await harness.press("Delete my data")
    texts = await answers(harness)
    assert "1 project, 1 clip, 0 tokens, 1 request" in texts[-1]
    assert "nothing is left" in texts[-1]


async def test_privacy_says_how_long_our_own_studio_keeps_clips_and_videos(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    retention = StudioRetention(30, 1)
    async with running_core(redis, redis_url, tmp_path, retention=retention) as harness:
        await harness.say("privacy")
        (text,) = await answers(harness)
    assert "a project with its clips 30 days after its last use" in text
    assert "a finished video 1 day after it was made" in text


async def test_with_another_agent_privacy_promises_nothing_for_it(
    harness: CoreHarness,
) -> None:
    await harness.say("privacy")
    (text,) = await answers(harness)
    assert "own studio" not in text


async def test_a_project_button_in_the_chat_opens_a_new_project(
    harness: CoreHarness,
) -> None:

    await harness.say("cut it", "a.mp4")
    await harness.over()
    await harness.say("", command=Command("projects"))
    await harness.core.inbound.drain()
    await harness.press("New project")
    assert "New project" in (await answers(harness))[-1]
    await harness.say("", command=Command("status"))
    assert (await answers(harness))[-1].startswith("No video yet")
