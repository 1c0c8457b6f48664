"""Submit presses that make a turn, each once."""

import hashlib
from collections.abc import Awaitable, Callable

from core.flows.turn.dependencies import Dependencies
from core.model.chat import UpdateId
from core.model.inbound import ButtonPressed, InboundResult
from core.model.reply import ButtonVerb
from core.model.turn import Step
from core.rules.text.wording import say

_RETRIABLE = {Step.FAILED, Step.CANCELLED}
_NAMES_NO_TURN = {ButtonVerb.EDITED_WORDS, ButtonVerb.EXPORT, ButtonVerb.SUGGESTION}

Submit = Callable[[UpdateId], Awaitable[InboundResult]]
"""Stores the turn of a press under a unique key."""


async def submit_once(
    deps: Dependencies,
    press: ButtonPressed,
    verb: ButtonVerb,
    submit: Submit,
    language: str,
) -> InboundResult:
    """Submit the press unless the same was pressed before (``press_key``).

    The same press makes another turn only if the earlier one had no result.
    """
    store = deps.store
    if await store.is_seen(press.update):
        return InboundResult(False)
    key = press_key(press, verb)
    while (earlier := await store.turn_of(key)) is not None:
        turn = await store.turn(earlier)
        if turn is not None and turn.step not in _RETRIABLE:
            await store.mark_seen(press.update)
            return InboundResult(True, say(language, "turn.pressed"))
        key = UpdateId(f"{key}:{earlier}")
    result = await submit(key)
    await store.mark_seen(press.update)
    if result.fresh or result.notice:
        return result
    return InboundResult(True, say(language, "turn.pressed"))


def press_key(press: ButtonPressed, verb: ButtonVerb) -> UpdateId:
    """A key that is equal for all presses that count once.

    What a button does that names a turn is done, and paid, once for all people. Of other
    buttons each person's press on each message counts.
    """
    parts = [press.chat, press.data]
    if verb in _NAMES_NO_TURN:
        parts += [press.message_id or press.message, press.sender.id]
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]
    return UpdateId(f"press:{digest}")
