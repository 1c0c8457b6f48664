"""Each failed turn leaves a line in the log that names it."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from redis.asyncio import Redis

from core.errors import RenderFailed, SessionGone, TurnUncertain
from core.model.turn import Step
from tests.core.harness import CHAT, running_core
from tests.fakes.agent import FakeAgent


def nothing_changes(agent: FakeAgent) -> None:
    agent.faults["stream"] = [TurnUncertain("cut")]
    agent.takes = 60.0
    agent.counts = False


def session_lost_after_the_edit(agent: FakeAgent) -> None:
    agent.faults["state"] = [None, SessionGone("session not found", 1002)]


def render_fails(agent: FakeAgent) -> None:
    agent.faults["render"] = [RenderFailed("no space") for _ in range(9)]


def our_fault(agent: FakeAgent) -> None:
    agent.faults["state"] = [KeyError("draft")]


@pytest.mark.parametrize(
    ("clip", "break_", "mishap"),
    [
        ("a.mp4", nothing_changes, ""),
        ("a.mp4", session_lost_after_the_edit, ""),
        ("a.mp4", render_fails, ""),
        ("a.mp4", our_fault, ""),
        ("notes.txt", None, ""),
        ("a.mp4", None, "gone"),
    ],
)
async def test_a_failed_turn_is_logged_once(
    redis: Redis,
    redis_url: str,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    clip: str,
    break_: Callable[[FakeAgent], None] | None,
    mishap: str,
) -> None:
    agent = FakeAgent(redis)
    if break_:
        break_(agent)
    with caplog.at_level(logging.INFO):
        async with running_core(redis, redis_url, tmp_path, agent=agent) as harness:
            if mishap:
                await harness.chat.mishaps(mishap)
            await harness.say("cut it", clip)
            (turn,) = await harness.core.store.pending_turns(CHAT)
            await harness.over()
            ended = await harness.core.store.turn(turn.id)
    assert ended is not None
    assert ended.step is Step.FAILED
    usual = ("core.flows.turn.context", "core.flows.intake.enqueue")
    lines = [r.getMessage() for r in caplog.records if r.name not in usual]
    assert len([line for line in lines if line.startswith(f"turn {turn.id}")]) == 1
