"""End a command at Ctrl-C or SIGTERM with one line and its exit code, without a traceback."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_STOPPED = "Stopped."
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def ending_at_once() -> Iterator[None]:
    """End the process at a signal in this block, in which nothing that needs cleanup begins.

    It is for imports: some libraries would swallow an exception that comes from a handler.
    """

    def end(number: int, _: FrameType | None) -> None:
        os.write(2, f"{_STOPPED}\n".encode())
        os._exit(_exit_code(number))

    with _handlers(end, end):
        _release_signals()
        yield


def run_until_stopped(command: Callable[[], int], farewell: str = _STOPPED) -> int:
    """Return the command's exit code: 130 if Ctrl-C stopped it, 143 if SIGTERM did.

    Both signals raise ``KeyboardInterrupt`` in it, so that it cleans up.
    """
    received = signal.SIGINT

    def interrupt(number: int, _: FrameType | None) -> None:
        nonlocal received
        received = signal.Signals(number)
        signal.raise_signal(signal.SIGINT)  # asyncio cancels the main task at this one

    with _handlers(signal.default_int_handler, interrupt):
        try:
            _release_signals()
            return command()
        except KeyboardInterrupt:
            sys.stderr.write(f"{farewell}\n")
            return _exit_code(received)


def hold_signals() -> None:
    """Let signals wait until the program that replaces this process handles them."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)


def _release_signals() -> None:
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)


def _exit_code(number: int) -> int:
    """As a shell reports it."""
    return 128 + number


@contextmanager
def _handlers(*handlers: Callable[[int, FrameType | None], object]) -> Iterator[None]:
    """Handle both signals; a shell starts background jobs with SIGINT ignored."""
    former = [
        signal.signal(number, handler)
        for number, handler in zip(_SIGNALS, handlers, strict=True)
    ]
    try:
        yield
    finally:
        for number, handler in zip(_SIGNALS, former, strict=True):
            signal.signal(number, handler)
