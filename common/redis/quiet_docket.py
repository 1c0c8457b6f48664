"""pydocket's queue and worker without polling while idle.

By default both poll Redis several times a second. A deployment has five workers or more,
and this polling would be most of its idle load.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from docket import Docket, Worker
from docket._redis import PubSubClient

_LISTEN_SECONDS = 2.0
"""Seconds that a worker waits for a cancellation before it checks whether to stop."""
_IDLE_CHECK = timedelta(seconds=2)


class _PatientReceiver:
    """A subscription that waits longer for a message than docket's timeout."""

    def __init__(self, pubsub: PubSubClient) -> None:
        self._pubsub = pubsub

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pubsub, name)

    async def get_message(
        self,
        *,
        ignore_subscribe_messages: bool,
        timeout: float | None,  # noqa: ASYNC109  # redis-py's parameter
    ) -> dict[str, Any] | None:
        return await self._pubsub.get_message(
            ignore_subscribe_messages=ignore_subscribe_messages,
            timeout=timeout and max(timeout, _LISTEN_SECONDS),
        )


class QuietQueue(Docket):
    """A docket whose workers listen for cancellations without polling.

    ``_pubsub`` is private: a test checks that it still exists.
    """

    @asynccontextmanager
    async def _pubsub(self) -> AsyncGenerator[Any, None]:
        async with super()._pubsub() as pubsub:
            yield _PatientReceiver(pubsub)


class QuietWorker(Worker):
    """A worker that waits for tasks in long calls while it has none.

    While tasks run it checks for a free slot every ``minimum_check_interval``: a new task
    ends the wait at once, a finished one does not. ``_tasks_by_key`` is private: a test
    checks that it still exists.
    """

    @property
    def minimum_check_interval(self) -> timedelta:
        return self._check if getattr(self, "_tasks_by_key", None) else _IDLE_CHECK

    @minimum_check_interval.setter
    def minimum_check_interval(self, value: timedelta) -> None:
        self._check = value
