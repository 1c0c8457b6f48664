"""Configure logging as text or JSON with all secrets redacted."""

import json
import logging
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from common.correlation import current_id

_NOISY_LOGGERS = ("httpx", "httpcore", "docket", "uvicorn.error", "telegram", "discord")
"""Loggers of URLs (a Telegram one contains the token) or of many details."""
_MIN_SECRET_LENGTH = 6
"""Characters; a shorter text is no secret and may be part of any word."""


class RedactingFormatter(logging.Formatter):
    """Formats a record and redacts the secrets in it, tracebacks included."""

    def __init__(self, secrets: Iterable[str], *, as_json: bool) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
        self._secrets = sorted(
            {s for s in secrets if len(s) >= _MIN_SECRET_LENGTH}, key=len
        )[::-1]
        self._json = as_json

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        """Add the turn's id unless the message contains it."""
        id_ = current_id()
        is_named = not id_ or id_ in record.message
        return super().formatMessage(record) + ("" if is_named else f" [{id_}]")

    def format(self, record: logging.LogRecord) -> str:
        line = self._format_json(record) if self._json else super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "…")
        return line

    def _format_json(self, record: logging.LogRecord) -> str:
        shown = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "part": record.name,
            "text": record.getMessage(),
        }
        if id_ := current_id():
            shown["turn"] = id_
        if record.exc_info:
            shown["trace"] = self.formatException(record.exc_info)
        return json.dumps(shown, ensure_ascii=False)


def configure(
    style: str, secrets: Iterable[str], *, quiet: bool = False, file: Path | None = None
) -> None:
    """Configure logging to stderr; ``style`` is text or json, ``quiet`` warnings only.

    With a ``file``, which is made with the first line, it gets the lines instead.
    """
    handler = (
        logging.FileHandler(file, encoding="utf-8", delay=True)
        if file
        else logging.StreamHandler(sys.stderr)
    )
    handler.setFormatter(RedactingFormatter(secrets, as_json=style == "json"))
    level = logging.WARNING if quiet else logging.INFO
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _NOISY_LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
