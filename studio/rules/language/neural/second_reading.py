"""Weigh what the network reads against what the constructions read.

The one that is likelier right is made, unless a wrong edit is so likely that it is
better to ask.
"""

from collections.abc import Sequence
from dataclasses import replace

from studio.model.edits.picture import SetPulse, Turn
from studio.model.edits.record import Edit
from studio.model.reading import Choice, ProjectView, Question, Reading
from studio.rules.language.entities.token import Token
from studio.rules.language.neural.choice.agreement import (
    each_once,
    same_edits,
    same_numbers,
)
from studio.rules.language.neural.choice.by_network import candidates_of
from studio.rules.language.neural.choice.candidates import (
    Candidate,
    Candidates,
    first_offer,
    holds,
    is_another,
    is_full,
)
from studio.rules.language.neural.choice.constraints import (
    forgets,
    forgets_the_video,
    hides_a_question,
    hides_a_refusal,
    loses_many,
    mistakes_a_count,
    mistakes_a_step,
    narrows,
    only_leaves_out,
    only_refuse,
    passes_over_a_target,
    passes_over_a_time,
    picks,
    turns_round,
)
from studio.rules.language.neural.choice.denials import (
    does_what_is_denied,
    is_in_other_words,
    is_of_the_excepted,
)
from studio.rules.language.neural.choice.evidence import Evidence
from studio.rules.language.neural.choice.judge import Estimate, Judge, bundled_judge
from studio.rules.language.resolve.conflicts import resolve_conflicts
from studio.rules.language.resolve.nicknames import WHICH_CLIP

DOUBT, EITHER = "doubt", "which_edit"
_WRONG = 1.5
"""How many right readings a wrong one outweighs; a question or a residue counts nothing."""
_WRONG_INSTEAD = 2.0
"""The same for one that takes the place of what the constructions read in full."""
_DOUBTED = 1.0
"""The same for what they read in full, before it is asked about."""
_HARDLY_RIGHT = 0.7
"""What was read in full may lose a wish where it is at least so likely wrong."""
_CLEARLY_RIGHT = 0.8
"""How likely right the reading without it must be."""
_SURE = 0.7
"""What a reading must be worth to pass over words that nobody knows, not to ask."""
_OFFERED = 0.35
"""How likely right a reading must be to be offered where words were not understood."""
_SECOND = 0.2
"""The same for a second one, beside the best."""
_OPEN = frozenset({DOUBT, "offer"})
"""Questions that a likely reading answers …"""
_HARD = frozenset({"contradiction", WHICH_CLIP})
"""… and those that it must answer with the question before it."""


def with_network(
    reading: Reading,
    raw: str,
    folded: str,
    phrases: Sequence[Token],
    view: ProjectView,
) -> Reading:
    """What the constructions read, confirmed, completed or doubted by the network."""
    if _is_settled(reading):
        return reading
    return weighed(reading, candidates_of(reading, raw, folded, phrases, view))


def weighed(
    reading: Reading, candidates: Candidates, judge: Judge | None = None
) -> Reading:
    """The reading that is expected to be of most use, or a question where none is.

    What the constructions read stands where no candidate is expected to be better.
    """
    if not candidates.readings or _is_settled(reading):
        return reading
    if any(map(_is_unwritten, reading.edits)):
        return reading
    judge = judge or bundled_judge()
    evidence = Evidence(reading, candidates)
    own = judge.of_reading(evidence)
    cost = _WRONG_INSTEAD if is_full(reading) else _WRONG
    stands = max(own.use(cost), 0)
    estimates = _estimates(reading, candidates, evidence, judge, cost)
    useful = [
        (one, likely)
        for one, likely in estimates
        if not only_leaves_out(reading, one)
        or (own.wrong >= _HARDLY_RIGHT and likely.right >= _CLEARLY_RIGHT)
    ]
    if not useful:
        return reading
    useful.sort(key=lambda each: -each[1].use(cost))
    best, likely = useful[0]
    if likely.use(cost) > stands:
        return Reading(tuple(each_once(best.edits)), exact=False)
    if reading.question is not None:
        return reading
    if is_full(reading):
        same = is_in_other_words(reading, best, candidates.excepted)
        answers = _only_asks(reading) and _only_asks(best)
        plain = candidates.phrases > 1 and forgets_the_video(reading, best)
        if own.use(_DOUBTED) >= 0 or same or answers or plain:
            return reading
        if only_refuse(reading, best):
            return Reading(best.edits, exact=False)  # nothing is done either way
        return _with_question(reading, [best.edits])
    if own.use(cost) >= 0 and (likely.right < _OFFERED or _only_asks(best)):
        return reading
    others = [one.edits for one, other in useful[1:] if other.right >= _SECOND]
    return _with_question(reading, [best.edits, *others[:1]])


def _estimates(
    reading: Reading,
    candidates: Candidates,
    evidence: Evidence,
    judge: Judge,
    cost: float,
) -> list[tuple[Candidate, Estimate]]:
    """How likely each candidate is right that may be made.

    What would be asked about for an unknown word alone may be made where that is sure.
    """
    tells = reading.edits and reading.question is None
    if_sure = candidates if tells else replace(candidates, unknown=False)
    return [
        (one, likely)
        for one in candidates.readings
        if one.complete and one.edits and is_another(reading, one)
        for likely in [judge.of_candidate(evidence, one)]
        if _may_be_made(
            reading, if_sure if likely.use(cost) >= _SURE else candidates, one
        )
    ]


def _is_unwritten(edit: Edit) -> bool:
    """Whether the network has no symbols for it.

    They are stretches on a clip's own clock, what happens where parts of a song begin,
    and that nothing is mirrored.
    """
    starts = isinstance(edit, SetPulse) and edit.on == "start"
    unmirrored = isinstance(edit, Turn) and edit.mirror == "off"
    return edit.scope.of == "source" or starts or unmirrored


def _only_asks(one: Reading | Candidate) -> bool:
    """Whether it changes nothing: nobody is asked whether they ask."""
    return all(edit.do == "ask" for edit in one.edits)


def _changes(edits: Sequence[Edit]) -> bool:
    """Whether something would be done: neither an answer nor a refusal is chosen."""
    return any(edit.do not in {"ask", "impossible"} for edit in edits)


def _may_be_made(reading: Reading, candidates: Candidates, one: Candidate) -> bool:
    """Whether a candidate can take the place of what was read.

    It must not contradict the message or itself, forget a moment, a place or a look, turn
    an amount round, hide what cannot be done, or say of words that were left over that
    they cannot be done; and words that nobody knows are told even if they change nothing.
    """
    denied = does_what_is_denied(one, candidates.denied) or is_of_the_excepted(
        reading, one, candidates.excepted
    )
    if denied or mistakes_a_count(reading, one, candidates) or loses_many(reading, one):
        return False
    if resolve_conflicts(one.edits)[1] is not None:
        return False
    if is_full(reading):
        as_much = same_numbers(reading.edits, one.edits)
        changes = forgets(reading, one) or turns_round(reading, one)
        changes = changes or (candidates.everywhere and narrows(reading, one))
        hides = hides_a_refusal(reading, one) or hides_a_question(reading, one)
        step = mistakes_a_step(reading, one, candidates)
        return not (as_much or changes or hides or step)
    if reading.question is not None and reading.question.key in _HARD:
        passes_over = passes_over_a_target(reading.question, one, candidates)
        return not (passes_over or picks(reading, reading.question, one))
    denies = any(not clip for clip, _ in candidates.denied)  # "不要卡点"
    rest = [edit for edit in one.edits if not holds(reading.edits, edit)]
    if passes_over_a_time(reading, one, candidates):
        return False
    if reading.edits and all(edit.do == "impossible" for edit in rest):
        return not (candidates.unknown or denies)
    offered = (*reading.edits, *first_offer(reading))
    passes_over = candidates.unknown or candidates.drops or candidates.excepts or denies
    return not (passes_over and same_edits(offered, one.edits))


def _is_settled(reading: Reading) -> bool:
    """Whether something was understood that must be asked, or is impossible."""
    if reading.question is not None and reading.question.key not in _OPEN | _HARD:
        return True
    return any(residue.reason != "unknown" for residue in reading.residues)


def _with_question(reading: Reading, others: Sequence[Sequence[Edit]]) -> Reading:
    """What all read, and the question what to do of the rest."""
    both = tuple(
        edit for edit in reading.edits if all(holds(other, edit) for other in others)
    )
    rests = dict.fromkeys(
        tuple(edit for edit in edits if not holds(both, edit))
        for edits in (reading.edits, *others)
    )
    choices = tuple(Choice("", edits) for edits in rests if _changes(edits))
    if not choices:
        return reading
    key = EITHER if len(choices) > 1 else DOUBT
    question = Question(key, (), (*choices, Choice("", ())))
    return Reading(both, reading.residues, question, exact=False)
