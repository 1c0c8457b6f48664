"""Map the agent's error codes to exceptions."""

from core.errors import (
    AgentBusy,
    AgentDown,
    AgentError,
    AgentFull,
    AgentRefused,
    ExportLocked,
    FileTooLarge,
    NoCredits,
    SessionGone,
    TokenExpired,
    UnsupportedFile,
)
from core.rules.text.redact import redact

FILE_TOO_LARGE = 4002
_CODES: dict[int, type[AgentError]] = {
    1001: TokenExpired,
    1002: SessionGone,
    2001: NoCredits,
    4001: UnsupportedFile,
    FILE_TOO_LARGE: FileTooLarge,
    402: ExportLocked,
    507: AgentFull,
}


def error_of(
    code: int, reason: str = "", retry_after: float | None = None
) -> AgentError:
    """The exception of a code other than 0."""
    reason = redact(" ".join(reason.split()))[:300]
    if code == 429:
        return AgentBusy(reason, code, retry_after)
    if code >= 500 and code < 600 and code not in _CODES:
        return AgentDown(reason, code)
    return _CODES.get(code, AgentRefused)(reason, code)
