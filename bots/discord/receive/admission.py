"""Store an event in the core; retry while the store is down."""

import asyncio
import time

from common.backoff import Backoff
from core.errors import StoreDown
from core.model.inbound import Inbound, InboundResult
from core.ports import InboundHandler
from core.retry import count_retry

_BACKOFF = Backoff(0.3, 4.0)


async def admit_with_retry(
    inbound_handler: InboundHandler, event: Inbound, patience: float
) -> InboundResult:
    """Retry on ``StoreDown`` for ``patience`` seconds, then raise it."""
    deadline, failures = time.monotonic() + patience, 0
    while True:
        try:
            return await inbound_handler.handle_inbound(event)
        except StoreDown:
            failures += 1
            wait = _BACKOFF.delay(failures)
            if time.monotonic() + wait > deadline:
                raise
            count_retry("discord_admission")
            await asyncio.sleep(wait)
