"""Undo what a test changes of the process's logging."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def restored_logging() -> Iterator[None]:
    """Restore each logger's level, handlers, filters and switches afterwards.

    A logger that did not exist before gets those of a fresh one.
    """
    root, manager = logging.getLogger(), logging.root.manager
    before = {id(logger): _state(logger) for logger in [root, *_loggers()]}
    disabled = manager.disable
    try:
        yield
    finally:
        fresh: _State = (logging.NOTSET, True, False, [], [])
        for logger in [root, *_loggers()]:
            state = before.get(id(logger), fresh)
            if _state(logger) != state:
                level, logger.propagate, logger.disabled, handlers, filters = state
                logger.handlers[:], logger.filters[:] = handlers, filters
                logger.setLevel(level)  # clears the loggers' caches of levels
        if manager.disable != disabled:
            logging.disable(disabled)


_State = tuple[int, bool, bool, list[logging.Handler], list[Any]]


def _loggers() -> Iterator[logging.Logger]:
    for each in list(logging.root.manager.loggerDict.values()):
        if isinstance(each, logging.Logger):
            yield each


def _state(logger: logging.Logger) -> _State:
    handlers, filters = [*logger.handlers], [*logger.filters]
    return logger.level, logger.propagate, logger.disabled, handlers, filters
