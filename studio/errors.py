"""Every refusal of the studio, with its wire code.

StudioError
  + UserFault        the request or the file is at fault; ``say`` tells the mend
    - BadToken 1001, NoSession 1002, NoCredits 2001
    - UnsupportedFile 4001, FileTooLarge 4002
    - BadRequest 400, ExportLocked 402, TooMany 429, NotFound 404
  + EngineError      the studio is at fault: AnalysisFailed, RenderFailed, DiskFull
"""


class StudioError(Exception):
    """``say`` is a sentence that a person can act on; it never holds a path."""

    code = 500

    def __init__(self, say: str) -> None:
        super().__init__(say)
        self.say = say


class UserFault(StudioError):
    code = 400


class BadRequest(UserFault):
    code = 400


class BadToken(UserFault):
    code = 1001


class NoSession(UserFault):
    code = 1002


class NoCredits(UserFault):
    code = 2001


class UnsupportedFile(UserFault):
    code = 4001


class FileTooLarge(UserFault):
    code = 4002


class ExportLocked(UserFault):
    code = 402


class NotFound(UserFault):
    code = 404


class TooMany(UserFault):
    """``wait`` seconds until it may be tried again."""

    code = 429

    def __init__(self, say: str, wait: int = 30) -> None:
        super().__init__(say)
        self.wait = wait


class EngineError(StudioError):
    code = 500


class AnalysisFailed(EngineError):
    code = 500


class RenderFailed(EngineError):
    code = 500


class RenderCancelled(EngineError):
    code = 499


class DiskFull(EngineError):
    code = 507
