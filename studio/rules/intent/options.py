"""Several versions of one intent, to choose from."""

from studio.model.draft import Draft
from studio.model.edits.music import Sync
from studio.model.edits.record import Stage
from studio.model.intent import Intent
from studio.rules.derive_timeline import derive
from studio.rules.intent.apply import apply
from studio.rules.intent.state import State

_ORDER = (Stage.MUSIC, Stage.CUTS, Stage.SHOTS, Stage.LOOK, Stage.NONE)
_TRIES = 3
"""Variations tried for each option: with little footage some cuts are the same."""


def derive_options(
    intent: Intent, state: State, previous: Draft | None, changed: Stage, count: int
) -> list[tuple[Intent, Draft]]:
    """Derive up to ``count`` versions that differ from one another and from ``previous``.

    Stages before ``changed`` stay. Raises ``ValueError`` when there is no footage.
    """
    again = apply(intent, Sync(again=True), state)
    stage = min(changed, again.stage, key=_ORDER.index)
    known = [previous.tracks] if previous else []
    found: list[tuple[Intent, Draft]] = []
    for number in range(_TRIES * count):
        varied = Intent(again.intent.edits, again.intent.variation + number)
        draft = derive(varied, state.material, previous, stage)
        if draft.tracks not in known:
            known.append(draft.tracks)
            found.append((varied, draft))
        if len(found) == count:
            break
    return found
