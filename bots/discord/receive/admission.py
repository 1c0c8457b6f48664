"""Store an event in the core; retry while the store is down."""

import asyncio
import logging
import time
from traceback import format_tb

from common.backoff import Backoff
from core.errors import StoreDown
from core.model.inbound import ButtonPressed, Inbound, InboundResult, MessageReceived
from core.ports import InboundHandler
from core.retry import count_retry
from core.rules.text.wording import say

_BACKOFF = Backoff(0.3, 4.0)
_log = logging.getLogger(__name__)


async def admit_with_retry(
    inbound_handler: InboundHandler, event: Inbound, patience: float, language: str
) -> InboundResult:
    """Retry on ``StoreDown`` for ``patience`` seconds, then raise it.

    Any other error is logged without the event's content; the notice tells the person, in
    ``language`` where their own is not known.
    """
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
        except Exception as error:  # noqa: BLE001  # the boundary of one event
            where = "".join(format_tb(error.__traceback__))
            _log.error("Discord event: skipped: %s\n%s", type(error).__name__, where)
            return InboundResult(False, _apology(event, language))


def _apology(event: Inbound, language: str) -> str:
    """What the person is told about an event that expects an answer, else ""."""
    if not isinstance(event, MessageReceived | ButtonPressed):
        return ""
    return say(event.sender.language or language, "error.ours")
