"""Jobs: heavy work that any process with the media can carry out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

STILL = "still.jpg"
"""The name of a preview's still, beside its video."""


class JobKind(StrEnum):
    """Classes of work, each with slots of its own, the most urgent first.

    Somebody waits for an analysis or a preview at a screen, for a render with patience,
    for background work not at all.
    """

    ANALYSIS = "analysis"
    PREVIEW = "preview"
    RENDER = "render"
    BACKGROUND = "background"


class Operation(StrEnum):
    """What is to be done; the analyses have the names of their commands."""

    RENDER = "render"
    PROXY = "proxy"
    LOOK = "look"
    MUSIC = "music"
    CAMERA = "camera"
    FACES = "faces"
    THUMBNAIL = "thumbnail"


class JobState(StrEnum):
    """States of a job; the first two are open."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Job:
    """A job and how far it is. ``created`` is unix seconds, ``progress`` 0 to 1.

    ``id`` is the client's name for it, unique for a user; ``key`` is unique for all.
    ``payload`` is what its worker needs, ``result`` what it found; both are JSON.
    ``request`` is the correlation id of the call that asked for it, for the log.
    ``attempts`` counts how often it was begun: a machine may die with it.
    """

    key: str
    kind: JobKind
    operation: Operation
    id: str = ""
    user_id: str = ""
    session_id: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)
    created: float = 0.0
    state: JobState = JobState.PENDING
    progress: float = 0.0
    error: str = ""
    result: Mapping[str, Any] = field(default_factory=dict)
    attempts: int = 0
    request: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in (JobState.PENDING, JobState.PROCESSING)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended: an end state, a sentence for the person, a JSON result."""

    state: JobState
    error: str = ""
    result: Mapping[str, Any] = field(default_factory=dict)
