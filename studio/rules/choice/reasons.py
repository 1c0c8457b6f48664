"""Why a moment was chosen: what speaks for it more than for the others."""

from collections.abc import Mapping

from studio.model.cut import ShotReason
from studio.rules.choice import terms
from studio.rules.choice.candidates import Bools, Candidates
from studio.rules.choice.terms import WEIGHTS, SlotContext, Term

TOLD: Mapping[Term, ShotReason] = {
    terms.opening: ShotReason.OPENING,
    terms.ending: ShotReason.ENDING,
    terms.highlight: ShotReason.HIGHLIGHT,
    terms.marked: ShotReason.MARKED,
    terms.sounds: ShotReason.SOUND,
    terms.faces: ShotReason.FACES,
    terms.energy_match: ShotReason.ENERGY,
    terms.interest: ShotReason.INTEREST,
    terms.steadiness: ShotReason.STEADY,
    terms.defect: ShotReason.STEADY,
    terms.continuity: ShotReason.CONTINUITY,
    terms.variety: ShotReason.VARIETY,
    terms.fairness: ShotReason.FAIRNESS,
    terms.fresh: ShotReason.FRESH,
    terms.other_takes: ShotReason.FRESH,
    terms.chronology: ShotReason.CHRONOLOGY,
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
"""How much more a moment must be worth for a reason than the others on average."""


def reasons(
    c: Candidates, place: SlotContext, chosen: int, others: Bools
) -> tuple[ShotReason, ...]:
    """The reasons for the candidate ``chosen`` against the ``others`` (a mask)."""
    worth: dict[ShotReason, float] = {}
    for term, reason in TOLD.items():
        values = WEIGHTS[term] * term(c, place)
        more = float(values[chosen] - values[others].mean()) if others.any() else 0.0
        worth[reason] = worth.get(reason, 0.0) + more
    found = [reason for reason in worth if worth[reason] >= _LEAST]
    found.sort(key=lambda reason: -worth[reason])
    merits = [reason for reason in found if reason not in _OF_BALANCE]
    balance = [reason for reason in found if reason in _OF_BALANCE]
    return (*merits[: _MOST - 1], *balance[:1])
