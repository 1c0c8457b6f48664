"""A question stays open where something else is said before it is answered."""

import pytest

from studio.rules.phrases import measure
from tests.studio.studio_in_memory import StudioInMemory, song, video

ASKED = ("make it 30 seconds and music at 40%", "45")
"""Of which of the two is the number? 1: the video, 2: the music."""


async def in_doubt(*between: str) -> StudioInMemory:
    studio = StudioInMemory(video(1), video(2), song())
    for text in (*ASKED, *between):
        await studio.say(text)
    return studio


@pytest.mark.parametrize(
    "between", ["how long is it?", "thanks, nice", "black and white"]
)
@pytest.mark.parametrize("answer", ["2", "the second one", "music at 45%"])
async def test_the_answer_is_taken_behind_something_else(
    between: str, answer: str
) -> None:
    studio = await in_doubt(between)
    assert await studio.hear(answer) == "Music at 45%."


async def test_it_is_not_shown_again_where_it_was_set_aside() -> None:
    studio = await in_doubt("black and white")
    question = studio.project.dialogue.question
    assert question is not None
    assert question.aside


async def test_a_wish_of_its_own_is_no_answer() -> None:
    studio = await in_doubt("how long is it?")
    assert "20 s" in await studio.hear("make it 20 seconds")


@pytest.mark.parametrize("text", ["yes", "no", "the shorter one"])
async def test_what_may_be_of_something_else_is_no_answer(text: str) -> None:
    studio = await in_doubt("black and white")
    assert "45" not in await studio.hear(text)


async def test_it_is_over_behind_two_other_edits() -> None:
    studio = await in_doubt("black and white", "captions off", "make it vertical")
    assert studio.project.dialogue.question is None


async def test_only_words_in_quotes_are_a_title_that_was_asked_for_before() -> None:
    studio = StudioInMemory(video(1), video(2), song())
    for text in ("make a video", "add a title", "black and white"):
        await studio.say(text)
    assert "Title" not in await studio.hear("hello there")
    assert "“Hello”" in await studio.hear('"Hello"')


@pytest.mark.parametrize(
    ("style", "look"),
    [
        ("smaller, and at the bottom", "bottom"),
        ("in red please", "colour red"),
        ("bigger", "size 13%"),
    ],
)
async def test_how_a_title_is_to_look_is_not_what_it_says(
    style: str, look: str
) -> None:
    studio = StudioInMemory(video(1), song())
    await studio.say("cut it, 10 seconds, title 'First' at the top")
    await studio.say("add a title")
    assert "What should the title say?" in await studio.hear(style)
    reply = await studio.hear("Our trip")
    assert "Title “Our trip”" in reply
    assert look in reply


@pytest.mark.parametrize("words", ["Gold", "White Christmas", '"Bigger"', "Thanks"])
async def test_a_word_alone_or_in_quotes_is_what_the_title_says(words: str) -> None:
    studio = StudioInMemory(video(1), song())
    await studio.say("cut it, 10 seconds, title 'First' at the top")
    await studio.say("add a title")
    shown = words.strip('"')
    assert f"Title “{shown}”" in await studio.hear(words)


async def test_words_that_are_asked_for_again_are_not_the_wish_itself() -> None:
    studio = StudioInMemory(video(1), song())
    await studio.say("cut it, 10 seconds")
    await studio.say("add a title")
    assert "What should the title say?" in await studio.hear("add a title")
    assert "End card “Thanks”" in await studio.hear("add an end card saying Thanks")


async def test_words_in_two_lines_are_parted_by_a_slash() -> None:
    studio = StudioInMemory(video(1), song())
    await studio.say("cut it, 10 seconds")
    await studio.say("add a title")
    await studio.say("two lines: Our trip / Summer 24")
    assert [title.text for title in measure.titles(studio.draft)] == [
        "Our trip\nSummer 24"
    ]


async def test_words_for_several_clips_are_a_title_each() -> None:
    studio = StudioInMemory(video(1), video(2), song())
    await studio.say("cut it, 10 seconds")
    await studio.say("add a title, bottom left")
    reply = await studio.hear("Paris on clip 1, Rome on clip 2")
    assert "title “Rome”, bottom left (clip 2)" in reply
    await studio.say("add a title")
    assert "Title “Sun and fun on sand”" in await studio.hear("Sun and fun on sand")
