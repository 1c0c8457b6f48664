"""Let one process at a time lead a conversation in the terminal.

Two processes would take each other's turns and post the answers in the wrong terminal. The
lock is one of the operating system, which releases it at any death of the process.
"""

import fcntl
import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NAME = re.compile(r"\w[\w-]{0,39}")


class ChatIsOpen(Exception):
    """Another process leads this conversation; ``process`` is its id, "" if unknown."""

    def __init__(self, process: str) -> None:
        super().__init__(process)
        self.process = process


def chat_name(text: str) -> str:
    """The name of a conversation, in lower case. Raises ``ValueError`` if it is none."""
    name = unicodedata.normalize("NFC", text).lower()
    if not _NAME.fullmatch(name):
        raise ValueError("use up to 40 letters, digits, - and _")
    return name


@contextmanager
def locked_chat(data: Path, name: str) -> Iterator[None]:
    """Lead the conversation ``name`` ("" for the usual one) of a data folder in this block.

    Raises ``ChatIsOpen`` if another process does.
    """
    path = data / f"chat-{name}.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ChatIsOpen(os.read(handle, 20).decode(errors="replace")) from error
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        yield
    finally:
        os.close(handle)
