"""Byte streams, in which clips and videos are passed on."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ByteStream:
    """A file on its way: bytes come once; ``size`` None when unknown."""

    name: str
    mime: str
    size: int | None
    chunks: AsyncIterator[bytes]


class ClipConverter(Protocol):
    """Writes a clip again in a format that every agent reads."""

    def convert(
        self, clip: ByteStream, language: str
    ) -> AbstractAsyncContextManager[ByteStream]:
        """Raises ``UnsupportedFile``, the reason in the language, and ``FileTooLarge``."""
        ...
