"""Find why a moment was chosen: terms in which it exceeds the others."""

from collections.abc import Mapping

from studio.model.cut import ShotReason
from studio.rules.choice.candidates import Bools, Candidates
from studio.rules.choice.terms import moment, sequence
from studio.rules.choice.terms.slot_context import SlotContext, Term
from studio.rules.choice.terms.weights import WEIGHTS

TOLD: Mapping[Term, ShotReason] = {
    sequence.opening: ShotReason.OPENING,
    sequence.ending: ShotReason.ENDING,
    moment.highlight: ShotReason.HIGHLIGHT,
    moment.marked: ShotReason.MARKED,
    moment.sounds: ShotReason.SOUND,
    moment.faces: ShotReason.FACES,
    moment.energy_match: ShotReason.ENERGY,
    moment.interest: ShotReason.INTEREST,
    moment.steadiness: ShotReason.STEADY,
    moment.defect: ShotReason.STEADY,
    sequence.continuity: ShotReason.CONTINUITY,
    sequence.variety: ShotReason.VARIETY,
    sequence.fairness: ShotReason.FAIRNESS,
    sequence.fresh: ShotReason.FRESH,
    sequence.other_takes: ShotReason.FRESH,
    sequence.chronology: ShotReason.CHRONOLOGY,
}
"""The reason that each term is; those that only avoid errors are none."""
_OF_BALANCE = frozenset(
    {
        ShotReason.FRESH,
        ShotReason.VARIETY,
        ShotReason.FAIRNESS,
        ShotReason.CHRONOLOGY,
    }
)
"""Reasons that lie in the whole video and not in the moment: one of them is enough."""
_MOST = 3
_LEAST = 0.1
"""By how much a moment must exceed the mean of the others to be a reason."""


def reasons(
    c: Candidates, place: SlotContext, chosen: int, others: Bools
) -> tuple[ShotReason, ...]:
    """The reasons for the candidate ``chosen`` against the ``others`` (a mask)."""
    worth: dict[ShotReason, float] = {}
    for term, reason in TOLD.items():
        values = WEIGHTS[term] * term(c, place)
        more = float(values[chosen] - values[others].mean()) if others.any() else 0.0
        worth[reason] = worth.get(reason, 0.0) + more
    weighty = [reason for reason in worth if worth[reason] >= _LEAST]
    weighty.sort(key=lambda reason: -worth[reason])
    merits = [reason for reason in weighty if reason not in _OF_BALANCE]
    balance = [reason for reason in weighty if reason in _OF_BALANCE]
    return (*merits[: _MOST - 1], *balance[:1])
