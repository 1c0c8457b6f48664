"""A value beyond what can be done is named; the rest of the request is carried out."""

import pytest

from tests.studio.studio_in_memory import StudioInMemory, song, video

BEYOND = [
    ("cut every 0.05 seconds", "0.05 is beyond what I can do"),
    ("cut every 100 beats", "100 is beyond what I can do"),
    ("fade in over 200 seconds", "3:20 is beyond what I can do"),
    ("fade the music out over 100 seconds", "1:40 is beyond what I can do"),
    ("dissolve of 20 seconds between clips", "20 s is beyond what I can do"),
]


async def new_studio() -> StudioInMemory:
    studio = StudioInMemory(*(video(n) for n in (1, 2, 3)), song())
    await studio.say("cut it to the beat, 12 seconds")
    return studio


@pytest.mark.parametrize(("text", "sentence"), BEYOND)
async def test_a_value_beyond_the_bounds_is_named_and_the_rest_is_done(
    text: str, sentence: str
) -> None:
    studio = await new_studio()
    reply = await studio.hear(f"{text} and make it black and white")
    assert sentence in reply
    assert "Black and white look" in reply


async def test_cuts_closer_than_a_usual_shot_are_made_when_they_are_asked_for() -> None:
    studio = await new_studio()
    await studio.say("cut every 0.25 seconds")
    assert {shot.duration for shot in studio.shots()} <= {233, 234, 266, 267}


async def test_a_freeze_of_the_last_frame_of_a_clip_holds_for_that_clip() -> None:
    reply = await (await new_studio()).hear(
        "freeze the last frame of clip 2 for 2 seconds"
    )
    assert "A freeze frame of 2 s (clip 2)" in reply


async def test_more_than_a_clip_has_is_not_cut_off_it() -> None:
    studio = await new_studio()
    before = studio.draft
    reply = await studio.hear("cut 10 minutes off clip 1")
    assert "the clip is only 12 s long" in reply
    assert studio.draft == before


BEYOND_THE_END = [
    ("only 0:50 to 0:55 of clip 1", "the clip is only 12 s long."),
    ("start the song at 5:00", "the song is only 1:00 long."),
    ("title 'Late' at 50 seconds", "the video is only 12 s long."),
    ("darker from 50 to 60 seconds", "the video is only 12 s long."),
    ("why the cut at 99 seconds", "1:39 is after the end: the video is 12 s long."),
    ("use song 5", "there is no song 5."),
    (
        "dissolve between shot 50 and 51",
        "There is no transition 50; the video has 11 transitions.",
    ),
    ("crossfade of 10 seconds", "as the shots are too short for 10 s."),
]


@pytest.mark.parametrize(("text", "sentence"), BEYOND_THE_END)
async def test_the_bound_that_a_value_lies_beyond_is_named(
    text: str, sentence: str
) -> None:
    assert sentence in await (await new_studio()).hear(text)


async def test_what_counts_beats_is_refused_where_there_is_no_music() -> None:
    studio = StudioInMemory(*(video(n) for n in (1, 2, 3)))
    await studio.say("make a video")
    before = studio.draft
    for text in ("cut every beat", "fade out the music"):
        assert "There is no music" in await studio.hear(text)
    assert studio.draft == before


_LONG = "the sun goes down and " * 40
_TOO_LONG = "words on the video have 500 characters at most, and these are 879"


@pytest.mark.parametrize(
    "request_", [f'add the title "{_LONG}"', f'end card "{_LONG}" for 3 seconds']
)
async def test_words_too_long_for_the_picture_are_refused_with_the_limit(
    request_: str,
) -> None:
    """Also before the first edit. They were shown without their end."""
    for studio in (StudioInMemory(video(1)), await new_studio()):
        reply = await studio.hear(request_)
        assert _TOO_LONG in reply
        assert not studio.titles()


async def test_a_title_too_long_is_asked_for_again() -> None:
    studio = await new_studio()
    assert "?" in await studio.hear("add a title")
    assert _TOO_LONG in await studio.hear(_LONG)
    await studio.say("Sunset")
    assert [title.name for title in studio.titles()] == ["Sunset"]
