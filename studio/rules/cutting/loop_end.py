"""Make the end of the video lead into its beginning."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from studio.model.cut import PlacedShot
from studio.model.edits.whole import SetLoop
from studio.model.intent import Intent
from studio.model.media import AssetId
from studio.rules.choice.clips import Range
from studio.rules.scopes.query import last

_LEAST_SPEED = 0.4
"""How far the footage is slowed; where that is not enough the first frame is held."""


def looped_end(
    shots: list[PlacedShot], intent: Intent, ranges: Mapping[AssetId, Sequence[Range]],
    fps: Fraction,
) -> list[PlacedShot]:  # fmt: skip
    """The last shot leads up to the very frame with which the first begins.

    It shows what was filmed before that frame; where there is too little of it, what
    comes after it, backwards; where there is nothing, the frame itself.
    """
    edit = last(intent, SetLoop)
    if edit is None or not edit.on or len(shots) < 2:
        return shots
    first, final = shots[0], shots[-1]
    new = final.model_copy(
        update={
            "clip": first.clip, "speed": 1.0, "speed_end": None, "freeze": False,
            "boomerang": False, "still": first.still, "continues": False,
            "source": 0.0, "reverse": False,
        }
    )  # fmt: skip
    if first.still:
        return [*shots[:-1], new]
    entry = first.source + (first.source_seconds(fps) if first.reverse else 0.0)
    need = new.source_seconds(fps)
    around = [(a, b) for a, b in ranges[first.clip] if a - 0.01 <= entry <= b + 0.01]
    before = max((entry - low for low, _ in around), default=0.0)
    after = max((high - entry for _, high in around), default=0.0)
    if before >= need:
        lead = {"source": round(entry - need, 4)}
    elif max(before, after) < need * _LEAST_SPEED:
        lead = {"source": round(entry, 4), "freeze": True}
    elif after >= before:
        speed = min(1.0, after / need)
        lead = {"source": round(entry, 4), "reverse": True, "speed": round(speed, 5)}
    else:
        lead = {"source": round(entry - before, 4), "speed": round(before / need, 5)}
    return [*shots[:-1], new.model_copy(update=lead)]
