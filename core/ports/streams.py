"""Byte streams, in which clips and videos are passed on."""

from collections.abc import AsyncIterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ByteStream:
    """A file on its way: bytes come once; ``size`` None when unknown."""

    name: str
    mime: str
    size: int | None
    chunks: AsyncIterator[bytes]
