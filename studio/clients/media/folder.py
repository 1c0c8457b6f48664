"""Use the data folder itself as the store of media, on one machine or shared."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path


class FolderStore:
    """``MediaStore`` in which every file is in its place already; its owner deletes it."""

    is_remote = False

    def __init__(self, data: Path) -> None:
        self.data = data

    async def save(self, path: str) -> None:
        """Do nothing: the file is in its place."""

    async def fetch(self, path: str) -> bool:
        return await self.has(path)

    async def has(self, path: str) -> bool:
        return await asyncio.to_thread((self.data / path).is_file)

    async def delete(self, prefix: str) -> None:
        """Do nothing: the owners of the files delete them and check that."""

    async def evict(self, older_than: float) -> AsyncIterator[int]:
        """Yield nothing: there are no copies."""
        nothing: tuple[int, ...] = ()
        for freed in nothing:
            yield freed
