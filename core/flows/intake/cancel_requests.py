"""Cancel a turn on request, if the person may."""

from core.flows.commands.cancel import can_cancel
from core.flows.intake.enqueue import Enqueuer
from core.flows.intake.notices import Notices, notice_once
from core.flows.turn.cards.stray_cards import mark_cancelled
from core.flows.turn.dependencies import Dependencies
from core.flows.turn.owed_exports import dequeue
from core.model.inbound import ButtonPressed, InboundResult, MessageReceived
from core.model.reply import Reply
from core.model.turn import CancelResult, TurnId
from core.rules.state_machine import is_ended
from core.rules.text.wording import say


async def cancel(
    deps: Dependencies,
    notices: Notices,
    turns: Enqueuer,
    event: MessageReceived | ButtonPressed,
    which: TurnId | None,
    language: str,
) -> InboundResult:
    """Cancel the named turn, else the sender's newest one, else the running one."""
    if target := await deps.store.target_of(event.update):
        await _cancel_again(deps, turns, event, target)
        return InboundResult(False)
    line = await deps.store.pending_turns(event.chat)
    if which:
        line = [turn for turn in line if turn.id == which]
    own = [turn for turn in line if turn.request.asker.id == event.sender.id]
    turn = own[-1] if own else (line[0] if line else None)
    if turn is None:
        if which and isinstance(event, ButtonPressed):
            notices.spawn(_end_stale_card(deps, event, language))
        return await notice_once(deps, event.update, say(language, "turn.nothing"))
    if not await can_cancel(deps, turn, event.sender):
        return await notice_once(deps, event.update, say(language, "turn.denied"))
    if not await deps.store.mark_seen(event.update, turn.id):
        return InboundResult(False)
    if await dequeue(deps, turn, event.sender.id) is CancelResult.DEQUEUED:
        notices.spawn(mark_cancelled(deps, turn))
    await turns.wake(event.chat, 0.0)
    return InboundResult(True, say(language, "turn.cancelled"))


async def _cancel_again(
    deps: Dependencies,
    turns: Enqueuer,
    event: MessageReceived | ButtonPressed,
    target: TurnId,
) -> None:
    """Cancel the turn that was chosen, if a process died before it had cancelled it."""
    turn = await deps.store.turn(target)
    if turn is not None and not (is_ended(turn.step) or turn.cancelled_by):
        await dequeue(deps, turn, event.sender.id)
        await turns.wake(event.chat, 0.0)


async def _end_stale_card(
    deps: Dependencies, press: ButtonPressed, language: str
) -> None:
    """End the card of an ended turn that still has its cancel button."""
    adapter = deps.outbox.adapter(press.chat)
    await adapter.edit(press.chat, press.message, Reply(say(language, "turn.stale")))
