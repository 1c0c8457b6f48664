"""``vidmuse admin``: list, cancel and requeue turns, reset quotas, forget people."""

import asyncio
from argparse import Namespace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bots.app.admin import command
from bots.app.admin.operator import Operator
from bots.app.runtime import SystemClock
from core.clients.store.quotas import RedisQuotas
from core.clients.store.turns.store import RedisTurnStore
from core.errors import RenderFailed, UserError
from core.model.chat import ChatId, Sender, SenderId, UpdateId
from core.model.session import NO_QUOTA, Quota
from core.model.turn import Step, TurnId, TurnKind, TurnRequest
from core.settings import Settings
from tests.core.harness import CHAT, running_core
from tests.fakes.agent import FakeAgent
from tests.patience import PATIENCE
from tests.settings import read_settings

MIA = Sender(SenderId("fake:mia"), "Mia")


@pytest.fixture
def store(redis: Redis) -> RedisTurnStore:
    return RedisTurnStore(redis)


@pytest.fixture
def operator(store: RedisTurnStore) -> Operator:
    return Operator(store, "en")


async def ask(store: RedisTurnStore, chat: str, number: int) -> TurnId:
    request = TurnRequest(TurnKind.INSTRUCT, MIA, "a secret wish", at=1.0)
    return (await store.submit(UpdateId(f"u{number}"), ChatId(chat), request)).turn


async def test_waiting_lists_every_turn_but_not_what_it_says(
    store: RedisTurnStore, operator: Operator
) -> None:
    assert (await operator.waiting())[-1] == "Nobody is waiting."
    turns = [await ask(store, chat, n) for n, chat in enumerate(("fake:1", "fake:2"))]
    await store.report_worker("host:1", 3)
    summary, *rows = await operator.waiting()
    assert summary == "Workers: 1 · turns running: 3 · chats with open turns: 2"
    assert [row.split()[0] for row in rows] == turns
    assert all("Mia fake:mia (instruct)" in row for row in rows)
    assert "secret" not in " ".join(rows)


async def test_a_waiting_turn_is_cancelled_and_an_unknown_one_is_said(
    store: RedisTurnStore, operator: Operator
) -> None:
    turn = await ask(store, "fake:1", 1)
    assert await operator.cancel(turn) == [
        f"Turn {turn} is cancelled. Its chat gets a message."
    ]
    assert await operator.cancel(turn) == [
        f"Turn {turn} has already ended (cancelled)."
    ]
    with pytest.raises(UserError, match="There is no turn nosuchturn"):
        await operator.cancel("nosuchturn")


async def test_requeue_wakes_the_first_and_names_who_is_ahead_of_the_second(
    store: RedisTurnStore, operator: Operator
) -> None:
    first, second = await ask(store, "fake:1", 1), await ask(store, "fake:1", 2)
    claimed = await store.claim_next_turn(ChatId("fake:1"))
    assert await operator.requeue(first) == [
        f"Turn {first} is running (queued). If it hangs, cancel it first."
    ]
    assert claimed.lease is not None
    await store.release(claimed.lease, 3600.0)
    assert await operator.requeue(second) == [
        f"Turn {second} waits behind turn {first} of the same chat."
    ]
    assert await operator.requeue(first) == [f"Turn {first} is due now."]
    assert (await store.chats_with_work())[ChatId("fake:1")] <= 0.0


async def test_a_failed_turn_is_requeued_once_and_its_edit_is_not_made_twice(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent = FakeAgent(redis)
    agent.faults["render"] = [RenderFailed("no space") for _ in range(9)]
    async with running_core(redis, redis_url, tmp_path, agent=agent) as harness:
        await harness.say("cut it", "a.mp4")
        (turn,) = await harness.core.store.pending_turns(CHAT)
        await harness.over()
        agent.faults["render"] = []
        operator = Operator(harness.core.store, "en")
        lines = await operator.requeue(turn.id)
        assert lines[0].startswith(f"Turn {turn.id} runs again as turn ")
        new = TurnId(lines[0].removesuffix(".").rpartition(" ")[2])
        assert (await operator.requeue(turn.id)) == [
            f"Turn {turn.id} was already requeued, as turn {new}."
        ]
        await harness.over()
        ended = await harness.core.store.turn(new)
        assert ended is not None
        assert (ended.step, ended.request.kind) == (Step.DONE, TurnKind.EXPORT)
        assert await harness.sent() == ["cut it"]


async def test_drain_waits_for_what_runs_and_is_ended_by_off(
    store: RedisTurnStore, operator: Operator
) -> None:
    await store.report_worker("host:1", 2)
    lines: list[str] = []
    async with asyncio.timeout(PATIENCE):
        async for line in operator.drain():
            lines.append(line)
            await store.report_worker("host:1", 0 if len(lines) > 1 else 2)
    assert lines[0].startswith("Draining: ")
    assert lines[1].startswith("Turns running: 2.")
    assert lines[2].startswith("No turn is running.")
    assert await store.is_draining()
    assert await operator.resume() == ["The workers start turns again."]
    assert not await store.is_draining()


async def test_without_a_quota_it_is_said_that_nothing_is_counted(
    operator: Operator, redis: Redis
) -> None:
    quotas = RedisQuotas(redis, SystemClock(), NO_QUOTA, NO_QUOTA)
    (line,) = await operator.quota(quotas, "telegram:1", NO_QUOTA, reset=False)
    assert "VIDMUSE_QUOTA_TURNS" in line


async def test_a_quota_is_shown_and_starts_anew(
    redis: Redis, operator: Operator
) -> None:
    most = Quota(turns=5)
    quotas = RedisQuotas(redis, SystemClock(), most, NO_QUOTA)
    await quotas.take(SenderId("telegram:1"), None, 2, 3_000_000)
    (line,) = await operator.quota(quotas, "telegram:1", most, reset=False)
    assert line == (
        "telegram:1 used today: turns 2/5, MB 3/unlimited, credits 0/unlimited."
    )
    await operator.quota(quotas, "telegram:1", most, reset=True)
    (line,) = await operator.quota(quotas, "telegram:1", most, reset=False)
    assert "turns 0/5" in line
    with pytest.raises(UserError, match="write the platform before the number"):
        await operator.quota(quotas, "123", most, reset=False)


async def test_the_command_prints_who_waits_and_forgets_a_person(
    redis_url: str,
    store: RedisTurnStore,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    turn = await ask(store, "fake:1", 1)
    nowhere = "http://127.0.0.1:9"  # no session is there to be deleted
    settings = read_settings(
        Settings, redis_url=redis_url, vidmuse_data=tmp_path, studio_url=nowhere
    )
    assert await command.run(settings, Namespace(action="waiting")) == 0
    assert turn in capsys.readouterr().out
    forget = Namespace(action="forget", person="fake:mia")
    assert await command.run(settings, forget) == 0
    assert "checked" in capsys.readouterr().out.lower()
    assert await store.turn(turn) is None
