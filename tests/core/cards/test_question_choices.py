"""A question of the agent shows its choices as buttons; a press sends the words."""

import pytest

from core.model.agent import AgentState
from core.model.turn import Step
from core.rules.replies.question_choices import open_choices
from tests.core.harness import CHAT, CoreHarness

ASKS = "Which clip do you mean?\n1. beach.mp4\n2. dog.mp4"


async def _labels(harness: CoreHarness) -> list[str]:
    posts = await harness.chat.posts(CHAT)
    return [label for post in posts for label, _, _ in post["buttons"]]


async def test_a_press_answers_with_the_words_of_the_choice(
    harness: CoreHarness,
) -> None:
    harness.agent.asks, harness.agent.choices = ASKS, ["beach.mp4", "dog.mp4"]
    await harness.say("leave out that clip", "beach.mp4", "dog.mp4")
    await harness.over()
    assert {"beach.mp4", "dog.mp4"} <= set(await _labels(harness))
    harness.agent.asks, harness.agent.choices = "", None
    await harness.press("dog.mp4")
    await harness.over()
    assert (await harness.sent())[-1] == "dog.mp4"


async def test_a_typed_answer_is_enough(harness: CoreHarness) -> None:
    harness.agent.asks, harness.agent.choices = ASKS, ["beach.mp4", "dog.mp4"]
    await harness.say("leave out that clip", "beach.mp4", "dog.mp4")
    await harness.over()
    harness.agent.asks, harness.agent.choices = "", None
    await harness.say("the second one")
    await harness.over()
    assert (await harness.sent())[-1] == "the second one"


async def test_words_sent_before_a_question_are_no_answer_to_it(
    harness: CoreHarness,
) -> None:
    harness.agent.asks, harness.agent.choices = "Which words?", []
    with harness.agent.busy():
        await harness.say("make the title fade in", "beach.mp4")
        await harness.at(Step.INSTRUCTING)
        await harness.say("twice as fast")
    await harness.over()
    await harness.say("Good night")
    await harness.over()
    answers = [about["answers"] for about in harness.agent.about]
    assert await harness.sent() == [
        "make the title fade in", "twice as fast", "Good night",
    ]  # fmt: skip
    assert answers == [True, False, True]


async def test_a_question_beside_an_edit_is_shown_and_answered(
    harness: CoreHarness,
) -> None:
    agent = harness.agent
    with agent.busy():
        await harness.say("cut it", "beach.mp4", "dog.mp4")
        await harness.at(Step.INSTRUCTING)
        agent.choices = ["beach.mp4", "dog.mp4"]
    await harness.over()
    assert {"beach.mp4", "dog.mp4"} <= set(await _labels(harness))
    await harness.say("the second one")
    await harness.over()
    assert agent.about[-1]["answers"]


async def test_every_instruction_names_the_language_of_its_reply(
    harness: CoreHarness,
) -> None:
    await harness.say("按节拍剪", "beach.mp4")
    await harness.over()
    await harness.say("music at 35%")
    await harness.over()
    await harness.say("replace the title with 晚安 and make it fade in")
    await harness.over()
    await harness.say("undo")
    await harness.over()
    languages = [about["language"] for about in harness.agent.about]
    assert languages == ["zh", "zh", "en", "en"]


@pytest.mark.parametrize(
    ("raw", "choices"),
    [
        ({}, None),
        ({"question": None}, None),
        ({"question": "which?"}, None),
        ({"question": {}}, ()),
        ({"question": {"choices": "ab"}}, ()),
        ({"question": {"choices": ["a", 7, "", "b"]}}, ("a", "b")),
    ],
)
def test_what_the_state_tells_of_a_question_is_read_leniently(
    raw: dict[str, object], choices: tuple[str, ...] | None
) -> None:
    assert open_choices(AgentState({}, (), raw)) == choices
