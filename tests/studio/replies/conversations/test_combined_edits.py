"""What is told of edits that meet others: held pictures, turned videos, two looks."""

import pytest

from studio.model.edits.picture import LookName
from tests.studio.studio_in_memory import StudioInMemory, song, video


async def twenty_seconds() -> StudioInMemory:
    studio = StudioInMemory(*(video(number) for number in (1, 2, 3)), song())
    await studio.say("20 seconds")
    return studio


async def test_a_held_picture_is_no_footage_that_is_shown_twice() -> None:
    studio = await twenty_seconds()
    reply = await studio.hear("freeze shot 2 for 2 seconds")
    assert reply.startswith("A freeze frame of 2 s (shot 2).")
    assert "shown twice" not in reply
    reply = await studio.hear("boomerang for shot 5")
    assert "shown twice" not in reply


async def test_the_reply_names_the_shape_of_a_turned_video() -> None:
    studio = await twenty_seconds()
    assert await studio.hear("rotate the video by 90 degrees") == (
        "Rotated by 90°.\nThe frame is 9:16 now, as the pictures are."
    )


async def test_a_length_is_that_of_the_video_with_its_cards() -> None:
    studio = await twenty_seconds()
    await studio.say('intro card "Hi"')
    assert await studio.hear("make it 15 seconds") == "15 s."
    assert studio.draft.duration == 15_000
    assert await studio.hear("2 seconds shorter") == "13 s."
    await studio.say("remove the intro card")
    assert studio.draft.duration == 10_500


@pytest.mark.parametrize(
    ("text", "look", "sign"),
    [
        ("vintage look at 40% and a bit warmer", LookName.VINTAGE, 1),
        ("sepia at 50% and cooler", LookName.SEPIA, -1),
    ],
)
async def test_a_look_and_a_shade_of_it_hold_together(
    text: str, look: LookName, sign: int
) -> None:
    studio = await twenty_seconds()
    reply = await studio.hear(text)
    assert "look at" in reply
    assert "warm look" not in reply
    effects = [shot.effects for shot in studio.shots()]
    assert {one.look for one in effects} == {look}
    assert all(sign * one.adjust.warmth > 0 for one in effects)
