"""Questions of ours that wait for an answer: the words of a title, a question of the agent."""

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from core.clients.store.notes import RedisNotes
from core.model.chat import Sender
from core.model.inbound import RepliedMessage
from core.model.reply import ButtonVerb
from core.rules.replies.buttons import Buttons
from core.rules.text.wording import say
from tests.core.harness import CHAT, MIA, TOM, CoreHarness, running_core

TITLE = Buttons(b"secret").make("Add a title", ButtonVerb.SUGGESTION, "title")


async def test_the_words_after_our_question_are_its_answer(
    harness: CoreHarness,
) -> None:
    await harness.say("cut it", "a.mp4")
    await harness.over()
    await harness.press("Undo")
    await harness.over()
    await harness.say("hello")  # vague: suggestions with a title
    await harness.core.inbound.drain()
    await harness.press("Add a title")
    await harness.core.inbound.drain()
    question = (await harness.chat.posts(CHAT))[-1]
    assert question["text"] == "What should the title say?"
    assert question["ask"] == "Title text"
    await harness.say("hello")  # no greeting now
    await harness.over()
    assert (await harness.sent())[-1] == "hello"
    assert harness.agent.about[-1]["is_title"]
    await harness.say("make it faster")
    await harness.over()
    assert (await harness.sent())[-1] == "make it faster"


async def test_the_hosted_agent_gets_a_request_for_the_title(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(
        redis, redis_url, tmp_path, web_url="https://x.org"
    ) as hosted:
        await hosted.say("", "a.mp4")
        await hosted.over()
        await hosted.say("hello")
        await hosted.core.inbound.drain()
        await hosted.press("Add a title")
        await hosted.say("Summer")
        await hosted.over()
        assert (await hosted.sent())[-1] == "Add the title “Summer”"


async def question_for_a_title(
    harness: CoreHarness, person: Sender = MIA, *, private: bool = False
) -> dict[str, Any]:
    """Let the bot ask for the words of a title; the post of its question."""
    await harness.say("cut it", "a.mp4", sender=person, private=private)
    await harness.over()
    await harness.press_data(TITLE.data, person, private=private)
    await harness.core.inbound.drain()
    return (await harness.chat.posts(CHAT))[-1]


@pytest.mark.parametrize("language", ["en", "zh", "zh-hant"])
async def test_a_reply_to_our_question_is_its_answer_from_anybody(
    harness: CoreHarness, language: str
) -> None:
    question = await question_for_a_title(harness, replace(MIA, language=language))
    assert question["text"] == say(language, "ask.title")
    id_ = harness.chat.message_id(question["ref"])
    reply = RepliedMessage(question["text"], id=id_)
    tom = replace(TOM, language=language)
    for words in ("export", "undo"):
        await harness.say(words, reply=reply, sender=tom)
        await harness.over()
        title = say(language, "wish.title_text", text=words)
        assert (await harness.sent())[-1] == title


@pytest.mark.parametrize("private", [False, True])
async def test_the_question_for_a_title_is_recognised_whatever_its_words_are(
    harness: CoreHarness, private: bool
) -> None:
    question = await question_for_a_title(harness, private=private)
    await harness.say("Summer", private=private)
    await harness.over()
    id_ = harness.chat.message_id(question["ref"])
    reply = RepliedMessage("Write the words of the title", id=id_)
    await harness.say("Winter", reply=reply, private=private)
    await harness.over()
    assert (await harness.sent())[-1] == "Add the title “Winter”"


async def test_a_reply_to_another_message_with_the_words_of_the_question_is_no_title(
    harness: CoreHarness,
) -> None:
    await question_for_a_title(harness)
    reply = RepliedMessage("What should the title say?", id="another")
    await harness.say("Summer", reply=reply, sender=TOM)
    await harness.over()
    assert (await harness.sent())[-1] == "Summer"


async def test_a_question_that_an_older_version_stored_is_answered(
    harness: CoreHarness,
) -> None:
    await harness.say("cut it", "a.mp4")
    await harness.over()
    row = json.dumps({"template": "wish.title_text", "at": time.time()})
    await RedisNotes(harness.redis, 60).write(MIA.id, f"question:{CHAT}", row)
    await harness.say("Summer")
    await harness.over()
    assert (await harness.sent())[-1] == "Summer"
    assert harness.agent.about[-1]["is_title"]


async def test_a_command_is_no_answer(harness: CoreHarness) -> None:
    await harness.say("", "a.mp4")
    await harness.over()
    await harness.say("hello")
    await harness.core.inbound.drain()
    await harness.press("Add a title")
    await harness.say("help")
    texts = await harness.texts()
    assert any("Drop clips" in text for text in texts)
    assert await harness.sent() == []


async def test_a_question_of_the_agent_waits_for_its_answer(
    harness: CoreHarness,
) -> None:
    harness.agent.asks = "Which clip do you mean?"
    await harness.say("black and white please", "a.mp4")
    await harness.over()
    question = (await harness.chat.posts(CHAT))[-1]
    assert question["text"] == "Which clip do you mean?"
    assert question["ask"]
    harness.agent.asks = ""
    await harness.say("whatever")  # vague at any other time
    await harness.over()
    assert (await harness.sent())[-1] == "whatever"


@pytest.mark.parametrize("private", [False, True])
@pytest.mark.parametrize("edits", [False, True])
async def test_a_reply_to_the_agents_question_is_known_by_the_question_it_asked(
    harness: CoreHarness, private: bool, edits: bool
) -> None:
    """Whatever its words are, with a video or without, and also when others came since."""
    harness.agent.versions, harness.agent.choices = True, ["a.mp4", "b.mp4"]
    harness.agent.asks = "" if edits else "Tell me which clip."
    await harness.say("black and white please", "a.mp4", private=private)
    await harness.over()
    question = (await harness.chat.posts(CHAT))[-1]
    assert bool(question["media"]) is edits
    harness.agent.asks, harness.agent.choices = "", None
    await harness.say("make it faster", private=private)
    await harness.over()
    reply = RepliedMessage(
        question["text"], id=harness.chat.message_id(question["ref"])
    )
    await harness.say("hello", reply=reply, private=private)  # no greeting here
    await harness.over()
    assert (await harness.sent())[-1] == "hello"


async def test_words_of_ours_that_end_like_a_question_are_none(
    harness: CoreHarness,
) -> None:
    harness.agent.versions, harness.agent.asks = True, "Nice, is it not?"
    await harness.say("thank you so much", "a.mp4")
    await harness.over()
    post = (await harness.chat.posts(CHAT))[-1]
    assert not post["ask"]
    reply = RepliedMessage(post["text"], id=harness.chat.message_id(post["ref"]))
    await harness.say("hello", reply=reply)
    await harness.over()
    assert await harness.sent() == ["thank you so much"]


async def test_the_newest_questions_of_a_chat_are_known_and_no_more(
    harness: CoreHarness,
) -> None:
    questions = [await question_for_a_title(harness)]
    for _ in range(20):
        await harness.press_data(TITLE.data, MIA)
        await harness.core.inbound.drain()
        questions.append((await harness.chat.posts(CHAT))[-1])
    for number, text in ((0, "make it red"), (1, "Add the title “make it red”")):
        id_ = harness.chat.message_id(questions[number]["ref"])
        reply = RepliedMessage("What should the title say?", id=id_)
        await harness.say("make it red", reply=reply, sender=TOM)
        await harness.over()
        assert (await harness.sent())[-1] == text
