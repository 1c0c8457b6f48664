"""All processes of the bot together stay below Telegram's rate limits."""

import asyncio
import time
from dataclasses import dataclass

import pytest
from hypothesis import given, settings, strategies as st
from redis.asyncio import Redis

from bots.telegram.send.adapter import TelegramAdapter
from bots.telegram.transport.rate_limits import RateLimits, Rates, Window
from bots.telegram.wire import ids as names
from core.errors import RateLimited
from core.model.reply import Reply
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import TOKEN, Json
from tests.patience import PATIENCE

GROUP, PERSON = -100, 100


@pytest.fixture(params=["redis", "alone", "broken"])
def store(request: pytest.FixtureRequest, redis: Redis) -> Redis | None:
    """Where bookings are stored: in Redis or in the process."""
    if request.param == "broken":
        return Redis.from_url("redis://127.0.0.1:9")
    return None if request.param == "alone" else redis


@pytest.fixture
def rate_limits(store: Redis | None) -> RateLimits:
    return RateLimits(store)


@dataclass(frozen=True)
class Slot:
    """The earliest and the latest time at which a call was booked, in seconds."""

    earliest: float
    latest: float


async def book(
    rate_limits: RateLimits, window: Window, max_wait: float = 86_400.0
) -> Slot | None:
    """Book one call; None where it would have to wait too long."""
    before = time.monotonic()
    wait = await rate_limits.book(window, max_wait=max_wait)
    return None if wait < 0 else Slot(before + wait, time.monotonic() + wait)


async def booked(rate_limits: RateLimits, window: Window, count: int) -> list[Slot]:
    """Book so many calls in a row."""
    slots = [await book(rate_limits, window) for _ in range(count)]
    return [slot for slot in slots if slot]


def are_apart(slots: list[Slot], calls: int, seconds: float) -> bool:
    """Whether no ``calls`` + 1 of the slots lie within these seconds; slots are in ms."""
    return all(
        later.latest - sooner.earliest >= seconds - 0.01
        for sooner, later in zip(slots, slots[calls:], strict=False)
    )


async def test_a_chat_gets_one_a_second(rate_limits: RateLimits) -> None:
    slots = await booked(rate_limits, rate_limits.chat_window(PERSON, 1.0), 5)
    assert are_apart(slots, 1, 1.0)


async def test_a_group_gets_less_than_twenty_a_minute(rate_limits: RateLimits) -> None:
    slots = await booked(rate_limits, rate_limits.chat_window(GROUP, 1.0), 60)
    assert are_apart(slots, 19, 59)


async def test_all_together_get_less_than_thirty_a_second(
    rate_limits: RateLimits,
) -> None:
    slots = await booked(rate_limits, rate_limits.global_window(1.0), 200)
    assert are_apart(slots, 29, 0.9)
    assert slots[-1].latest - slots[0].earliest > 6.5


async def test_optional_edits_leave_the_rate_for_final_messages(
    rate_limits: RateLimits,
) -> None:
    passed = 0
    for _ in range(19):
        window = rate_limits.chat_window(GROUP, 0.7)
        passed += await rate_limits.book(window, max_wait=30.0) >= 0
    assert passed == 13
    assert (
        await rate_limits.book(rate_limits.chat_window(GROUP, 1.0), max_wait=30.0) >= 0
    )


async def test_what_cannot_go_at_once_is_not_booked(store: Redis | None) -> None:
    rate_limits = RateLimits(store, Rates(gap=60.0))
    await rate_limits.try_acquire(PERSON)
    with pytest.raises(RateLimited) as soon:
        await rate_limits.try_acquire(PERSON)
    assert 0 < soon.value.retry_after <= 60.0
    assert await rate_limits.book(rate_limits.chat_window(PERSON, 1.0)) <= 60.0


async def test_new_buttons_wait_behind_messages_but_not_through_a_flood(
    rate_limits: RateLimits,
) -> None:
    """Marking a pressed button waits in the same window as the card of its request."""
    await rate_limits.acquire(PERSON)
    card = asyncio.create_task(rate_limits.acquire(PERSON))
    await asyncio.sleep(0)
    await rate_limits.acquire_soon(PERSON)
    assert card.done()
    await rate_limits.block(PERSON, 60)
    with pytest.raises(RateLimited) as flood:
        await rate_limits.acquire_soon(PERSON)
    assert flood.value.retry_after > 50


async def test_no_card_waits_for_a_message_that_waits_for_long(
    store: Redis | None,
) -> None:
    rate_limits = RateLimits(store, Rates(gap=60.0))
    await rate_limits.acquire(PERSON)
    message = asyncio.create_task(rate_limits.acquire(PERSON))
    await asyncio.sleep(0)
    with pytest.raises(RateLimited) as busy:
        await rate_limits.acquire_soon(PERSON)
    assert busy.value.retry_after > 50
    message.cancel()
    await asyncio.gather(message, return_exceptions=True)


async def test_after_a_flood_wait_no_edit_is_sent_to_the_chat(
    rate_limits: RateLimits,
) -> None:
    began = time.monotonic()
    await rate_limits.block(PERSON, 7)
    slot = await book(rate_limits, rate_limits.chat_window(PERSON, 1.0))
    assert slot
    assert slot.latest >= began + 7
    await rate_limits.try_acquire(PERSON + 1)


async def test_a_flood_wait_of_hours_is_kept_by_all_processes(redis: Redis) -> None:
    await RateLimits(redis).block(PERSON, 5000)
    with pytest.raises(RateLimited) as wait:
        await RateLimits(redis).acquire(PERSON)
    assert wait.value.retry_after > 4900


async def test_two_processes_share_one_allowance(redis: Redis) -> None:
    one, two = RateLimits(redis), RateLimits(redis)
    assert await one.book(one.chat_window(GROUP, 1.0)) == 0
    for _ in range(9):
        await two.book(two.chat_window(GROUP, 1.0))
        await one.book(one.chat_window(GROUP, 1.0))
    assert await two.book(two.chat_window(GROUP, 1.0)) > 30


async def test_nothing_is_kept_for_ever(redis: Redis) -> None:
    rate_limits = RateLimits(redis)
    await rate_limits.acquire(GROUP)
    keys = await redis.keys("*")
    assert len(keys) == 2
    for key in keys:
        assert 0 < await redis.pttl(key) <= 61_000


@settings(max_examples=50)
@given(
    st.integers(1, 40),
    st.floats(0, 3),
    st.floats(0.1, 90),
    st.lists(st.booleans(), max_size=80),
)
async def test_no_window_ever_holds_more_than_its_most(
    most: int, gap: float, seconds: float, calls: list[bool]
) -> None:
    rate_limits, window = RateLimits(None), Window("x", most, most, seconds, gap)
    booked = [await book(rate_limits, window, 3600.0) for _ in calls]
    slots = [slot for slot in booked if slot]
    assert are_apart(slots, 1, gap)
    assert are_apart(slots, most, seconds)


async def watch_stalls(stalls: list[float]) -> None:
    """Record pauses of the event loop of more than half a second."""
    while True:
        before = time.monotonic()
        await asyncio.sleep(0.01)
        if (late := time.monotonic() - before) > 0.5:
            stalls.append(late)


async def test_many_chats_cause_no_429_and_are_served_fairly(redis: Redis) -> None:
    """Two processes answer 200 chats at once; one chat sends without a pause.

    Both are in one event loop here. If a busy machine stops it, both send at once what
    they held back, which earns a 429; separate processes do not stall together.
    """
    stalls: list[float] = []
    watch = asyncio.create_task(watch_stalls(stalls))
    async with FakeTelegram() as telegram:
        adapters = [TelegramAdapter(TOKEN, telegram.url, redis) for _ in range(2)]
        noisy, *quiet = [
            telegram.add_private_chat(telegram.add_user(f"P{n}")) for n in range(200)
        ]

        async def say(number: int, chat: Json) -> None:
            to = names.chat_id(chat["id"])
            while True:
                try:
                    await adapters[number % 2].post(to, Reply("hi"), "k")
                except RateLimited as refused:
                    await asyncio.sleep(refused.retry_after)
                else:
                    return

        endless = [asyncio.create_task(say(0, noisy)) for _ in range(150)]
        async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
            for number, chat in enumerate(quiet):
                group.create_task(say(number, chat))
        log = list(telegram.limiter.log)
        for task in (watch, *endless):
            task.cancel()
        await asyncio.gather(watch, *endless, return_exceptions=True)
        assert stalls or telegram.limiter.refused == []
        assert {chat for _, chat in log} >= {chat["id"] for chat in quiet}
        loud = [at for at, chat in log if chat == noisy["id"]]
        assert 1 <= len(loud) <= 2 + (log[-1][0] - log[0][0])
        for adapter in adapters:
            await adapter.aclose()


def test_the_rates_stay_below_telegrams() -> None:
    rates = Rates()
    assert (rates.second < 30, rates.gap > 1, rates.minute < 20) == (True, True, True)


async def test_a_first_sign_does_not_wait_behind_queued_messages(
    rate_limits: RateLimits,
) -> None:
    slots = await booked(rate_limits, rate_limits.global_window(1.0), 200)
    assert slots[-1].latest - slots[0].earliest > 5
    await rate_limits.acquire_reaction(0.1)  # raises ``RateLimited`` rather than wait


def test_signs_and_messages_stay_below_the_rate_together() -> None:
    rates = Rates()
    messages = RateLimits(None).global_window(1.0).most
    assert messages + rates.signs < 30
