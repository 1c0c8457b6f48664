"""Byte streams of clips and videos, and their conversion."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ByteStream:
    """A stream of a file's bytes, read once; ``size`` is None if unknown."""

    name: str
    mime: str
    size: int | None
    chunks: AsyncIterator[bytes]


class ClipConverter(Protocol):
    """Converts a clip to a format that every agent reads."""

    def convert(
        self, clip: ByteStream, language: str
    ) -> AbstractAsyncContextManager[ByteStream]:
        """Convert the clip.

        Raises ``UnsupportedFile`` with a reason in ``language``, ``FileTooLarge``.
        """
        ...
