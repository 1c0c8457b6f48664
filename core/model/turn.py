"""A turn: one request and its processing, as stored in Redis."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any, NewType

from core.model.agent import RenderId
from core.model.chat import ChatId, Clip, MessageRef, Sender

TurnId = NewType("TurnId", str)
"""14 characters; the prefix of every post key of the turn."""


class TurnKind(StrEnum):
    """The kind of a turn: an instruction, clips alone, a voice note, an export, another delivery."""

    INSTRUCT = "instruct"
    UPLOAD = "upload"
    LISTEN = "listen"
    EXPORT = "export"
    DELIVER = "deliver"


class Step(StrEnum):
    """The step of a turn; ``core/rules/state_machine.py`` has the transitions."""

    QUEUED = "queued"
    FETCHING = "fetching"
    UPLOADING = "uploading"
    INSTRUCTING = "instructing"
    READING = "reading"
    TELLING = "telling"
    OFFERING = "offering"
    PREVIEWING = "previewing"
    EXPORTING = "exporting"
    RENDERING = "rendering"
    DELIVERING = "delivering"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class TurnRequest:
    """A person's request; later messages may extend it while the turn waits.

    ``messages`` are its messages, oldest first; ``words`` is the text of each. ``album`` is
    the platform's id of its clips' album. ``render`` is the render to deliver again. ``at``
    is unix seconds by our own clock. ``project`` is the one it was requested in: another
    one may be current when the turn runs. ``replied`` are the refs of the clips in the
    message replied to, ``replied_version`` the number (from 1) of the version that it
    showed, or that is delivered again, 0 for none. ``held_for_clips``: the words came first and wait for more clips.
    ``answers``: the words were written after a question of ours was posted, and may answer
    it; ``is_title``: the question was the bot's own, for the words of a title.
    ``is_undo``: it takes the last edit back, by a command or a button.
    """

    kind: TurnKind
    asker: Sender
    text: str = ""
    clips: tuple[Clip, ...] = ()
    messages: tuple[MessageRef, ...] = ()
    words: tuple[str, ...] = ()
    album: str = ""
    language: str = "en"
    private: bool = False
    place: str = ""
    render: RenderId | None = None
    at: float = 0.0
    project: str = ""
    replied: tuple[str, ...] = ()
    held_for_clips: bool = False
    replied_version: int = 0
    answers: bool = False
    is_title: bool = False
    is_undo: bool = False


@dataclass(frozen=True, slots=True)
class TurnProgress:
    """The completed work of a turn, so that another worker does not repeat it.

    ``project`` is the project the turn works in. ``uploading`` is the ref of the clip whose
    upload began last, ``rejections`` the sentences about clips left out. ``instructed_at``
    (unix seconds) is set before the instruction is sent; ``instructions_before`` is the
    agent's count at that time, None if it does not count. ``stream_complete`` is true once
    the reply was read to its end, ``polls`` counts the looks at the state after that.
    ``replies`` are the agent's texts, ``begun_reply`` the received part of the next one,
    ``changes`` the differences in words, ``edited`` whether the draft changed. ``renders``
    are ids in the order of their requests; ``url`` is the address of the last video.
    ``attempts`` counts failures of one call since the last step forward;
    ``agent_failures`` those of an unavailable agent, the first of them at
    ``agent_away_since`` (unix seconds). ``busy_retried``: the retry
    after 429 is used, ``token_refusals`` counts answers 1001. ``fault`` tells who causes a
    failure: "user" (who can fix it) or "ours". ``session_reopened``: the agent's session is
    a new one, ``edit_lost``: the edit was in the old one. ``export_side`` is the short side
    in pixels of an export scaled down for the chat, ``oversize_bytes`` the size of the one
    before. ``balance`` is the payer's credits at the start, if credits are counted.
    ``video_changed``: a render would look different, ``new_files`` are those that the agent
    made. ``error_code`` (0 if it had none) and ``error_reason`` are of an error in the
    reply stream. ``post_failures`` counts posts that the platform did not accept,
    ``unposted_since`` (unix seconds) is when the first of them failed. ``summary`` is the
    answer to the instruction, shown with the video. ``version`` is the number (from 1) of
    the draft after the edit, 0 if the agent has none. ``options`` are the renders of
    versions to choose from, in their order. ``preview`` is the render of the preview,
    ``preview_message`` its message, in which the video replaces it. ``shows_still``: that
    message shows only the preview's still so far. ``card_ended``: the card of an ended turn
    is final. ``next_edits`` may be suggested for the video. ``is_empty``: the edit left
    no video. ``asks``: the summary ends with a
    question, with the ``choices``, none if any words answer it. ``spoken_words`` are those
    of a voice note.
    """

    project: str = ""
    uploading: str = ""
    rejections: tuple[str, ...] = ()
    instructed_at: float = 0.0
    instructions_before: int | None = None
    stream_complete: bool = False
    polls: int = 0
    replies: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    edited: bool = False
    renders: tuple[RenderId, ...] = ()
    url: str = ""
    link: str = ""
    attempts: int = 0
    agent_failures: int = 0
    agent_away_since: float = 0.0
    session_reopened: bool = False
    fault: str = ""
    busy_retried: bool = False
    token_refusals: int = 0
    failed_renders: int = 0
    edit_lost: bool = False
    export_side: int = 0
    oversize_bytes: int = 0
    balance: float | None = None
    video_changed: bool = True
    new_files: tuple[str, ...] = ()
    error_code: int = 0
    error_reason: str = ""
    post_failures: int = 0
    unposted_since: float = 0.0
    summary: str = ""
    version: int = 0
    options: tuple[RenderId, ...] = ()
    preview: RenderId | None = None
    preview_message: MessageRef | None = None
    shows_still: bool = False
    next_edits: tuple[str, ...] = ()
    is_empty: bool = False
    asks: bool = False
    choices: tuple[str, ...] = ()
    card_ended: bool = False
    begun_reply: str = ""
    spoken_words: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn.

    ``version`` is incremented when ``request`` changes; ``card`` is the progress card, if
    posted.
    """

    id: TurnId
    chat: ChatId
    request: TurnRequest
    step: Step = Step.QUEUED
    progress: TurnProgress = TurnProgress()
    version: int = 0
    card: MessageRef | None = None
    cancelled_by: str = ""
    before: Mapping[str, Any] | None = field(default=None, compare=False)
    """The agent's raw state before the instruction, stored while the turn runs."""
    idle: float = field(default=0.0, compare=False)
    """Seconds between its last write and its claim, by Redis' clock."""
    maybe_card: bool = field(default=False, compare=False)
    """Whether a process may have posted a card and died before recording it."""
    gone_card: MessageRef | None = field(default=None, compare=False)
    """A card that was deleted; another one may have been posted since."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on a chat's first turn; ``fence`` grows with each holder."""

    chat: ChatId
    turn: TurnId
    fence: int


LEASE_SECONDS = 10.0
"""The usual lease of a chat's turns: another worker goes on with them if it is not renewed.

A worker renews it each quarter of it, at least once a second; from 0.6 of it without a
renewal it posts and changes nothing any more.
"""


class StopReason(StrEnum):
    """Why the work on a turn must stop; the store's script reports it by these values."""

    CANCEL = "cancel"
    LOST = "lost"
    """Another worker has the lease."""


class CancelResult(IntEnum):
    """The result of a cancel: the turn had ended, will stop, or was removed from the queue."""

    ENDED = 0
    RUNNING = 1
    DEQUEUED = 2


class AmendResult(IntEnum):
    """The result of a change: too late, done, or already done by an earlier delivery."""

    TOO_LATE = 0
    DONE = 1
    REPEATED = 2


@dataclass(frozen=True, slots=True)
class SubmitResult:
    """The result of a submit.

    ``place`` in the chat's queue, 1 is the running turn; ``turn`` is the id, for a repeat
    that of the stored turn.
    """

    fresh: bool
    turn: TurnId
    place: int


@dataclass(frozen=True, slots=True)
class WorkerRecord:
    """A live worker: seconds since its last report, and its running turns."""

    id: str
    silent: float
    running: int


@dataclass(frozen=True, slots=True)
class Claimed:
    """A turn to run now, or to wait for ``wait`` seconds, or neither: nothing to do."""

    lease: Lease | None = None
    turn: Turn | None = None
    wait: float | None = None
