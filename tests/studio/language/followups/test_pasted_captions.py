"""Words that answer where the captions come from are the captions."""

import pytest

from studio.rules.phrases import measure
from tests.studio.studio_in_memory import StudioInMemory, song, video


async def asked() -> StudioInMemory:
    studio = StudioInMemory(video(1), video(2), song(), language="zh")
    await studio.say("20秒")
    assert "字幕的文字从哪里来" in await studio.hear("加黄色字幕")
    return studio


@pytest.mark.parametrize(
    "text", ["大家好，欢迎来玩。今天去海边！", "大家好，欢迎来玩。\n今天去海边！"]
)
async def test_each_line_or_sentence_is_a_caption(text: str) -> None:
    studio = await asked()
    assert await studio.hear(text) == "2 条字幕，平均分布在全片，黄色。"
    shown = [segment.text for segment in measure.captions(studio.draft)]
    assert shown == ["大家好，欢迎来玩。", "今天去海边！"]


async def test_another_request_is_no_caption() -> None:
    studio = await asked()
    assert await studio.hear("改成竖屏") == "竖屏 9:16。"
    assert not measure.captions(studio.draft)
