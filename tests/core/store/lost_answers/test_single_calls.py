"""Commands that Redis carries out, though the answer is lost and the client repeats them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bots.app.runtime import SystemClock
from core.clients.store.connection import connect
from core.clients.store.locks import renewed_lock
from core.clients.store.notes import RedisNotes
from core.clients.store.quotas import RedisQuotas
from core.clients.store.sessions import RedisSessions
from core.clients.store.turns.store import RedisTurnStore
from core.clients.store.wallets import Wallets
from core.clients.vault import Vault
from core.model.agent import Token
from core.model.chat import ChatId, Sender, SenderId, UpdateId
from core.model.session import NO_QUOTA, ChatSettings, Quota
from core.model.turn import Lease, Step, Turn, TurnKind, TurnRequest
from core.model.turn_posts import ReplyPart
from tests.core.harness import CHAT, running_core
from tests.fakes.agent import FakeAgent
from tests.fakes.relay import Relay

ASKED = TurnRequest(TurnKind.INSTRUCT, Sender(SenderId("test:mia"), "Mia"), "cut it")

TOKEN = Token("of Mia")


@dataclass
class Scene:
    """A chat with two turns in its queue; ``redis`` may lose answers."""

    chat: ChatId
    redis: Redis
    store: RedisTurnStore

    async def prepare(self) -> None:
        for number in (1, 2):
            await self.store.submit(self.update(number), self.chat, ASKED)

    def update(self, number: int) -> UpdateId:
        return UpdateId(f"{self.chat}:{number}")

    async def first(self) -> Turn:
        return (await self.store.pending_turns(self.chat))[0]

    async def lease(self) -> Lease:
        lease = (await self.store.claim_next_turn(self.chat)).lease
        assert lease is not None
        return lease


async def _submit(scene: Scene, lose: Callable[[], None]) -> object:
    lose()
    done = await scene.store.submit(scene.update(3), scene.chat, ASKED)
    return done.fresh, done.place


async def _mark(scene: Scene, lose: Callable[[], None]) -> object:
    lose()
    fresh = await scene.store.mark_seen(scene.update(3))
    return fresh, await scene.store.turn_of(scene.update(3))


async def _amend(scene: Scene, lose: Callable[[], None]) -> object:
    turn = await scene.first()
    lose()
    return await scene.store.amend(scene.update(3), turn, ASKED)


async def _lease(scene: Scene, lose: Callable[[], None]) -> object:
    lose()
    claimed = await scene.store.claim_next_turn(scene.chat)
    return claimed.wait, claimed.lease and claimed.lease.fence


async def _claim_post(scene: Scene, lose: Callable[[], None]) -> object:
    lease = await scene.lease()
    lose()
    first = await scene.store.claim_post(lease, ReplyPart.VIDEO)
    return first.state, (await scene.store.claim_post(lease, ReplyPart.VIDEO)).state


async def _finish(scene: Scene, lose: Callable[[], None]) -> object:
    lease = await scene.lease()
    lose()
    return await scene.store.finish(lease, Step.DONE)


async def _take_quota(scene: Scene, lose: Callable[[], None]) -> object:
    person = SenderId(scene.chat)
    quotas = RedisQuotas(scene.redis, SystemClock(), Quota(turns=5), NO_QUOTA)
    await quotas.take(person, None, 1, 0)
    lose()
    await quotas.take(person, None, 1, 0)
    return await quotas.usage(person)


async def _spend(scene: Scene, lose: Callable[[], None]) -> object:
    person, quotas = await _counted(scene)
    lose()
    await quotas.spend(person, None, "turns", 2)
    return await quotas.usage(person)


async def _refund(scene: Scene, lose: Callable[[], None]) -> object:
    person, quotas = await _counted(scene)
    await quotas.spend(person, None, "turns", 3)
    lose()
    await quotas.refund_turn(person, None, SystemClock().now())
    return await quotas.usage(person)


async def _counted(scene: Scene) -> tuple[SenderId, RedisQuotas]:
    """A person who has used one turn today."""
    person = SenderId(scene.chat)
    quotas = RedisQuotas(scene.redis, SystemClock(), Quota(turns=9), NO_QUOTA)
    await quotas.take(person, None, 1, 0)
    return person, quotas


async def _clear_note(scene: Scene, lose: Callable[[], None]) -> object:
    person, notes = SenderId(scene.chat), RedisNotes(scene.redis, 60.0)
    await notes.write(person, "question", "Which clip?")
    lose()
    await notes.clear(person, "question", "Which clip?")
    return await notes.read(person, "question")


async def _drop_token(scene: Scene, lose: Callable[[], None]) -> object:
    person, wallets = SenderId(scene.chat), _wallets(scene)
    await wallets.keep(person, TOKEN)
    lose()
    return await wallets.drop(person), await wallets.drop(person)


async def _doubt_token(scene: Scene, lose: Callable[[], None]) -> object:
    person, wallets = SenderId(scene.chat), _wallets(scene)
    token = Token(f"of {person}")
    await wallets.keep(person, token)
    await wallets.wallet(person)
    lose()
    return (await wallets.renew(person, token)).token == token


async def _migrate(scene: Scene, lose: Callable[[], None]) -> object:
    agent, vault = FakeAgent(scene.redis), Vault(["one"])
    sessions = RedisSessions(scene.redis, agent, SystemClock(), None, vault)
    there = ChatId(f"{scene.chat}:there")
    await sessions.configure(scene.chat, ChatSettings(language="zh"))
    lose()
    await sessions.migrate_chat(scene.chat, there)
    before, after = await sessions.settings(scene.chat), await sessions.settings(there)
    return before.language, after.language


def _wallets(scene: Scene) -> Wallets:
    vault = Vault(["one"])
    return Wallets(scene.redis, FakeAgent(scene.redis), SystemClock(), None, vault)


async def _lock(scene: Scene, lose: Callable[[], None]) -> object:
    lose()
    async with renewed_lock(scene.redis, f"lock:{scene.chat}", 0.1) as is_ours:
        return is_ours


@pytest.fixture
async def relay(redis_url: str, tmp_path: Path) -> AsyncIterator[Relay]:
    async with Relay(redis_url, tmp_path) as relay:
        yield relay


@pytest.mark.parametrize(
    "operation",
    [
        _submit,
        _mark,
        _amend,
        _lease,
        _claim_post,
        _finish,
        _take_quota,
        _spend,
        _refund,
        _clear_note,
        _drop_token,
        _doubt_token,
        _migrate,
        _lock,
    ],
)
@pytest.mark.parametrize("before", range(3), ids=["first", "second", "third"])
async def test_a_repeated_command_gives_the_answer_that_was_lost(
    relay: Relay,
    operation: Callable[[Scene, Callable[[], None]], Awaitable[object]],
    before: int,
) -> None:
    """``before``: answers of the operation that are not lost."""
    own, answers = connect(relay.url), []
    store = RedisTurnStore(own)
    losses = {
        "test:1": lambda: None,
        "test:2": lambda: relay.lose_next_answer(before),
    }
    for chat, lose in losses.items():  # the first also loads the script
        scene = Scene(ChatId(chat), own, store)
        await scene.prepare()
        answers.append(await operation(scene, lose))
    await own.aclose()
    assert answers[0] == answers[1]


@pytest.mark.chaos
async def test_lost_answers_change_nothing_that_people_see(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    requests = [f"edit {number}" for number in range(8)]
    async with Relay(redis_url, tmp_path, loses_answers=True) as relay:
        own, agent = connect(relay.url), FakeAgent(redis)
        async with running_core(
            own, redis_url, tmp_path, agent=agent, chat=redis
        ) as harness:
            for words in requests:
                await harness.say(words, *["a.mp4"][: words == requests[0]])
                await harness.over()
            assert await harness.sent() == requests
            videos = await harness.chat.videos(CHAT)
            answered = [post["text"].partition("\n")[0] for post in videos]
            texts = await harness.texts()
            assert answered == [f"Did: {words}" for words in requests], texts
        await own.aclose()
