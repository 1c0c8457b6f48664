"""The network's reading is made, asked or left aside, by how likely it is."""

from collections.abc import Sequence
from math import log

from hypothesis import given, strategies as st

from studio.model.edits.control import Impossible
from studio.model.edits.music import SetClipSound
from studio.model.edits.picture import SetAspect
from studio.model.edits.record import Edit, Exact
from studio.model.edits.registry import edit_from_json
from studio.model.edits.whole import SetLength
from studio.model.reading import Choice, Question, Reading, Residue
from studio.rules.language.neural.choice.candidates import Candidate, Candidates
from studio.rules.language.neural.choice.files import fits
from studio.rules.language.neural.choice.judge import (
    CONSTANT,
    MODELS,
    Judge,
    bundled_judge,
)
from studio.rules.language.neural.second_reading import weighed
from tests.corpus.views import load_views

LENGTH: Edit = SetLength(length=Exact(value=20))
MUTE: Edit = SetClipSound(mode="mute")
HALF_AS_LONG: Edit = SetLength(length=Exact(value=10))
WARMER, MUCH_WARMER, COOLER = (
    edit_from_json({"do": "adjust", "quality": "warmth", "level": level})
    for level in (
        {"by": "plus", "delta": 0.2},
        {"by": "plus", "delta": 0.5},
        {"by": "plus", "delta": -0.2},
    )
)
SHAPE: Edit = SetAspect(width=9, height=16)
LEFT = (Residue("make it shorty"),)


def judge(*constants: float) -> Judge:
    """Estimates that depend on nothing: right and wrong, then those of the network."""
    pairs = zip(MODELS, constants, strict=True)
    return Judge({name: {CONSTANT: log(one / (1 - one))} for name, one in pairs})


SURE = judge(0.3, 0.3, 0.9, 0.05)
"""The network is likely right."""
UNSURE = judge(0.3, 0.4, 0.4, 0.4)
"""Neither is."""
RULES = judge(0.9, 0.05, 0.1, 0.8)
"""The constructions are likely right."""
LOST = judge(0.05, 0.01, 0.4, 0.4)
"""Words were not understood; the network has a guess, and no more."""
HARDLY = judge(0.05, 0.9, 0.9, 0.05)
"""The constructions are likely wrong, and the network is likely right."""
BAD = judge(0.05, 0.9, 0.1, 0.8)
"""Both are likely wrong."""


def candidate(*edits: Edit, complete: bool = True) -> Candidates:
    return Candidates([Candidate(edits, 0.4, 0.4, complete)])


def edits_of_choices(reading: Reading) -> list[tuple[Edit, ...]]:
    assert reading.question is not None
    return [choice.edits for choice in reading.question.choices]


def test_candidates_that_come_to_the_same_are_one() -> None:
    candidates = [
        Candidate((LENGTH,), aided=0.6),
        Candidate((SHAPE,), aided=0.4),
        Candidate((SHAPE, LENGTH), unaided=0.1),
        Candidate((SHAPE,), unaided=0.9),
    ]
    (best, second, _) = Candidates.of(candidates, ()).readings
    assert (best.edits, best.aided, best.unaided) == ((SHAPE,), 0.4, 0.9)
    assert second.edits == (LENGTH,)


def test_without_a_candidate_nothing_changes() -> None:
    reading = Reading((LENGTH,), LEFT)
    assert weighed(reading, Candidates(()), judge=SURE) is reading


def test_what_was_left_over_is_made_if_it_is_likely() -> None:
    new = weighed(Reading((), LEFT), candidate(LENGTH), judge=SURE)
    assert (new.edits, new.residues, new.question) == ((LENGTH,), (), None)
    assert not new.exact


def test_it_is_asked_if_it_may_be_right() -> None:
    new = weighed(Reading((), LEFT), candidate(LENGTH), judge=UNSURE)
    assert new.edits == ()
    assert edits_of_choices(new) == [(LENGTH,), ()]


def test_what_both_read_is_made_and_the_rest_is_asked() -> None:
    new = weighed(Reading((SHAPE,), LEFT), candidate(SHAPE, LENGTH), judge=UNSURE)
    assert new.edits == (SHAPE,)
    assert edits_of_choices(new) == [(LENGTH,), ()]


def test_words_that_the_network_does_not_know_either_are_reported() -> None:
    reading = Reading((), LEFT)
    assert weighed(reading, candidate(), judge=UNSURE) is reading
    assert weighed(reading, candidate(complete=False), judge=SURE) is reading


def test_words_that_say_nothing_to_either_are_dropped() -> None:
    reading = Reading((LENGTH,), LEFT)
    new = weighed(reading, candidate(LENGTH), judge=SURE)
    assert (new.edits, new.residues) == ((LENGTH,), ())


def test_a_place_that_is_not_there_stays_reported() -> None:
    reading = Reading((), (Residue("the shot at 3:00", reason="out_of_range"),))
    assert weighed(reading, candidate(LENGTH), judge=SURE) is reading


def test_what_was_read_in_full_stands_where_it_is_likely() -> None:
    reading = Reading((LENGTH,))
    assert weighed(reading, candidate(SHAPE), judge=RULES) is reading


def test_what_was_read_in_full_gives_way_to_what_is_likelier() -> None:
    new = weighed(Reading((LENGTH,)), candidate(SHAPE), judge=SURE)
    assert (new.edits, new.question, new.exact) == ((SHAPE,), None, False)


def test_where_neither_is_likely_it_is_asked_which_is_meant() -> None:
    new = weighed(Reading((LENGTH,)), candidate(SHAPE), judge=UNSURE)
    assert (new.edits, edits_of_choices(new)) == ((), [(LENGTH,), (SHAPE,), ()])
    assert new.question is not None
    assert new.question.key == "which_edit"


def test_what_both_read_in_full_is_made_and_the_rest_is_asked() -> None:
    reading = Reading((LENGTH, SHAPE))
    new = weighed(reading, candidate(MUTE, SHAPE), judge=UNSURE)
    assert (new.edits, edits_of_choices(new)) == ((SHAPE,), [(LENGTH,), (MUTE,), ()])


def test_no_wish_is_left_out_of_what_was_read_in_full() -> None:
    reading = Reading((LENGTH, SHAPE))
    for one in (SURE, UNSURE, RULES, BAD):
        assert weighed(reading, candidate(SHAPE), judge=one) is reading


def test_a_wish_is_left_out_of_what_is_hardly_right() -> None:
    new = weighed(Reading((LENGTH, SHAPE)), candidate(SHAPE), judge=HARDLY)
    assert (new.edits, new.question) == ((SHAPE,), None)


def test_what_contradicts_itself_is_never_made() -> None:
    candidates = candidate(LENGTH, HALF_AS_LONG)
    for reading in (Reading((), LEFT), Reading((SHAPE,))):
        assert weighed(reading, candidates, judge=HARDLY) is reading


def test_how_much_and_which_way_stand_as_the_constructions_read_them() -> None:
    reading = Reading((LENGTH, WARMER))
    same = candidate(LENGTH, MUCH_WARMER)
    turned = candidate(LENGTH, COOLER)
    for readings in (same, turned):
        assert weighed(reading, readings, judge=SURE) is reading
    edits = (HALF_AS_LONG, WARMER)
    assert weighed(reading, candidate(*edits), judge=SURE).edits == edits


def test_a_stretch_on_a_clips_own_clock_stands() -> None:
    """The network has no symbols for it."""
    stretch = {"clip": "dog", "start": 1, "end": 2}
    scope = {"of": "source", "ranges": [stretch]}
    reading = Reading((edit_from_json({"do": "ban", "scope": scope}),))
    assert weighed(reading, candidate(SHAPE), judge=SURE) is reading


def test_a_guess_is_offered_where_words_were_not_understood() -> None:
    reading = Reading((LENGTH,), LEFT)
    new = weighed(reading, candidate(LENGTH, SHAPE), judge=LOST)
    assert (new.edits, new.residues) == ((LENGTH,), LEFT)
    assert edits_of_choices(new) == [(SHAPE,), ()]
    assert weighed(reading, candidate(LENGTH, SHAPE), judge=RULES) is reading
    full = Reading((LENGTH,))
    assert weighed(full, candidate(LENGTH, SHAPE), judge=LOST) is full


def test_no_moment_is_left_out_of_what_was_read_in_full() -> None:
    first, end = (
        edit_from_json({"do": "freeze", **where})
        for where in (
            {"moment": {"at": "shot", "number": 2}},
            {"scope": {"of": "clips", "assets": ["dog"]}},
        )
    )
    reading = Reading((first,))
    assert weighed(reading, candidate(end), judge=SURE) is reading
    assert weighed(Reading((end,)), candidate(first), judge=SURE).edits == (first,)


def test_only_the_person_takes_a_side_in_a_contradiction() -> None:
    sides = (Choice("", (LENGTH,)), Choice("", (HALF_AS_LONG,)))
    reading = Reading((SHAPE,), question=Question("contradiction", (), sides))
    sure = Candidates([Candidate((SHAPE, LENGTH), 0.9, 0.9)])
    assert weighed(reading, sure, judge=SURE) is reading
    another = Candidates([Candidate((SHAPE, MUTE), 0.9, 0.9)])
    assert weighed(reading, another, judge=SURE).edits == (SHAPE, MUTE)


def test_of_several_guesses_two_are_offered() -> None:
    guesses = [Candidate((one,), 0.2, 0.2) for one in (SHAPE, MUTE, HALF_AS_LONG)]
    new = weighed(Reading((), LEFT), Candidates(guesses), judge=LOST)
    assert edits_of_choices(new) == [(SHAPE,), (MUTE,), ()]
    assert new.question is not None
    assert new.question.key == "which_edit"


def test_unknown_words_are_reported_and_asked_about_where_it_is_not_sure() -> None:
    done = Reading((LENGTH,), LEFT)
    candidates = Candidates(candidate(LENGTH).readings, unknown=True)
    assert weighed(done, candidates, judge=SURE) is done
    offer = Reading((), question=Question("offer", (), (Choice("", (LENGTH,)),)))
    assert weighed(offer, candidates, judge=SURE).edits == (LENGTH,)
    assert weighed(offer, candidates, judge=judge(0.3, 0.3, 0.7, 0.1)) is offer


def test_a_place_that_an_offer_passes_over_is_asked_about() -> None:
    offer = Question("offer", (("words", "intro"),), (Choice("", (LENGTH,)),))
    reading = Reading((), question=offer)
    candidates = Candidates(candidate(LENGTH).readings, drops=True)
    assert weighed(reading, candidates, judge=SURE) is reading
    assert weighed(reading, candidate(LENGTH), judge=SURE).edits == (LENGTH,)


def test_a_time_that_was_left_over_is_not_passed_over() -> None:
    reading = Reading((LENGTH,), (Residue("for 2 s"),))
    candidates = Candidates(candidate(LENGTH).readings, times=frozenset({2.0}))
    assert weighed(reading, candidates, judge=SURE) is reading


def test_an_open_question_of_another_kind_is_asked_all_the_same() -> None:
    reading = Reading((), question=Question("title_text"))
    assert weighed(reading, candidate(LENGTH), judge=SURE) is reading


def test_a_doubt_that_the_network_shares_stays_a_question() -> None:
    doubt = Question("doubt", (), (Choice("", (SHAPE,)),))
    reading = Reading((), question=doubt)
    assert weighed(reading, candidate(SHAPE), judge=UNSURE) is reading
    assert weighed(reading, candidate(SHAPE), judge=SURE).edits == (SHAPE,)


EDITS: Sequence[Edit] = (LENGTH, SHAPE, MUTE, Impossible(topic="publish"))
READINGS = st.builds(
    Reading,
    st.lists(st.sampled_from(EDITS), unique=True).map(tuple),
    st.sampled_from([(), LEFT]),
    st.sampled_from([None, Question("doubt", (), (Choice("", (SHAPE,)),))]),
)
CANDIDATES = st.builds(
    Candidate,
    st.lists(st.sampled_from(EDITS), unique=True).map(tuple),
    st.floats(0, 1),
    st.floats(0, 1),
    st.booleans(),
)
JUDGES = st.sampled_from([SURE, UNSURE, RULES, BAD, bundled_judge()])


@given(READINGS, st.lists(CANDIDATES, max_size=3), JUDGES)
def test_nothing_is_made_that_neither_reads(
    reading: Reading, candidates: list[Candidate], one: Judge
) -> None:
    read = {*reading.edits, *(edit for each in candidates for edit in each.edits)}
    assert set(weighed(reading, Candidates(candidates), judge=one).edits) <= read


@given(READINGS, st.lists(CANDIDATES, max_size=3), JUDGES)
def test_what_was_reported_or_asked_stays_reported_asked_or_made(
    reading: Reading, candidates: list[Candidate], one: Judge
) -> None:
    """What was told or asked before is told, asked or made."""
    new = weighed(reading, Candidates(candidates), judge=one)
    if reading.residues or reading.question:
        assert new.edits or new.residues or new.question


def test_a_file_or_a_place_that_is_not_there_is_never_named() -> None:
    view = load_views()["cut30"]
    for edit in (
        {"do": "leave_out", "clips": ["a clip of another project"]},
        {"do": "freeze", "scope": {"of": "shots", "numbers": [99]}},
    ):
        assert not fits(Candidate((edit_from_json(edit),), 0.9), view)
    itself = {"do": "place", "clip": "dog", "where": "before", "other": "dog"}
    assert not fits(Candidate((edit_from_json(itself),), 0.9), view)
    fitting = {"do": "leave_out", "clips": ["dog"]}
    assert fits(Candidate((edit_from_json(fitting),), 0.9), view)
