"""Unlikely edits are asked before they are made; likely ones that were not read, offered."""

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from studio.model.edits.music import UseMusic
from studio.model.edits.picture import SetAspect
from studio.model.edits.record import Exact
from studio.model.edits.whole import SetLength
from studio.model.media import AssetId
from studio.model.reading import ProjectView, Reading, Residue
from studio.rules.language.classifier.features import SIZE, features
from studio.rules.language.classifier.model import Model, bundled, packed, unpacked
from studio.rules.language.classifier.second_opinion import (
    DOUBT,
    OFFER,
    Opinion,
    offer_rest,
    opinion,
    with_doubts,
)
from studio.rules.language.classifier.talk import is_talk
from studio.rules.language.reader import by_rules, phrases_of, read
from tests.corpus.views import load_views

VIEW = load_views()["cut30"]
LENGTH = SetLength(length=Exact(value=20))
SHAPE = SetAspect(width=9, height=16)
SONG = UseMusic(songs=(AssetId("lofi"),))
PRIOR = {"length": -2.0, "aspect": -2.0, "use_music": -2.0, "look": -2.0}


UNLIKELY = dict.fromkeys(PRIOR, -4.0)


def opinion_of(*, phrases: int = 8, **odds: float) -> Opinion:
    return Opinion({**UNLIKELY, **odds}, PRIOR, phrases)


def test_an_unlikely_edit_is_asked_and_the_others_are_made() -> None:
    reading = with_doubts(
        Reading((LENGTH, SONG)), opinion_of(length=3.0, use_music=-6.0)
    )
    assert reading.edits == (LENGTH,)
    assert reading.question is not None
    assert reading.question.key == DOUBT
    assert [choice.edits for choice in reading.question.choices] == [(SONG,), ()]
    assert not reading.exact


def test_short_messages_are_not_doubted() -> None:
    reading = Reading((SONG,))
    with_residue = replace(reading, residues=(Residue("zorb it"),))
    for one in (reading, with_residue):
        assert with_doubts(one, opinion_of(phrases=4, use_music=-9.0)) is one


@pytest.mark.parametrize(("odds", "is_question"), [(-4.0, True), (-2.5, False)])
def test_beside_words_left_over_an_edit_is_asked_sooner(
    odds: float, *, is_question: bool
) -> None:
    left = Residue("zorb it")
    reading = Reading((LENGTH, SONG), (left,), exact=False)
    opinions = opinion_of(length=3.0, use_music=odds)
    doubted = with_doubts(reading, opinions)
    assert doubted.residues == (left,)
    assert doubted.edits == ((LENGTH,) if is_question else (LENGTH, SONG))
    assert (doubted.question is not None) is is_question
    assert with_doubts(replace(reading, residues=()), opinions).question is None


@pytest.mark.parametrize(
    ("text", "doubted"),
    [
        (
            "you only used 4 secs of it, where is the part where I talk on the mic?",
            True,
        ),
        ("zorb the frobs and make it 20 seconds", False),
        ("black and white please and zorb the frobs", False),
    ],
)
def test_what_the_words_make_unlikely_is_asked_beside_a_residue(
    text: str, *, doubted: bool
) -> None:
    reading = by_rules(text, VIEW)
    assert reading.residues
    assert (reading.question is not None) is doubted
    assert bool(reading.edits) is not doubted


def test_what_is_read_without_some_words_is_offered_when_it_is_likely() -> None:
    strict = Reading((LENGTH,), (Residue("zorb vertical"),))
    relaxed = Reading((LENGTH, SHAPE))
    offer = offer_rest(strict, relaxed, opinion_of(length=2.0, aspect=1.0), "zorb")
    assert offer is not None
    assert offer.edits == (LENGTH,)
    assert offer.question is not None
    assert offer.question.key == OFFER
    assert offer.question.facts == (("words", "zorb"),)
    assert offer.question.choices[0].edits == (SHAPE,)


@pytest.mark.parametrize(
    ("strict", "relaxed", "odds"),
    [
        (Reading((), (Residue("x"),)), Reading((SHAPE,)), {"aspect": -3.0}),
        (Reading((), (Residue("x"),)), Reading((SHAPE,)), {"aspect": 1, "look": 1}),
        (Reading((), (Residue("x"),)), Reading((SHAPE,), (Residue("y"),)), {"aspect": 1}),
        (Reading((LENGTH,), (Residue("x"),)), Reading((SHAPE,)), {"aspect": 1}),
        (Reading((), (Residue("clip 12", reason="no_such_clip"),)), Reading((SHAPE,)),
         {"aspect": 1}),
    ],
)  # fmt: skip
def test_nothing_doubtful_is_offered(
    strict: Reading, relaxed: Reading, odds: dict[str, float]
) -> None:
    assert (
        offer_rest(strict, relaxed, Opinion({**UNLIKELY, **odds}, PRIOR, 8), "x")
        is None
    )


def test_an_offer_is_taken_by_yes_and_left_by_no() -> None:
    offer = by_rules("cut it to 20 seconds in the frobnicated style", VIEW)
    assert offer.question is not None
    assert offer.question.key == OFFER
    waiting = replace(VIEW, question=offer.question)
    assert read("yes", waiting).edits == offer.question.choices[0].edits
    assert read("no", waiting) == Reading()


@pytest.mark.parametrize(
    "text",
    ["make it 20 seconds", "black and white please", "小一点声", "leave out the dog"],
)
def test_ordinary_words_are_carried_out(text: str) -> None:
    reading = read(text, VIEW)
    assert reading.edits
    assert reading.question is None


@pytest.mark.parametrize(
    ("text", "talk"),
    [
        ("loser buys pizza", True),
        ("sorry for all the messages", True),
        ("我妈看了都哭了", True),
        ("we had so much fun that day", True),
        ("make it much brighter", False),
        ("the music should be quieter", False),
    ],
)
def test_talk_is_distinguished_from_wishes(text: str, talk: bool) -> None:
    folded, words = phrases_of(text, ProjectView())
    assert is_talk(folded, words) is talk


@given(st.text(max_size=200))
def test_every_text_has_odds(text: str) -> None:
    folded, words = phrases_of(text, VIEW)
    numbers = features(folded, words)
    assert numbers == sorted(set(numbers))
    assert all(0 <= number < SIZE for number in numbers)
    assert all(abs(odds) < 100 for odds in opinion(folded, words).odds.values())


def test_a_model_round_trips_through_its_file() -> None:
    assert unpacked(packed(bundled())) == bundled()


def test_weights_of_another_size_are_refused() -> None:
    model = Model(("look",), (1.0,), (0.0,), (0.0,), b"\x01" * 8)
    with pytest.raises(ValueError, match="do not fit"):
        unpacked(packed(model))
