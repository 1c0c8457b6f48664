"""Exceptions of the studio, with their wire codes.

StudioError
  + UserFault        the request or the file is at fault; ``say`` tells the mend
    - UnsupportedFile 4001, FileTooLarge 4002, NoCredits 2001, ExportLocked 402, TooMany 429,
                     TooManyRenders 429, UnusableDraft 400
    - ProtocolFault: BadToken 1001, NoSession 1002, BadRequest 400, NotFound 404
  + EngineError      the studio is at fault: AnalysisFailed, RenderFailed,
                     DeletionFailed, DiskFull 507, ServiceUnavailable 503
                     (JobsUnavailable, MediaUnavailable, StateUnavailable, StaleProject,
                     InstructionLost)
"""

from studio.words.catalogue import DEFAULT, words


class StudioError(Exception):
    """Base error: a sentence of ``errors.toml`` by its key, with its facts.

    The sentence tells the user what to do, and never contains a path.
    """

    code = 500

    def __init__(self, key: str, /, **facts: str | int) -> None:
        super().__init__(key)
        self.key, self.facts = key, facts

    def say(self, language: str = DEFAULT) -> str:
        """The sentence in a language; its fact ``reason`` may be the key of a part of it."""
        spoken, facts = words(language), dict(self.facts)
        reason = f"errors.reasons.{facts.get('reason')}"
        if spoken.has(reason):
            facts["reason"] = spoken.say(reason, **self.facts)
        return spoken.say(f"errors.{self.key}", **facts)

    def __str__(self) -> str:
        """The sentence in the language of the operator's log."""
        return self.say()


class UserFault(StudioError):
    """The request or the file is at fault."""

    code = 400


class ProtocolFault(UserFault):
    """A client breaks the protocol: the sentence is in English, for its programmer."""

    def __init__(self, sentence: str) -> None:
        super().__init__("protocol")
        self.sentence = sentence

    def say(self, language: str = DEFAULT) -> str:
        return self.sentence


class BadRequest(ProtocolFault):
    """The request is malformed."""

    code = 400


class BadToken(ProtocolFault):
    """The token is missing, unknown or expired."""

    code = 1001


class NoSession(ProtocolFault):
    """The session does not exist or belongs to another user."""

    code = 1002


class NoCredits(UserFault):
    """The account has no credits left."""

    code = 2001


class UnsupportedFile(UserFault):
    """The file has an unsupported format or cannot be read."""

    code = 4001


class FileTooLarge(UserFault):
    """The file exceeds the size limit."""

    code = 4002


class UnusableDraft(UserFault):
    """The draft has nothing to export, or too much."""


class ExportLocked(UserFault):
    """The request lacks the attribution headers that exports need."""

    code = 402


class NotFound(ProtocolFault):
    """The task, render or file does not exist."""

    code = 404


class TooMany(UserFault):
    """Too many requests; retry after ``wait`` seconds."""

    code = 429

    def __init__(self, wait: int = 30) -> None:
        super().__init__("tokens", seconds=wait)
        self.wait = wait


class TooManyRenders(TooMany):
    """A person has ``most`` renders open."""

    def __init__(self, most: int) -> None:
        UserFault.__init__(self, "open_renders", most=most)
        self.wait = 30


class EngineError(StudioError):
    """The studio is at fault."""

    code = 500


class AnalysisFailed(EngineError):
    code = 500


class RenderFailed(EngineError):
    """The render failed."""

    code = 500


class RenderCancelled(EngineError):
    """The render was cancelled."""

    code = 499


class DeletionFailed(EngineError):
    """Data that must be deleted still exist."""

    code = 500


class ServiceUnavailable(EngineError):
    """A service that the studio uses does not answer; ``reason`` is for the log."""

    code = 503

    def __init__(self, reason: str) -> None:
        super().__init__("service_unavailable")
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class JobsUnavailable(ServiceUnavailable):
    """The queue of jobs does not answer."""


class MediaUnavailable(ServiceUnavailable):
    """The store of media does not answer."""


class StateUnavailable(ServiceUnavailable):
    """The store of projects and accounts does not answer."""


class StaleProject(ServiceUnavailable):
    """The project was written by another process since it was loaded."""


class InstructionLost(ServiceUnavailable):
    """Another studio, or another attempt, has the instruction."""


class DiskFull(EngineError):
    """The disk is full or nearly full: nothing large is accepted."""

    code = 507

    def __init__(self) -> None:
        super().__init__("disk_full")


def is_cancel(error: BaseException | None) -> bool:
    """Whether an error is ``RenderCancelled``, or was raised while that one was handled.

    A cancellation may come between two writes; closing the unfinished file then fails too
    and hides it.
    """
    while error is not None:
        if isinstance(error, RenderCancelled):
            return True
        error = error.__cause__ or error.__context__
    return False
