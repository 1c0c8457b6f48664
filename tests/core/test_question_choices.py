"""A question of the agent shows its choices as buttons; a press sends the words."""

import pytest

from core.model.agent import AgentState
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
