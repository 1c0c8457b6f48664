"""Whole turns over the durable core: admit, converse, export, deliver; and bad days."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bots.app.runtime import SystemClock
from core.clients.store.connection import connect
from core.clients.store.sessions import RedisSessions
from core.composition import build
from core.errors import (
    AgentBusy,
    AgentDown,
    NoCredits,
    SessionGone,
    StoreDown,
    TurnUncertain,
    UnsupportedFile,
)
from core.model.agent import Token
from core.model.chat import (
    BotRemoved,
    ButtonPressed,
    ChatId,
    ChatMigrated,
    Command,
    MessageDeleted,
    MessageEdited,
    MessageRef,
    UpdateId,
)
from core.model.turn import Step
from tests.core.room import ADMIN, CHAT, MIA, TOM, Room, config
from tests.fakes.agent import FakeAgent
from tests.fakes.chat import FakeChat


async def sent(room: Room) -> list[str]:
    return await room.sent()


async def test_clips_and_words_give_one_video(room: Room) -> None:
    await room.say("cut it to the beat", "a.mp4", "b.mp4")
    await room.over()
    assert await sent(room) == ["cut it to the beat"]
    assert await room.agent.files() == ["a.mp4", "b.mp4"]
    videos = await room.chat.videos(CHAT)
    assert len(videos) == 1
    assert bytes.fromhex(videos[0]["media"]).startswith(b"mp4:render_")
    texts = await room.chat.texts(CHAT)
    assert texts[0] == "Did: cut it to the beat"
    assert texts[1].startswith("Timeline")
    cards = [post for post in await room.chat.posts(CHAT) if post["card"]]
    assert [card["text"] for card in cards] == ["Done"]


async def test_a_repeat_is_no_second_turn(room: Room) -> None:
    said = await room.say("cut it", "a.mp4")
    assert not (await room.office.inbound.handle_inbound(said)).fresh
    await room.over()
    assert not (await room.office.inbound.handle_inbound(said)).fresh
    await room.over()
    assert await sent(room) == ["cut it"]


async def test_an_album_and_the_words_after_it_are_one_turn(room: Room) -> None:
    for part in ("2.mp4", "1.mp4"):
        await room.say("", part, album="al")
    await room.say("to the beat")
    await room.over()
    assert await sent(room) == ["to the beat"]
    assert sorted(await room.agent.files()) == ["1.mp4", "2.mp4"]


async def test_clips_alone_are_kept_and_asked_about(room: Room) -> None:
    await room.say("", "a.mp4")
    await room.over()
    assert (await room.chat.texts(CHAT))[0].startswith("Got the clip")
    assert await sent(room) == []
    await room.press("Sync to the beat")
    await room.over()
    assert await sent(room) == ["Sync to the beat"]
    assert await room.agent.files() == ["a.mp4"]


async def test_turns_of_a_chat_keep_their_order(room: Room) -> None:
    for number in range(4):
        await room.say(f"edit {number} please do", "a.mp4")
    await room.over()
    assert await sent(room) == [f"edit {number} please do" for number in range(4)]
    assert len(await room.chat.videos(CHAT)) == 4


async def test_words_that_ask_for_the_export_never_reach_the_agent(room: Room) -> None:
    await room.say("cut it", "a.mp4")
    await room.over()
    await room.say("export please")
    await room.over()
    assert await sent(room) == ["cut it"]
    assert len(await room.chat.videos(CHAT)) == 2


async def test_an_export_of_nothing_says_so(room: Room) -> None:
    await room.say("", command=Command("export"))
    await room.over()
    assert "nothing to export" in (await room.chat.texts(CHAT))[0]


async def test_a_broken_stream_is_looked_after_never_sent_again(room: Room) -> None:
    room.agent.faults["stream"] = [TurnUncertain("cut")]
    await room.say("cut it", "a.mp4")
    await room.over()
    assert await sent(room) == ["cut it"]
    assert len(await room.chat.videos(CHAT)) == 1


async def test_what_never_changes_offers_a_button(room: Room) -> None:
    room.agent.faults["instruct"] = [TurnUncertain("cut")]
    await room.say("cut it", "a.mp4")
    await room.over()
    assert await sent(room) == []
    assert "did not send it twice" in (await room.chat.texts(CHAT))[-1]
    await room.press("Try again")
    await room.over()
    assert await sent(room) == ["cut it"]


@pytest.mark.parametrize("fault", [AgentDown("refused", sent=False), AgentBusy()])
async def test_what_was_surely_not_sent_is_sent_again(
    room: Room, fault: Exception
) -> None:
    room.agent.faults["instruct"] = [fault]
    await room.say("cut it", "a.mp4")
    await room.over()
    assert await sent(room) == ["cut it"]


async def test_no_credits_are_told_in_words(room: Room) -> None:
    room.agent.faults["instruct"] = [NoCredits("x", 2001)]
    await room.say("cut it", "a.mp4")
    await room.over()
    assert "Top up credits" in (await room.chat.texts(CHAT))[0]


async def test_a_session_that_is_gone_is_made_anew_with_its_clips(room: Room) -> None:
    await room.say("one cut", "a.mp4")
    await room.over()
    room.agent.faults["instruct"] = [SessionGone("gone", 1002)]
    await room.say("two cuts")
    await room.over()
    assert await sent(room) == ["one cut", "two cuts"] or set(await sent(room)) == {
        "one cut",
        "two cuts",
    }
    assert await room.agent.files() == ["a.mp4", "a.mp4"]
    assert any("opened a new one" in text for text in await room.chat.texts(CHAT))


async def test_a_bad_clip_does_not_stop_the_others(room: Room) -> None:
    room.agent.faults["upload"] = [UnsupportedFile("x", 4001)]
    await room.say("cut it", "notes.txt", "gone.mp4", "b.mp4")
    await room.over()
    texts = await room.chat.texts(CHAT)
    assert '"notes.txt" is no format' in texts[0]
    assert '"gone.mp4" cannot be fetched' in texts[1]
    assert await room.agent.files() == ["b.mp4"]
    assert len(await room.chat.videos(CHAT)) == 1


async def test_a_lost_answer_to_the_video_is_not_posted_again(room: Room) -> None:
    await room.chat.mishaps("ok", "ok", "lost")
    await room.say("cut it", "a.mp4")
    await room.over()
    assert len(await room.chat.videos(CHAT)) == 1
    assert "may have sent" in (await room.chat.texts(CHAT))[-1]
    await room.press("Send again")
    await room.over()
    assert len(await room.chat.videos(CHAT)) == 2


async def test_refused_and_flooded_posts_arrive_in_the_end(room: Room) -> None:
    await room.chat.mishaps("refused", "flood", "refused")
    await room.say("cut it", "a.mp4")
    await room.over()
    assert len(await room.chat.texts(CHAT)) == 3


async def test_a_video_too_big_for_the_chat_comes_as_a_link(room: Room) -> None:
    await room.chat.mishaps("ok", "ok", "big")
    await room.say("cut it", "a.mp4")
    await room.over()
    assert "https://cdn.test/x.mp4" in (await room.chat.texts(CHAT))[-1]


async def test_a_closed_chat_stops_quietly(room: Room) -> None:
    await room.chat.mishaps("gone")
    await room.say("cut it", "a.mp4")
    await room.over()
    assert await room.chat.texts(CHAT) == []


async def test_cancel_goes_around_the_line(room: Room) -> None:
    room.agent.takes = 30
    await room.say("a long one", "a.mp4")
    await room.say("the next one")
    await room.say("stop")
    await room.say("cancel")
    await room.over()
    cards = [post for post in await room.chat.posts(CHAT) if post["card"]]
    assert {card["text"] for card in cards} == {"Cancelled"}


async def test_only_the_asker_or_an_admin_may_cancel(room: Room) -> None:
    room.agent.takes = 30
    await room.say("a long one", "a.mp4")
    async with asyncio.timeout(5):
        while not await sent(room):
            await asyncio.sleep(0.01)
    assert "Only the one who asked" in await room.press("Cancel", TOM)
    assert await room.press("Cancel", ADMIN) == "Cancelled."
    await room.over()


async def test_forged_buttons_are_refused(room: Room) -> None:
    pressed = ButtonPressed(
        UpdateId("x"), CHAT, MIA, MessageRef("m"), "AAAAAAAAexport:"
    )
    assert "too old" in (await room.office.inbound.handle_inbound(pressed)).notice


async def test_edited_and_deleted_messages_of_waiting_turns_count(room: Room) -> None:
    room.agent.takes = 0.5
    await room.say("first one", "a.mp4")
    second, third = await room.say("second one"), await room.say("third one")
    desk = room.office.inbound
    await desk.handle_inbound(
        MessageEdited(UpdateId("e"), CHAT, MIA, second.message, "second one, better")
    )
    await desk.handle_inbound(MessageDeleted(UpdateId("d"), CHAT, third.message))
    await room.over()
    assert await sent(room) == ["first one", "second one, better"]


async def test_a_chat_that_moves_and_one_that_is_left(room: Room) -> None:
    room.agent.takes = 0.3
    to = ChatId("fake:2")
    await room.say("first one", "a.mp4")
    await room.office.inbound.handle_inbound(ChatMigrated(UpdateId("mv"), CHAT, to))
    async with asyncio.timeout(20):
        await room.office.wait_until_idle(to)
    assert len(await room.chat.videos(to)) == 1
    assert len(await sent(room)) == 1
    await room.say("never read", "b.mp4", chat=to)
    await room.office.inbound.handle_inbound(BotRemoved(UpdateId("rm"), to))
    async with asyncio.timeout(20):
        await room.office.wait_until_idle(to)


async def test_long_and_odd_words_go_through(room: Room) -> None:
    text = "make it nice " * 800 + "\ud83d"
    await room.say(text, "a.mp4")
    await room.over()
    assert len((await sent(room))[0]) > 10_000


async def test_no_redis_means_not_received(redis_url: str, tmp_path: Path) -> None:
    dead = connect("redis://127.0.0.1:1/0", retries=0)
    live = connect(redis_url)
    agent, chat, clock = FakeAgent(live), FakeChat(live), SystemClock()
    sessions = RedisSessions(dead, agent, clock, Token("t"))
    async with build(
        dead, agent, {"fake": chat}, sessions, clock, config(redis_url, tmp_path)
    ) as office:
        with pytest.raises(StoreDown):
            await office.inbound.handle_inbound(
                Room(office, agent, chat, sessions).said("cut it")
            )
    await dead.aclose()
    await live.aclose()


async def test_a_stopped_worker_gives_its_turn_back_at_once(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent, chat, clock = FakeAgent(redis, takes=1.0), FakeChat(redis), SystemClock()
    sessions = RedisSessions(redis, agent, clock, Token("t"))
    given = replace(config(redis_url, tmp_path), reconcile=(0.5,) * 5)
    async with build(redis, agent, {"fake": chat}, sessions, clock, given) as office:
        room = Room(office, agent, chat, sessions)
        work = asyncio.create_task(office.worker.run())
        await room.say("cut it", "a.mp4")
        while not await sent(room):
            await asyncio.sleep(0.01)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        (turn,) = await office.store.pending_turns(CHAT)
        assert turn.step is Step.INSTRUCTING
        work = asyncio.create_task(office.worker.run())
        await room.over()
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        assert await sent(room) == ["cut it"]
        assert len(await chat.videos(CHAT)) == 1
