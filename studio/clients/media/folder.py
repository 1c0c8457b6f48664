"""The data folder itself as the store of media: of one machine, or shared by several."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path


class FolderStore:
    """``MediaStore`` where nothing has to be carried: whoever uses a file deletes it."""

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
        """Do nothing: the folder's files are deleted and looked for by their owners."""

    async def evict(self, older_than: float) -> AsyncIterator[int]:
        """Yield nothing: there are no copies."""
        nothing: tuple[int, ...] = ()
        for freed in nothing:
            yield freed
