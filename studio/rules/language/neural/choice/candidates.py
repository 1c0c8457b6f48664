"""What the network reads of a request, beside what the constructions read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp
from typing import Any

from studio.model.edits.control import Impossible
from studio.model.edits.record import Edit
from studio.model.reading import ProjectView, Reading
from studio.rules.language.entities.token import Token
from studio.rules.language.neural.choice.agreement import alike_edits, same_edits
from studio.rules.language.neural.choice.colours import with_named_colours
from studio.rules.language.neural.own_times import in_this_video
from studio.rules.language.neural.source import Word
from studio.rules.language.neural.symbols import Hypothesis, decoded

_TURNING = ("correction", "no", "not", "until")
"""Concepts that may turn a request round, or end it where no edit ends."""
_DROPPED = ("songpart", "span", "moment", "shots")
"""Concepts of places."""
_EVERYWHERE = ("throughout", "interval")
"""Concepts of "the whole video" and "on every beat"."""
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
    ``drops``: what the constructions offer passes over a place; ``times``: seconds that
    they left over beside what they read; ``denied``: clips that are
    not to stand first or last; ``excepted``: those of "all but these"; ``counts``: numbers
    of clips, which are no seconds; ``targets``: words for clips that nobody knows;
    ``named``: a clip is named; ``everywhere``: the message says "the whole video", or "on
    every beat"; ``excepts``: something is said to be an exception.
    """

    readings: Sequence[Candidate]
    unknown: bool = False
    turned: bool = False
    phrases: int = 0
    joints: int = 0
    drops: bool = False
    times: frozenset[float] = frozenset()
    denied: frozenset[tuple[str, str]] = frozenset()
    excepted: frozenset[str] = frozenset()
    counts: frozenset[float] = frozenset()
    targets: frozenset[str] = frozenset()
    named: bool = False
    everywhere: bool = False
    excepts: bool = False

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
            excepts=any(phrase.has("except") for phrase in phrases),
            named=any(phrase.has("clips") for phrase in phrases),
            targets=frozenset(
                str(phrase.value("unknown_target"))
                for phrase in phrases
                if phrase.has("unknown_target")
            ),
            everywhere=any(
                phrase.has(*_EVERYWHERE) or {"all", "video"} <= phrase.concepts
                for phrase in phrases
            ),
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


def left_times(
    reading: Reading, raw: str, phrases: Sequence[Token]
) -> frozenset[float]:
    """The seconds that were left over beside what was read: "… for two seconds"."""
    left = [residue.text for residue in reading.residues if reading.edits]
    spoken = [phrase for phrase in phrases if phrase.has("duration", "time")]
    values = [
        phrase.value("duration") or phrase.value("time")
        for phrase in spoken
        if any(phrase.surface(raw) in text for text in left)
    ]
    return frozenset(values)


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


def candidate(
    hypothesis: Hypothesis,
    raw: str,
    words: Sequence[Word],
    phrases: Sequence[Token],
    view: ProjectView,
) -> Candidate | None:
    """A reading that can be carried out; None where it is none."""
    try:
        symbols = in_this_video(hypothesis.symbols, words, phrases, view)
        result = decoded(symbols, words)
    except ValueError:
        return None
    if any(edit.scope.of not in {"whole", *edit.SCOPES} for edit in result.edits):
        return None
    edits = tuple(
        edit.model_copy(update={"words": raw})
        if isinstance(edit, Impossible)
        else with_named_colours(edit, phrases)
        for edit in result.edits
    )
    complete = not (result.residue or result.question)
    return Candidate(edits, exp(hypothesis.score), complete=complete)


def unaided_candidate(hypothesis: Hypothesis, *message: Any) -> Candidate | None:
    """The same for words without what the constructions read."""
    one = candidate(hypothesis, *message)
    return one and replace(one, aided=0.0, unaided=one.aided)
