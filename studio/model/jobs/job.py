"""Jobs: heavy work that any process with access to the media can run."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from studio.errors import StudioError
from studio.words.catalogue import words

STILL = "still.jpg"
"""The name of a preview's still, beside its video."""


class JobKind(StrEnum):
    """Kinds of jobs, each with its own slots, the most urgent first.

    A person waits for an analysis or a preview, less urgently for a render, and not for
    background work.
    """

    ANALYSIS = "analysis"
    PREVIEW = "preview"
    RENDER = "render"
    BACKGROUND = "background"


VIDEO_KINDS = (JobKind.RENDER, JobKind.PREVIEW)


class Operation(StrEnum):
    """The operation of a job; analyses have the names of their commands."""

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
    """A job and its progress. ``created`` is unix seconds, ``progress`` 0 to 1.

    ``id`` is the client's name for it, unique for a user; ``key`` is unique for all.
    ``payload`` is the input, ``result`` the output; both are JSON. ``request`` is the
    correlation id of the API call, for the log. ``attempts`` counts its starts: a machine
    may die while running it.
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

    def error_in(self, language: str) -> str:
        """Why it failed; in English where only the sentence is stored."""
        if not (self.error and "key" in self.result):
            return self.error
        return words(language).say(
            f"errors.{self.result['key']}", **self.result["facts"]
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a job: an end state, a sentence in English, a JSON result."""

    state: JobState
    error: str = ""
    result: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def failed(cls, error: StudioError) -> Self:
        """Its result names the error, which is told in the language of who asks."""
        fault = {"class": type(error).__name__, "key": error.key}
        return cls(JobState.FAILED, error.say(), {**fault, "facts": dict(error.facts)})
