"""pydocket's queue and worker, which rest while there is nothing to do.

Both look at Redis several times a second by themselves; a deployment has five workers and
more, and would spend more on looking than on all else that it does while nobody asks.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from docket import Docket, Worker
from docket._redis import PubSubClient

_LISTEN_SECONDS = 2.0
"""How long a worker waits for a cancellation before it looks whether it should stop."""
_IDLE_CHECK = timedelta(seconds=2)


class _PatientReceiver:
    """A subscription that waits longer for a message than docket asks it to."""

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
    """A docket whose workers listen for cancellations without waking up for nothing.

    ``_pubsub`` is private: a test looks that it is still there.
    """

    @asynccontextmanager
    async def _pubsub(self) -> AsyncGenerator[Any, None]:
        async with super()._pubsub() as pubsub:
            yield _PatientReceiver(pubsub)


class QuietWorker(Worker):
    """A worker that waits for tasks in long calls while it has none.

    With tasks in hand it looks after ``minimum_check_interval`` whether a slot is free: a
    task that comes ends the wait at once, one that is done does not. ``_tasks_by_key`` is
    private: a test looks that it is still there.
    """

    @property
    def minimum_check_interval(self) -> timedelta:
        return self._check if getattr(self, "_tasks_by_key", None) else _IDLE_CHECK

    @minimum_check_interval.setter
    def minimum_check_interval(self, value: timedelta) -> None:
        self._check = value
