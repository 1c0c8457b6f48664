"""Poll the status of a render, as seldom as the agent allows."""

import asyncio
import itertools
from collections.abc import Callable, Coroutine
from typing import Any

from core.flows.turn.context import TurnContext
from core.flows.turn.owed_exports import is_superseded
from core.model.agent import RenderStatus

Look = Callable[[RenderStatus | None], Coroutine[Any, Any, RenderStatus]]
"""Requests a status; the agent may hold the request while the status equals the given one."""
_GROWTH = 1.4
_BREATH = 0.1
"""Seconds between two requests if the agent holds the second."""
_HELD = 1.0
"""Seconds after which an unchanged answer must have been held."""
_TICK, _TICKS = 0.5, 4
"""Seconds between updates of the card while the agent holds a request, and how many of them
pass between checks for a newer edit."""


class StatusPoller:
    """Waits ``first`` up to ``most`` seconds between requests that are not held.

    ``yields``: stop once a newer edit of the project waits.
    """

    def __init__(
        self, context: TurnContext, first: float, most: float, *, yields: bool
    ) -> None:
        self._context = context
        self._pause, self._most = first, most
        self._yields = yields
        self._seen: RenderStatus | None = None
        self._held = False

    async def next(self, look: Look) -> RenderStatus | None:
        """Return the next status; None if a newer edit's video replaces this one."""
        clock = self._context.deps.clock
        if self._seen and self._held:
            await clock.sleep(_BREATH)
        elif self._seen:
            await clock.sleep(min(self._pause, self._most))
            self._pause = min(self._pause * _GROWTH, self._most)
        began = clock.now()
        status = await self._while_wanted(look(self._seen))
        if status:
            has_news = status != self._seen
            self._held = bool(status.longest_wait) and (
                has_news or clock.now() - began >= _HELD
            )
            self._seen = status
        return status

    async def _while_wanted(
        self, looking: Coroutine[Any, Any, RenderStatus]
    ) -> RenderStatus | None:
        context = self._context
        task = asyncio.create_task(looking)
        try:
            for tick in itertools.count():
                looks = self._yields and tick % _TICKS == 0
                if looks and await is_superseded(context.deps, context.turn):
                    break
                done, _ = await asyncio.wait({task}, timeout=_TICK)
                if done:
                    return task.result()
                await context.update_card()
            return None
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
