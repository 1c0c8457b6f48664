"""Assign bars to decoded beats, in metres of two to seven beats.

``bar_hmm`` decodes beats and bars together, in the metres that are common enough to guide
the beats; which metre the bars have is decided here, over the whole piece.
"""

import numpy as np
from numpy.typing import NDArray

from studio.rules.music.bar_hmm import METRES, SLIP

Curve = NDArray[np.float64]
Flags = NDArray[np.bool_]

_RARE = {2: -16.0, 7: -8.0}
"""Further metres: bars of two are heard as half of four, and sevens are rare."""


def assign_bars(evidence: Curve) -> Flags:
    """Return which beats open a bar: (n,).

    ``evidence`` (n,) is in nats how much more each beat sounds like a downbeat than the
    average beat. Viterbi over metre and place, as in ``bar_hmm``.
    """
    metres = METRES | _RARE
    places = [(metre, place) for metre in metres for place in range(metre)]
    before = np.array(
        [
            at - 1 if place else at + metre - 1
            for at, (metre, place) in enumerate(places)
        ]
    )
    opens = np.array([place == 0 for _, place in places])
    share = opens - 1 / np.array([metre for metre, _ in places])
    score = np.array([metres[metre] for metre, _ in places])
    back = np.empty((len(evidence), len(places)), np.int64)
    for beat, worth in enumerate(evidence):
        if beat:
            came, best = score[before], int(score.argmax())
            slipped = opens & (score[best] + SLIP > came)
            back[beat] = np.where(slipped, best, before)
            score = np.where(slipped, score[best] + SLIP, came)
        score = score + worth * share
    path = np.empty(len(evidence), np.int64)
    state = int(score.argmax())
    for beat in range(len(evidence) - 1, -1, -1):
        path[beat] = state
        state = int(back[beat, state])
    return opens[path]
