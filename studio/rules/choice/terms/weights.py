"""Weights of all terms, and their weighted sum.

The terms follow what editors and the literature on automatic montage weigh: variety and
no repeats (Girgensohn et al., "A semi-automatic approach to home video editing", 2000),
movement that fits the music and strong beginnings and ends (Foote, Cooper, Girgensohn,
"Creating music videos using automatic media analysis", 2002).
"""

from collections.abc import Mapping

import numpy as np

from studio.rules.choice.candidates import Candidates
from studio.rules.choice.curves import Floats
from studio.rules.choice.terms import moment, sequence
from studio.rules.choice.terms.slot_context import SlotContext, Term

WEIGHTS: Mapping[Term, float] = {
    moment.interest: 1.0,
    moment.energy_match: 1.8,
    moment.activity: 0.8,
    moment.steadiness: 1.2,
    moment.defect: 4.0,
    moment.unseen: 3.0,
    moment.faces: 0.6,
    sequence.continuity: 4.0,
    sequence.fresh: 6.0,
    sequence.other_takes: 2.0,
    sequence.variety: 2.0,
    sequence.fairness: 1.0,
    sequence.chronology: 1.8,
    sequence.arrival: 0.4,
    sequence.visible_jump: 4.0,
    moment.first_frames: 0.8,
    moment.movement_on_beat: 0.4,
    moment.highlight: 3.0,
    moment.marked: 2.0,
    moment.sounds: 0.6,
    moment.long_enough: 6.0,
    sequence.opening: 1.5,
    sequence.ending: 1.5,
}


def score(c: Candidates, place: SlotContext) -> Floats:
    """The weighted sum of all terms."""
    total = np.zeros(len(c.clip))
    for term, weight in WEIGHTS.items():
        total += weight * term(c, place)
    return total
