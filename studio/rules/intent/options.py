"""Derive several versions of one intent to choose from."""

from collections.abc import Sequence

from studio.model.draft import Draft, TrackType
from studio.model.edits.music import Sync
from studio.model.edits.record import STAGES, Stage
from studio.model.intent import Intent
from studio.model.media import AssetId
from studio.rules.derive_timeline import derive
from studio.rules.intent.apply import apply
from studio.rules.intent.state import State

_STEP_MS, _NEAR_MS = 250, 1000
"""Milliseconds of the video from picture to picture that are compared, and those of a
clip by which two pictures lie apart and still look alike."""
_OPENING = 20
"""Pictures for which the clip that opens the video counts: it is known at a glance by it."""
_TRIES = 3
"""Variations tried for each option: with little footage some cuts are nearly the same."""


def derive_options(
    intent: Intent, state: State, previous: Draft | None, changed: Stage, count: int,
    shown: Sequence[Draft] = (),
) -> list[tuple[Intent, Draft]]:  # fmt: skip
    """Derive up to ``count`` versions that differ from one another as much as possible.

    They also differ from ``previous`` and from those ``shown`` before. Stages before
    ``changed`` stay. Raises ``ValueError`` when there is no footage.
    """
    again = apply(intent, Sync(again=True), state)
    stage = min(changed, again.stage, key=STAGES.index)
    earlier = [*shown, *([previous] if previous else [])]
    tried = []
    for number in range(_TRIES * count):
        varied = Intent(again.intent.edits, again.intent.variation + number)
        tried.append((varied, derive(varied, state.material, previous, stage)))
    options: list[tuple[Intent, Draft]] = []
    while tried and len(options) < count:
        likest = [
            max([_alike(new, old) for old in earlier], default=0) for _, new in tried
        ]
        best = tried.pop(likest.index(min(likest)))
        if all(best[1].tracks != old.tracks for old in earlier):
            options.append(best)
            earlier.append(best[1])
    return options


def _alike(one: Draft, two: Draft) -> int:
    """In how many steps of the video both show the same picture of a clip, or nearly.

    One that opens with the same clip is much more alike.
    """
    first, second = _pictures(one), _pictures(two)
    same = sum(
        first[at][0] == second[at][0] and abs(first[at][1] - second[at][1]) < _NEAR_MS
        for at in first.keys() & second.keys()
    )
    opening = 0 in first and 0 in second and first[0][0] == second[0][0]
    return same + _OPENING * opening


def _pictures(draft: Draft) -> dict[int, tuple[AssetId | None, int]]:
    """The clip and the millisecond of it that are shown at each step of the video."""
    return {
        at: (shot.source, shot.source_start + at - shot.start)
        for shot in draft.segments(TrackType.VIDEO)
        for at in range(-(-shot.start // _STEP_MS) * _STEP_MS, shot.end, _STEP_MS)
    }
