"""Make proxies of clips in the background, one at a time, and find those that are ready.

A proxy lies in its session's folder, so that it counts and goes with the clips. It can
always be made again: it goes first when space is short, and none is made then.
"""

import asyncio
import logging
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path

from studio.media.files import TEMP_SUFFIX, last_change
from studio.media.processes import child, describe_exit
from studio.media.sandbox import Limits, memory_per_core
from studio.model.media import Asset, MediaKind
from studio.rules.plan.preview_plan import PREVIEW_SIDE

_log = logging.getLogger(__name__)
_FOLDER = "proxies"
_SECONDS = 900.0
"""How long one may take: an hour of 1080p takes about half of it."""
_CPU_SHARE = 8
_MEMORY = 2 << 30
_FILES = 256
_NICE = 19
"""Work that nobody waits for yet stands back."""


class Proxies:
    """Proxies of the clips of all sessions; ``sessions`` is the folder of their folders.

    ``has_room`` tells whether there is space for things that can be made again.
    """

    def __init__(self, sessions: Path, has_room: Callable[[], Awaitable[bool]]) -> None:
        self._sessions = sessions
        self._has_room = has_room
        self._one = asyncio.Semaphore(1)
        self._tasks: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._failed: set[str] = set()

    async def make(self, session_id: str, asset: Asset) -> None:
        """Make the proxy of a clip that is larger than one; a failure is logged."""
        key = session_id, asset.sha256
        if key in self._tasks:
            return
        if await asyncio.to_thread(self._is_wanted, session_id, asset):
            task = asyncio.create_task(self._make(session_id, asset))
            self._tasks[key] = task
            task.add_done_callback(lambda _: self._tasks.pop(key, None))

    def _is_wanted(self, session_id: str, asset: Asset) -> bool:
        return (
            asset.kind is MediaKind.VIDEO
            and min(asset.width, asset.height) > PREVIEW_SIDE
            and asset.sha256 not in self._failed
            and not self._path(session_id, asset).is_file()
        )

    async def _make(self, session_id: str, asset: Asset) -> None:
        path = self._path(session_id, asset)
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}{TEMP_SUFFIX}")
        try:
            async with self._one:
                if await self._has_room():
                    await asyncio.to_thread(
                        path.parent.mkdir, mode=0o700, exist_ok=True
                    )
                    await self._run(asset, part)
                    await asyncio.to_thread(part.replace, path)
        except (TimeoutError, RuntimeError) as error:
            self._failed.add(asset.sha256)
            _log.warning(
                "proxy of %s: not made: %s", path.stem, str(error) or "too slow"
            )
        except OSError as error:  # the session is gone, or the disk is full
            _log.info("proxy of %s: not made: %s", path.stem, error)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)

    async def _run(self, asset: Asset, part: Path) -> None:
        """Run the child. Raises ``TimeoutError``, ``RuntimeError`` with the reason."""
        limits = Limits(
            _MEMORY + memory_per_core(), round(_SECONDS) * _CPU_SHARE, _FILES
        )
        arguments = ("proxy", asset.path, asset.name, str(part))
        label = f"proxy of {Path(asset.path).name}"
        async with (
            asyncio.timeout(_SECONDS),
            child(arguments, limits, label=label, nice=_NICE) as process,
        ):
            async for line in process.lines():
                if line.get("done"):
                    return
                raise RuntimeError(str(line.get("error")))
            raise RuntimeError(describe_exit(await process.exit_code()))

    async def ready(self, session_id: str, assets: Sequence[Asset]) -> dict[str, str]:
        """Return the proxies' paths by their clips' paths; make those that are missing."""
        paths = await asyncio.to_thread(self._existing, session_id, assets)
        for asset in assets:
            if asset.path not in paths:
                await self.make(session_id, asset)
        return paths

    def _existing(self, session_id: str, assets: Sequence[Asset]) -> dict[str, str]:
        out = {}
        for asset in assets:
            path = self._path(session_id, asset)
            with suppress(OSError):
                os.utime(path)  # it is in use; raises where there is none
                out[asset.path] = str(path)
        return out

    async def cancel_session(self, session_id: str) -> None:
        """Stop the work on a session's proxies."""
        tasks = [task for key, task in self._tasks.items() if key[0] == session_id]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def evict(self, older_than: float) -> AsyncIterator[int]:
        """Delete proxies not used since a unix time, oldest first; yield bytes freed."""
        for path in await asyncio.to_thread(self._unused_since, older_than):
            yield await asyncio.to_thread(_unlink, path)

    def _unused_since(self, older_than: float) -> list[Path]:
        used = [
            (last_change(path), path)
            for path in self._sessions.glob(f"*/{_FOLDER}/*.mp4")
        ]
        return [path for at, path in sorted(used) if at < older_than]

    async def close(self) -> None:
        """End all work; what is missing is made when a preview needs it."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _path(self, session_id: str, asset: Asset) -> Path:
        return self._sessions / session_id / _FOLDER / f"{asset.sha256[:32]}.mp4"


def _unlink(path: Path) -> int:
    with suppress(FileNotFoundError):
        size = path.stat().st_size
        path.unlink()
        return size
    return 0
