"""Check whether a person has left the chat of their link, with a cache."""

import time
from collections.abc import Mapping

from core.model.chat import ChatId, SenderId, platform_of
from core.model.drop_link import DropLink
from core.ports import MembershipPlatform

_KEEP_SECONDS = 60.0
_REMEMBERED = 10_000


class MembershipCache:
    """Asks the platform of a chat, for each person at most once a minute."""

    def __init__(self, platforms: Mapping[str, MembershipPlatform]) -> None:
        self._platforms = platforms
        self._known: dict[tuple[ChatId, SenderId], tuple[bool, float]] = {}

    async def has_left(self, link: DropLink) -> bool:
        """Whether the person of a group's link is not in the group any more."""
        platform = self._platforms.get(platform_of(link.chat))
        if platform is None or link.private:
            return False
        key, now = (link.chat, link.person.id), time.monotonic()
        left, until = self._known.get(key, (False, 0.0))
        if now < until:
            return left
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        # Recorded before the answer, so that concurrent requests of the page do not ask
        # again.
        self._known[key] = (left, now + _KEEP_SECONDS)
        left = await platform.has_left(*key)
        self._known[key] = (left, now + _KEEP_SECONDS)
        return left
