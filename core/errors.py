"""Exception hierarchy of the core. Errors hold facts, not sentences.

VidMuseError
  + UserError               the person can fix it
    - NotMedia, ClipTooLarge, ClipUnavailable, OverQuota, NeedsWallet
  + AgentError              the agent refused or failed
    - TokenExpired 1001, SessionGone 1002, NoCredits 2001, UnsupportedFile 4001,
      FileTooLarge 4002, ExportLocked 402, AgentBusy 429, AgentFull 507 (its disk),
      AgentDown (transport, other 5xx,
      HTML), AgentRefused (any other code), RenderFailed
    - TurnUncertain         may have run, may have been paid: look, never send again
  + ChatError               the platform refused or failed
    - NotSent (retry it), PostRejected (a retry is of no use), MaybeSent (never blindly
      again), RateLimited, ChatGone, MessageGone, MediaTooLarge, ChatMoved
  + StoreError              Redis: StoreDown, LeaseLost
"""

from enum import StrEnum


class VidMuseError(Exception):
    pass


class UserError(VidMuseError):
    pass


class NotMedia(UserError):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class ClipTooLarge(UserError):
    """``limit`` and ``size`` are bytes; ``size`` may be None."""

    def __init__(self, name: str, limit: int, size: int | None = None) -> None:
        super().__init__(name)
        self.name, self.limit, self.size = name, limit, size


class Unavailability(StrEnum):
    """Reasons why the bytes of a clip cannot be fetched from its platform."""

    GONE = "deleted or not served any more"
    EXPIRED = "its address has expired"
    LINK = "a link, which only the agent can fetch"
    SITE = "a link to a site that gives no files"


class ClipUnavailable(UserError):
    """The clip cannot be fetched; ``detail`` is for the log."""

    def __init__(
        self,
        name: str,
        reason: Unavailability = Unavailability.GONE,
        detail: str = "",
    ) -> None:
        super().__init__(f"{name}: {detail or reason}")
        self.name, self.reason = name, reason


class OverQuota(UserError):
    """``resets_at`` unix seconds; ``what`` is turns, megabytes or credits.

    ``chat``: it is the chat's quota, not the person's own.
    """

    def __init__(
        self, what: str, limit: float, resets_at: float, *, chat: bool = False
    ) -> None:
        super().__init__(what)
        self.what, self.limit, self.resets_at, self.chat = what, limit, resets_at, chat


class NeedsWallet(UserError):
    """Nobody can pay: there is no operator's token, and no anonymous one is available."""


class RecognitionFailed(VidMuseError):
    """The words of a voice note could not be written down."""


class AgentError(VidMuseError):
    """An error of the agent: ``reason`` is its text, redacted; ``code`` its code, 0 if none."""

    def __init__(self, reason: str = "", code: int = 0) -> None:
        super().__init__(f"{code} {reason}".strip())
        self.reason, self.code = reason, code


class TokenExpired(AgentError):
    pass


class SessionGone(AgentError):
    pass


class NoCredits(AgentError):
    pass


class UnsupportedFile(AgentError):
    pass


class FileTooLarge(AgentError):
    pass


class ExportLocked(AgentError):
    pass


class AgentBusy(AgentError):
    """429. ``retry_after`` seconds or None."""

    def __init__(
        self, reason: str = "", code: int = 429, retry_after: float | None = None
    ) -> None:
        super().__init__(reason, code)
        self.retry_after = retry_after


class AgentDown(AgentError):
    """No answer, a 5xx, HTML or an unreadable body. ``sent``: the request may have arrived."""

    def __init__(self, reason: str = "", code: int = 0, *, sent: bool = True) -> None:
        super().__init__(reason, code)
        self.sent = sent


class AgentFull(AgentError):
    """The disk of the agent is full: the operator must free some space."""


class AgentRefused(AgentError):
    pass


class RenderFailed(AgentError):
    pass


class TurnUncertain(AgentError):
    pass


class ChatError(VidMuseError):
    pass


class NotSent(ChatError):
    """Certainly not delivered: may be retried."""


class PostRejected(NotSent):
    """Certainly not delivered; a retry would be refused too."""


class RateLimited(NotSent):
    def __init__(self, retry_after: float) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class MaybeSent(ChatError):
    """May have been delivered: must not be repeated blindly."""


class ChatGone(ChatError):
    """The bot was blocked or removed, the chat was deleted, or writing is not allowed."""


class MessageGone(ChatError):
    """The message to edit or answer was deleted: send a new one."""


class MediaTooLarge(ChatError):
    """The chat does not accept a file of this size: post a link instead."""

    def __init__(self, limit: int | None = None) -> None:
        super().__init__(limit)
        self.limit = limit


class ChatMoved(ChatError):
    def __init__(self, to: str) -> None:
        super().__init__(to)
        self.to = to


class StoreError(VidMuseError):
    pass


class StoreDown(StoreError):
    pass


class LeaseLost(StoreError):
    pass


def is_internal(error: Exception) -> bool:
    """Whether the agent is there and fails at just this: waiting is of little use."""
    return isinstance(error, AgentDown) and error.code == 500


USERS_FAULT = (UserError, UnsupportedFile, FileTooLarge, NoCredits, ExportLocked)
"""Errors that the person can fix; all others are ours or the agent's."""
