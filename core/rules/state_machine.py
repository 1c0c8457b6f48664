"""State machine of a turn: steps, transitions, and every policy that depends on a step.

A turn goes through FETCHING … INSTRUCTING (the agent is paid) … READING … TELLING …
PREVIEWING … EXPORTING … DELIVERING; each step is stored before its work begins, so that
another worker can resume it. What a failure, a cancel or a retry means depends on the step: the groups
below define that, and nothing else compares steps.
"""

from core.model.turn import Step, TurnKind

ENDS = frozenset({Step.DONE, Step.FAILED, Step.CANCELLED})
BEFORE_INSTRUCTION = frozenset(
    {Step.QUEUED, Step.FETCHING, Step.UPLOADING, Step.INSTRUCTING}
)
"""The agent has not been instructed: no edit can be lost."""
MAY_STILL_EDIT = frozenset({Step.INSTRUCTING, Step.READING})
"""The agent may make the edit even if the turn ends."""
MAKES_VIDEO = frozenset(
    {Step.PREVIEWING, Step.EXPORTING, Step.RENDERING, Step.DELIVERING}
)
"""The edit is made and answered; only its video is missing."""
FINISHED_EDIT = frozenset({Step.TELLING, Step.OFFERING}) | MAKES_VIDEO
"""The edit is made: a failed post is retried for hours."""
MOMENTARY = frozenset(
    {Step.FETCHING, Step.READING, Step.TELLING, Step.PREVIEWING, Step.EXPORTING}
)
"""Steps of a few seconds, which are not worth an edit of the card."""
RESETS_RETRIES = frozenset({Step.READING, Step.TELLING, Step.DELIVERING})
"""Entering one of these steps resets the retry counters."""

TRANSITIONS: dict[Step, frozenset[Step]] = {
    step: frozenset(ways | {step} | {Step.FAILED, Step.CANCELLED})
    for step, ways in {
        Step.QUEUED: {Step.FETCHING, Step.EXPORTING, Step.DELIVERING},
        # reading: an earlier turn's instruction was the same, and was carried out late
        Step.FETCHING: {Step.UPLOADING, Step.INSTRUCTING, Step.READING, Step.TELLING},
        Step.UPLOADING: {Step.FETCHING, Step.INSTRUCTING, Step.READING, Step.TELLING},
        # back to fetching: the agent never received it, or its session was lost
        Step.INSTRUCTING: {Step.READING, Step.FETCHING},
        Step.READING: {Step.TELLING},
        Step.TELLING: {Step.OFFERING, Step.PREVIEWING, Step.EXPORTING, Step.DONE},
        Step.OFFERING: {Step.DONE},
        # done: a newer edit waits, so no video of this one is made
        Step.PREVIEWING: {Step.EXPORTING, Step.DONE},
        Step.EXPORTING: {Step.RENDERING, Step.DONE},
        # done: the plan of the payer has no export, or a newer edit waits
        Step.RENDERING: {Step.EXPORTING, Step.DELIVERING, Step.DONE},
        # back to exporting: a smaller one for the chat's limit
        Step.DELIVERING: {Step.DONE, Step.EXPORTING},
    }.items()
} | {end: frozenset({end}) for end in ENDS}

FIRST_STEP = {
    TurnKind.INSTRUCT: Step.FETCHING,
    TurnKind.UPLOAD: Step.FETCHING,
    TurnKind.LISTEN: Step.FETCHING,
    TurnKind.EXPORT: Step.EXPORTING,
    TurnKind.DELIVER: Step.DELIVERING,
}


def is_ended(step: Step) -> bool:
    return step in ENDS


def is_allowed(old: Step, new: Step) -> bool:
    """Whether the transition is allowed; a step may follow itself (a repeated write)."""
    return new in TRANSITIONS[old]
