"""Correlation id: the turn of the running task, in logs and in calls."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

HEADER = "X-Request-Id"
"""Header that carries the id to the agent; our own studio logs it."""
_FORM = re.compile(r"[\w.:-]{1,64}", re.ASCII)
_current: ContextVar[str] = ContextVar("correlation_id", default="")


def current_id() -> str:
    """Return the id of the current turn, "" outside of turns."""
    return _current.get()


def valid_id(sent: bytes) -> str:
    """Return the id that a client sent, "" if it is not safe to log."""
    text = sent.decode("ascii", "replace")
    return text if _FORM.fullmatch(text) else ""


@contextmanager
def bound(id_: str) -> Iterator[None]:
    """Set the id within the block and in the tasks started there."""
    token = _current.set(id_)
    try:
        yield
    finally:
        _current.reset(token)
