"""Targets of a cut: how often each clip is shown, how much moves in each slot."""

from collections.abc import Sequence

import numpy as np

from studio.rules.choice.candidates import quantiles
from studio.rules.choice.curves import Floats, Source


def shares_of_clips(sources: Sequence[Source], seconds: Sequence[float]) -> Floats:
    """How often each clip should be shown: equal shares, fewer for short clips."""
    usual = sum(seconds) / max(1, len(seconds))
    room = np.array(
        [1.0 if s.still else max(1.0, s.seconds / max(0.1, usual)) for s in sources]
    )
    left, out = float(len(seconds)), np.zeros(len(sources))
    for _ in range(8):
        open_ = out < room - 1e-9
        if left < 1e-6 or not open_.any():
            break
        share = left / open_.sum()
        step = np.where(open_, np.minimum(share, room - out), 0.0)
        out += step
        left -= float(step.sum())
    return out + (left / len(sources) if left > 1e-6 else 0.0)


def movement_targets(energy: Floats) -> Floats:
    """Target movement of each slot, by its loudness relative to all slots."""
    target: Floats = 0.5 * energy + 0.5 * quantiles(energy)
    return target
