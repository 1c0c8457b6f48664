"""Requests wait as Discord's headers tell, and no burst earns a refusal."""

import asyncio
import heapq
import math
from collections.abc import AsyncIterator

import pytest
from hypothesis import given, settings, strategies as st

from bots.discord.transport.api import Api
from bots.discord.transport.rate_limits import Buckets, Window
from core import metrics
from core.errors import RateLimited
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.state import TOKEN

ROUTE = "POST /channels/{channel}/messages"
OTHER = "PATCH /channels/{channel}/messages/{message}"


def repeated() -> float:
    """How many of these calls the metrics count as repeated so far."""
    labels = {"name": "discord_call"}
    return metrics.REGISTRY.get_sample_value("vidmuse_retries_total", labels) or 0.0


def limit_headers(
    left: int, after: float, *, reset: float = 0.0, most: int = 5, name: str = "b1"
) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(most),
        "X-RateLimit-Remaining": str(left),
        "X-RateLimit-Reset-After": str(after),
        "X-RateLimit-Reset": str(reset or after),
        "X-RateLimit-Bucket": name,
    }


def test_one_request_of_an_unknown_bucket_goes_and_the_others_wait_for_its_answer() -> (
    None
):
    window = Window()
    assert window.wait(0.0) == 0.0
    window.in_flight = 1
    assert window.wait(0.0) == math.inf
    window.update(limit_headers(4, 5.0), 0.1)
    window.in_flight = 0
    assert window.wait(0.1) == 0.0


def test_an_empty_bucket_waits_for_its_reset_and_then_holds_its_limit() -> None:
    window = Window()
    window.update(limit_headers(0, 5.0), 100.0)
    assert window.wait(102.0) == pytest.approx(3.01)
    assert window.wait(105.02) == 0.0
    window.in_flight = 5
    assert window.wait(105.02) == math.inf


def test_an_answer_of_a_newer_window_replaces_that_of_an_older_one() -> None:
    window = Window()
    window.update(limit_headers(0, 5.0, reset=1005.0), 100.0)
    window.update(limit_headers(4, 5.0, reset=1010.1), 104.9)
    assert window.wait(104.9) == 0.0


def test_a_route_without_limits_does_not_wait_for_answers() -> None:
    window = Window()
    window.in_flight = 3
    window.lift()
    assert window.wait(0.0) == 0.0


def test_a_refusal_blocks_the_bucket_though_a_late_answer_tells_of_more() -> None:
    window = Window()
    window.update(limit_headers(4, 1.0, reset=1001.0), 100.0)
    window.block(7.0, 100.0)
    window.update(limit_headers(4, 1.0, reset=1002.0), 101.0)
    assert window.wait(101.0) == 6.0


@settings(max_examples=60)
@given(
    most=st.integers(1, 6),
    seconds=st.floats(0.5, 6.0),
    delays=st.lists(
        st.tuples(st.floats(0.0, 0.9), st.floats(0.0, 0.9)), min_size=1, max_size=60
    ),
)
def test_no_order_of_requests_and_answers_causes_a_429(
    most: int, seconds: float, delays: list[tuple[float, float]]
) -> None:
    """Each request arrives and is answered after delays of its own."""
    window = Window()
    now, begun, used, number = 0.0, -math.inf, 0, 0
    events: list[tuple[float, int, str, dict[str, str]]] = []
    waiting, back = list(delays), dict[int, float]()
    while waiting or events:
        while waiting and (wait := window.wait(now)) == 0.0:
            there, back[number] = waiting.pop(0)
            window.in_flight += 1
            heapq.heappush(events, (now + there, number, "arrives", {}))
            number += 1
        next_time = events[0][0] if events else math.inf
        if waiting and now + wait < next_time:
            now += wait
            continue
        now, which, what, headers = heapq.heappop(events)
        if what == "answers":
            window.update(headers, now)
            window.in_flight -= 1
            continue
        if now - begun >= seconds:
            begun, used = now, 0
        assert used < most, "refused"
        used += 1
        left = begun + seconds - now
        limits = limit_headers(
            most - used, left, reset=1000 + begun + seconds, most=most
        )
        heapq.heappush(events, (now + back[which], which, "answers", limits))


async def test_another_channel_has_a_bucket_of_its_own() -> None:
    buckets = Buckets()
    slot = await buckets.acquire(ROUTE, "1", 0.0)
    slot.update(limit_headers(0, 60.0))
    slot.release()
    with pytest.raises(RateLimited) as refusal:
        await buckets.acquire(ROUTE, "1", 1.0)
    assert refusal.value.retry_after > 50
    await buckets.acquire(ROUTE, "2", 0.0)


async def test_routes_of_one_bucket_share_it_once_the_headers_name_it() -> None:
    buckets = Buckets()
    for route, left in ((OTHER, 3), (ROUTE, 0)):
        slot = await buckets.acquire(route, "1", 0.0)
        slot.update(limit_headers(left, 60.0))
        slot.release()
    with pytest.raises(RateLimited):
        await buckets.acquire(OTHER, "1", 0.0)


async def test_a_global_limit_stops_all_but_answers_to_interactions() -> None:
    buckets = Buckets()
    slot = await buckets.acquire(ROUTE, "1", 0.0)
    slot.block(60.0, everywhere=True)
    slot.release()
    with pytest.raises(RateLimited):
        await buckets.acquire(OTHER, "9", 0.0)
    await buckets.acquire(OTHER, "9", 0.0, free=True)


async def test_a_request_that_failed_lets_the_next_one_go() -> None:
    buckets = Buckets()
    first = await buckets.acquire(ROUTE, "1", 0.0)
    second = asyncio.create_task(buckets.acquire(ROUTE, "1", 30.0))
    await asyncio.sleep(0)
    assert not second.done()
    first.release()
    slot = await second
    assert slot.waited >= 0


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as fake:
        yield fake


async def test_forty_posts_at_once_to_one_channel_cause_no_429(
    discord: FakeDiscord,
) -> None:
    limits = {"POST /channels/{channel_id}/messages": (5, 0.3)}
    discord.rest.limiter.limits = limits
    api = Api(TOKEN, discord.api_url, max_wait=60.0)
    channel = discord.channel["id"]
    posts = (
        api.call(
            "POST",
            "/channels/{channel}/messages",
            {"channel": channel},
            {"content": f"{number}"},
        )
        for number in range(40)
    )
    try:
        await asyncio.gather(*posts)
    finally:
        await api.aclose()
    assert discord.rest.limiter.refused == 0
    assert discord.rest.complaints == []


async def test_a_burst_over_many_channels_keeps_to_the_limit_of_the_bot(
    discord: FakeDiscord,
) -> None:
    api = Api(TOKEN, discord.api_url, max_wait=60.0)
    reads = (
        api.call("GET", "/channels/{channel}", {"channel": discord.channel["id"]})
        for _ in range(120)
    )
    try:
        await asyncio.gather(*reads)
    finally:
        await api.aclose()
    assert discord.rest.limiter.refused == 0


async def test_a_call_that_is_repeated_is_counted(discord: FakeDiscord) -> None:
    discord.rest.mishaps.append("flood")
    api = Api(TOKEN, discord.api_url, max_wait=60.0)
    before = repeated()
    try:
        ids = {"channel": discord.channel["id"]}
        await api.call("POST", "/channels/{channel}/messages", ids, {"content": "1"})
    finally:
        await api.aclose()
    assert repeated() == before + 1
