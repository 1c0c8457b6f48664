"""Repeat failed calls with backoff, and count the retries."""

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
    """The seconds that a platform told us to wait; 0 if none."""
    return error.retry_after if isinstance(error, RateLimited) else 0.0


def _no_report(_: Exception) -> None:
    """Report nothing."""


def count_retry(name: str, attempt: int = 2) -> None:
    """Count a call that is repeated: any ``attempt`` after the first."""
    if attempt > 1:
        metrics.RETRIES.labels(name).inc()


@dataclass(frozen=True, slots=True)
class Retry:
    """A retry policy.

    ``attempts`` is the largest number of calls, 0 for no limit. ``wait_of`` reads from an
    error how many seconds the server told us to wait; more than ``patience`` seconds end
    the retries. ``name`` is the label of the metric. ``report`` is called with each error
    before a retry.
    """

    name: str
    backoff: Backoff
    attempts: int
    patience: float = 60.0
    wait_of: Callable[[Exception], float] = _no_wait
    report: Callable[[Exception], None] = _no_report

    async def run(
        self,
        call: Callable[[], Awaitable[_Result]],
        if_: Callable[[Exception], bool],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> _Result:
        """Call until it succeeds; raise the last error.

        An error that ``if_`` rejects is raised at once.
        """
        for attempt in itertools.count(1):
            try:
                return await call()
            except Exception as error:
                wait = max(self.wait_of(error), self.backoff.delay(attempt))
                last = attempt == self.attempts
                if last or not if_(error) or wait > self.patience:
                    raise
                count_retry(self.name)
                self.report(error)
                await sleep(wait)
        raise AssertionError("unreachable")
