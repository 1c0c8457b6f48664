"""Store an event with the core, with one more try."""

import asyncio

from core.errors import StoreDown
from core.model.chat import Inbound, InboundResult
from core.ports import InboundHandler

_RETRY_SECONDS = 1.0


async def admit_with_retry(
    inbound_handler: InboundHandler, event: Inbound
) -> InboundResult:
    """Retry once after ``StoreDown``, then raise it."""
    try:
        return await inbound_handler.handle_inbound(event)
    except StoreDown:
        await asyncio.sleep(_RETRY_SECONDS)
        return await inbound_handler.handle_inbound(event)
