"""Whole conversations on Telegram over the durable core, on good days and on bad ones."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bots.telegram.wire import ids as names
from core.model.chat import ChatId
from tests.bots.telegram.harness import TelegramHarness, harness
from tests.bots.telegram.rendered import labels, visible_messages
from tests.fakes.fast_clock import FastClock
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_state import USERNAME, Json
from tests.patience import PATIENCE


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(strict=False) as fake:
        yield fake
        assert fake.complaints == []


@pytest.fixture
async def here(
    telegram: FakeTelegram, redis: Redis, redis_url: str, tmp_path: Path
) -> AsyncIterator[TelegramHarness]:
    async with harness(telegram, redis, redis_url, tmp_path) as made:
        yield made


def texts(telegram: FakeTelegram, chat: Json) -> list[str]:
    return [seen.text for seen in visible_messages(telegram, chat)]


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
    """A process that was killed has not confirmed what it stored: all comes again."""
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


async def test_only_those_who_may_press_and_the_others_are_told_alone(
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
    told = await telegram.answered(query)
    assert told["show_alert"]
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
    async with harness(telegram, redis, redis_url, tmp_path, clock=clock) as here:
        with here.agent.busy():
            await telegram.drop(b"1", name="1.mp4", caption="cut it")
            (card,) = await telegram.until(lambda: telegram.seen(telegram.private))
            telegram.deleted.add((telegram.private["id"], card["message_id"]))
            (again,) = await telegram.until(lambda: telegram.seen(telegram.private))
            assert labels(again) == ("Cancel",)
        await here.wait_until_idle(telegram.private)
        assert telegram.seen(telegram.private) == here.videos(telegram.private)
        assert telegram.counts["editMessageText"] < 12


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


@pytest.mark.parametrize("told", [True, False])
async def test_a_group_that_becomes_a_supergroup_in_mid_work_gets_its_video(
    telegram: FakeTelegram, here: TelegramHarness, told: bool
) -> None:
    """Whether Telegram tells it, or a post that is refused."""
    group = telegram.add_group("Old", [telegram.alice])
    group["type"] = "group"
    with here.agent.busy():
        await telegram.drop(
            b"1", caption=f"@{USERNAME} cut it", chat=group, name="1.mp4"
        )
        await telegram.until(lambda: telegram.seen(group))
        grown = await telegram.migrate_to_supergroup(group, told=told)
    await telegram.until(lambda: here.videos(grown))
    await here.wait_until_idle(grown)
    assert await here.instructions() == ["cut it"]
    assert len(here.videos(grown)) == 1


async def test_whoever_blocks_us_is_left_alone_and_may_come_back(
    telegram: FakeTelegram, here: TelegramHarness
) -> None:
    with here.agent.busy():
        await telegram.drop(b"1", name="1.mp4", caption="cut it")
        await telegram.until(lambda: telegram.seen(telegram.private))
        await telegram.remove_bot(telegram.private)
    await here.wait_until_idle(telegram.private)
    assert here.videos(telegram.private) == []
    telegram.broken.clear()
    await telegram.say("calmer")
    await here.wait_until_idle(telegram.private)
    assert len(here.videos(telegram.private)) == 1


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


async def test_a_video_whose_answer_was_lost_is_not_sent_twice(
    telegram: FakeTelegram, here: TelegramHarness
) -> None:
    await telegram.drop(b"1", name="1.mp4", caption="cut it")
    telegram.lose = "sendVideo"
    await here.wait_until_idle(telegram.private)
    assert len(here.videos(telegram.private)) == 1
    again = next(
        m for m in telegram.seen(telegram.private) if "Send again" in labels(m)
    )
    await telegram.press(again, "Send again")
    await here.wait_until_idle(telegram.private)
    assert len(here.videos(telegram.private)) == 2


async def test_a_clip_over_twenty_megabytes_is_answered_and_nothing_is_fetched(
    telegram: FakeTelegram, here: TelegramHarness
) -> None:
    await telegram.drop(b"", size=30 << 20, name="long.mp4")
    await here.wait_until_idle(telegram.private)
    said = texts(telegram, telegram.private)
    assert any("too large (20 MB" in text and "a link" in text for text in said)
    assert telegram.counts["getFile"] == 0


async def test_a_smaller_copy_of_a_large_clip_is_taken_and_told(
    telegram: FakeTelegram, here: TelegramHarness
) -> None:
    video = telegram.file(b"long", "video", "long.mp4", 60 << 20)
    small = telegram.file(b"small", "video", size=12 << 20)
    video["qualities"] = [small | {"codec": "h264"}]
    await telegram.write({"video": video})
    await here.wait_until_idle(telegram.private)
    copy = "smaller copy that Telegram made of it (12 MB)"
    trays = [t for t in texts(telegram, telegram.private) if copy in t]
    assert ["“long.mp4” (60 MB)" in tray for tray in trays] == [True]
    assert await here.agent.files() == ["long.mp4"]


async def test_a_large_video_sent_as_a_file_gets_the_tip_to_send_it_as_a_video(
    telegram: FakeTelegram, here: TelegramHarness
) -> None:
    await telegram.drop(b"", size=30 << 20, name="long.mp4", kind="document")
    await here.wait_until_idle(telegram.private)
    said = texts(telegram, telegram.private)
    assert any("Send it as a video, not as a file" in text for text in said)
    await telegram.drop(b"", size=30 << 20, name="longer.mp4")
    await here.wait_until_idle(telegram.private)
    said = texts(telegram, telegram.private)
    assert any("longer.mp4" in t and "not as a file" not in t for t in said)


async def test_the_same_draft_exported_again_is_not_uploaded_again(
    telegram: FakeTelegram, here: TelegramHarness
) -> None:
    await telegram.drop(b"1", name="1.mp4", caption="cut it")
    await here.wait_until_idle(telegram.private)
    (first,) = here.videos(telegram.private)
    await telegram.say("export")
    await here.wait_until_idle(telegram.private)
    assert len(here.videos(telegram.private)) == 2
    assert telegram.sent_again == [first["video"]["file_id"]]
    telegram.files.clear()  # Telegram has dropped it
    await telegram.say("export please")
    await here.wait_until_idle(telegram.private)
    assert len(here.videos(telegram.private)) == 3


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


async def test_the_first_video_in_private_comes_with_an_effect(
    telegram: FakeTelegram, here: TelegramHarness
) -> None:
    await telegram.drop(b"1", name="1.mp4", caption="cut it")
    await here.wait_until_idle(telegram.private)
    await telegram.say("calmer")
    await here.wait_until_idle(telegram.private)
    mention = f"@{USERNAME} cut it"
    await telegram.drop(b"2", name="2.mp4", caption=mention, chat=telegram.group)
    await here.wait_until_idle(telegram.group)
    shown = [*here.videos(telegram.private), *here.videos(telegram.group)]
    assert ["effect_id" in message for message in shown] == [True, False, False]


async def test_an_effect_that_telegram_has_no_more_is_left_out(
    telegram: FakeTelegram, here: TelegramHarness
) -> None:
    telegram.effects.clear()
    await telegram.drop(b"1", name="1.mp4", caption="cut it")
    await here.wait_until_idle(telegram.private)
    (video,) = here.videos(telegram.private)
    assert "effect_id" not in video


async def test_a_finished_video_is_brought_into_another_chat(
    telegram: FakeTelegram, here: TelegramHarness
) -> None:
    here.agent.previews = True
    telegram.bot["supports_inline_queries"] = True
    await telegram.drop(b"1", name="1.mp4", caption="cut it")
    await here.wait_until_idle(telegram.private)
    (video,) = here.videos(telegram.private)
    (shared,) = video["reply_markup"]["inline_keyboard"][-1]
    assert shared["text"] == "Share in another chat"
    answer = await telegram.ask_inline(shared["switch_inline_query"])
    (result,) = answer["results"]
    assert result["video_file_id"] == video["video"]["file_id"]
    assert answer["is_personal"]
    assert (await telegram.ask_inline("no such words"))["results"] == []
    others = await telegram.ask_inline(user=telegram.bob)
    assert others["results"] == []
    assert others["button"]["text"] == "Make a video"
    await here.adapter.forget_files(names.sender_id(telegram.alice["id"]))
    assert (await telegram.ask_inline())["results"] == []


async def test_a_share_button_stays_through_a_press_and_out_of_groups(
    telegram: FakeTelegram, here: TelegramHarness
) -> None:
    telegram.bot["supports_inline_queries"] = True
    await telegram.drop(b"1", name="1.mp4", caption="cut it")
    mention = f"@{USERNAME} cut it"
    await telegram.drop(b"2", name="2.mp4", caption=mention, chat=telegram.group)
    await here.wait_until_idle(telegram.private)
    await here.wait_until_idle(telegram.group)
    (alone,), (together,) = map(here.videos, (telegram.private, telegram.group))
    await telegram.press(alone, "Faster")
    await telegram.until(lambda: "✓ Faster" in labels(alone))
    assert "Share in another chat" in labels(alone)
    assert "Share in another chat" not in labels(together)
    await here.wait_until_idle(telegram.private)


async def test_where_inline_mode_is_off_nothing_is_shared(
    telegram: FakeTelegram, here: TelegramHarness
) -> None:
    await telegram.drop(b"1", name="1.mp4", caption="cut it")
    await here.wait_until_idle(telegram.private)
    (video,) = here.videos(telegram.private)
    assert "switch_inline_query" not in str(video["reply_markup"])
