"""Watch the free disk space: log it, and notify the operator's admins in the chat."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from bots.app.studio_health import StudioAway, StudioStatus, studio_state
from common.disk import free_bytes
from core.clients.disk import DiskLevel, disk_level
from core.errors import ChatError, StoreDown
from core.model.chat import ChatId, SenderId, UpdateId, platform_of
from core.model.reply import Reply
from core.ports import ChatAdapter, TurnStore
from core.rules.text.wording import format_number, say

_log = logging.getLogger(__name__)
_EVERY = 60.0
_DAY = 86_400

Tell = Callable[[str, float], Awaitable[None]]
"""Takes the key of a message and the free GB."""


class AdminNotices:
    """Tells each of the operator's admins in private, once a day for all processes."""

    def __init__(
        self,
        store: TurnStore,
        adapters: Mapping[str, ChatAdapter],
        admins: Sequence[str],
        language: str,
    ) -> None:
        self._store = store
        self._adapters = adapters
        self._admins = admins
        self._language = language

    async def send(self, key: str, gigabytes: float) -> None:
        """Send the message; an admin who cannot be reached is left out."""
        text = say(self._language, key, free=format_number(round(gigabytes, 1)))
        for admin in self._admins:
            adapter = self._adapters.get(platform_of(ChatId(admin)))
            find_chat = getattr(adapter, "direct_chat", None)
            if adapter is None or find_chat is None:
                continue
            day = int(time.time() // _DAY)
            try:
                seen = UpdateId(f"notice:{key}:{admin}:{day}")
                if await self._store.mark_seen(seen):
                    chat = await find_chat(SenderId(admin))
                    await adapter.post(chat, Reply(text), f"{key}.{day}"[-25:])
            except (ChatError, StoreDown) as error:
                _log.info("notice to an admin: not sent: %s", type(error).__name__)


async def watch_disk(
    data: Path,
    tell: Tell,
    every: float = _EVERY,
    free: Callable[[Path], int] = free_bytes,
) -> None:
    """Report when the disk of the data folder gets low or full; log its recovery."""
    reported = DiskLevel.OK
    while True:
        with suppress(OSError):
            left = free(data)
            level = disk_level(left)
            if level is not reported:
                reported = level
                is_short = level is not DiskLevel.OK
                words = (
                    f"the disk is {level}: free some space"
                    if is_short
                    else "space again"
                )
                severity = logging.ERROR if level is DiskLevel.FULL else logging.WARNING
                _log.log(severity, "%.1f GB free in %s: %s", left / 1e9, data, words)
                if is_short:
                    await tell(f"admin.disk_{level}", left / 1e9)
        await asyncio.sleep(every)


async def watch_studio(url: str, tell: Tell, every: float = _EVERY) -> None:
    """Notify the admins when our own studio's space gets low or full; the studio logs it."""
    reported = StudioStatus.OK
    while True:
        with suppress(StudioAway):
            state = await studio_state(url)
            is_short = state.status in {StudioStatus.LOW, StudioStatus.FULL}
            if is_short and state.status is not reported:
                await tell(f"admin.studio_{state.status}", state.free_gb)
            reported = state.status
        await asyncio.sleep(every)
