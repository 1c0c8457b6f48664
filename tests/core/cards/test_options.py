"""Versions to choose from: a preview of each, chosen by a press, in a group by vote."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from redis.asyncio import Redis

from bots.app.runtime import SystemClock
from core.clients.store.sessions import RedisSessions
from core.composition import build
from core.model.agent import Token
from core.model.chat import MessageRef, UpdateId
from core.model.inbound import ButtonPressed
from core.model.reply import Button
from core.model.session import ChatSettings
from core.model.turn import Step
from core.rules.replies.votes import winner
from tests.core.harness import (
    ADMIN,
    CHAT,
    MIA,
    TOM,
    CoreHarness,
    config,
    running_core,
)
from tests.core.previews.preview_posts import media, preview_is_out
from tests.fakes.agent import FakeAgent
from tests.fakes.chat import FakeChat

OPTIONS = ["Option 1", "Option 2", "Option 3"]
CAPTIONS = [f"Option {n}: opens with clip {n}" for n in (1, 2, 3)]
QUESTION = (
    "Here are 3 versions. Which one do you want?\n1. Option 1\n2. Option 2\n3. Option 3"
)


@pytest.fixture
async def harness(
    redis: Redis, redis_url: str, tmp_path: Path
) -> AsyncIterator[CoreHarness]:
    async with running_core(redis, redis_url, tmp_path) as running:
        running.agent.previews = running.agent.options = True
        yield running


async def offered(harness: CoreHarness, *, private: bool = False) -> None:
    """Ask for options; afterwards the agent edits again."""
    harness.agent.asks, harness.agent.choices = QUESTION, OPTIONS
    await harness.say("show me three versions", "a.mp4", private=private)
    await harness.over()
    harness.agent.asks, harness.agent.choices = "", None


async def labels(harness: CoreHarness) -> list[str]:
    posts = await harness.chat.posts(CHAT)
    rows = next(p["buttons"] for p in posts if "Which one" in p["text"])
    return [label for label, _, _ in rows]


async def vote(harness: CoreHarness, number: int, sender: object) -> str:
    """Press a button of the question as it stands now."""
    await harness.core.inbound.drain()
    posts = await harness.chat.posts(CHAT)
    ballot = next(p for p in posts if "Which one" in p["text"])
    rows = (tuple(Button(*each) for each in ballot["buttons"]),)
    data = ballot["buttons"][number - 1][1]
    notice = await harness.press_data(data, sender, MessageRef(ballot["ref"]), rows)  # type: ignore[arg-type]
    await harness.core.inbound.drain()
    return notice


END = 4


async def test_each_version_has_its_preview_and_the_question_comes_last(
    harness: CoreHarness,
) -> None:
    await offered(harness, private=True)
    posts = await harness.chat.posts(CHAT)
    assert [media(post) for post in posts] == ["preview"] * 3 + [""]
    assert [post["text"] for post in posts[:3]] == CAPTIONS
    assert "Which one do you want?" in posts[-1]["text"]
    assert [post["silent"] for post in posts] == [True, True, True, False]
    assert await labels(harness) == OPTIONS
    assert harness.agent.renders == []


async def test_in_private_a_press_chooses(harness: CoreHarness) -> None:
    await offered(harness, private=True)
    await vote(harness, 2, MIA)
    await harness.over()
    assert (await harness.sent())[-1] == "Option 2"


async def test_in_a_group_each_members_vote_counts_once(harness: CoreHarness) -> None:
    await offered(harness)
    assert "Your vote: Option 3" in await vote(harness, 3, TOM)
    await vote(harness, 1, ADMIN)
    await vote(harness, 2, TOM)
    await vote(harness, 2, TOM)
    await vote(harness, 2, MIA)
    shown = await labels(harness)
    assert shown[:3] == ["Option 1 · 1", "Option 2 · 2", "Option 3"]
    assert await harness.sent() == ["show me three versions"]


async def test_a_vote_is_only_confirmed_and_a_refusal_must_be_read(
    harness: CoreHarness,
) -> None:
    await offered(harness)
    ballot = next(p for p in await harness.chat.posts(CHAT) if "Which one" in p["text"])
    brief = []
    for number, (_, data, *_) in enumerate(ballot["buttons"]):
        press = ButtonPressed(
            UpdateId(f"vote:{number}"), CHAT, TOM, MessageRef(ballot["ref"]), data
        )
        brief.append((await harness.core.inbound.handle_inbound(press)).brief)
    assert brief == [True, True, True, False]


async def test_votes_that_come_together_share_an_edit_and_all_are_counted(
    harness: CoreHarness,
) -> None:
    await offered(harness)
    ballot = next(p for p in await harness.chat.posts(CHAT) if "Which one" in p["text"])
    rows = (tuple(Button(*each) for each in ballot["buttons"]),)
    third = ballot["buttons"][2][1]
    harness.chat.takes_buttons.clear()
    for person in (MIA, TOM, ADMIN):
        await harness.press_data(third, person, MessageRef(ballot["ref"]), rows)
    await harness.chat.button_mishaps("flood")
    harness.chat.takes_buttons.set()
    await harness.core.inbound.drain()
    assert (await labels(harness))[2] == "Option 3 · 3"
    assert harness.chat.calls["edit_buttons"] <= 3


async def test_the_asker_or_an_admin_ends_the_vote_and_nobody_else(
    harness: CoreHarness,
) -> None:
    await offered(harness)
    assert "Nobody has voted yet" in await vote(harness, END, MIA)
    await vote(harness, 3, TOM)
    assert "Only the person who asked" in await vote(harness, END, TOM)
    assert await harness.sent() == ["show me three versions"]
    await vote(harness, END, ADMIN)
    await harness.over()
    assert (await harness.sent())[-1] == "Option 3"
    assert "already" in await vote(harness, END, MIA)
    await harness.over()
    assert len(await harness.sent()) == 2


async def test_without_previews_the_question_is_asked_in_words(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(redis, redis_url, tmp_path, previews=False) as harness:
        harness.agent.options = True
        await offered(harness)
        (question,) = await harness.chat.posts(CHAT)
        assert media(question) == ""
        assert question["text"].endswith("\n".join([OPTIONS[2], *CAPTIONS]))
        await harness.press("Option 1")
        await harness.over()
        assert (await harness.sent())[-1] == "Option 1"


async def test_options_have_previews_also_where_videos_have_none(
    harness: CoreHarness,
) -> None:
    await harness.sessions.configure(CHAT, ChatSettings(preview=False))
    await offered(harness)
    posts = await harness.chat.posts(CHAT)
    assert [media(post) for post in posts] == ["preview", "preview", "preview", ""]


async def test_a_preview_that_fails_takes_no_choice_away(harness: CoreHarness) -> None:
    await harness.chat.mishaps("big")
    await offered(harness, private=True)
    posts = await harness.chat.posts(CHAT)
    assert [media(post) for post in posts] == ["preview", "preview", ""]
    texts = [post["text"] for post in posts]
    assert all(sum(caption in text for text in texts) == 1 for caption in CAPTIONS)
    assert await labels(harness) == OPTIONS


async def test_a_cancel_stops_the_previews(harness: CoreHarness, redis: Redis) -> None:
    harness.agent.preview_takes = 30.0
    harness.agent.asks, harness.agent.choices = QUESTION, OPTIONS
    await harness.say("show me three versions", "a.mp4")
    await harness.at(Step.OFFERING)
    await harness.press("Cancel")
    await harness.over()
    assert await harness.texts() == ["Cancelled"]


async def test_another_worker_shows_only_what_is_not_shown_yet(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent, chat, clock = FakeAgent(redis), FakeChat(redis), SystemClock()
    agent.previews = agent.options = True
    agent.asks, agent.choices, agent.preview_takes = QUESTION, OPTIONS, 0.5
    sessions = RedisSessions(redis, agent, clock, Token("t"))
    settings = replace(config(redis_url, tmp_path), lease=1.0)
    for last in (False, True):
        async with build(
            redis, agent, {"fake": chat}, sessions, clock, settings
        ) as core:
            harness = CoreHarness(core, agent, chat, sessions)
            work = asyncio.create_task(core.worker.run())
            if last:
                await harness.over()
            else:
                await harness.say("show me three versions", "a.mp4", private=True)
                await preview_is_out(harness)
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
    posts = await chat.posts(CHAT)
    assert [post["text"] for post in posts[:-1]] == CAPTIONS
    assert [media(post) for post in posts] == ["preview"] * 3 + [""]
    assert list((await agent.received()).values()) == [["show me three versions"]]


@given(st.dictionaries(st.integers(1, 5), st.integers(0, 9)))
def test_the_winner_has_most_votes(votes: dict[int, int]) -> None:
    choice = winner(votes)
    assert (choice == 0) == (not any(votes.values()))
    assert all(votes[choice] >= count for count in votes.values()) if choice else True
