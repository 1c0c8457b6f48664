"""Words for what a clip shows: asked once, then known."""

from dataclasses import replace

import pytest

from studio.model.edits.footage import PlaceClip
from studio.model.media import AssetId
from studio.model.reading import Dialogue, ProjectView, Question, Reading
from studio.rules.dialogue.memory import next_dialogue, with_nicknames
from studio.rules.language.reader import read
from tests.corpus.views import load_views

VIEW = load_views()["cut30"]


def question_about(text: str, view: ProjectView = VIEW) -> Question:
    question = read(text, view).question
    assert question is not None
    assert question.key == "which_clip"
    return question


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("put grandpa first", "grandpa"),
        ("leave out the presents", "presents"),
        ("too dark on the save one", "save"),
        ("mute the supper one", "supper"),
        ("make the vidaai portion black and white", "vidaai"),
        ("black and white for the dolphin one", "dolphin"),
        ("make the wedding one black and white", "wedding"),
        ("the mountain one should be brighter", "mountain"),
        ("把奶奶那段放到最后", "奶奶"),
        ("把海豚那段放慢", "海豚"),
        ("把海鸥放慢", "海鸥"),
        ("烟花那段放最后", "烟花"),
        ("婚礼那段黑白", "婚礼"),
        ("码表那张放最后 停2秒", "码表"),
    ],
)
def test_a_word_for_what_a_clip_shows_is_asked_about(text: str, name: str) -> None:
    question = question_about(text)
    assert dict(question.facts) == {"text": name}
    pictures = [
        clip for clip in VIEW.clips if clip.number and clip.kind.value != "audio"
    ]
    assert [choice.label for choice in question.choices] == [c.name for c in pictures]
    for clip, choice in zip(pictures, question.choices, strict=True):
        assert all(f'"{clip.id}"' in edit.model_dump_json() for edit in choice.edits)


@pytest.mark.parametrize("text", ["the dolphin one slower", "烟花那段放最后"])
def test_a_name_is_not_the_clip_that_was_named_last(text: str) -> None:
    question_about(text, replace(VIEW, named=(AssetId("dog"),)))


def test_a_file_is_called_by_what_its_name_stands_for() -> None:
    lights = replace(VIEW.clips[0], name="northern lights.mp4")
    view = replace(VIEW, clips=(lights, *VIEW.clips[1:]))
    last = (PlaceClip(clip=lights.id, where="last"),)
    assert read("end on the northern lights", view).edits == last
    assert read("极光那段放最后", view).edits == last


def test_what_else_was_asked_for_is_done() -> None:
    reading = read("30 seconds, vertical, and put grandpa first", VIEW)
    assert "length" in {edit.do for edit in reading.edits}
    assert reading.question is not None


def test_an_order_of_somebody_is_no_remark() -> None:
    assert read("cut 12 seconds, grandma last and loser buys pizza", VIEW).question


@pytest.mark.parametrize(
    "text",
    [
        "make it zorbified",
        "vertical with glorp please",
        "add glitch transitions",
        "por favor todo el video in black and white",
    ],
)
def test_other_unknown_words_are_no_clips(text: str) -> None:
    question = read(text, VIEW).question
    assert question is None or question.key != "which_clip"


def test_with_one_clip_nothing_is_asked() -> None:
    alone = replace(VIEW, clips=VIEW.clips[:1])
    assert read("put grandpa first", alone).question is None


def test_the_chosen_clip_is_called_so_from_then_on() -> None:
    question = question_about("put grandpa first")
    waiting = replace(VIEW, question=question)
    chosen = read("2", waiting)
    dialogue = next_dialogue(Dialogue(question=question), chosen.edits, None, VIEW)
    assert dialogue.nicknames == (("grandpa", VIEW.clips[1].id),)
    view = replace(VIEW, clips=with_nicknames(VIEW.clips, dialogue))
    assert read("put grandpa last", view) == Reading(
        (PlaceClip(clip=AssetId(VIEW.clips[1].id), where="last"),)
    )


def test_an_answer_that_chooses_nothing_adds_no_name() -> None:
    before = Dialogue(question=question_about("put grandpa first"))
    assert next_dialogue(before, (), None, VIEW).nicknames == ()


def test_a_nickname_ends_with_its_clip() -> None:
    before = Dialogue(nicknames=(("grandpa", AssetId("gone")),))
    assert next_dialogue(before, (), None, VIEW).nicknames == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("IMG_2041 is grandpa", ["grandpa"]),
        ("img_2041 is the one with grandpa", ["grandpa"]),
        ("clip 3 is my sister Anna", ["sister anna", "sister", "anna"]),
        ("IMG_2041是爷爷", ["爷爷"]),
        ("第3段是旺财", ["旺财"]),
    ],
)
def test_a_statement_gives_a_clip_a_name(text: str, names: list[str]) -> None:
    reading = read(text, VIEW)
    assert reading == Reading(nicknames=tuple((n, AssetId("img2041")) for n in names))
    dialogue = next_dialogue(Dialogue(), (), None, VIEW, reading.nicknames)
    view = replace(VIEW, clips=with_nicknames(VIEW.clips, dialogue))
    assert read(f"put {names[0]} first", view).edits == (
        PlaceClip(clip=AssetId("img2041"), where="first"),
    )


def test_a_name_may_come_with_a_wish() -> None:
    reading = read("IMG_2041 is grandpa, put him first", VIEW)
    assert reading.nicknames == (("grandpa", AssetId("img2041")),)
    assert reading.edits == (PlaceClip(clip=AssetId("img2041"), where="first"),)


@pytest.mark.parametrize(
    "text",
    [
        "the beach is cute",
        "the beach is dark",
        "the dog is last",
        "海边是糊的",
        "beach is my favourite",
    ],
)
def test_a_description_of_a_clip_gives_no_nickname(text: str) -> None:
    assert read(text, VIEW).nicknames == ()


def test_a_name_goes_to_the_clip_that_got_it_last() -> None:
    dog, beach = AssetId("dog"), AssetId("beach")
    before = Dialogue(nicknames=(("rex", beach), ("anna", dog)))
    after = next_dialogue(before, (), None, VIEW, (("rex", dog),))
    assert after.nicknames == (("anna", dog), ("rex", dog))
