"""Changes of jobs that Redis carries out, though the answer is lost and the client repeats them."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from common.redis.connection import connect
from studio.clients.jobs.records import JobRecords
from studio.model.jobs.job import Job, JobKind, JobState, Operation, Outcome
from tests.fakes.relay import Relay

Lose = Callable[[], None]


def job(key: str) -> Job:
    one = Job(key, JobKind.RENDER, Operation.RENDER, key, f"user of {key}", "a chat")
    return replace(one, created=time.time())


async def _create(records: JobRecords, one: Job, lose: Lose) -> object:
    lose()
    return await records.create(one, f"{one.key}.token", anew=False)


async def _begin(records: JobRecords, one: Job, lose: Lose) -> object:
    await records.create(one, f"{one.key}.token", anew=False)
    lose()
    return await records.begin(one.key, "slot")


async def _give_back(records: JobRecords, one: Job, lose: Lose) -> object:
    await records.create(one, f"{one.key}.token", anew=False)
    attempt = await records.begin(one.key, "slot")
    lose()
    return await records.give_back(one.key, attempt)


async def _end(records: JobRecords, one: Job, lose: Lose) -> object:
    await records.create(one, f"{one.key}.token", anew=False)
    attempt = await records.begin(one.key, "slot")
    lose()
    return await records.end(one, attempt, Outcome(JobState.COMPLETED))


async def _cancel(records: JobRecords, one: Job, lose: Lose) -> object:
    await records.create(one, f"{one.key}.token", anew=False)
    await records.begin(one.key, "slot")
    lose()
    return await records.cancel(one)


@pytest.fixture
async def relay(redis_url: str, tmp_path: Path) -> AsyncIterator[Relay]:
    async with Relay(redis_url, tmp_path) as relay:
        yield relay


@pytest.mark.parametrize("operation", [_create, _begin, _give_back, _end, _cancel])
async def test_a_repeated_change_of_a_job_gives_the_answer_that_was_lost(
    relay: Relay,
    operation: Callable[[JobRecords, Job, Lose], Awaitable[object]],
) -> None:
    own, results = connect(relay.url), []
    records = JobRecords(own)
    losses: dict[str, Lose] = {"one": lambda: None, "two": relay.lose_next_answer}
    for key, lose in losses.items():  # the first also loads the script
        answer = await operation(records, job(key), lose)
        stored = await records.get(key)
        assert stored is not None
        is_open = await records.open_jobs(f"user of {key}")
        results.append((answer, stored.state, stored.attempts, is_open))
    await own.aclose()
    assert results[0] == results[1]


async def test_a_job_is_given_back_once_though_another_worker_has_begun_it(
    relay: Relay, redis: Redis
) -> None:
    own = connect(relay.url)
    ours, others = JobRecords(own), JobRecords(redis)
    for key in ("loads the script", "one"):
        await ours.create(job(key), "token", anew=False)
        attempt = await ours.begin(key, "slot")
        if key == "one":
            relay.lose_next_answer(between=lambda: others.begin("one", "other slot"))
        assert await ours.give_back(key, attempt)
    stored = await others.get("one")
    await own.aclose()
    assert stored is not None
    assert stored.state is JobState.PROCESSING


async def test_a_cancel_spares_the_job_that_was_asked_for_anew_meanwhile(
    relay: Relay, redis: Redis
) -> None:
    own = connect(relay.url)
    ours, others = JobRecords(own), JobRecords(redis)
    for key in ("loads the script", "one"):
        await ours.create(job(key), "token", anew=False)
        if key == "one":
            relay.lose_next_answer(
                between=lambda: others.create(job("one"), "token", anew=True)
            )
        assert await ours.cancel(job(key)) == ""
    stored = await others.get("one")
    await own.aclose()
    assert stored is not None
    assert stored.state is JobState.PENDING
