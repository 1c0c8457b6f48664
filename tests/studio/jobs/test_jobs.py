"""Jobs: taken in a fair order, fenced, given back, waited for, cancelled."""

import asyncio
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from redis.asyncio import Redis

from studio.clients.jobs.queue import RedisJobQueue, open_job_queue
from studio.clients.jobs.records import JobRecords
from studio.clients.media.folder import FolderStore
from studio.errors import TooManyRenders
from studio.flows.rendering.renders import Renders
from studio.model.jobs.job import Job, JobKind, JobState, Operation, Outcome
from studio.model.plan import FrameSpan, RenderPlan
from studio.ports.jobs import Report
from tests.patience import PATIENCE
from tests.studio.job_queue import ended, working

DONE = Outcome(JobState.COMPLETED, result={"size": 1})
ONE = {JobKind.RENDER: 1}


def job(key: str, chat: str = "a", kind: JobKind = JobKind.RENDER) -> Job:
    return Job(key, kind, Operation.RENDER, key, "me", chat)


class Handler:
    """Does nothing, in the order of the jobs' keys in ``begun``; holds those in ``held``."""

    def __init__(self, *held: str) -> None:
        self.held = set(held)
        self.begun: list[str] = []
        self.ended = 0
        self.began = asyncio.Event()

    async def __call__(self, one: Job, report: Report) -> Outcome:
        self.begun.append(one.key)
        self.began.set()
        try:
            await report(0.5)
            if one.key in self.held:
                await asyncio.Event().wait()
        finally:
            self.ended += 1
        return DONE


def test_a_job_that_an_older_studio_failed_has_its_sentence_in_english() -> None:
    failed = replace(job("a"), state=JobState.FAILED, error="The render stopped.")
    assert failed.error_in("zh") == "The render stopped."


async def test_a_chat_with_many_jobs_delays_another_by_one(
    redis_url: str, tmp_path: Path
) -> None:
    handler = Handler()
    async with open_job_queue(redis_url) as queue:
        jobs = [job(f"a{n}", "a") for n in range(4)]
        jobs += [job("b0", "b"), job("b1", "b"), job("c0", "c")]
        for one in jobs:
            await queue.submit(one)
        places = [await queue.position(one) for one in jobs]
        assert places == [1, 4, 6, 7, 2, 5, 3]
        async with working(redis_url, tmp_path, slots=ONE, handler=handler):
            for one in jobs:
                assert (await ended(queue, one)).state is JobState.COMPLETED
        assert handler.begun == ["a0", "b0", "c0", "a1", "b1", "a2", "a3"]
        assert await queue.counts(JobKind.RENDER) == (0, 0)


async def test_a_job_is_done_once_however_often_it_is_submitted(
    redis_url: str, tmp_path: Path
) -> None:
    handler = Handler()
    async with working(redis_url, tmp_path, handler=handler) as queue:
        await asyncio.gather(*(queue.submit(job("a")) for _ in range(5)))
        done = await ended(queue, job("a"))
        assert done.result == {"size": 1}
        assert (await queue.submit(job("a"))).state is JobState.COMPLETED
        assert handler.begun == ["a"]
        again = await queue.submit(job("a"), anew=True)
        assert again.state is JobState.PENDING
        await ended(queue, again)
        assert handler.begun == ["a", "a"]


async def test_a_job_whose_submitter_died_is_queued_when_it_is_asked_for(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    """A studio that is killed between two writes leaves a record that is in no queue."""
    handler, one = Handler(), job("left")
    await JobRecords(redis).create(one, "left.token", anew=False)
    async with open_job_queue(redis_url) as queue:
        assert [await queue.position(one) for _ in range(2)] == [1, 1]
    async with working(redis_url, tmp_path, slots=ONE, handler=handler) as queue:
        assert (await ended(queue, one)).state is JobState.COMPLETED
        assert await queue.position(one) == 0
    assert handler.begun == ["left"]


async def test_each_kind_has_slots_of_its_own(redis_url: str, tmp_path: Path) -> None:
    handler = Handler("long")
    slots = {JobKind.RENDER: 1, JobKind.PREVIEW: 1}
    async with working(redis_url, tmp_path, slots=slots, handler=handler) as queue:
        await queue.submit(job("long"))
        await queue.submit(job("longer"))
        preview = await queue.submit(job("soon", kind=JobKind.PREVIEW))
        assert (await ended(queue, preview)).state is JobState.COMPLETED
        assert "longer" not in handler.begun


async def test_what_becomes_urgent_overtakes(redis_url: str, tmp_path: Path) -> None:
    async with open_job_queue(redis_url) as queue:
        background = [job(f"b{n}", f"{n}", JobKind.BACKGROUND) for n in range(3)]
        for one in background:
            await queue.submit(one)
        urgent = await queue.submit(job("b2", "2", JobKind.ANALYSIS))
        assert urgent.kind is JobKind.ANALYSIS
        assert await queue.position(urgent) == 1
        slots = {JobKind.ANALYSIS: 1}
        async with working(redis_url, tmp_path, slots=slots, handler=Handler()):
            assert (await ended(queue, urgent)).state is JobState.COMPLETED
        assert await queue.counts(JobKind.BACKGROUND) == (0, 2)


async def test_a_cancelled_job_stops_and_makes_room(
    redis_url: str, tmp_path: Path
) -> None:
    handler = Handler("running")
    async with working(redis_url, tmp_path, slots=ONE, handler=handler) as queue:
        running, waiting, last = [
            await queue.submit(job(name)) for name in ("running", "waiting", "last")
        ]
        async with asyncio.timeout(PATIENCE):
            await handler.began.wait()
        assert await queue.open_jobs("me") == 3
        cancelled = await queue.cancel(waiting.key)
        assert cancelled
        assert cancelled.state is JobState.CANCELLED
        await queue.cancel(running.key)
        assert handler.ended == 1  # its processes have ended when cancel returns
        assert (await ended(queue, last)).state is JobState.COMPLETED
        assert handler.begun == ["running", "last"]
        async with asyncio.timeout(PATIENCE):  # it is counted until just after its end
            while await queue.open_jobs("me"):
                await asyncio.sleep(0.01)
        done = await queue.cancel(last.key)
        assert done
        assert done.state is JobState.COMPLETED


async def test_a_worker_that_stops_gives_its_job_back_at_once(
    redis_url: str, tmp_path: Path
) -> None:
    first, second = Handler("a"), Handler()
    async with open_job_queue(redis_url) as queue:
        one = await queue.submit(job("a"))
        async with working(redis_url, tmp_path, slots=ONE, handler=first):
            async with asyncio.timeout(PATIENCE):
                await first.began.wait()
        again = await queue.get("a")
        assert again
        assert (again.state, again.attempts) == (JobState.PENDING, 0)
        assert await queue.position(again) == 1
        async with working(redis_url, tmp_path, slots=ONE, handler=second):
            assert (await ended(queue, one)).attempts == 1


async def test_a_job_that_kills_its_workers_is_given_up(
    redis_url: str, tmp_path: Path
) -> None:
    handler = Handler()
    async with open_job_queue(redis_url) as queue:
        await queue.submit(job("a"))
        for _ in range(3):  # as processes do that die at once
            await begin(queue, "a")
        async with working(redis_url, tmp_path, slots=ONE, handler=handler):
            done = await ended(queue, job("a"))
        assert done.state is JobState.FAILED
        assert "Try again" in done.error
        assert handler.begun == []


async def begin(queue: RedisJobQueue, key: str) -> int:
    records = queue._records
    return await records.begin(key, await records.token(key))


async def test_an_attempt_that_was_overtaken_changes_nothing(redis_url: str) -> None:
    async with open_job_queue(redis_url) as queue:
        one = await queue.submit(job("a"))
        records = queue._records
        old, new = await begin(queue, "a"), await begin(queue, "a")
        assert not await records.report("a", old, 0.9)
        assert not await records.end(one, old, Outcome(JobState.FAILED))
        assert not await records.give_back("a", old)
        assert await records.report("a", new, 0.3)
        current = await queue.get("a")
        assert current
        assert (current.state, current.progress) == (JobState.PROCESSING, 0.3)
        assert await records.end(one, new, DONE)


async def test_waiting_ends_with_a_change_or_after_its_time(redis_url: str) -> None:
    async with open_job_queue(redis_url) as queue, open_job_queue(redis_url) as other:
        one = await queue.submit(job("a"))
        assert await queue.wait(one, 0.05) == one
        waiting = asyncio.create_task(queue.wait(one, PATIENCE))
        await other.cancel("a")
        changed = await waiting
        assert changed
        assert changed.state is JobState.CANCELLED
        await other.delete("a")
        assert await queue.wait(changed, PATIENCE) is None
        assert await queue.of_session("a") == []


async def test_a_person_has_only_so_many_open_renders(
    redis_url: str, tmp_path: Path
) -> None:
    plan = RenderPlan(64, 36, Fraction(30), 30, (FrameSpan(0, 30, "a.mp4", 0.0),))
    async with open_job_queue(redis_url) as queue:
        renders = Renders(FolderStore(tmp_path), queue, most_open=2)
        first = await renders.submit("me", "1", plan, "v.mp4")
        await renders.submit("me", "2", plan, "v.mp4")
        assert (await renders.submit("me", "1", plan, "v.mp4")).key == first.key
        with pytest.raises(TooManyRenders, match="2 videos"):
            await renders.submit("me", "3", plan, "v.mp4")
        await renders.submit("you", "3", plan, "v.mp4")
        await renders.cancel(first)
        await renders.submit("me", "3", plan, "v.mp4")


async def test_deleted_jobs_leave_nothing_in_redis(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    handler = Handler("held")
    async with working(redis_url, tmp_path, handler=handler) as queue:
        submitted = [await queue.submit(job(f"{kind}", kind=kind)) for kind in JobKind]
        for one in submitted:
            await ended(queue, one)
        submitted.append(await queue.submit(job("held")))
        async with asyncio.timeout(PATIENCE):
            while "held" not in handler.begun:
                await asyncio.sleep(0.02)
        for one in submitted:
            await queue.delete(one.key)
    left = [key async for key in redis.scan_iter("studio:*")]
    assert {key.rpartition(":")[2] for key in left} <= {"sequence"}
