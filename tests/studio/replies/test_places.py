"""Edits of a part of the video are told with the numbers of that part."""

import pytest

from studio.model.media import MediaKind
from tests.studio.studio_in_memory import StudioInMemory, song, video


async def new_studio(language: str = "en") -> StudioInMemory:
    logo = video(3, 0.0, name="logo.png", kind=MediaKind.IMAGE)
    studio = StudioInMemory(video(1), video(2), logo, song(), language=language)
    await studio.say("20 seconds")
    return studio


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("zoom into shot 3", "Zoomed in to 1.25× (shot 3)"),
        ("zoom in during the chorus", "Zoomed in to 1.25× (every chorus)"),
        ("a bit brighter on shot 2", "Brightness +10% (shot 2)"),
        ("saturation up in the chorus", "Colour +20% (every chorus)"),
        ("mirror the last 5 seconds", "Mirrored (0:15–0:20)"),
        ("cinematic bars on clip 2", "Cinema bars (2.39:1, clip 2)"),
        ("第3个镜头放大", "放大到 1.25 倍（第 3 个镜头）"),
        ("副歌调亮一点", "亮度 +10%（每段副歌）"),
    ],
)
async def test_the_numbers_in_the_reply_are_those_of_the_part(
    text: str, words: str
) -> None:
    assert words in await (await new_studio()).hear(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('title "Sun" on clip 2', "Title “Sun” (clip 2)"),
        ("标题“太阳”放在第二个素材上", "标题“太阳”（素材 2）"),
    ],
)
async def test_a_title_on_a_clip_stands_while_that_clip_is_shown(
    text: str, sentence: str
) -> None:
    studio = await new_studio()
    assert sentence in await studio.hear(text)
    words = [s for t in studio.draft.tracks for s in t.segments if s.text]
    shown = [(s.start, s.end) for s in studio.shots() if s.source == "v2"]
    assert shown
    assert all(any(a <= s.start and s.end <= b for s in words) for a, b in shown)
    assert sum(s.duration for s in words) == sum(b - a for a, b in shown)
    assert len(studio.titles()) == 1


@pytest.mark.parametrize("text", ["put the logo on clip 2", "logo只放在第2段"])
async def test_a_logo_on_a_clip_lies_over_that_clip_only(text: str) -> None:
    studio = await new_studio()
    await studio.say(text)
    logos = [
        s
        for t in studio.draft.tracks
        for s in t.segments
        if s.effects.overlay is not None
    ]
    assert sum(s.duration for s in logos) == sum(
        s.duration for s in studio.shots() if s.source == "v2"
    )


async def test_titles_are_counted_as_they_appear() -> None:
    studio = await new_studio()
    await studio.say('title "A" at the end')
    await studio.say('title "B" at the start')
    assert "“B”" in await studio.hear("make the first title red")
    assert "“A”" in await studio.hear("remove the second title")
    assert [s.text for s in studio.titles()] == ["B"]
