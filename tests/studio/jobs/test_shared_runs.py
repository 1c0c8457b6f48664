"""Several studios over one Redis: each instruction is carried out once, also if one dies."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from common.correlation import bound
from studio.clients.state.leases import RedisStudioLease
from studio.clients.state.redis.accounts import RedisAccounts
from studio.clients.state.redis.projects import RedisProjects
from studio.errors import StateUnavailable
from studio.flows.instructions.runs import InstructionRuns
from studio.flows.projects import Projects
from studio.model.media import Asset, Footage
from studio.model.project import Project
from studio.model.step import ReplyText
from studio.ports.state import StoredProject
from tests.patience import PATIENCE
from tests.studio.state import runs_of
from tests.studio.studio_in_memory import FakeAnalyst, video


class SlowAnalyst(FakeAnalyst):
    """An analyst that analyses clips only after ``may_look`` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.looking = asyncio.Event()
        self.may_look = asyncio.Event()

    async def footage(self, asset: Asset) -> Footage:
        self.looking.set()
        await self.may_look.wait()
        return await super().footage(asset)


class UnreliableProjects(RedisProjects):
    """A store that can be out of reach, or lose the confirmation of a write."""

    away = False
    lost_confirmations = 0

    async def load(self, session_id: str) -> StoredProject:
        if self.away:
            raise StateUnavailable("Redis cannot be reached")
        return await super().load(session_id)

    async def save(
        self, stored: StoredProject, project: Project, write: str
    ) -> StoredProject:
        saved = await super().save(stored, project, write)
        if self.lost_confirmations:
            self.lost_confirmations -= 1
            raise StateUnavailable("Redis does not answer in time")
        return saved


class Studio:
    """A studio's runs, as a process of its own has them."""

    def __init__(self, redis: Redis, folder: Path, patience: float = 0.0) -> None:
        self.store = UnreliableProjects(redis, folder)
        self.projects = Projects(self.store, folder, patience)
        self.accounts = RedisAccounts(redis, credits_each=5, per_address=0, keep=1)
        self.analyst = SlowAnalyst()
        self.lease = RedisStudioLease(redis)
        self.runs: InstructionRuns = runs_of(
            self.accounts, self.projects, self.analyst, self.lease
        )

    async def open(self) -> Project:
        """A project with a clip, of somebody with five credits."""
        user = (await self.accounts.mint("me", "::1"))["user_id"]
        project = await self.projects.open(user, "x", "en")
        await self.projects.add(project.session_id, video(1))
        return project

    async def ask(self, project: Project, text: str) -> asyncio.Task[list[str]]:
        """Start an instruction; the task returns the reply."""
        await self.lease.renew()
        account = await self.accounts.find(project.user_id)
        assert account
        run = await self.runs.start(account, project.session_id, text, silent=False)

        async def words() -> list[str]:
            steps = [step async for step in run.events(PATIENCE)]
            return [step.text for step in steps if isinstance(step, ReplyText)]

        return asyncio.create_task(words())

    async def settled(self, project: Project) -> Project:
        """Wait until no instruction is pending; return the project."""
        async with asyncio.timeout(PATIENCE):
            while True:
                stored = await self.projects.get(project.session_id, project.user_id)
                if not stored.pending:
                    return stored
                await asyncio.sleep(0.02)


@pytest.fixture
async def studios(redis: Redis, tmp_path: Path) -> AsyncIterator[list[Studio]]:
    both = [Studio(redis, tmp_path / name) for name in "ab"]
    yield both
    for studio in both:
        await studio.runs.close()


async def silence(redis: Redis, studio: Studio) -> None:
    """Let the lease of a studio expire, as if the studio were frozen."""
    await redis.zadd("studio:leases", {studio.lease.own_id: 1.0})


async def test_instructions_of_a_session_are_done_in_order_wherever_they_come_in(
    redis: Redis, studios: list[Studio]
) -> None:
    first, second = studios
    project = await first.open()
    one = await first.ask(project, "4 seconds")
    two = await second.ask(project, "make it 3 seconds")
    three = await first.ask(project, "make it 2 seconds")
    second.analyst.may_look.set()
    await first.analyst.looking.wait()
    assert not two.done()
    first.analyst.may_look.set()
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(one, two, three)
    stored = await second.settled(project)
    async with asyncio.timeout(PATIENCE):
        while await redis.zcard("studio:at-work"):
            await asyncio.sleep(0.02)
    assert [v.request for v in stored.versions] == [
        "4 seconds",
        "make it 3 seconds",
        "make it 2 seconds",
    ]
    assert stored.draft.duration == 2000


async def test_what_a_frozen_studio_had_begun_is_done_once_by_another(
    redis: Redis, studios: list[Studio], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    first, second = studios
    project = await first.open()
    with bound("turn-7"):
        words = await first.ask(project, "3 seconds")
    await first.analyst.looking.wait()
    await second.runs.resume()
    assert not second.analyst.looking.is_set()
    await silence(redis, first)
    await second.runs.resume()
    second.analyst.may_look.set()
    stored = await second.settled(project)
    first.analyst.may_look.set()
    async with asyncio.timeout(PATIENCE):
        assert await words == []
    assert [v.request for v in stored.versions] == ["3 seconds"]
    again = await first.projects.get(project.session_id, project.user_id)
    assert again.versions == stored.versions
    async with asyncio.timeout(PATIENCE):
        while not (await first.projects.reply(project.session_id)).texts:
            await asyncio.sleep(0.02)
    await second.runs.close()
    account = await first.accounts.find(project.user_id)
    assert account
    assert (account.spent, account.frozen) == (1, 0)
    assert [r.levelname for r in caplog.records if "taken over" in r.message] == [
        "INFO"
    ]


async def test_a_studio_that_stops_hands_over_at_once(studios: list[Studio]) -> None:
    first, second = studios
    project = await first.open()
    words = await first.ask(project, "3 seconds")
    await first.analyst.looking.wait()
    await first.runs.close()
    assert await words == []
    second.analyst.may_look.set()
    await second.runs.resume()
    stored = await second.settled(project)
    assert [v.request for v in stored.versions] == ["3 seconds"]


async def test_an_end_that_could_not_be_stored_is_stored_later(
    studios: list[Studio],
) -> None:
    first, _ = studios
    project = await first.open()
    words = await first.ask(project, "3 seconds")
    await first.analyst.looking.wait()
    first.store.away = True
    first.analyst.may_look.set()
    async with asyncio.timeout(PATIENCE):
        (reply,) = await words
    assert "try again" in reply.lower()
    first.store.away = False
    await first.runs.resume()
    stored = await first.settled(project)
    assert (stored.versions, stored.instructions) == ((), 1)


async def test_an_instruction_that_was_refused_but_stored_is_taken_back(
    studios: list[Studio],
) -> None:
    first, second = studios
    project = await first.open()
    first.store.lost_confirmations = 1
    with pytest.raises(StateUnavailable):
        _ = await first.ask(project, "3 seconds")
    await first.runs.resume()
    await second.runs.resume()
    stored = await first.settled(project)
    assert (stored.versions, stored.instructions) == ((), 1)
    account = await first.accounts.find(project.user_id)
    assert account
    assert (account.spent, account.frozen) == (0, 0)


async def test_a_write_whose_confirmation_got_lost_is_not_made_twice(
    redis: Redis, tmp_path: Path
) -> None:
    studio = Studio(redis, tmp_path, patience=PATIENCE)
    project = await studio.open()
    studio.store.lost_confirmations = 2
    words = await studio.ask(project, "3 seconds")
    assert studio.store.lost_confirmations == 1
    studio.analyst.may_look.set()
    async with asyncio.timeout(PATIENCE):
        assert len(await words) == 1
    stored = await studio.settled(project)
    assert [v.request for v in stored.versions] == ["3 seconds"]
    assert stored.instructions == 1
    await studio.runs.close()
    account = await studio.accounts.find(project.user_id)
    assert account
    assert (account.spent, account.frozen) == (1, 0)


async def test_a_deleted_session_leaves_no_trace_in_redis(
    redis: Redis, studios: list[Studio]
) -> None:
    first, second = studios
    project = await first.open()
    words = await first.ask(project, "3 seconds")
    await first.analyst.looking.wait()
    await second.projects.delete(project.session_id)
    first.analyst.may_look.set()
    async with asyncio.timeout(PATIENCE):
        await words
    await first.runs.close()
    left = [key async for key in redis.scan_iter("studio:*")]
    assert not [key for key in left if project.session_id in key], left
    held = [
        await redis.zrange(key, 0, -1) for key in ("studio:sessions", "studio:at-work")
    ]
    assert project.session_id not in json.dumps(held)
