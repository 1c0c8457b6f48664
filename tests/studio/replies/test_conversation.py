"""What a person is told of each edit and each question of a conversation."""

import pytest

from studio.model.media import Asset, AssetId, MediaKind
from tests.studio.studio_in_memory import StudioInMemory, song, video

QUESTIONS = [
    ("为什么用这个镜头？", "我会挑跟得上音乐"),
    ("why this shot?", "I look for moments that move with the music"),
    (
        "which clips are not used?",
        "clip 3 (“clip3.mp4”): you asked for other clips only",
    ),
    ("why did you cut there at 0:08?", "falls on the start of the build-up."),
    ("why did you cut at 5 seconds", "The cut at 0:05 falls on a beat (120 BPM)."),
    ("why is there a cut at 0 seconds", "The video begins at 0:00; there is no cut"),
    ("why did you cut like that?", "I cut on beats: quicker where the music is loud"),
    ("what happens at 12 seconds?", "At 0:12: shot 13 (0:12–0:13), clip 1"),
    ("what is at 50 seconds?", "0:50 is after the end: the video is 20 s long."),
    (
        "where is clip 1?",
        "Clip 1 (“clip1.mp4”) is shown 10 times, 10 s in all: 0:00–0:01, 0:02–0:03",
    ),
    ("how many times does clip 1 appear?", "is shown 10 times, 10 s in all"),
    ("how often is clip 2 used?", "Clip 2 (“clip2.mp4”) is shown 10 times"),
    ("how long is clip 2 shown?", "10 s in all"),
    ("which clip did you use the most?", "is shown most: 10 times, 10 s in all."),
    ("哪段素材用得最多？", "10 次，共 10 秒。"),
    ("第二段出现了几次？", "出现 10 次，共 10 秒"),
    ("how long is shot 3?", "At 0:02: shot 3 (0:02–0:03)"),
    ("which shot is the longest?", "20 shots, 1 s on average"),
    ("where is the drop?", "The drop plays 0:12–0:20."),
    ("高潮在哪里？", "高潮在 0:12–0:20。"),
    ("how loud is the music?", "at 100%"),
    ("why shot 3?", "Shot 3 (0:02–0:03) is clip 1 (“clip1.mp4”) from 0:"),
    ("why did you use clip 2 there?", "Shot 2 (0:01–0:02) is clip 2 (“clip2.mp4”)"),
    ("why did you choose the shot at 0:05?", "Shot 6 (0:05–0:06) is clip 2"),
    ("为什么用第3个镜头？", "第 3 个镜头（0:02–0:03）用的是"),
    ("why isn't clip 1 in the video?", "Clip 1 (“clip1.mp4”) is shown 10 times"),
    ("why is clip 3 missing?", "Clip 3 (“clip3.mp4”): you asked for other clips only"),
    ("why did you leave out clip 1?", "Clip 1 (“clip1.mp4”) is shown 10 times"),
    ("where is clip 3?", "Clip 3 (“clip3.mp4”) is not in the video."),
    ("what shots are there?", "20 shots, 1 s on average:\n1. 0:00–0:01 clip 1\n"),
    ("which titles are there?", "There are no titles. Say: title “Summer”"),
    ("what format is it?", "1920×1080 (16:9), 30 fps, MP4."),
    ("which clips do you have?", "You sent 3 clips: clip 1 (“clip1.mp4”), clip 2"),
    ("what is the tempo?", "“song.mp3” is 120 BPM; the video has 40 beats."),
    ("how long is it?", "The video is 20 s long; the song is 1:00."),
    ("what did you change last?", "The last edit: "),
]
EDITS = [
    ("title 'Summer' at the top for 3 seconds", "Title “Summer”, top (0:00–0:03)."),
    ("which titles are there?", "1 title: “Summer” (0:00–0:03)."),
    ("make the title bigger and yellow", "Title “Summer”: colour yellow, size 13%"),
    ("move the title to the bottom left", "Title “Summer”: bottom left."),
    ("change the title to 'Autumn'", "Title now “Autumn”."),
    ("make the title font handwriting", "Title “Autumn”: handwritten."),
    (
        "'Good Night' in the middle, yellow, only the last 3 seconds",
        "Title “Good Night”, centre, colour yellow (0:17–0:20).",
    ),
    ("remove all titles", "Titles removed."),
    ("put the logo in the top left corner", "Clip 4 on top, top left, 18% wide."),
    ("make the logo smaller and half transparent", "top left, 12% wide, 50% opaque."),
    ("move the logo to the bottom right", "Clip 4: bottom right, 12% wide"),
    ("remove the logo", "Picture on top removed."),
    (
        "logo in the top right, half transparent, for the first 5 seconds",
        "Clip 4 on top, top right, 18% wide, 50% opaque (0:00–0:05).",
    ),
    ("credits: Anna, Ben and Carl at the end", "The video is 22.5 s long now (20 s"),
    ("bigger captions", "There are no captions. Send an SRT or LRC file"),
]


async def test_questions_about_the_video_are_answered_from_it() -> None:
    studio = StudioInMemory(*(video(number) for number in (1, 2, 3)), song())
    await studio.hear("sync to the beat, 20 seconds, use only clip 1 and clip 2")
    cuts = studio.cuts()
    for question, answer in QUESTIONS:
        assert answer in await studio.hear(question), question
    assert studio.cuts() == cuts


async def test_the_last_edit_is_described_as_it_was_then() -> None:
    studio = StudioInMemory(*(video(number) for number in (1, 2, 3)), song())
    await studio.hear("sync to the beat, 20 seconds, title 'Sun' for 3 seconds")
    await studio.hear("make the title bigger")
    reply = await studio.hear("what did you change last?")
    assert reply == "The last edit: title “Sun”: size 13%."
    await studio.hear("clip 1 last")
    assert "Already the case: clip 1 last." in await studio.hear(
        "put clip 1 at the end"
    )


async def test_a_clip_left_out_and_a_cut_asked_for_are_remembered() -> None:
    studio = StudioInMemory(*(video(number) for number in (1, 2, 3)), song())
    await studio.hear("sync to the beat, 20 seconds")
    await studio.hear("leave out clip 2")
    await studio.hear("add a cut at 3.3 seconds")
    reply = await studio.hear("which clips are not used?")
    assert "clip 2 (“clip2.mp4”): you asked to leave it out" in reply
    reply = await studio.hear("why is there a cut at 3.3 seconds?")
    assert reply == "The cut at 0:03.3 is where you asked for it."


async def test_numbers_stand_apart_from_chinese_characters() -> None:
    studio = StudioInMemory(*(video(number) for number in (1, 2, 3)), song())
    await studio.hear("卡点，20秒")
    assert "素材 3 放在结尾" in await studio.hear("素材3放在最后")


async def test_values_that_exclude_each_other_are_explained_in_the_language() -> None:
    studio = StudioInMemory(video(1), video(2), song())
    await studio.hear("sync to the beat")
    assert "1. 10 秒\n2. 20 秒" in await studio.hear("10秒，20秒")
    reply = await studio.hear("calm and energetic cuts")
    assert "1. calmer cuts\n2. more energetic cuts" in reply


async def test_without_clips_questions_have_an_answer() -> None:
    studio = StudioInMemory()
    reply = await studio.hear("which clips do you have?")
    assert reply == "I have no clips yet. Drop some here."
    assert await studio.hear("what did you change last?") == "There is no edit yet."


async def test_each_edit_of_overlays_is_in_the_reply() -> None:
    logo = Asset(
        AssetId("logo"), "logo.png", MediaKind.IMAGE, "/logo.png", 1, 0.0, 400, 400
    )
    studio = StudioInMemory(*(video(number) for number in (1, 2, 3)), song(), logo)
    await studio.hear("sync to the beat, 20 seconds")
    for request, words in EDITS:
        assert words in await studio.hear(request), request


async def test_half_a_second_less_is_in_the_reply() -> None:
    studio = StudioInMemory(*(video(number) for number in (1, 2, 3)), song())
    await studio.hear("sync to the beat, cut every beat")
    before = studio.draft.duration / 1000
    reply = await studio.hear("remove the second shot")
    assert f"The video is {before - 0.5:g} s long now ({before:g} s before)." in reply


async def conversation(*requests: str) -> tuple[StudioInMemory, str]:
    """The studio after some requests, and the reply to the last."""
    studio, reply = StudioInMemory(*(video(n) for n in (1, 2, 3)), song()), ""
    for text in ("make a 20 second video", *requests):
        reply = await studio.hear(text)
    return studio, reply


@pytest.mark.parametrize("text", ["60 fps", "24 fps", "keep shot 1"])
async def test_an_edit_that_is_not_about_the_cut_leaves_the_cut(text: str) -> None:
    studio, _ = await conversation("each clip 2 seconds", "shot 2 is bad")
    before = [(c[0], round(c[1], -2), round(c[3], -2)) for c in studio.cuts()]
    await studio.say(text)
    after = [(c[0], round(c[1], -2), round(c[3], -2)) for c in studio.cuts()]
    assert after == before


TOLD = [
    (("keep shot 1",), "Shot 1 kept as it is."),
    (("hard cuts",), "Already the case: hard cuts."),
    (("mute the clips",), "Already the case: the clips' own sound is off."),
    (("mirror clip 3", "flip clip 3"), "Already the case: mirrored (clip 3)."),
    (("hard cuts", "undo"), "Undone: hard cuts. 20 s, 16:9"),
    (("loop it", "no loop"), "No loop."),
    (("back to the first version",), "This is version 1 already."),
    (("brighter in clip 2", "darker in the chorus"), "Brightness -20% (every chorus)."),
    (("title 'A'", "remove the title"), "Title “A” removed."),
    (("at most 15 seconds", "at least 12 seconds"), "Already the case: 15 s."),
    (("cut every beat", "slower cuts"), "Slower cuts (20 shots, 40 before)."),
    (("clip 2 twice",), "Clip 2 twice."),
    (
        ("what tempo is it",),
        "The tempo of “song.mp3” is 120 BPM; the video has 40 beats.",
    ),
]


@pytest.mark.parametrize(("requests", "beginning"), TOLD)
async def test_a_reply_tells_what_the_video_shows(
    requests: tuple[str, ...], beginning: str
) -> None:
    _, reply = await conversation(*requests)
    assert reply.startswith(beginning)


async def test_the_shots_of_a_first_cut_are_counted_once() -> None:
    studio = StudioInMemory(*(video(n) for n in (1, 2, 3)), song())
    reply = await studio.hear("cut every beat, 20 seconds")
    assert reply.count("40 shots") == 1


async def test_a_mirrored_clip_stays_so_where_it_is_rotated() -> None:
    studio, _ = await conversation("mirror clip 3", "rotate clip 3 by 90 degrees")
    turned = {
        (shot.effects.rotate, shot.effects.mirror)
        for shot in studio.shots()
        if shot.source == "v3"
    }
    assert turned == {(90, "horizontal")}


@pytest.mark.parametrize("wish", ["no mirror", "take off all effects"])
async def test_what_is_not_mirrored_any_more_stays_rotated(wish: str) -> None:
    studio, _ = await conversation(
        "mirror clip 3", "rotate clip 3 by 90 degrees", "flash on every beat", wish
    )
    effects = [shot.effects for shot in studio.shots() if shot.source == "v3"]
    assert {(one.rotate, one.mirror) for one in effects} == {(90, "")}
