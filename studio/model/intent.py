"""What is asked of a video: the edits in force, resolved, in the order they came."""

from dataclasses import dataclass

from studio.model.edits.record import Edit


@dataclass(frozen=True, slots=True)
class Intent:
    """Every edit that shapes the timeline.

    Amounts are exact, shots are pinned to (clip, source time), so that an edit holds
    whatever is cut anew. Narrower scopes beat wider ones, later edits earlier ones.
    ``variation`` counts how often another version of the cut was asked for.
    """

    edits: tuple[Edit, ...] = ()
    variation: int = 0
