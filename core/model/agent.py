"""Values of the video agent: tokens, sessions, clips, states and renders."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NewType

Token = NewType("Token", str)
"""A NEMO token: a secret. Never printed, logged, put in a URL or a chat."""
AgentSessionId = NewType("AgentSessionId", str)
"""19 digits as a string, never a number."""
TaskId = NewType("TaskId", str)
RenderId = NewType("RenderId", str)


@dataclass(frozen=True, slots=True)
class AnonymousToken:
    """An anonymous token issued by the agent; ``expires_at`` unix seconds."""

    token: Token
    user_id: str
    expires_at: float
    credits: int

    def __repr__(self) -> str:
        return (
            f"AnonymousToken(user_id={self.user_id!r}, expires_at={self.expires_at!r})"
        )


@dataclass(frozen=True, slots=True)
class AgentSession:
    """``user_id`` is the account it belongs to, "" if the agent does not tell."""

    session_id: AgentSessionId
    task_id: TaskId
    user_id: str = ""


@dataclass(frozen=True, slots=True)
class UploadedClip:
    """A clip uploaded to the agent; ``bpm`` of a song, if the agent tells it.

    Our own studio names its clips ``studio://<id>``.
    """

    name: str
    kind: str = ""
    url: str = ""
    seconds: float | None = None
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    bpm: float | None = None

    @property
    def studio_asset(self) -> str:
        """The clip's id in our own studio, "" at another agent."""
        scheme, _, asset = self.url.partition("://")
        return asset if scheme == "studio" else ""


@dataclass(frozen=True, slots=True)
class Credits:
    available: float
    frozen: float
    total: float


@dataclass(frozen=True, slots=True)
class Option:
    """A version that can be chosen by its ``label``; ``preview_side`` as in ``AgentState``.

    ``about`` tells in a line how it differs from the others; "" where nothing is said.
    """

    label: str
    draft: Mapping[str, Any]
    preview_side: int
    about: str = ""


@dataclass(frozen=True, slots=True)
class AgentState:
    """The session's latest state; ``draft`` is the raw JSON object, read leniently.

    ``preview_side`` is the short side in pixels of the preview that the agent can render
    of this draft quickly, 0 if it makes none. ``options`` are versions to choose from.
    """

    draft: Mapping[str, Any]
    assets: tuple[UploadedClip, ...]
    raw: Mapping[str, Any] = field(default_factory=dict)
    preview_side: int = 0
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class StudioRetention:
    """Days for which our own studio keeps a project after its last use, and a video."""

    project_days: float
    video_days: float


@dataclass(frozen=True, slots=True)
class DeletedSession:
    """What an agent deleted with a session, in numbers; ``size`` is bytes."""

    clips: int = 0
    versions: int = 0
    videos: int = 0
    size: int = 0


class RenderState(StrEnum):
    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class RenderQuality(StrEnum):
    """What to render: the video, or its preview where the agent offers one."""

    HIGH = "high"
    PREVIEW = "preview"


@dataclass(frozen=True, slots=True)
class RenderStatus:
    """The status of a render.

    ``progress`` is 0 to 1, None if unknown; ``url`` is that of the MP4. ``longest_wait``:
    seconds for which the agent holds a request until the status changes; 0 if it answers at
    once. ``has_still``: there is a still of the preview already.
    """

    state: RenderState
    progress: float | None = None
    url: str = ""
    message: str = ""
    queue_position: int | None = None
    longest_wait: float = 0.0
    has_still: bool = False
