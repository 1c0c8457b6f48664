"""Edits of a part of the video change that part, and the reply names it."""

import asyncio
import re

import pytest

from studio.model.draft import TrackType
from studio.model.step import ReplyText
from tests.studio.studio_in_memory import StudioInMemory, song, video

PLACED = [
    ("mute the music during clip 2", "Music muted (clip 2)."),
    ("remove the music from 5 to 8 seconds", "Music muted (0:05–0:08)."),
    ("no music in the chorus", "Music muted (every chorus)."),
    ("music down 6 dB in the chorus", "Music at 50% (every chorus)."),
    ("music louder under clip 1", "Music at 150% (clip 1)."),
    ("fade the music out from 15 seconds", "Music fades out over 5 s."),
    ("start the music at 20 seconds and end it at 40", "plays 0:20 to 0:40"),
    ("there should be a beat at 3.2 seconds", "Beats moved so that one is at 0:03.2."),
    ("shift the bars by one beat", "Bars 1 beat later."),
    ("小节线往前移一拍", "小节线往前移 1 拍。"),
    ("cut clip 2 every beat", "1 beat a shot (clip 2)."),
    ("make the shot at 5 seconds shorter", "0.7 s long (shot 6)."),
    ("skip 3 to 6 seconds of clip 1", "0:03 to 0:06 of clip 1 left out."),
    ("speed up the chorus", "1.5× as fast (every chorus)."),
    ("flash cuts in the chorus", "Flash transitions of 0.2 s (every chorus)."),
    ("freeze the first frame of clip 2", "A freeze frame of 1 s at shot 2."),
    ("高潮前加变速", "变速进入高潮：2 倍到 0.5 倍。"),
    ("第二段去掉3到6秒", "的 0:03 到 0:06 不用。"),
]


@pytest.fixture(scope="module")
def studio() -> StudioInMemory:
    new = StudioInMemory(*(video(n, has_audio=True) for n in (1, 2, 3)), song())
    asyncio.run(new.say("cut it to the beat, 20 seconds"))
    return new


@pytest.mark.parametrize(("text", "words"), PLACED)
async def test_an_edit_of_a_part_is_done_there(
    studio: StudioInMemory, text: str, words: str
) -> None:
    copy = StudioInMemory()
    copy.project = studio.project
    before = copy.draft
    reply = await copy.hear(text)
    assert words in reply
    assert copy.draft != before
    await copy.say("undo")
    assert copy.draft == before


async def test_a_question_or_an_unclear_clip_takes_nothing_back(
    studio: StudioInMemory,
) -> None:
    copy = StudioInMemory()
    copy.project = studio.project
    for text in ("what was left out?", "leave out the photo"):
        before = copy.draft
        await copy.say(text)
        assert copy.draft == before


async def test_one_kind_of_edit_is_taken_back_by_its_name(
    studio: StudioInMemory,
) -> None:
    copy = StudioInMemory()
    copy.project = studio.project
    for text in ("vintage", "title 'A'"):
        await copy.say(text)
    assert "look undone" in await copy.hear("undo the vintage look")
    assert [title.text for title in copy.titles()] == ["A"]
    assert "0:10–0:13" in await copy.hear("move the title to 10 seconds")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("captions: Hello / World / Bye", "3 captions, spread over the video."),
        ("captions on every beat: one / two / three", "3 captions, timed to the beat."),
        ("字幕：你好/世界/再见", "3 条字幕"),
    ],
)
async def test_captions_are_read_from_one_line(
    studio: StudioInMemory, text: str, words: str
) -> None:
    copy = StudioInMemory()
    copy.project = studio.project
    assert words in await copy.hear(text)


async def test_an_edited_shot_that_leaves_the_video_is_reported_once() -> None:
    studio = StudioInMemory(*map(video, range(1, 5)), song())
    await studio.say("20 seconds")
    await studio.say("slow motion on the last shot")
    lost = "A shot that you edited (the speed) is no longer in the video."
    assert lost in await studio.hear("put clip 2 last")
    assert lost not in await studio.hear("put clip 1 last")


async def test_an_edited_shot_that_stays_is_not_reported() -> None:
    studio = StudioInMemory(*map(video, range(1, 5)), song())
    await studio.say("20 seconds")
    await studio.say("slow motion on the first shot")
    assert "no longer in the video" not in await studio.hear("put clip 2 last")


async def test_an_edited_shot_that_was_to_leave_is_not_reported() -> None:
    studio = StudioInMemory(*map(video, range(1, 5)), song())
    await studio.say("20 seconds")
    await studio.say("slow motion on the last shot")
    assert "no longer in the video" not in await studio.hear(
        "I don't like the last shot"
    )


async def test_a_clip_that_is_put_first_and_last_is_shown_twice() -> None:
    studio = StudioInMemory(video(1), video(2), video(3), song())
    await studio.say("cut it to the beat, 20 seconds")
    await studio.say("put clip 2 first and last")
    shots = studio.draft.segments(TrackType.VIDEO)
    assert (shots[0].source, shots[-1].source) == ("v2", "v2")


async def test_the_reply_names_the_shots_of_each_part_of_the_song() -> None:
    studio = StudioInMemory(video(1), video(2), song())
    await studio.say("cut it to the beat, 20 seconds")
    (line,) = [
        step.text
        for step in await studio.say("make the intro calmer and the drop crazier")
        if isinstance(step, ReplyText)
    ]
    calmer, crazier = re.findall(r"(\w+) cuts \((\d+) shots, (\d+) before", line)
    assert calmer[0] == "Slower"
    assert int(calmer[1]) < int(calmer[2])
    assert crazier[0] == "faster"
    assert int(crazier[1]) > int(crazier[2])


async def test_titles_of_one_request_follow_one_another() -> None:
    studio = StudioInMemory(video(1), video(2), song())
    await studio.say("cut it to the beat, 20 seconds")
    await studio.say('add "Hello" and "World" as titles')
    titles = [(s.text, s.start) for s in studio.draft.segments(TrackType.TEXT)]
    assert titles == [("Hello", 0), ("World", 3000)]


async def test_titles_of_one_request_at_one_time_stand_beside_one_another() -> None:
    """None can follow a title of the whole video; both were told, and one was seen."""
    studio = StudioInMemory(video(1), video(2), song())
    await studio.say("cut it to the beat")
    await studio.say('put "Alpha" and "Beta" on the whole video')
    titles = studio.draft.segments(TrackType.TEXT)
    shown = {title.text: title.style.position for title in titles}
    assert set(shown) == {"Alpha", "Beta"}
    assert shown["Alpha"] != shown["Beta"]
