"""Turns with an agent that behaves as the hosted service may: each outcome is told."""

from pathlib import Path

import pytest
from redis.asyncio import Redis

from core.errors import ExportLocked, SessionGone, TurnUncertain
from core.model.agent import Token
from core.model.event import (
    AgentEvent,
    ErrorEnvelope,
    Fault,
    Heartbeat,
    PartialText,
    Text,
    ToolCall,
)
from core.model.turn import Step
from tests.core.agent.scripted_agent import DRAFT, ScriptedAgent
from tests.core.harness import CHAT, running_core
from tests.fakes.agent import FakeAgent


@pytest.mark.parametrize("broken", [True, False])
async def test_words_before_a_break_are_shown_though_nothing_changed(
    redis: Redis, redis_url: str, tmp_path: Path, broken: bool
) -> None:
    agent = ScriptedAgent(redis, Text("I need a song for this."))
    if broken:
        agent.faults["stream"] = [TurnUncertain("cut")]
    else:
        agent.events = (*agent.events, Fault("500", "KeyError: 'sg'"))
    async with running_core(redis, redis_url, tmp_path, agent=agent) as harness:
        await harness.say("cut it", "a.mp4")
        await harness.over()
        (text,) = await harness.texts()
        assert text.startswith("I need a song for this.")


@pytest.mark.parametrize(
    "event", [ErrorEnvelope(2001, "insufficient credits"), Fault("2001", "no credits")]
)
async def test_no_credits_in_the_middle_of_a_turn_lead_to_the_registration(
    redis: Redis, redis_url: str, tmp_path: Path, event: AgentEvent
) -> None:
    agent = ScriptedAgent(redis, Text("Looking at your clips."), event)
    async with running_core(
        redis, redis_url, tmp_path, agent=agent, token="", web_url="https://nemo.test"
    ) as harness:
        await harness.say("cut it", "a.mp4")
        await harness.over()
        (text,) = await harness.texts()
        assert text.startswith("Looking at your clips.")
        assert "https://nemo.test/register?bind=anon" in text
        assert "did not finish" not in text


@pytest.mark.parametrize("words", [(), (Text("Let me add"),)])
async def test_an_edit_whose_answer_broke_off_is_posted_with_what_changed(
    redis: Redis, redis_url: str, tmp_path: Path, words: tuple[AgentEvent, ...]
) -> None:
    """The hosted service stores no reply: after a lost stream only the draft tells the result."""
    agent = ScriptedAgent(redis, *words)
    agent.raw = {"draft": DRAFT}
    title = {"tt": 7, "sg": [{"m": {"text": "Paradise", "st": 0, "d": 3000}}]}
    agent.after = {"draft": {"t": [*DRAFT["t"], title]}}
    agent.faults["stream"] = [TurnUncertain("cut")]
    async with running_core(redis, redis_url, tmp_path, agent=agent) as harness:
        await harness.say("add a title", "a.mp4")
        await harness.over()
        (video,) = await harness.chat.videos(CHAT)
        shown = [*(["Let me add"] if words else []), "The agent's answer broke off."]
        assert [line for line in shown if line in video["text"]] == shown
        assert "Title added: 'Paradise' (0-3s)" in video["text"]


async def test_an_edit_that_an_error_cut_short_is_posted_with_the_reason(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent = ScriptedAgent(redis, Fault("", "Titles have 80 letters at most"))
    agent.raw, agent.after = {"draft": {}}, {"draft": DRAFT}
    async with running_core(redis, redis_url, tmp_path, agent=agent) as harness:
        await harness.say("cut it and add a title", "a.mp4")
        await harness.over()
        (video,) = await harness.chat.videos(CHAT)
        assert "Titles have 80 letters at most" in video["text"]
        assert "Video: 1 shot" in video["text"]


async def test_a_reason_in_words_is_posted(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent = ScriptedAgent(
        redis, Heartbeat(), Fault("", "Titles have 80 letters at most")
    )
    async with running_core(redis, redis_url, tmp_path, agent=agent) as harness:
        await harness.say("cut it", "a.mp4")
        await harness.over()
        assert "Titles have 80 letters at most" in (await harness.texts())[0]


async def test_a_silent_change_of_the_canvas_is_an_edit(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent = ScriptedAgent(redis)
    agent.raw = {"draft": DRAFT, "canvas_config": {"width": 1920, "height": 1080}}
    agent.after = {"canvas_config": {"width": 1080, "height": 1920}}
    async with running_core(redis, redis_url, tmp_path, agent=agent) as harness:
        await harness.say("make it vertical", "a.mp4")
        await harness.over()
        (video,) = await harness.chat.videos(CHAT)
        assert "Size: 1080x1920" in video["text"]


@pytest.mark.parametrize("words", [(), (Text("Here is a sky for you."),)])
async def test_a_generated_file_is_shown_and_nothing_is_rendered(
    redis: Redis, redis_url: str, tmp_path: Path, words: tuple[AgentEvent, ...]
) -> None:
    agent = ScriptedAgent(redis, *words)
    agent.raw = {"draft": DRAFT, "generated_media": []}
    agent.after = {"generated_media": [{"url": "https://cdn.test/sky.png"}]}
    async with running_core(redis, redis_url, tmp_path, agent=agent) as harness:
        await harness.say("paint a sky", "a.mp4")
        await harness.over()
        assert "https://cdn.test/sky.png" in (await harness.texts())[0]
        assert agent.renders == []


async def test_an_export_outside_the_plan_is_explained_once_and_the_edit_is_done(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent = FakeAgent(redis)
    agent.faults["render"] = [ExportLocked("upgrade", 402)] * 2
    async with running_core(redis, redis_url, tmp_path, agent=agent) as harness:
        await harness.say("cut it", "a.mp4")
        await harness.over()
        turn = await harness.core.store.turn(
            (await harness.core.store.turns_of(harness.message().sender.id))[0].id
        )
        assert turn is not None
        assert turn.step is Step.DONE
        (first,) = await harness.texts()
        assert "Did: cut it" in first
        assert "export is locked" in first
        await harness.say("make it faster")
        await harness.over()
        second = (await harness.texts())[-1]
        assert "Did: make it faster" in second
        assert "blocked" not in second
        await harness.press("Export")
        await harness.over()
        assert "upgrade your plan" in (await harness.texts())[-1]
        await harness.press("Export")
        await harness.over()
        assert len(await harness.chat.videos(CHAT)) == 1


async def test_a_lost_session_asks_before_it_pays_for_an_empty_timeline(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(redis, redis_url, tmp_path) as harness:
        await harness.say("one cut", "a.mp4")
        await harness.over()
        harness.agent.owned = True
        await harness.sessions.set_token(
            harness.message().sender.id, Token("nmv_usr_own")
        )
        await harness.say("two cuts")
        await harness.over()
        assert await harness.sent() == ["one cut"]
        assert "lost this session" in (await harness.texts())[-1]
        assert (await harness.agent.files()) == ["a.mp4", "a.mp4"]
        await harness.press("Try again")
        await harness.over()
        assert await harness.sent() == ["one cut", "two cuts"]


async def test_a_session_without_an_edit_is_replaced_without_a_question(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(redis, redis_url, tmp_path) as harness:
        await harness.say("", "a.mp4")
        await harness.over()
        harness.agent.faults["state"] = [SessionGone("gone", 1002)]
        await harness.say("cut it")
        await harness.over()
        assert await harness.sent() == ["cut it"]


async def test_words_that_had_begun_when_the_worker_died_are_posted_by_the_next_one(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent = ScriptedAgent(
        redis, Text("Title added."), PartialText("It stands for three")
    )
    agent.pause = 30.0
    async with running_core(redis, redis_url, tmp_path, agent=agent) as first:
        await first.say("add a title", "a.mp4")

        async def stored() -> bool:
            line = await first.core.store.pending_turns(CHAT)
            return bool(line) and bool(line[0].progress.begun_reply)

        await first.until(stored)
    agent.raw = {"draft": DRAFT}
    async with running_core(redis, redis_url, tmp_path, agent=agent) as second:
        await second.over()
        (video,) = await second.chat.videos(CHAT)
        assert video["text"].startswith("Title added.\n\nIt stands for three")


async def test_words_in_pieces_are_posted_once(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent = ScriptedAgent(
        redis, PartialText("Title"), PartialText("Title add"), Text("Title added.")
    )
    agent.after = {"draft": DRAFT}
    async with running_core(redis, redis_url, tmp_path, agent=agent) as harness:
        await harness.say("add a title", "a.mp4")
        await harness.over()
        (video,) = await harness.chat.videos(CHAT)
        assert video["text"].count("Title add") == 1


@pytest.mark.parametrize("after", [(), (Heartbeat(),), (ToolCall("render", {}),)])
async def test_words_that_came_before_the_worker_died_are_posted_by_the_next_one(
    redis: Redis, redis_url: str, tmp_path: Path, after: tuple[AgentEvent, ...]
) -> None:
    agent = ScriptedAgent(redis, Text("A title it is."), *after)
    agent.pause = 30.0
    async with running_core(redis, redis_url, tmp_path, agent=agent) as first:
        await first.say("add a title", "a.mp4")

        async def stored() -> bool:
            line = await first.core.store.pending_turns(CHAT)
            return bool(line) and line[0].progress.replies == ("A title it is.",)

        await first.until(stored)
    agent.raw = {"draft": DRAFT}
    async with running_core(redis, redis_url, tmp_path, agent=agent) as second:
        await second.over()
        (video,) = await second.chat.videos(CHAT)
        assert video["text"].startswith("A title it is.")


async def test_what_the_agent_tells_people_to_click_or_drag_becomes_a_button(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent = ScriptedAgent(
        redis,
        Text("Drag the title to the beginning of the video. Then check your account."),
    )
    async with running_core(redis, redis_url, tmp_path, agent=agent) as harness:
        await harness.say("where is the title", "a.mp4")
        await harness.over()
        await harness.press("Credits")
        await harness.core.inbound.drain()
        assert any("Credits:" in text for text in await harness.texts())
        await harness.press("Do it for me")
        await harness.over()
        assert await harness.sent() == [
            "where is the title",
            "Move the title to the beginning of the video",
        ]


async def test_only_what_was_made_gets_a_sign_that_it_is_done(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent = ScriptedAgent(redis, Text("I do not know what a blorp is."))
    async with running_core(redis, redis_url, tmp_path, agent=agent) as harness:
        message = await harness.say("blorp it", "a.mp4")
        await harness.over()
        await harness.core.inbound.drain()
        assert await redis.hget("chat:receipts", message.message) != "done"
        agent.after = {"draft": DRAFT}
        message = await harness.say("cut it")
        await harness.over()
        assert await redis.hget("chat:receipts", message.message) == "done"
