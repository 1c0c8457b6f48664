"""The report of the soak finds what was lost, doubled or paid twice."""

import json
import random
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bench.soak.parts import fleet, studio_addresses
from bench.soak.people import Person, Request
from bench.soak.verdict import (
    Verdict,
    judge,
    memory_line,
    quantile,
    refused_instructions,
)
from bots.app.runtime import SystemClock
from core.clients.store.sessions import RedisSessions
from core.clients.store.turns.store import RedisTurnStore
from core.model.agent import Token
from core.model.chat import ChatId, MessageRef, Sender, SenderId, UpdateId
from core.model.turn import Step, TurnKind, TurnRequest
from core.model.turn_posts import OutboxRow, PostState, ReplyPart
from tests.fakes.agent import FakeAgent

CHAT, MIA = ChatId("fake:1"), Sender(SenderId("fake:mia"), "Mia")


@dataclass
class Phone:
    chat: ChatId = CHAT
    person: SenderId = MIA.id
    posted: int = 0

    async def send(self, text: str, clip: bytes | None) -> MessageRef:
        raise AssertionError("nothing is sent here")

    def has_sign(self, message: MessageRef) -> bool:
        return True

    def videos(self) -> int:
        return self.posted


async def judged(
    redis: Redis,
    folder: Path,
    *,
    videos: int,
    instructions: int,
    spent: int = 1,
    end: Step = Step.DONE,
    refused: int = 0,
    posted: PostState | None = None,
) -> Verdict:
    """One request whose edit was made, and what is found afterwards.

    ``posted`` is the outbox's state of its video.
    """
    store, message = RedisTurnStore(redis), MessageRef("m1")
    request = TurnRequest(
        TurnKind.INSTRUCT, MIA, "cut", messages=(message,), words=("cut",)
    )
    await store.submit(UpdateId("u1"), CHAT, request)
    claimed = await store.claim_next_turn(CHAT)
    assert claimed.lease
    assert claimed.turn
    step, progress = Step.QUEUED, replace(claimed.turn.progress, edited=True)
    for after in (Step.FETCHING, Step.INSTRUCTING, Step.READING, Step.TELLING):
        await store.checkpoint(claimed.lease, step, after, progress)
        step = after
    if posted:
        row = OutboxRow(posted, MessageRef("v1") if posted is PostState.SENT else None)
        await store.set_outbox_row(claimed.lease, ReplyPart.VIDEO, row)
    await store.checkpoint(claimed.lease, step, end, progress)
    await store.finish(claimed.lease, end)
    sessions = RedisSessions(redis, FakeAgent(redis), SystemClock(), Token("t"))
    access = await sessions.access(await sessions.current(CHAT, MIA), MIA)
    record = {"instructions": instructions, "versions": ["1"], "user_id": "anon_1"}
    project = f"studio:{{{access.session.session_id}}}:project"
    await redis.hset(project, "record", json.dumps(record))
    await redis.hset("studio:{anon_1}:account", "spent", str(spent))
    person = Person(Phone(posted=videos), b"", random.Random(1))
    person.requests.append(Request(message, "cut", 0.0))
    log = folder / "studio1.log"
    line = f"session {access.session.session_id}: instruction 1 is refused\n"
    log.write_text(line * refused)
    return await judge([person], redis, refused_instructions([log]))


@pytest.mark.parametrize(
    ("videos", "instructions", "spent", "wrong"),
    [
        (1, 1, 1, ""),
        (0, 1, 1, "lost"),
        (2, 1, 1, "doubled"),
        (1, 2, 1, "doubled"),
        (1, 1, 2, "paid_twice"),
    ],
)
async def test_each_fault_is_found(
    redis: Redis,
    tmp_path: Path,
    videos: int,
    instructions: int,
    spent: int,
    wrong: str,
) -> None:
    verdict = await judged(
        redis, tmp_path, videos=videos, instructions=instructions, spent=spent
    )
    assert verdict.clean is not bool(wrong)
    if wrong:
        assert getattr(verdict, wrong)


async def test_an_edit_whose_video_failed_owes_none(
    redis: Redis, tmp_path: Path
) -> None:
    """The person was told."""
    verdict = await judged(redis, tmp_path, videos=0, instructions=1, end=Step.FAILED)
    assert verdict.clean
    assert verdict.ends == {Step.FAILED: 1}


@pytest.mark.parametrize(
    ("posted", "videos", "end", "uncertain", "lost"),
    [
        (PostState.SENDING, 0, Step.DONE, 1, 0),
        (PostState.SENDING, 1, Step.DONE, 1, 0),
        (PostState.SENT, 1, Step.DONE, 0, 0),
        (PostState.SENT, 0, Step.DONE, 0, 1),
        (PostState.SENDING, 0, Step.FAILED, 0, 0),
    ],
)
async def test_a_video_that_may_have_been_posted_is_counted_and_not_lost(
    redis: Redis,
    tmp_path: Path,
    posted: PostState,
    videos: int,
    end: Step,
    uncertain: int,
    lost: int,
) -> None:
    """The worker died between the post and its record, and the person was told."""
    verdict = await judged(
        redis, tmp_path, videos=videos, instructions=1, end=end, posted=posted
    )
    assert (verdict.uncertain, len(verdict.lost)) == (uncertain, lost)


async def test_an_instruction_that_a_studio_refused_is_not_doubled(
    redis: Redis, tmp_path: Path
) -> None:
    verdict = await judged(redis, tmp_path, videos=1, instructions=2, refused=1)
    assert verdict.clean


async def test_a_request_without_a_turn_is_lost(redis: Redis) -> None:
    person = Person(Phone(), b"", random.Random(1))
    person.requests.append(Request(MessageRef("never"), "cut", 0.0))
    verdict = await judge([person], redis, {})
    assert [line for line in verdict.lost if "there is no turn" in line]


def test_the_fleet_has_every_part_and_its_numbers_are_summed_up(
    tmp_path: Path,
) -> None:
    parts, place = fleet(tmp_path, {}, {}, studio_addresses(), "http://studio", seed=1)
    names = {"redis", "studio1", "studio2", "renderer", "telegram", "discord"}
    assert names <= set(parts.parts)
    assert place.redis_url.startswith("unix://")
    assert quantile([], 0.99) == 0.0
    assert quantile([float(n) for n in range(100)], 0.99) == 99.0
    samples = [(float(at), "studio", 1_000_000 * (at + 1)) for at in range(9)]
    assert list(memory_line(samples)) == ["studio 2 → 8 MB (most 9)"]
