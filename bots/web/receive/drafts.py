"""Cache the drafts of the projects that people view, with few requests to the agent."""

import time
from collections.abc import Mapping
from typing import Any

from core.errors import AgentError
from core.model.session import Access
from core.ports import VideoAgent

_FRESH_SECONDS = 20.0
_REMEMBERED = 500
Draft = Mapping[str, Any]


class Drafts:
    """The newest draft of a project; an old one while the agent does not answer."""

    def __init__(self, agent: VideoAgent) -> None:
        self._agent = agent
        self._known: dict[str, tuple[str, float, Draft]] = {}

    async def draft(self, access: Access, progress: str) -> Draft:
        """Return the draft; ask the agent when ``progress`` (any text) changed or the draft is old."""
        session, now = access.session.session_id, time.monotonic()
        before, at, draft = self._known.get(session, ("", float("-inf"), {}))
        if before == progress and now - at < _FRESH_SECONDS:
            return draft
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        # Recorded before the answer, so that concurrent viewers send no further request.
        self._known[session] = (progress, now, draft)
        try:
            draft = (await self._agent.state(access.token, session)).draft
        except AgentError:
            return draft
        self._known[session] = (progress, now, draft)
        return draft
