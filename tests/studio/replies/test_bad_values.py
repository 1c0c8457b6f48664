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


async def studio() -> StudioInMemory:
    made = StudioInMemory(*(video(n) for n in (1, 2, 3)), song())
    await made.say("cut it to the beat, 12 seconds")
    return made


@pytest.mark.parametrize(("text", "told"), BEYOND)
async def test_a_value_beyond_the_bounds_is_named_and_the_rest_is_done(
    text: str, told: str
) -> None:
    made = await studio()
    reply = await made.hear(f"{text} and make it black and white")
    assert told in reply
    assert "Black and white look" in reply


async def test_cuts_closer_than_a_usual_shot_are_made_when_they_are_asked_for() -> None:
    made = await studio()
    await made.say("cut every 0.25 seconds")
    assert {shot.duration for shot in made.shots()} <= {233, 234, 266, 267}


async def test_a_freeze_of_the_last_frame_of_a_clip_holds_for_that_clip() -> None:
    reply = await (await studio()).hear("freeze the last frame of clip 2 for 2 seconds")
    assert "A freeze frame of 2 s (clip 2)" in reply


async def test_more_than_a_clip_has_is_not_cut_off_it() -> None:
    made = await studio()
    before = made.draft
    assert "10:00 is beyond what I can do" in await made.hear(
        "cut 10 minutes off clip 1"
    )
    assert made.draft == before
