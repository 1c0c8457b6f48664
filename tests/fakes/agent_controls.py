"""The switches of the fake agent: its answers, times and faults; the checks of its callers."""

import math
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from redis.asyncio import Redis

from core.errors import SessionGone, TokenExpired
from core.model.agent import Token


class AgentControls:
    """``faults`` are raised by the next calls of that name, one each; None is no fault.

    ``away`` is raised by every call as long as it is set. ``deletes`` False: it cannot
    delete sessions, as the hosted service cannot. ``about`` is what came with each
    instruction besides its text. ``owned`` sessions belong to the token that opened them.
    ``renders`` are the drafts it was asked to render; with ``previews`` it offers these,
    too; videos have ``size`` bytes, less where the picture is smaller.
    """

    def __init__(
        self,
        redis: Redis,
        *,
        takes: float = 0.02,
        accepts: float = 0.0,
        counts: bool = True,
        silent: bool = False,
    ) -> None:
        self._redis: Any = redis
        self.takes = takes
        self.accepts = accepts
        self.counts = counts
        self.silent = silent
        self.owned = False
        self.deletes = True
        self.renders_take = 0.0
        self.fault_in_stream = False
        self.versions = False
        self.previews = False
        self.preview_takes = 0.0
        self.still_picture = b""
        self.tells_progress = False
        self.longest_wait = 0.0
        self.questions = 0
        self.options = False
        self.keeps_replies = False
        self.asks = ""
        self.about: list[dict[str, Any]] = []
        self.choices: list[str] | None = None
        self.revoked: set[str] = set()
        self.renders: list[Mapping[str, Any]] = []
        self.size = 0
        self.thumbnails: dict[str, bytes] = {}
        self.meta: dict[str, Any] = {"width": 1920, "height": 1080}
        self.url = "https://cdn.test/x.mp4"
        self.faults: dict[str, list[Exception | None]] = {}
        self.away: Exception | None = None
        self._busy_since = math.inf

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Finish no instruction until the block ends."""
        self._busy_since = time.time()
        yield
        self._busy_since = math.inf

    def _fault(self, call: str) -> None:
        if self.away:
            raise self.away
        if (waiting := self.faults.get(call)) and (fault := waiting.pop(0)):
            raise fault

    async def _check(self, token: Token, session: str = "") -> None:
        """Raise as the real one does for an unknown session or one of another person."""
        if token.startswith("bad") or token in self.revoked:
            raise TokenExpired("token", 1001)
        if not session:
            return
        owner = await self._redis.hget("agent:owners", session)
        if owner is None or (self.owned and owner != token):
            raise SessionGone("session not found", 1002)
