"""A fake agent that answers each instruction with given events."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from redis.asyncio import Redis

from core.model.agent import AgentSessionId, AgentState, Token
from core.model.event import (
    AgentEvent,
)
from core.rules.agent.responses import state as read_state
from tests.fakes.agent import FakeAgent


class ScriptedAgent(FakeAgent):
    """Yields ``events`` for each instruction; its state is the draft of ``raw``."""

    def __init__(self, redis: Redis, *events: AgentEvent) -> None:
        super().__init__(redis)
        self.events = events
        self.raw: dict[str, Any] = {}
        self.after: dict[str, Any] = {}
        self.pause = 0.0

    async def instruct(
        self, token: Token, session: AgentSessionId, text: str, **about: Any
    ) -> AsyncIterator[AgentEvent]:
        self._fault("instruct")
        await self._check(token, session)
        await self._redis.rpush(f"agent:log:{session}", f'["{text}", 0]')
        for event in self.events:
            yield event
        await asyncio.sleep(self.pause)
        self.raw = self.raw | self.after
        self._fault("stream")

    async def state(self, token: Token, session: AgentSessionId) -> AgentState:
        self._fault("state")
        await self._check(token, session)
        return read_state({"state": self.raw})


DRAFT = {"t": [{"tt": 0, "sg": [{"m": {"name": "city", "st": 0, "d": 4000}}]}]}
