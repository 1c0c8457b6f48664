"""Short answers to a question with choices."""

from dataclasses import replace

import pytest

from studio.model.edits.control import Undo
from studio.model.edits.footage import LeaveOut, SetSpeed
from studio.model.edits.music import SetVolume
from studio.model.edits.record import Edit, Exact
from studio.model.edits.whole import SetLength
from studio.model.media import AssetId
from studio.model.reading import Choice, Question
from studio.rules.dialogue.options import option_question
from studio.rules.language.reader import read
from studio.words.catalogue import words
from tests.corpus.views import after, load_views

CUT30, TALK = (load_views()[name] for name in ("cut30", "talk"))
ANNA, BEN = (LeaveOut(clips=(AssetId(name),)) for name in ("anna", "ben"))
WHICH_CLIP = Question(
    "which_clip",
    choices=(
        Choice("interview_anna.mp4", (ANNA,)),
        Choice("interview_ben.mp4", (BEN,)),
    ),
)
LENGTHS = Question(
    "contradiction",
    choices=(
        Choice("20 s", (SetLength(length=Exact(value=20)),)),
        Choice("30 s", (SetLength(length=Exact(value=30)),)),
    ),
)


def answer(text: str, question: Question) -> tuple[Edit, ...]:
    return read(text, replace(TALK, question=question)).edits


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("the first option was better", -3),
        ("option 2 please", -2),
        ("i like the second one best", -2),
        ("the middle one", -2),
        ("last one", -1),
        ("那就第一个吧", -3),
        ("第二个好看", -2),
        ("我要最后一个", -1),
    ],
)
def test_a_version_is_chosen_by_its_place(text: str, version: int) -> None:
    question = option_question([""] * 3, words("en"))
    assert answer(text, question) == (Undo(version=version),)


@pytest.mark.parametrize("text", ["ben's", "the second one", "第二个"])
def test_a_clip_is_chosen_by_a_part_of_its_name_or_its_place(text: str) -> None:
    assert answer(text, WHICH_CLIP) == (BEN,)


@pytest.mark.parametrize("text", ["both", "both of them", "all of them", "1 and 2"])
def test_several_clips_are_an_answer(text: str) -> None:
    assert answer(text, WHICH_CLIP) == (ANNA, BEN)


def test_several_lengths_are_no_answer() -> None:
    assert answer("both", LENGTHS) == ()


@pytest.mark.parametrize("text", ["either is fine", "you choose", "都行", "随便"])
def test_any_choice_is_the_first_choice(text: str) -> None:
    assert answer(text, WHICH_CLIP) == (ANNA,)


@pytest.mark.parametrize(
    ("text", "number"), [("the shorter one", 0), ("the longer", 1), ("短的那个", 0)]
)
def test_lengths_are_compared(text: str, number: int) -> None:
    assert answer(text, LENGTHS) == LENGTHS.choices[number].edits


def test_a_number_beyond_the_choices_is_no_answer() -> None:
    assert answer("7", WHICH_CLIP) == ()


@pytest.mark.parametrize("text", ["what is my name", "is it the end"])
def test_a_small_word_of_a_label_names_no_choice(text: str) -> None:
    question = Question(
        "which_edit",
        (),
        (
            Choice("a cut at the drop", (SetLength(length=Exact(value=20)),)),
            Choice("No, leave it as it is", ()),
        ),
    )
    view = replace(TALK, question=question)
    assert read(text, view) == read(text, replace(TALK, question=None))


def test_a_factor_is_no_number_of_a_choice() -> None:
    slower, faster = (SetSpeed(factor=factor) for factor in (0.5, 2.0))
    doubt = Question("doubt", choices=(Choice("", (slower,)), Choice("", (faster,))))
    view = replace(TALK, question=doubt, last_edits=(faster,))
    assert read("1.5x", view).edits == (SetSpeed(factor=1.5),)
    assert read("2", view).edits == (faster,)


@pytest.mark.parametrize(
    "request_", ["30 seconds, music at 40%", "music 40%, title Hi"]
)
def test_a_number_alone_that_may_be_of_several_edits_is_asked_about(
    request_: str,
) -> None:
    view = after(CUT30, read(request_, CUT30).edits, None)
    reading = read("45", view)
    assert reading.edits == ()
    assert reading.question is not None
    offered = {e.do for choice in reading.question.choices for e in choice.edits}
    assert "volume" in offered


def test_a_number_alone_is_of_the_last_edit_where_no_other_takes_one() -> None:
    view = after(CUT30, read("title Hi, music at 40%", CUT30).edits, None)
    assert read("45", view).edits == (SetVolume(level=Exact(value=0.45)),)
