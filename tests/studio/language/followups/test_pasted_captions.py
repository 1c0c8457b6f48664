"""Words that answer where the captions come from are the captions."""

import pytest

from studio.rules.language.reader import LONGEST
from studio.rules.phrases import measure
from tests.studio.studio_in_memory import StudioInMemory, song, video


async def studio_that_asks() -> StudioInMemory:
    studio = StudioInMemory(video(1), video(2), song(), language="zh")
    await studio.say("20秒")
    assert "字幕的文字从哪里来" in await studio.hear("加黄色字幕")
    return studio


@pytest.mark.parametrize(
    "text", ["大家好，欢迎来玩。今天去海边！", "大家好，欢迎来玩。\n今天去海边！"]
)
async def test_each_line_or_sentence_is_a_caption(text: str) -> None:
    studio = await studio_that_asks()
    assert await studio.hear(text) == "2 条字幕，平均分布在全片，黄色。"
    shown = [segment.text for segment in measure.captions(studio.draft)]
    assert shown == ["大家好，欢迎来玩。", "今天去海边！"]


async def test_another_request_is_no_caption() -> None:
    studio = await studio_that_asks()
    assert await studio.hear("改成竖屏") == "竖屏 9:16。"
    assert not measure.captions(studio.draft)


SONG = [f"line {n} of a song that all of us sing together" for n in range(150)]
"""More characters than are read of a request."""


async def test_long_lyrics_are_captions_to_their_last_line() -> None:
    studio = StudioInMemory(video(1), video(2), song())
    await studio.say("20 seconds")
    assert "150 captions" in await studio.hear("\n".join(["captions:", *SONG]))
    assert measure.captions(studio.draft)[-1].text == SONG[-1]


async def test_long_lyrics_that_answer_are_captions_to_their_last_line() -> None:
    studio = await studio_that_asks()
    assert "150 captions" in await studio.hear("\n".join(SONG))
    assert measure.captions(studio.draft)[-1].text == SONG[-1]


async def test_the_reply_names_what_was_not_read_of_another_long_message() -> None:
    studio = StudioInMemory(video(1), video(2), song())
    await studio.say("20 seconds")
    reply = await studio.hear(f"vertical.{' ' * LONGEST}make it black and white")
    assert "Vertical" in reply
    assert "I read only the first 4000 characters of a message" in reply
    assert "“make it black and white”" in reply
