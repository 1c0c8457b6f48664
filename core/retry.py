"""Repetition of failed work with backoff, and its metric."""

import asyncio
import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from common.backoff import Backoff
from core import metrics
from core.errors import RateLimited

_Result = TypeVar("_Result")


def _no_wait(_: Exception) -> float:
    return 0.0


def requested_wait(error: Exception) -> float:
    """The seconds that a platform asked us to wait; 0 if it asked for none."""
    return error.retry_after if isinstance(error, RateLimited) else 0.0


def _no_report(_: Exception) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Retry:
    """How often to repeat a call, and how long to wait.

    ``attempts`` calls at most, 0 for any number. ``asked`` reads from an error how many seconds the other
    side wants us to wait; more than ``patience`` seconds end the repetition. ``name`` is
    the label of the metric. ``report`` is called with each error that is repeated.
    """

    name: str
    backoff: Backoff
    attempts: int
    patience: float = 60.0
    asked: Callable[[Exception], float] = _no_wait
    report: Callable[[Exception], None] = _no_report

    async def run(
        self,
        call: Callable[[], Awaitable[_Result]],
        if_: Callable[[Exception], bool],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> _Result:
        """Call until it succeeds; raise the last error, or at once one that ``if_`` rejects."""
        for attempt in itertools.count(1):
            try:
                return await call()
            except Exception as error:
                wait = max(self.asked(error), self.backoff.delay(attempt))
                last = attempt == self.attempts
                if last or not if_(error) or wait > self.patience:
                    raise
                metrics.RETRIES.labels(self.name).inc()
                self.report(error)
                await sleep(wait)
        raise AssertionError("unreachable")
