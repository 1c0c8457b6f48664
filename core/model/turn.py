"""A turn: one instruction and all that answers it, as it is kept in Redis."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NewType

from core.model.agent import RenderId
from core.model.chat import ChatId, Clip, MessageRef, Sender

TurnId = NewType("TurnId", str)
"""14 characters; the prefix of every post key of the turn."""


class TurnKind(StrEnum):
    """What a turn is for: an instruction, clips alone, an export, one more delivery."""

    INSTRUCT = "instruct"
    UPLOAD = "upload"
    EXPORT = "export"
    DELIVER = "deliver"


class Step(StrEnum):
    """Where a turn stands; ``core/rules/state_machine.py`` has the ways between them."""

    QUEUED = "queued"
    FETCHING = "fetching"
    UPLOADING = "uploading"
    INSTRUCTING = "instructing"
    READING = "reading"
    TELLING = "telling"
    EXPORTING = "exporting"
    RENDERING = "rendering"
    DELIVERING = "delivering"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class TurnRequest:
    """What people asked for; may still grow while the turn waits in line.

    ``messages`` are those it came from, oldest first, each with when it was said;
    ``album`` the platform's mark of the album its clips came in. ``render`` names the
    render to deliver once more. ``at`` is unix seconds by our own clock. ``project`` is
    the one it was asked in: another one may be open by the time the turn runs.
    """

    kind: TurnKind
    asker: Sender
    text: str = ""
    clips: tuple[Clip, ...] = ()
    messages: tuple[MessageRef, ...] = ()
    album: str = ""
    language: str = "en"
    private: bool = False
    place: str = ""
    render: RenderId | None = None
    at: float = 0.0
    project: str = ""


@dataclass(frozen=True, slots=True)
class TurnProgress:
    """What has been done already, so that nobody does it again.

    ``project`` is the one the turn works in. ``uploading`` names the clip (its ref)
    whose upload was begun last. ``instructed_at`` is set before the instruction's first
    byte; ``counted`` is how many instructions the agent had counted then, None where it
    does not count; ``heard`` that the stream was read to its end. ``renders`` are the
    ids in the order they were asked for; ``url`` is where the last one lies. ``fault``
    tells whose a failure was: "user" (who can mend it) or "ours". ``attempts`` counts
    what failed since the turn last got further; ``busy`` and ``renewed`` that the one
    more try after 429 and 1001 is spent; ``failed`` counts renders. ``reopened`` tells that
    the agent's session is a new one, ``lost`` that the edit was in the old one. ``small`` is the short side in pixels of an
    export made smaller to fit the chat, ``big`` the bytes of the one before. ``balance``
    is what the payer had at first, where credits are counted.
    """

    project: str = ""
    uploading: str = ""
    refused: tuple[str, ...] = ()
    instructed_at: float = 0.0
    counted: int | None = None
    heard: bool = False
    looks: int = 0
    said: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    edited: bool = False
    renders: tuple[RenderId, ...] = ()
    url: str = ""
    link: str = ""
    attempts: int = 0
    reopened: bool = False
    fault: str = ""
    busy: bool = False
    renewed: bool = False
    failed: int = 0
    lost: bool = False
    small: int = 0
    big: int = 0
    balance: float | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """``version`` grows when ``request`` does; ``card`` is the progress card, if posted."""

    id: TurnId
    chat: ChatId
    request: TurnRequest
    step: Step = Step.QUEUED
    progress: TurnProgress = TurnProgress()
    version: int = 0
    card: MessageRef | None = None
    cancelled_by: str = ""
    before: Mapping[str, Any] | None = field(default=None, compare=False)
    """The agent's raw state before the instruction, kept while the turn runs."""
    idle: float = field(default=0.0, compare=False)
    """Seconds since it was last written to when it was taken up, by Redis' clock."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on a chat's first turn; ``fence`` grows with each holder."""

    chat: ChatId
    turn: TurnId
    fence: int


@dataclass(frozen=True, slots=True)
class SubmitResult:
    """``place`` in the chat's line, 1 is the turn that runs; ``turn`` the known one's id."""

    fresh: bool
    turn: TurnId
    place: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """A turn to work on now, or in ``wait`` seconds, or neither: nothing to do."""

    lease: Lease | None = None
    turn: Turn | None = None
    wait: float | None = None
