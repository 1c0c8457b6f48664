"""What is said of an edit that changes nothing in the video."""

import pytest

from tests.studio.studio_in_memory import StudioInMemory, song, video

ALREADY = [
    ("在第8秒加一个切点", "在 0:08 切一刀：现在已经是这样了。"),
    ("在第8秒分割", "在 0:08 分割：现在已经是这样了。"),
    ("原声静音", "关掉原声：现在已经是这样了。"),
]


async def twenty_seconds(language: str) -> StudioInMemory:
    clips = [video(n, has_audio=True) for n in (1, 2)]
    studio = StudioInMemory(*clips, song(), language=language)
    await studio.say("20秒" if language == "zh" else "20 seconds")
    return studio


@pytest.mark.parametrize(("text", "reply"), ALREADY)
async def test_that_it_was_so_before(text: str, reply: str) -> None:
    studio = await twenty_seconds("zh")
    cuts = studio.cuts()
    assert await studio.hear(text) == reply
    assert studio.cuts() == cuts


async def test_a_kept_shot_is_reported_though_nothing_moves() -> None:
    studio = await twenty_seconds("en")
    cuts = studio.cuts()
    assert await studio.hear("keep shot 3") == "Shot 3 kept as it is."
    assert studio.cuts() == cuts


async def test_nothing_is_exported_before_there_is_a_video() -> None:
    studio = StudioInMemory(video(1), language="zh")
    assert await studio.hear("导出") == "时间线是空的，还没有可以导出的内容。"
