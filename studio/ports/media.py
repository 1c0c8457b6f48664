"""The store of media: files that every studio and renderer can reach."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol


class MediaStore(Protocol):
    """Files by their paths relative to the data folder.

    With a remote store that folder is a cache. All methods raise ``MediaUnavailable``.
    """

    @property
    def data(self) -> Path:
        """The data folder."""

    @property
    def is_remote(self) -> bool:
        """Whether the data folder is only a cache of the store."""

    async def save(self, path: str) -> None:
        """Store a file of the data folder."""

    async def fetch(self, path: str) -> bool:
        """Fetch a file into the data folder; False if the store has none."""

    async def has(self, path: str) -> bool:
        """Whether the store has a file."""

    async def delete(self, prefix: str) -> None:
        """Delete the files with this path prefix. Raises ``DeletionFailed``."""

    def evict(self, older_than: float) -> AsyncIterator[int]:
        """Delete copies not used since a unix time, oldest first; yield bytes freed."""
