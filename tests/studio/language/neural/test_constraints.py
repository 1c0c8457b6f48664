"""What a reading of the network leaves out, hides or passes over."""

from dataclasses import replace

import pytest

from studio.model.edits.control import Ask, Impossible, Topic
from studio.model.edits.footage import PlaceClip
from studio.model.edits.record import Edit
from studio.model.edits.registry import edit_from_json
from studio.model.media import AssetId
from studio.model.reading import Choice, Question, Reading
from studio.rules.language.neural.choice.agreement import same_numbers
from studio.rules.language.neural.choice.candidates import (
    Candidate,
    Candidates,
    drops_a_place,
)
from studio.rules.language.neural.choice.constraints import (
    forgets,
    forgets_a_moment,
    hides_a_question,
    hides_a_refusal,
    narrows,
    only_leaves_out,
    passes_over_a_time,
    turns_round,
)
from studio.rules.language.neural.choice.denials import (
    denied_places,
    does_what_is_denied,
    excepted_clips,
    is_in_other_words,
    is_of_the_excepted,
    leaves_an_exception,
)
from studio.rules.language.neural.choice.files import (
    fades_sound_unasked,
    goes_back_unasked,
    is_about_a_logo,
    makes_of_a_name,
    points_nowhere,
)
from studio.rules.language.reader import phrases_of
from tests.corpus.views import load_views

CUT30 = load_views()["cut30"]
LENGTH: Edit = edit_from_json({"do": "length", "length": {"by": "exact", "value": 20}})
REFUSED: Edit = Impossible(topic="publish")


def title(which: str, **fields: object) -> Edit:
    return edit_from_json({"do": "change_title", "which": which, **fields})


def test_a_wish_or_a_refusal_is_left_out() -> None:
    reading = Reading((LENGTH, REFUSED))
    length, refused = Candidate((LENGTH,)), Candidate((REFUSED,))
    assert only_leaves_out(reading, length)
    assert only_leaves_out(reading, refused)
    assert hides_a_refusal(reading, length)
    assert not hides_a_refusal(reading, refused)


def test_the_title_that_was_named_is_forgotten() -> None:
    named, every = title("#1", font="hand"), title("all", font="hand")
    assert forgets_a_moment(Reading((named,)), Candidate((every,)))
    assert not forgets_a_moment(Reading((every,)), Candidate((named,)))


def test_the_clip_of_a_new_title_is_forgotten() -> None:
    dog = {"of": "clips", "assets": ["dog"]}
    there, anywhere = (
        edit_from_json({"do": "add_title", "text": "Hi", **place})
        for place in ({"scope": dog}, {})
    )
    assert forgets(Reading((there,)), Candidate((anywhere,)))
    assert not forgets(Reading((anywhere,)), Candidate((there,)))


def test_the_clips_of_a_look_are_forgotten() -> None:
    dog = {"of": "clips", "assets": ["dog"]}
    there, anywhere, beside = (
        edit_from_json({"do": "look", "look": look, **place})
        for look, place in (
            ("sepia", {"scope": dog}),
            ("sepia", {}),
            (None, {"scope": dog}),
        )
    )
    assert forgets(Reading((there,)), Candidate((anywhere,)))
    assert not forgets(Reading((there,)), Candidate((anywhere, beside)))
    assert narrows(Reading((anywhere,)), Candidate((there,)))
    assert not narrows(Reading((there,)), Candidate((anywhere,)))


def test_what_can_be_done_does_not_answer_what_is_there() -> None:
    timeline, can = (Ask(topic=topic) for topic in (Topic.TIMELINE, Topic.CAN))
    assert hides_a_question(Reading((timeline,)), Candidate((can,)))
    assert not hides_a_question(Reading((can,)), Candidate((timeline,)))


def test_a_share_may_be_one_of_the_picture_or_of_what_stands() -> None:
    share = title("all", size={"by": "exact", "value": 0.12})
    factor = title("all", size={"by": "times", "factor": 0.12})
    more = title("all", size={"by": "times", "factor": 1.12})
    assert same_numbers((share,), (factor,))
    assert not same_numbers((share,), (more,))


@pytest.mark.parametrize(
    ("text", "skipped", "drops"),
    [
        ("shorter intro pls", "intro", True),
        ("shorter intro pls", "pls", False),
        ("shorter, dude", "dude", False),
    ],
)
def test_an_offer_passes_over_a_place(text: str, skipped: str, drops: bool) -> None:
    offer = Question("offer", (("words", skipped),), (Choice("", (LENGTH,)),))
    reading = Reading((), question=offer)
    _, phrases = phrases_of(text, CUT30)
    assert drops_a_place(reading, text, phrases) is drops


def test_less_is_turned_into_more() -> None:
    less, more = (
        edit_from_json({"do": "volume", "level": {"by": "times", "factor": factor}})
        for factor in (0.5, 1.5)
    )
    assert turns_round(Reading((LENGTH, less)), Candidate((more,)))
    assert not turns_round(Reading((LENGTH, less)), Candidate((less,)))


def test_seconds_are_taken_for_a_speed() -> None:
    slow, fast = (
        edit_from_json({"do": "speed", "factor": factor}) for factor in (0.5, 2.0)
    )
    reading, candidates = Reading((slow,)), Candidates((), times=frozenset({2.0}))
    assert passes_over_a_time(reading, Candidate((fast,)), candidates)
    assert passes_over_a_time(reading, Candidate((slow,)), candidates)
    assert not passes_over_a_time(reading, Candidate((slow,)), Candidates(()))


@pytest.mark.parametrize(
    ("text", "where", "denied"),
    [
        ("don't start with the dog", "first", True),
        ("don't end on the dog, please", "last", True),
        ("the dog shouldn't be first", "first", True),
        ("the dog isn't the opener", "first", True),
        ("the beach shouldn't be first, the dog first", "first", False),
        ("don't start with the dog", "last", False),
        ("start with the dog, no music", "first", False),
    ],
)
def test_a_clip_is_not_to_be_first_or_last(
    text: str, where: str, *, denied: bool
) -> None:
    _, phrases = phrases_of(text, CUT30)
    placed = PlaceClip(clip=AssetId("dog"), where=where)  # type: ignore[arg-type]
    one = Candidate((placed,))
    assert does_what_is_denied(one, denied_places(phrases)) is denied


def test_what_is_asked_of_all_but_one_is_not_done_to_this_one() -> None:
    def slow(*clips: str) -> Edit:
        scope = {"of": "clips", "assets": clips}
        return edit_from_json({"do": "speed", "factor": 0.5, "scope": scope})

    reading, excepted = Reading((slow("beach", "sunset"),)), frozenset({"dog"})
    assert is_of_the_excepted(reading, Candidate((slow("dog"),)), excepted)
    assert not is_of_the_excepted(reading, Candidate((slow("beach"),)), excepted)
    assert not is_of_the_excepted(reading, Candidate((slow("dog"),)), frozenset())


def test_what_is_asked_of_all_but_one_is_not_done_to_all() -> None:
    def slow(**scope: object) -> Edit:
        return edit_from_json({"do": "speed", "factor": 0.5, **scope})

    def of(*clips: str) -> dict[str, object]:
        return {"scope": {"of": "clips", "assets": clips}}

    reading, excepted = Reading((slow(**of("beach", "sunset")),)), frozenset({"dog"})
    for edits in ((slow(),), (slow(**of("dog", "beach")),)):
        assert is_of_the_excepted(reading, Candidate(edits), excepted)
    restored = edit_from_json({"do": "normal_speed", **of("dog")})
    as_before = edit_from_json({"do": "speed", "factor": 1.0, **of("dog")})
    assert not is_of_the_excepted(reading, Candidate((slow(), as_before)), excepted)
    assert is_of_the_excepted(reading, Candidate((slow(), restored)), excepted)
    assert not is_of_the_excepted(reading, Candidate((slow(),)), frozenset())


def test_a_warm_look_is_warmth_in_other_words() -> None:
    beach = {"scope": {"of": "clips", "assets": ["beach", "sunset"]}}
    dog = {"scope": {"of": "clips", "assets": ["dog"]}}
    level = {"by": "plus", "delta": 0.2}
    warmer = edit_from_json(
        {"do": "adjust", "quality": "warmth", "level": level, **beach}
    )
    warm, plain, cool = (
        edit_from_json({"do": "look", "look": look, **scope})
        for look, scope in (("warm", {}), (None, dog), ("cool", {}))
    )
    reading, excepted = Reading((warmer,)), frozenset({"dog"})
    assert is_in_other_words(reading, Candidate((warm, plain)), excepted)
    assert not is_in_other_words(reading, Candidate((cool, plain)), excepted)
    assert not is_in_other_words(reading, Candidate((warm,)), frozenset())


def test_an_exception_is_neither_passed_over_nor_done_alone() -> None:
    _, phrases = phrases_of("dissolve everywhere except the last one", CUT30)
    everywhere, there, hard = (
        edit_from_json({"do": "join", "kind": kind, **place})
        for kind, place in (
            ("dissolve", {}),
            ("dissolve", {"where": "one", "join": -1}),
            ("cut", {"where": "one", "join": -1}),
        )
    )
    assert leaves_an_exception(Candidate((everywhere,)), phrases)
    assert leaves_an_exception(Candidate((there,)), phrases)
    assert not leaves_an_exception(Candidate((everywhere, hard)), phrases)
    assert not leaves_an_exception(Candidate((there,)), ())


@pytest.mark.parametrize(
    ("text", "clips"),
    [
        ("slow down all but the dog", {"dog"}),
        ("slow down everything except the dog", {"dog"}),
        ("except the dog, I want to hear him", set()),
        ("except the dog i want to hear him bark", set()),
        ("除了狗都加速", {"dog"}),
        ("slow down all clips", set()),
    ],
)
def test_all_but_some_clips_leaves_these_alone(text: str, clips: set[str]) -> None:
    _, phrases = phrases_of(text, CUT30)
    assert excepted_clips(phrases) == clips


@pytest.mark.parametrize(
    ("text", "logo"), [("each room 4 seconds", True), ("the logo for 4 seconds", False)]
)
def test_a_logo_is_a_shot_only_where_it_is_called_a_logo(
    text: str, *, logo: bool
) -> None:
    scope = {"of": "clips", "assets": ["logo"]}
    shown = edit_from_json({"do": "shot_length", "seconds": 4, "scope": scope})
    _, phrases = phrases_of(text, CUT30)
    assert is_about_a_logo(Candidate((shown,)), phrases, CUT30) is logo


def test_a_clip_that_is_only_named_does_not_go() -> None:
    out = Candidate((edit_from_json({"do": "leave_out", "clips": ["dog"]}),))
    for text, made_up in (("clip 2", True), ("the dog", True), ("drop the dog", False)):
        _, phrases = phrases_of(text, CUT30)
        assert makes_of_a_name(out, phrases, CUT30) is made_up
    before = edit_from_json({"do": "leave_out", "clips": ["beach"]})
    behind = replace(CUT30, last_edits=(before,))
    assert not makes_of_a_name(out, phrases_of("the dog", CUT30)[1], behind)


@pytest.mark.parametrize(
    ("text", "unasked"), [("start with the second one", True), ("version 2", False)]
)
def test_a_number_is_of_a_version_only_where_one_is_spoken_of(
    text: str, *, unasked: bool
) -> None:
    back = Candidate((edit_from_json({"do": "undo", "version": 2}),))
    assert goes_back_unasked(back, phrases_of(text, CUT30)[1]) is unasked


@pytest.mark.parametrize(
    ("text", "nowhere"), [("black and white", True), ("make it black and white", False)]
)
def test_a_look_behind_several_places_is_of_none_of_them(
    text: str, *, nowhere: bool
) -> None:
    scopes = ({"of": "clips", "assets": [clip]} for clip in ("dog", "beach"))
    turns = [edit_from_json({"do": "turn", "degrees": 90, "scope": s}) for s in scopes]
    _, phrases = phrases_of(text, CUT30)
    several, one = (replace(CUT30, last_edits=tuple(turns[:n])) for n in (2, 1))
    assert points_nowhere(phrases, several) is nowhere
    assert not points_nowhere(phrases, one)


def test_the_music_fades_in_place_of_the_picture_only_where_it_is_spoken_of() -> None:
    picture, sound = (
        edit_from_json({"do": f"fade_{what}", "edge": "in"})
        for what in ("picture", "sound")
    )
    for text, unasked in (("fade in", True), ("fade the music in", False)):
        _, phrases = phrases_of(text, CUT30)
        message = (Reading((picture,)), Candidate((sound,)), phrases)
        assert fades_sound_unasked(*message, CUT30) is unasked
        assert not fades_sound_unasked(*message, replace(CUT30, last_edits=(sound,)))
