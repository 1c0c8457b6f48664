"""The video that edits leave to a later one comes, however often and whenever that one ends."""

from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bots.app.runtime import SystemClock
from core.clients.store.connection import connect
from core.clients.store.sessions import RedisSessions
from core.clients.vault import Vault
from core.composition import build
from core.errors import AgentRefused
from core.flows.turn.owed_exports import dequeue, submit_owed_export
from core.model.agent import RenderId, Token
from core.model.chat import UpdateId
from core.model.turn import Step, TurnKind
from tests.core.harness import CHAT, MIA, CoreHarness, config, instruction
from tests.fakes.agent import FakeAgent
from tests.fakes.chat import FakeChat
from tests.fakes.relay import Relay


async def test_each_owed_video_of_a_project_with_many_comes(
    harness: CoreHarness,
) -> None:
    await harness.say("", "a.mp4")
    await harness.over()
    project = await harness.sessions.project(CHAT, MIA)
    renders = tuple(RenderId(f"render_{number}") for number in range(50))
    await harness.sessions.save(replace(project, renders=renders))
    for number in (1, 2):
        with harness.agent.busy():
            await harness.say(f"edit {number} please")

            async def is_sent(number: int = number) -> bool:
                return len(await harness.sent()) == number

            await harness.until(is_sent)
            harness.agent.faults["instruct"] = [AgentRefused("no way to do that", 777)]
            await harness.say("another edit please")
        await harness.over()
        assert len(await harness.chat.videos(CHAT)) == number


@pytest.mark.parametrize("answers", range(8))
async def test_an_owed_video_comes_though_both_edits_end_at_once(
    redis: Redis, redis_url: str, tmp_path: Path, answers: int
) -> None:
    """The first ends between two commands of the process that cancels the second."""
    agent, clock = FakeAgent(redis), SystemClock()
    async with Relay(redis_url, tmp_path) as relay:
        own = connect(relay.url)
        people = RedisSessions(own, agent, clock, Token("operator"), Vault(["one"]))
        others = RedisSessions(redis, agent, clock, Token("operator"), Vault(["one"]))
        settings, chats = config(redis_url, tmp_path), {"fake": FakeChat(redis)}
        async with (
            build(own, agent, chats, people, clock, settings) as core,
            build(redis, agent, chats, others, clock, settings) as other,
        ):
            project = await others.current(CHAT, MIA)
            await others.save(replace(project, export_owed=True))
            for text in ("first", "second"):
                request = instruction(text, project=project.id)
                await other.store.submit(UpdateId(text), CHAT, request)
            claimed = await other.store.claim_next_turn(CHAT)
            _, second = await core.store.pending_turns(CHAT)

            async def end_the_first() -> None:
                assert claimed.turn is not None
                assert claimed.lease is not None
                await submit_owed_export(other.worker.deps, claimed.turn)
                await other.store.finish(claimed.lease, Step.DONE)

            relay.lose_next_answer(answers, between=end_the_first)
            await dequeue(core.worker.deps, second, MIA.id)
            relay.lose_next_answer()
            if len(await other.store.pending_turns(CHAT)) > 1:
                await end_the_first()
            (owed,) = await other.store.pending_turns(CHAT)
            assert owed.request.kind is TurnKind.EXPORT
        await own.aclose()
