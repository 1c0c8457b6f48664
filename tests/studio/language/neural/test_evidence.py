"""What speaks for a reading: its own probability, and that of each of its edits."""

from math import isclose, log

from hypothesis import given, strategies as st

from studio.model.edits.music import SetClipSound
from studio.model.edits.picture import SetAspect
from studio.model.edits.record import Edit, Exact
from studio.model.edits.registry import edit_from_json
from studio.model.edits.whole import SetLength
from studio.model.reading import Choice, Question, Reading, Residue
from studio.rules.language.neural.choice.candidates import Candidate, Candidates
from studio.rules.language.neural.choice.evidence import Evidence, State, state_of
from studio.rules.language.neural.choice.judge import CONSTANT, MODELS, bundled_judge

LENGTH: Edit = SetLength(length=Exact(value=20))
WARM, WARMER = (
    edit_from_json(
        {"do": "adjust", "quality": "warmth", "level": {"by": "exact", "value": value}}
    )
    for value in (0.2, 0.5)
)
MUTE: Edit = SetClipSound(mode="mute")
SHAPE: Edit = SetAspect(width=9, height=16)
LEFT = (Residue("make it shorty"),)
ASKED = Question("doubt", (), (Choice("", (MUTE,)), Choice("", ())))
READINGS = st.lists(
    st.builds(
        Candidate,
        st.lists(st.sampled_from([LENGTH, WARM, WARMER, MUTE, SHAPE]), max_size=3).map(
            tuple
        ),
        st.floats(0, 0.3),
        st.floats(0, 0.3),
        st.booleans(),
    ),
    min_size=1,
    max_size=4,
)


def log_odds(probability: float) -> float:
    return log(probability / (1 - probability))


def test_the_least_probable_edit_of_a_reading_counts() -> None:
    candidates = Candidates(
        [
            Candidate((LENGTH,), 0.5, 0.2),
            Candidate((LENGTH, MUTE), 0.2, 0.2),
            Candidate((SHAPE,), 0.1, 0.4),
        ]
    )
    numbers = Evidence(Reading((LENGTH, MUTE)), candidates).of_reading()
    assert isclose(numbers["least aided"], log_odds(0.2))
    assert isclose(numbers["each aided"], log(0.7) + log(0.2))
    assert isclose(numbers["more unaided"], log_odds(0.4))
    assert isclose(numbers["own aided"], log_odds(0.2))


def test_another_amount_of_the_same_edit_speaks_for_it() -> None:
    candidates = Candidates([Candidate((WARMER,), 0.6), Candidate((MUTE,), 0.3)])
    numbers = Evidence(Reading((WARM,), LEFT), candidates).of_candidate(
        candidates.readings[0]
    )
    assert isclose(numbers["least aided"], log_odds(0.6))
    assert (numbers["added"], numbers["lost"], numbers["holds all"]) == (0, 0, 1)
    assert numbers["same"] == 0


def test_what_is_added_and_lost_is_counted() -> None:
    candidates = Candidates([Candidate((SHAPE, MUTE), 0.6)])
    numbers = Evidence(Reading((LENGTH, MUTE), LEFT), candidates).of_candidate(
        candidates.readings[0]
    )
    assert (numbers["added"], numbers["lost"]) == (1, 1)
    assert (numbers["kinds shared"], numbers["kinds same"]) == (1, 0)


def test_each_state_has_numbers_of_its_own() -> None:
    states = {
        State.FULL: Reading((LENGTH,)),
        State.EMPTY: Reading(),
        State.PART: Reading((LENGTH,), LEFT),
        State.NONE: Reading((), LEFT),
        State.ASKS: Reading((LENGTH,), (), ASKED),
    }
    candidates = Candidates([Candidate((MUTE,), 0.4)])
    for state, reading in states.items():
        assert state_of(reading) is state
        numbers = Evidence(reading, candidates).of_reading()
        assert [one for one in State if one in numbers] == [state]
        assert numbers[f"{state}: rival aided"] == numbers["rival aided"]


@given(READINGS, st.sampled_from([Reading(), Reading((LENGTH,)), Reading((), LEFT)]))
def test_the_models_know_all_numbers(likely: list[Candidate], reading: Reading) -> None:
    models = bundled_judge().models
    candidates = Candidates(likely)
    evidence = Evidence(reading, candidates)
    for name in MODELS[:2]:
        assert evidence.of_reading().keys() <= models[name].keys() - {CONSTANT}
    for one in likely:
        for name in MODELS[2:]:
            assert evidence.of_candidate(one).keys() <= models[name].keys() - {CONSTANT}
    estimate = bundled_judge().of_reading(evidence)
    assert 0 <= estimate.right <= 1
    assert 0 <= estimate.wrong <= 1
