"""An end that runs into the beginning without a seam."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from studio.model.cut import PlacedShot
from studio.model.edits.whole import SetLoop
from studio.model.intent import Intent
from studio.model.media import AssetId
from studio.rules.choice.clips import Range
from studio.rules.intent.query import last


def looped_end(
    shots: list[PlacedShot], intent: Intent, ranges: Mapping[AssetId, Sequence[Range]],
    fps: Fraction,
) -> list[PlacedShot]:  # fmt: skip
    """The last shot leads up to the very frame with which the first begins.

    It shows what was filmed before that frame; where there is too little of it, what
    comes after it, backwards.
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
    need = new.source_seconds(fps)
    before = first.source - need
    if any(low <= before and first.source <= high for low, high in ranges[first.clip]):
        return [*shots[:-1], new.model_copy(update={"source": round(before, 4)})]
    room = max(
        (
            high - first.source
            for low, high in ranges[first.clip]
            if low <= first.source < high
        ),
        default=need,
    )
    speed = min(1.0, max(0.1, room / need))
    backwards = {"source": first.source, "reverse": True, "speed": round(speed, 5)}
    return [*shots[:-1], new.model_copy(update=backwards)]
