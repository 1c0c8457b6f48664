"""Convert clips for an agent that reads fewer formats than our own studio."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path, PurePosixPath

from bots.app import studio_process
from bots.shared.tempdirs import temporary_folder
from core.clients.agent.multipart import LARGEST_HOSTED_FILE
from core.errors import FileTooLarge, UnsupportedFile
from core.ports import ByteStream

_log = logging.getLogger(__name__)
_PATIENCE = 900.0
"""Longest time of a conversion, in seconds."""
_AT_ONCE = 2
_CHUNK = 1 << 18


class StudioConverter:
    """``ClipConverter`` that lets a confined process of the studio decode each clip."""

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(_AT_ONCE)

    @asynccontextmanager
    async def convert(
        self, clip: ByteStream, language: str
    ) -> AsyncIterator[ByteStream]:
        """Convert the clip.

        Raises ``UnsupportedFile`` with a reason in ``language``, ``FileTooLarge``.
        """
        with temporary_folder() as name:
            folder = Path(name)
            source = folder / "clip"
            await _store(clip, source)
            async with self._slots:
                command = ["convert", str(source), clip.name, name, language]
                path, mime = await _run(command)
            size = (await asyncio.to_thread(path.stat)).st_size
            shown = PurePosixPath(clip.name).with_suffix(path.suffix).name
            yield ByteStream(shown, mime, size, _chunks(path))


async def _store(clip: ByteStream, path: Path) -> None:
    size = 0
    with path.open("wb") as file:
        async for chunk in clip.chunks:
            size += len(chunk)
            if size > LARGEST_HOSTED_FILE:
                raise FileTooLarge
            await asyncio.to_thread(file.write, chunk)


async def _run(command: list[str]) -> tuple[Path, str]:
    """The converted file and its MIME type. Raises ``UnsupportedFile``."""
    result: Mapping[str, object] = {}
    try:
        async with asyncio.timeout(_PATIENCE):
            async for line in studio_process.run_json_lines(command):
                result = line
    except (TimeoutError, studio_process.StudioError) as error:
        _log.warning("clip conversion: failed: %r", error)
        raise UnsupportedFile from error
    if "path" not in result:
        _log.info("clip conversion: refused: %s", result.get("error"))
        raise UnsupportedFile(str(result.get("error") or ""))
    return Path(str(result["path"])), str(result["mime"])


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while chunk := await asyncio.to_thread(file.read, _CHUNK):
            yield chunk
