"""Stored values of people and chats: projects, wallets, settings."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NewType

from core.model.agent import AgentSession, RenderId, Token, UploadedClip
from core.model.chat import ChatId, Clip, MessageRef, SenderId

ProjectId = NewType("ProjectId", str)


@dataclass(frozen=True, slots=True)
class ProjectClip:
    """A clip of a project; ``uploaded`` once the agent has it.

    ``owner_name`` is the name of the person who sent it, "" if unknown.
    """

    clip: Clip
    uploaded: UploadedClip | None = None
    owner_name: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """A project: a chat has one current project and may have more.

    ``place`` is where it is stored: the chat, or the chat and a member. ``askers`` are the
    people who asked for an edit in it: they may export it. ``edit_session`` is the agent's
    session with its edit, "" without one, ``edited_clips`` how many clips it had then; ``export_blocked``: the payer's plan has no
    export; ``export_owed``: the video of its edits is left to the next turn. ``unsettled``
    is the turn whose edit may still be made, "" if none. ``rendered`` is the fingerprint of
    the draft of the newest render, ``video_rate`` the bytes per second of its video at full
    size, 0.0 if unknown. ``tray`` is the message that lists the clips, None if something
    was said since. ``linked``: links lead to it, so it is kept even while it is empty.
    """

    id: ProjectId
    chat: ChatId
    name: str
    language: str
    payer: SenderId
    session: AgentSession | None = None
    clips: tuple[ProjectClip, ...] = ()
    renders: tuple[RenderId, ...] = ()
    created_at: float = 0.0
    used_at: float = 0.0
    place: str = ""
    askers: tuple[SenderId, ...] = ()
    edit_session: str = ""
    edited_clips: int = 0
    export_blocked: bool = False
    export_owed: bool = False
    unsettled: str = ""
    rendered: str = ""
    video_rate: float = 0.0
    tray: MessageRef | None = None
    linked: bool = False


class WalletKind(StrEnum):
    OPERATOR = "operator"
    OWN = "own"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Wallet:
    """A person's NEMO token; the repr does not contain it."""

    owner: SenderId
    kind: WalletKind
    token: Token = field(repr=False)
    user_id: str = ""
    expires_at: float | None = None


Controllers = Literal["asker", "admins", "everyone"]
ProjectScope = Literal["chat", "member"]


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """The settings of a chat; ``controllers`` may cancel and export besides the asker.

    ``preview``: post a preview before each video, if the agent makes one.
    """

    language: str = ""
    scope: ProjectScope = "chat"
    controllers: Controllers = "admins"
    auto_export: bool = True
    preview: bool = True


SETTING_NAMES = ("scope", "controllers", "auto", "preview")
"""The settings of a chat as people write them, besides its language."""


@dataclass(frozen=True, slots=True)
class Quota:
    """Daily limits of a person or a chat; 0 means no limit."""

    turns: int = 0
    megabytes: int = 0
    credits: int = 0


NO_QUOTA = Quota()


@dataclass(frozen=True, slots=True)
class Usage:
    """What a person has used of a day's quota."""

    turns: int
    megabytes: int
    credits: int


@dataclass(frozen=True, slots=True)
class Access:
    """Token, session and project for calls to the agent."""

    token: Token = field(repr=False)
    session: AgentSession
    project: Project


@dataclass(frozen=True, slots=True)
class ErasureResult:
    """Counts of deleted data; ``left`` is the rest.

    ``shared`` projects are kept for their other members; the clips of ``kept_by_agent``
    projects cannot be deleted by the agent.
    """

    wallets: int
    projects: int
    clips: int
    left: int
    shared: int = 0
    kept_by_agent: int = 0


@dataclass(frozen=True, slots=True)
class Holdings:
    """Counts of a person's data: own and shared projects, clips, tokens."""

    projects: int
    shared: int
    clips: int
    tokens: int
