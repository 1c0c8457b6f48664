"""Find the downbeats among the beats, in metres of three, four and five.

A hidden Markov model over (metre, place in the bar); what a downbeat sounds like is
taken from the net's chance of a downbeat, from the bass and from changes of harmony.
"""

import numpy as np
from numpy.typing import NDArray

from studio.rules.music.spectrum import Floats

Curve = NDArray[np.float64]

_METRES = (4, 3, 5)
_PRIOR = {4: 0.0, 3: -2.0, 5: -5.0}
_NET, _BASS, _HARMONY = 2.4, 0.35, 0.9
"""What a standard deviation of each clue is worth, in nats."""
_SLIP = -9.0
"""A bar that is cut short or stretched."""
_CHANGE = -12.0
"""A new metre."""


def downbeats(net: Curve, bass: Curve, harmony: Curve) -> NDArray[np.bool_]:
    """Return which beats open a bar; all arguments hold one value per beat."""
    count = len(net)
    if count < 4:
        return np.zeros(count, np.bool_)
    evidence = _NET * _z(np.log(net + 0.02)) + _BASS * _z(bass) + _HARMONY * _z(harmony)
    states = [(metre, place) for metre in _METRES for place in range(metre)]
    opens = np.array([place == 0 for _, place in states])
    share = np.array([1 / metre for metre, _ in states])
    move = _moves(states)
    log_probability = np.array([_PRIOR[metre] for metre, _ in states])
    backpointers = np.zeros((count, len(states)), np.int64)
    for beat in range(count):
        if beat:
            reach = log_probability[:, None] + move
            backpointers[beat] = reach.argmax(axis=0)
            log_probability = reach.max(axis=0)
        # Centred, so that neither many nor few downbeats are favoured in themselves.
        log_probability = log_probability + np.where(
            opens, evidence[beat] * (1 - share), -evidence[beat] * share
        )
    state = int(log_probability.argmax())
    out = np.zeros(count, np.bool_)
    for beat in range(count - 1, -1, -1):
        out[beat] = opens[state]
        state = int(backpointers[beat, state])
    return out


def _moves(states: list[tuple[int, int]]) -> Curve:
    """Log chances from state to state: onward, or rarely a slip or another metre."""
    move = np.full((len(states), len(states)), -np.inf)
    for row, (metre, place) in enumerate(states):
        for column, (to_metre, to_place) in enumerate(states):
            if metre == to_metre:
                onward = to_place == (place + 1) % metre
                move[row, column] = 0.0 if onward else _SLIP
            elif to_place == 0 and place == metre - 1:
                move[row, column] = _CHANGE
    return move


def _z(values: Curve) -> Curve:
    spread = float(values.std())
    return (
        np.clip((values - values.mean()) / spread, -3, 3)
        if spread > 1e-9
        else values * 0
    )


def harmony_change(chroma: Floats, frames: NDArray[np.int64]) -> Curve:
    """Return the cosine distance of the chroma before and after each beat: 0 to 2.

    ``chroma`` are (frames, steps of the octave), ``frames`` the beats in them. The
    average over the beat counts, not its attack.
    """
    total = np.zeros((len(chroma) + 1, chroma.shape[1]))
    np.cumsum(chroma, axis=0, dtype=np.float64, out=total[1:])
    last = frames[-1] + round(float(np.median(np.diff(frames))))
    edges = np.append(frames, min(len(chroma), last))
    starts = np.minimum(edges[:-1] + 2, edges[1:] - 1)
    width = np.maximum(edges[1:] - starts, 1)[:, None]
    means = (total[edges[1:]] - total[starts]) / width
    means -= means.mean(axis=1, keepdims=True)
    means /= np.linalg.norm(means, axis=1, keepdims=True) + 1e-9
    change = np.zeros(len(frames))
    change[1:] = 1 - (means[1:] * means[:-1]).sum(axis=1)
    return change
