"""Whole conversations on Telegram over the durable core, with and without failures."""

import asyncio
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bots.telegram.wire import ids as names
from core.model.chat import ChatId
from tests.bots.telegram.harness import TelegramHarness, harness
from tests.bots.telegram.rendered import labels, texts
from tests.fakes.clocks import FastClock
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import USERNAME, Json
from tests.patience import PATIENCE


async def test_an_album_whose_parts_come_late_and_in_disorder_is_one_job_in_order(
    telegram: FakeTelegram, redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    for number in range(1, 6):
        caption = "to the beat" if number == 3 else ""
        await telegram.drop(
            str(number).encode(), name=f"{number}.mp4", album="a", caption=caption
        )
    telegram.updates[:] = [telegram.updates[at] for at in (3, 0, 4, 1, 2)]
    for at, update in enumerate(telegram.updates):
        update["update_id"] = 700 + at
    async with harness(telegram, redis, redis_url, tmp_path, gather=3.0) as here:
        await here.wait_until_idle(telegram.private)
        assert await here.instructions() == ["to the beat"]
        assert await here.agent.files() == [f"{number}.mp4" for number in range(1, 6)]
        assert len(here.videos(telegram.private)) == 1


async def test_an_update_that_comes_again_counts_once(
    telegram: FakeTelegram, redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    """A killed process has not confirmed the updates that it stored: they come again."""
    await telegram.drop(b"1", name="1.mp4", caption="cut it")
    await telegram.say("calmer")
    updates = list(telegram.updates)
    for _ in range(3):
        telegram.updates[:] = updates
        async with harness(telegram, redis, redis_url, tmp_path) as here:
            await here.wait_until_idle(telegram.private)
            assert await here.instructions() == ["cut it", "calmer"]
            assert len(here.videos(telegram.private)) == 1


async def test_clip_first_and_words_later_and_the_other_way_round(
    telegram: FakeTelegram, here: TelegramHarness
) -> None:
    await telegram.drop(b"1", name="1.mp4")
    await telegram.say("to the beat")
    await here.wait_until_idle(telegram.private)
    await telegram.say("/new")
    await telegram.until(lambda: "New project" in texts(telegram, telegram.private)[-1])
    await telegram.say("vertical please")
    await telegram.drop(b"2", name="2.mp4")
    await here.wait_until_idle(telegram.private)
    assert await here.instructions() == ["to the beat", "vertical please"]
    assert await here.agent.files() == ["1.mp4", "2.mp4"]
    assert len(here.videos(telegram.private)) == 2


async def test_words_that_are_changed_while_they_wait_count(
    telegram: FakeTelegram, here: TelegramHarness
) -> None:
    with here.agent.busy():
        await telegram.drop(b"1", name="1.mp4", caption="first thing")
        second = await telegram.say("second thing")
        await telegram.rewrite(second, "second thing, slowly")
        await telegram.until(lambda: not telegram.updates)
        await telegram.until(
            lambda: any("after your earlier request" in t for t in telegram.said)
        )
    await here.wait_until_idle(telegram.private)
    assert await here.instructions() == ["first thing", "second thing, slowly"]


async def test_words_that_are_changed_too_late_are_offered_as_a_new_request(
    telegram: FakeTelegram, here: TelegramHarness
) -> None:
    with here.agent.busy():
        message = await telegram.drop(b"1", name="1.mp4", caption="cut it fast")
        await telegram.until(lambda: telegram.seen(telegram.private))
        await telegram.rewrite(message, "cut it slowly")
        running = await telegram.until(lambda: _offers(telegram, "already working"))
        assert labels(running[0]) == ("Do it next", "Cancel")
        query = await telegram.press(running[0], "Do it next")
        await telegram.answered(query)
    await here.wait_until_idle(telegram.private)
    await telegram.rewrite(message, "cut it slower still")
    (ended,) = await telegram.until(lambda: _offers(telegram, "already worked"))
    await telegram.press(ended, "Do it as a new request")
    await here.wait_until_idle(telegram.private)
    expected = ["cut it fast", "cut it slowly", "cut it slower still"]
    assert await here.instructions() == expected


def _offers(telegram: FakeTelegram, words: str) -> list[Json]:
    return [m for m in telegram.seen(telegram.private) if words in m.get("text", "")]


async def test_only_those_who_may_press_and_others_get_a_private_answer(
    telegram: FakeTelegram, here: TelegramHarness
) -> None:
    here.agent.takes = 60.0
    group = telegram.group
    await telegram.drop(
        b"1",
        caption=f"@{USERNAME} cut it",
        user=telegram.carol,
        chat=group,
        topic=77,
        name="1.mp4",
    )
    card = await telegram.until(
        lambda: (
            [m for m in telegram.seen(group) if "取消" in "".join(labels(m))]
            or [m for m in telegram.seen(group) if "Cancel" in labels(m)]
        )
    )
    label = labels(card[0])[0]
    count = len(telegram.seen(group))
    query = await telegram.press(card[0], label, telegram.bob)
    notice = await telegram.answered(query)
    assert notice["show_alert"]
    assert len(telegram.seen(group)) == count
    query = await telegram.press(card[0], label, telegram.alice)
    await telegram.answered(query)  # an admin, as Telegram says
    await here.wait_until_idle(group, 77)
    assert here.videos(group) == []
    assert telegram.counts["getChatAdministrators"] >= 1


async def test_a_card_that_someone_deletes_is_posted_anew(
    telegram: FakeTelegram, redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    clock = FastClock(20)
    began = clock.now()
    async with harness(telegram, redis, redis_url, tmp_path, clock=clock) as here:
        with here.agent.busy():
            await telegram.drop(b"1", name="1.mp4", caption="cut it")
            (card,) = await telegram.until(lambda: telegram.seen(telegram.private))
            telegram.deleted.add((telegram.private["id"], card["message_id"]))
            (again,) = await telegram.until(lambda: telegram.seen(telegram.private))
            assert labels(again) == ("Cancel",)
        await here.wait_until_idle(telegram.private)
        assert telegram.seen(telegram.private) == here.videos(telegram.private)
        # On a slow machine more time goes by, and is shown at most each 20 seconds.
        late = max(0.0, clock.now() - began - 60) / 20
        assert telegram.counts["editMessageText"] < 12 + late


async def test_topics_are_projects_of_their_own(
    telegram: FakeTelegram, here: TelegramHarness
) -> None:
    group = telegram.group
    telegram.topics[group["id"]].add(88)
    for topic in (77, 88):
        await telegram.drop(
            b"1",
            caption=f"@{USERNAME} cut {topic}",
            chat=group,
            topic=topic,
            name=f"{topic}.mp4",
        )
    await here.wait_until_idle(group, 77)
    await here.wait_until_idle(group, 88)
    assert len(await here.agent.received()) == 2
    threads = {m["message_thread_id"] for m in here.videos(group)}
    assert threads == {77, 88}


async def test_buttons_work_after_a_restart(
    telegram: FakeTelegram, redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with harness(telegram, redis, redis_url, tmp_path) as first:
        await telegram.drop(b"1", name="1.mp4", caption="cut it")
        await first.wait_until_idle(telegram.private)
    menu = next(m for m in telegram.seen(telegram.private) if "Undo" in labels(m))
    query = await telegram.press(menu, "Undo")
    async with harness(telegram, redis, redis_url, tmp_path) as second:
        await telegram.answered(query)
        await second.wait_until_idle(telegram.private)
        assert len(await second.instructions()) == 2


async def test_names_of_other_places_stay_apart() -> None:
    assert names.parse_chat_id(names.chat_id(-5, 7)) == names.ChatThread(-5, 7)
    assert names.parse_chat_id(names.chat_id(5)) == names.ChatThread(5)
    with pytest.raises(ValueError, match="discord"):
        names.parse_chat_id(ChatId("discord:5"))


async def test_a_pressed_button_shows_it_and_counts_once(
    telegram: FakeTelegram, here: TelegramHarness
) -> None:
    await telegram.drop(b"1", name="1.mp4", caption="first thing")
    await here.wait_until_idle(telegram.private)
    video = [m for m in telegram.messages.values() if "video" in m][-1]
    for _ in range(2):
        await telegram.press(video, "Faster")
    await here.wait_until_idle(telegram.private)

    def labels() -> list[str]:
        rows = video["reply_markup"]["inline_keyboard"]
        return [button["text"] for row in rows for button in row]

    async with asyncio.timeout(PATIENCE):
        while "✓ Faster" not in labels():
            await asyncio.sleep(0.02)
    assert await here.instructions() == ["first thing", "Make the cuts faster"]


_POSTS = {
    "sendMessage", "sendVideo", "editMessageText", "editMessageCaption",
    "deleteMessage", "setMessageReaction",
}  # fmt: skip


def _posts(telegram: FakeTelegram) -> int:
    return sum(telegram.counts[name] for name in _POSTS)


async def test_an_edit_takes_six_calls_and_a_clip_two(
    telegram: FakeTelegram, here: TelegramHarness
) -> None:
    await telegram.drop(b"1", name="1.mp4", caption="cut it")
    await here.wait_until_idle(telegram.private)
    assert _posts(telegram) <= 6
    assert telegram.seen(telegram.private) == here.videos(telegram.private)
    for number in range(2, 5):
        before = _posts(telegram)
        await telegram.drop(b"x", name=f"{number}.mp4")
        await here.wait_until_idle(telegram.private)
        assert _posts(telegram) - before <= 2
    (tray,) = [t for t in texts(telegram, telegram.private) if "clips" in t]
    assert tray.startswith("4 clips")


async def test_files_that_are_forwarded_are_taken_without_their_captions(
    telegram: FakeTelegram, here: TelegramHarness
) -> None:
    """One note says so, however many there are."""
    zoe = {"type": "hidden_user", "sender_user_name": "Zoe", "date": 1}
    for number in (1, 2):
        caption = "make it black and white"
        await telegram.drop(
            b"x", name=f"{number}.mp4", caption=caption, forward_origin=zoe
        )
        await here.wait_until_idle(telegram.private)
        await here.core.inbound.drain()
    assert await here.instructions() == []
    notes = [t for t in texts(telegram, telegram.private) if "somebody else" in t]
    assert len(notes) == 1
    await telegram.say("cut it")
    await here.wait_until_idle(telegram.private)
    assert await here.instructions() == ["cut it"]
