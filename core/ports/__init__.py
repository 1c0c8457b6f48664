"""Protocols through which the flows reach the outside world."""

from core.ports.agent import VideoAgent
from core.ports.chat import (
    AppPlatform,
    ChatAdapter,
    FileStore,
    InboundHandler,
    MembershipPlatform,
    ReplyPlatform,
    SingleChatAdapter,
)
from core.ports.notes import NoteOwner, Notes
from core.ports.runtime import Clock, WakeQueue
from core.ports.sessions import CommandHandler, CommandSessions, Quotas, Sessions
from core.ports.speech import SpeechRecogniser
from core.ports.streams import ByteStream, ClipConverter
from core.ports.turns import (
    TurnInbox,
    TurnLeases,
    TurnOperations,
    TurnOutbox,
    TurnStore,
)

__all__ = [
    "AppPlatform",
    "ByteStream",
    "ChatAdapter",
    "ClipConverter",
    "Clock",
    "CommandHandler",
    "CommandSessions",
    "FileStore",
    "InboundHandler",
    "MembershipPlatform",
    "NoteOwner",
    "Notes",
    "Quotas",
    "ReplyPlatform",
    "Sessions",
    "SingleChatAdapter",
    "SpeechRecogniser",
    "TurnInbox",
    "TurnLeases",
    "TurnOperations",
    "TurnOutbox",
    "TurnStore",
    "VideoAgent",
    "WakeQueue",
]
