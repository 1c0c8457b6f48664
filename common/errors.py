"""Exceptions of the code that core and studio share; callers convert them to their own."""


def first_of(error: Exception) -> Exception:
    """The error that made a task group cancel its other tasks; any other error itself."""
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error


class RedisUnavailable(Exception):
    """Redis cannot be started or does not answer; the text tells an operator why."""


class UnreadableUrl(Exception):
    """``REDIS_URL`` cannot be parsed; the text tells how to write it, without secrets."""


class MissingExtra(Exception):
    """A library that a setting needs is not installed; the text tells how to get it."""
