"""A process dies after any answer of Redis while it handles an event, which is delivered again."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bots.app.runtime import SystemClock
from core.clients.store.connection import connect
from core.clients.store.sessions import RedisSessions
from core.clients.vault import Vault
from core.composition import Core, build
from core.errors import StoreDown
from core.model.agent import Token
from core.model.chat import ChatId, Clip, MessageRef, UpdateId
from core.model.inbound import (
    ButtonPressed,
    ChatMigrated,
    Inbound,
    MessageReceived,
)
from core.model.reply import ButtonVerb
from core.model.turn import TurnRequest
from core.rules.replies.buttons import Buttons
from tests.core.harness import MIA, config
from tests.fakes.agent import FakeAgent
from tests.fakes.chat import FakeChat
from tests.fakes.relay import Relay

_MOST_ANSWERS = 60
Check = Callable[[Core, ChatId], Awaitable[object]]


@asynccontextmanager
async def core_without_worker(
    own: Redis, redis: Redis, url: str, folder: Path
) -> AsyncIterator[Core]:
    """``own`` is the connection of its store, ``redis`` that of the fakes."""
    agent, clock = FakeAgent(redis), SystemClock()
    people = RedisSessions(own, agent, clock, Token("operator"), Vault(["one"]))
    chats = {"fake": FakeChat(redis)}
    async with build(own, agent, chats, people, clock, config(url, folder)) as core:
        yield core
        await core.inbound.drain()


async def outcomes(
    redis: Redis,
    url: str,
    folder: Path,
    events_of: Callable[[ChatId], Sequence[Inbound]],
    check: Check,
    *,
    again: bool = True,
) -> list[object]:
    """The outcome for each answer of Redis after which a process dies at the last event.

    ``again``: the event has been delivered again.
    """
    out: list[object] = []
    for answers in range(_MOST_ANSWERS):
        *before, last = events_of(chat := ChatId(f"fake:{answers}"))
        async with core_without_worker(redis, redis, url, folder) as core:
            for event in before:
                await core.inbound.handle_inbound(event)
        async with Relay(url, folder) as relay:
            own, died = connect(relay.url, retries=0), False

            async def die(relay: Relay = relay) -> None:
                nonlocal died
                died = True
                relay.cut()

            relay.lose_next_answer(answers, between=die)
            async with core_without_worker(own, redis, url, folder) as core:
                with suppress(StoreDown):
                    await core.inbound.handle_inbound(last)
                over = not died
            await own.aclose()
        async with core_without_worker(redis, redis, url, folder) as core:
            if again:
                await core.inbound.handle_inbound(last)
            out.append(await check(core, chat))
        if over:
            return out
    raise AssertionError("the event takes more answers than that")


def message(
    chat: ChatId,
    number: int,
    text: str = "",
    *clips: str,
    album: str = "",
    addressed: bool = True,
) -> MessageReceived:
    ref = MessageRef(f"m{number}")
    dropped = tuple(Clip(name, name, source=ref) for name in clips)
    return MessageReceived(
        UpdateId(f"{chat}:{number}"), chat, MIA, ref, text, dropped,
        album=album, addressed=addressed,
    )  # fmt: skip


def press(chat: ChatId, number: int, verb: ButtonVerb, argument: str) -> ButtonPressed:
    data = Buttons(b"secret").make("x", verb, argument).data
    return ButtonPressed(UpdateId(f"{chat}:{number}"), chat, MIA, MessageRef("p"), data)


async def requests(core: Core, chat: ChatId) -> list[TurnRequest]:
    return [turn.request for turn in await core.store.pending_turns(chat)]


async def test_the_answer_to_a_question_stays_one(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    """Without the question these words would be answered by suggestions."""

    def events(chat: ChatId) -> Sequence[Inbound]:
        title = press(chat, 1, ButtonVerb.SUGGESTION, "title")
        return title, message(chat, 2, "Something cool")

    async def check(core: Core, chat: ChatId) -> object:
        (request,) = await requests(core, chat)
        return request.is_title, request.words

    all_outcomes = await outcomes(redis, redis_url, tmp_path, events, check)
    assert set(all_outcomes) == {(True, ("Something cool",))}


async def test_a_press_that_asks_for_a_title_opens_the_question(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    def events(chat: ChatId) -> Sequence[Inbound]:
        return (press(chat, 1, ButtonVerb.SUGGESTION, "title"),)

    async def check(core: Core, chat: ChatId) -> object:
        await core.inbound.handle_inbound(message(chat, 2, "Something cool"))
        return [request.is_title for request in await requests(core, chat)]

    all_outcomes = await outcomes(redis, redis_url, tmp_path, events, check)
    assert all(titles == [True] for titles in all_outcomes)


async def test_no_part_of_an_album_is_lost(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    """In a group the part that mentions the bot comes last."""

    def events(chat: ChatId) -> Sequence[Inbound]:
        first = message(chat, 1, "", "a.mp4", album="x", addressed=False)
        return first, message(chat, 2, "cut it", "b.mp4", album="x")

    async def check(core: Core, chat: ChatId) -> object:
        (request,) = await requests(core, chat)
        return tuple(clip.name for clip in request.clips)

    all_outcomes = await outcomes(redis, redis_url, tmp_path, events, check)
    assert set(all_outcomes) == {("a.mp4", "b.mp4")}


async def test_a_cancel_cancels_one_turn(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    def events(chat: ChatId) -> Sequence[Inbound]:
        requests = [message(chat, number, f"cut {number}") for number in (1, 2, 3)]
        return *requests, message(chat, 4, "cancel")

    async def check(core: Core, chat: ChatId) -> object:
        return tuple(request.text for request in await requests(core, chat))

    all_outcomes = await outcomes(redis, redis_url, tmp_path, events, check)
    assert set(all_outcomes) == {("cut 1", "cut 2")}


@pytest.mark.parametrize("again", [False, True])
async def test_turns_that_have_moved_to_another_chat_find_their_project_there(
    redis: Redis, redis_url: str, tmp_path: Path, again: bool
) -> None:
    """Also before the event is delivered again: a worker may run them meanwhile."""

    def events(chat: ChatId) -> Sequence[Inbound]:
        there = ChatId(f"{chat}00")
        moves = ChatMigrated(UpdateId(f"{chat}:2"), chat, there)
        return message(chat, 1, "cut it"), moves

    async def check(core: Core, chat: ChatId) -> object:
        there = ChatId(f"{chat}00")
        project = await core.worker.deps.sessions.project(there, MIA)
        moved = await requests(core, there)
        assert moved or not again
        return all(request.project == project.id for request in moved)

    all_outcomes = await outcomes(
        redis, redis_url, tmp_path, events, check, again=again
    )
    assert all(all_outcomes)
