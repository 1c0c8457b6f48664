"""The request that makes the first cut may speak of its shots and transitions."""

import pytest

from studio.rules.phrases import measure
from tests.studio.studio_in_memory import StudioInMemory, song, video


async def first_reply(text: str) -> tuple[StudioInMemory, str]:
    studio = StudioInMemory(video(1), video(2), video(3), song())
    return studio, await studio.hear(text)


async def test_transitions_of_the_first_cut_are_made_with_it() -> None:
    studio, reply = await first_reply("20 seconds, whip before the last shot")
    joins = [shot.effects.join for shot in measure.pictures(studio.draft)]
    assert [join.kind for join in joins if join] == ["whip"]
    assert joins[-1] is not None
    assert "There is no video yet" not in reply
    assert "transition 19: whip pans" in reply


async def test_it_is_the_cut_that_two_requests_make() -> None:
    one, _ = await first_reply("20 seconds, slow motion on the last shot")
    two, _ = await first_reply("20 seconds")
    await two.say("slow motion on the last shot")
    assert one.draft == two.draft


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("15 seconds, delete shot 40", "There is no shot 40; the video has 15 shots."),
        ("delete shot 3", "There is no video yet"),
    ],
)
async def test_a_shot_that_is_not_there_is_named(text: str, sentence: str) -> None:
    _, reply = await first_reply(text)
    assert sentence in reply


@pytest.mark.parametrize("pace", ["slower cuts", "faster cuts"])
async def test_the_pace_of_a_first_cut_is_named_as_it_was_asked_for(pace: str) -> None:
    _, reply = await first_reply(f"make it 30 seconds, {pace}")
    assert pace in reply


async def test_shots_have_a_length_of_their_own_where_there_are_no_photos() -> None:
    studio, _ = await first_reply("make a video")
    assert "2 s a shot" in await studio.hear("each clip 2 seconds")
