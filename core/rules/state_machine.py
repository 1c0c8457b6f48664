"""State machine of a turn: the steps and the transitions allowed between them."""

from core.model.turn import Step, TurnKind

_ENDS = {Step.DONE, Step.FAILED, Step.CANCELLED}

TRANSITIONS: dict[Step, frozenset[Step]] = {
    step: frozenset(ways | {step} | {Step.FAILED, Step.CANCELLED})
    for step, ways in {
        Step.QUEUED: {Step.FETCHING, Step.EXPORTING, Step.DELIVERING},
        Step.FETCHING: {Step.UPLOADING, Step.INSTRUCTING, Step.TELLING},
        Step.UPLOADING: {Step.FETCHING, Step.INSTRUCTING, Step.TELLING},
        # back to fetching: the agent surely never got it, or the session was gone
        Step.INSTRUCTING: {Step.READING, Step.FETCHING},
        Step.READING: {Step.TELLING},
        Step.TELLING: {Step.EXPORTING, Step.DONE},
        Step.EXPORTING: {Step.RENDERING, Step.DONE},
        Step.RENDERING: {Step.EXPORTING, Step.DELIVERING},
        # back to exporting: a smaller one is made, that the chat can take
        Step.DELIVERING: {Step.DONE, Step.EXPORTING},
    }.items()
} | {end: frozenset({end}) for end in _ENDS}

FIRST_STEP = {
    TurnKind.INSTRUCT: Step.FETCHING,
    TurnKind.UPLOAD: Step.FETCHING,
    TurnKind.EXPORT: Step.EXPORTING,
    TurnKind.DELIVER: Step.DELIVERING,
}


def is_ended(step: Step) -> bool:
    return step in _ENDS


def is_allowed(old: Step, new: Step) -> bool:
    """Whether the transition is allowed; a step may follow itself (a repeated write)."""
    return new in TRANSITIONS[old]
