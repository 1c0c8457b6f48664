"""Correlation id: the turn that the running task works for, in logs and in calls."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

HEADER = "X-Request-Id"
"""Header that carries the id to the agent; our own studio logs it."""
_current: ContextVar[str] = ContextVar("correlation_id", default="")


def current_id() -> str:
    """Return the id of the work in hand, "" outside of any."""
    return _current.get()


@contextmanager
def bound(id_: str) -> Iterator[None]:
    """Set the id within the block and in the tasks started there."""
    token = _current.set(id_)
    try:
        yield
    finally:
        _current.reset(token)
