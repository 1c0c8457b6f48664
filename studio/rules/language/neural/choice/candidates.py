"""What the network reads of a request, beside what the constructions read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from studio.model.edits.control import Impossible
from studio.model.edits.footage import RepeatClip
from studio.model.edits.music import TrimMusic
from studio.model.edits.overlay import AddTitle
from studio.model.edits.picture import SetLook
from studio.model.edits.record import WHOLE, Edit, Exact, Plus
from studio.model.edits.whole import SetLength
from studio.model.reading import Question, Reading
from studio.rules.language.entities.token import Token
from studio.rules.language.neural.choice.agreement import (
    alike_edits,
    are_opposed,
    same_edits,
)

_OF_SHOTS = frozenset({"pace", "shot_length"})
"""Edits of how long shots are."""
_TURNING = ("correction", "no", "not", "until")
"""Concepts that may turn a request round, or end it where no edit ends."""
_NAMED: tuple[tuple[str, object], ...] = (
    ("moment", None), ("which", "all"), ("only", None),
)  # fmt: skip
"""Fields that tell of what an edit is, and their value where nothing is named."""
_DROPPED = ("songpart", "span", "moment", "shots")
"""Concepts of places."""
_JOINING = ("and", "comma", "stop")
"""Concepts between one wish and the next."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reading of the network and its probabilities.

    ``aided`` by what the constructions read, ``unaided`` from the words alone.
    ``complete``: neither is anything told nor asked beside the edits.
    """

    edits: tuple[Edit, ...]
    aided: float = 0.0
    unaided: float = 0.0
    complete: bool = True

    @property
    def probability(self) -> float:
        """The mean of both."""
        return (self.aided + self.unaided) / 2


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the network reads, the likeliest first, and what the message is like.

    ``unknown``: some words are in no lexicon; ``turned``: some may turn the request
    round; ``phrases`` and ``joints`` count its phrases, and those between two wishes;
    ``drops``: what the constructions offer passes over a place; ``denied``: clips that are
    not to stand first or last, ``excepted`` those of "all but these"; ``counts``: numbers of clips that are no seconds.
    """

    readings: Sequence[Candidate]
    unknown: bool = False
    turned: bool = False
    phrases: int = 0
    joints: int = 0
    drops: bool = False
    denied: frozenset[tuple[str, str]] = frozenset()
    excepted: frozenset[str] = frozenset()
    counts: frozenset[float] = frozenset()

    @classmethod
    def of(
        cls, candidates: Sequence[Candidate], phrases: Sequence[Token]
    ) -> "Candidates":
        """The candidates for these phrases, those that come to the same as one."""
        readings: list[Candidate] = []
        for one in candidates:
            for number, other in enumerate(readings):
                if one.complete == other.complete and same_edits(
                    other.edits, one.edits
                ):
                    readings[number] = replace(
                        other,
                        aided=other.aided + one.aided,
                        unaided=other.unaided + one.unaided,
                    )
                    break
            else:
                readings.append(one)
        return cls(
            sorted(readings, key=lambda one: -one.probability),
            any(phrase.has("unknown") for phrase in phrases),
            any(phrase.has(*_TURNING) for phrase in phrases),
            len(phrases),
            sum(phrase.has(*_JOINING) for phrase in phrases),
            counts=_counts(phrases),
        )


def _counts(phrases: Sequence[Token]) -> frozenset[float]:
    numbers = {
        number.value("number")
        for number, noun in pairwise(phrases)
        if number.has("number") and noun.has("clip", "clip_one", "shot", "photo")
    }
    return frozenset(numbers - {phrase.value("duration") for phrase in phrases})


def drops_a_place(reading: Reading, raw: str, phrases: Sequence[Token]) -> bool:
    """Whether an offer passes over where something is to be: "shorter intro"."""
    facts = dict(reading.question.facts) if reading.question else {}
    dropped = facts.get("words", "")
    return any(
        phrase.has(*_DROPPED) and phrase.surface(raw) in dropped for phrase in phrases
    )


def is_full(reading: Reading) -> bool:
    """Whether the constructions read all words and ask nothing."""
    return not reading.residues and reading.question is None


def first_offer(reading: Reading) -> tuple[Edit, ...]:
    """What is done if the person says yes to the question."""
    choices = reading.question.choices if reading.question else ()
    return tuple(choices[0].edits) if choices else ()


def holds(edits: Sequence[Edit], edit: Edit) -> bool:
    """Whether one of the edits is this, or as much or more or less of it."""
    return any(alike_edits((one,), (edit,)) for one in edits)


def is_another(reading: Reading, one: Candidate) -> bool:
    """Whether something else is done, told or asked with this candidate."""
    return not (is_full(reading) and alike_edits(reading.edits, one.edits))


def only_refuse(reading: Reading, one: Candidate) -> bool:
    """Whether both do nothing but refuse, whatever they say of the reason."""
    return all(e.do == "impossible" for e in (*reading.edits, *one.edits))


def only_leaves_out(reading: Reading, one: Candidate) -> bool:
    """Whether it does nothing but leave out wishes of what was read in full."""
    return is_full(reading) and all(holds(reading.edits, edit) for edit in one.edits)


def hides_a_refusal(reading: Reading, one: Candidate) -> bool:
    """Whether it only leaves out wishes, one of them as it cannot be met.

    Or a clip in place of a thing in it: "there's a car in the beach clip, remove it".
    """
    refused = [edit for edit in reading.edits if isinstance(edit, Impossible)]
    hidden = [edit for edit in refused if not holds(one.edits, edit)]
    things = any(edit.topic == "remove_object" for edit in hidden)
    clips = any(edit.do == "leave_out" for edit in one.edits)
    return bool(hidden) and (only_leaves_out(reading, one) or (things and clips))


def mistakes_a_count(reading: Reading, one: Candidate, candidates: Candidates) -> bool:
    """Whether it takes a number of clips for seconds, or passes over it: "…，一共六段"."""
    if any(getattr(e, "seconds", None) in candidates.counts for e in one.edits):
        return True
    left_over = bool(candidates.counts and reading.residues)
    return left_over and all(edit.do in _OF_SHOTS for edit in one.edits)


def forgets(reading: Reading, one: Candidate) -> bool:
    """Whether something of what was read by its name is another thing now."""
    return (
        forgets_a_moment(reading, one)
        or forgets_a_second(reading, one)
        or forgets_a_place(reading, one)
        or forgets_a_look(reading, one)
        or adds_a_length(reading, one)
    )


def forgets_a_moment(reading: Reading, one: Candidate) -> bool:
    """Whether an edit has no moment any more, or is of all titles, though one was named."""
    return any(
        getattr(edit, name, nothing) != nothing
        and any(
            other.do == edit.do and getattr(other, name, nothing) == nothing
            for other in one.edits
        )
        for edit in reading.edits
        for name, nothing in _NAMED
    )


def adds_a_length(reading: Reading, one: Candidate) -> bool:
    """Whether "make it 7 s" is to make the video seven seconds longer."""
    lengths, others = (
        [edit.length for edit in edits if isinstance(edit, SetLength)]
        for edits in (reading.edits, one.edits)
    )
    return any(isinstance(length, Exact) for length in lengths) and any(
        isinstance(length, Plus) for length in others
    )


def forgets_a_second(reading: Reading, one: Candidate) -> bool:
    """Whether the song is to start at another second: it was counted from the last one."""
    starts, others = (
        {
            edit.start
            for edit in edits
            if isinstance(edit, TrimMusic) and isinstance(edit.start, int | float)
        }
        for edits in (reading.edits, one.edits)
    )
    return bool(starts and others) and starts != others


def forgets_a_place(reading: Reading, one: Candidate) -> bool:
    """Whether words that were read as those of a clip stand in the whole video now."""
    titles = [edit for edit in one.edits if isinstance(edit, AddTitle)]
    return any(
        isinstance(edit, AddTitle)
        and edit.scope != WHOLE
        and any(t.text == edit.text and t.scope == WHOLE for t in titles)
        for edit in reading.edits
    )


def turns_round(reading: Reading, one: Candidate) -> bool:
    """Whether more of something is asked for in place of less, or less in place of more."""
    return any(
        are_opposed(edit, other) or _shows_more(edit, other)
        for edit in reading.edits
        for other in one.edits
    )


def _shows_more(edit: Edit, other: Edit) -> bool:
    """Whether clips are shown more often that were to be shown less often."""
    return (
        isinstance(edit, RepeatClip)
        and isinstance(other, RepeatClip)
        and edit.at_most
        and edit.times < other.times
    )


def forgets_a_look(reading: Reading, one: Candidate) -> bool:
    """Whether a look that was read by its name is another one now."""
    named = {edit.look for edit in reading.edits if isinstance(edit, SetLook)}
    looks = {edit.look for edit in one.edits if isinstance(edit, SetLook)}
    return bool(looks) and not named <= looks


def picks(reading: Reading, question: Question, one: Candidate) -> bool:
    """Whether it takes a side in a contradiction, which only the person can."""
    return question.key == "contradiction" and any(
        alike_edits((*reading.edits, *choice.edits), one.edits)
        for choice in question.choices
    )
