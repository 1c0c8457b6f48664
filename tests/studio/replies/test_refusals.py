"""Refused and unread wishes are told with numbers and what to do instead."""

import pytest

from studio.model.edits.registry import kinds
from studio.model.intent import Reason, Refusal
from studio.model.reading import Choice, ProjectView, Question, Residue
from studio.rules.phrases.context import Context
from studio.rules.replies import refusals
from studio.words.catalogue import Words, languages, words

EN = Context(words("en"), ProjectView(duration=20.0))


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (
            Refusal("add_title", Reason.BEYOND_END, {"asked": 50.0, "limit": 20.0}),
            "0:50 is after the end: the video is 0:20 long.",
        ),
        (
            Refusal("length", Reason.BEYOND_LIMIT, {"asked": 2400, "limit": 600}),
            "The length: 40:00 is beyond the limit of 10:00.",
        ),
        (
            Refusal("volume", Reason.BEYOND_LIMIT, {"asked": 3.0, "limit": 2.0}),
            "The volume: 300% is beyond the limit of 200%.",
        ),
        (
            Refusal("volume", Reason.AT_LIMIT, {"limit": 2.0}),
            "The volume is at 200% already and cannot go further.",
        ),
        (
            Refusal("adjust", Reason.AT_LIMIT, {"limit": 0.0, "quality": "grain"}),
            "Grain is at 0% already and cannot go further.",
        ),
        (
            Refusal("swap", Reason.NO_SUCH_SHOT, {"number": 99, "have": 12}),
            "There is no shot 99; the video has 12 shots.",
        ),
        (
            Refusal("undo_edit", Reason.NOT_IN_FORCE, {"which": "look"}),
            "The look is not in use, so there is nothing to undo.",
        ),
        (
            Refusal("speech_captions", Reason.NO_TRANSCRIPT),
            "I cannot write down what is said in the clips. Send an SRT or LRC file, or paste the lines.",
        ),
    ],
)
def test_a_refusal_tells_the_facts(refusal: Refusal, sentence: str) -> None:
    assert refusals.refusal(refusal, EN) == sentence


@pytest.mark.parametrize("language", languages().values(), ids=lambda one: one.code)
def test_every_refusal_has_a_sentence_with_and_without_facts(
    language: Words,
) -> None:
    context = Context(language, ProjectView(duration=20.0))
    for reason in Reason:
        for do in kinds():
            for facts in ({}, {"asked": 9.0, "limit": 4.0, "number": 7, "have": 2}):
                sentence = refusals.refusal(Refusal(do, reason, facts), context)
                assert sentence
                assert "{" not in sentence


def test_a_clause_that_was_not_understood_comes_with_the_nearest_that_can_be_done() -> (
    None
):
    sentence = refusals.residue(Residue("sprinkle some magic", nearest="look"), EN)
    assert "“sprinkle some magic”" in sentence
    assert "“black and white for clip 2”" in sentence


def test_a_question_lists_its_choices() -> None:
    question = Question(
        "which_clip", choices=(Choice("a.mp4", ()), Choice("b.mp4", ()))
    )
    assert refusals.question(question, EN) == (
        "Which clip do you mean?\n1. a.mp4\n2. b.mp4"
    )
