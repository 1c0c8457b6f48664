"""Store an event with the core, and wait for a store that is away for a while."""

import asyncio
import time

from common.backoff import Backoff
from core.errors import StoreDown
from core.model.chat import Inbound, InboundResult
from core.ports import InboundHandler

_BACKOFF = Backoff(0.3, 4.0)


async def admit_with_retry(
    inbound_handler: InboundHandler, event: Inbound, patience: float
) -> InboundResult:
    """Retry after ``StoreDown`` for so many seconds, then raise it."""
    deadline, failures = time.monotonic() + patience, 0
    while True:
        try:
            return await inbound_handler.handle_inbound(event)
        except StoreDown:
            failures += 1
            wait = _BACKOFF.delay(failures)
            if time.monotonic() + wait > deadline:
                raise
            await asyncio.sleep(wait)
