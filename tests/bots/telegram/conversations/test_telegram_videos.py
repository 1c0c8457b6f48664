"""Large clips, finished videos and sharing them on Telegram."""

from bots.telegram.wire import ids as names
from tests.bots.telegram.harness import TelegramHarness
from tests.bots.telegram.rendered import labels, texts
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import USERNAME


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
    replies = texts(telegram, telegram.private)
    assert any("too large (20 MB" in text and "a link" in text for text in replies)
    assert telegram.counts["getFile"] == 0


async def test_a_smaller_copy_of_a_large_clip_is_taken_and_the_reply_says_so(
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
    replies = texts(telegram, telegram.private)
    assert any("Send it as a video, not as a file" in text for text in replies)
    await telegram.drop(b"", size=30 << 20, name="longer.mp4")
    await here.wait_until_idle(telegram.private)
    replies = texts(telegram, telegram.private)
    assert any("longer.mp4" in t and "not as a file" not in t for t in replies)


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
