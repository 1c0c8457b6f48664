"""Voice notes as they come in, and the buttons under what was heard in them."""

from core.flows.intake.button_presses import show_pressed
from core.flows.intake.notices import Notices
from core.flows.turn.dependencies import Dependencies
from core.flows.turn.open_questions import open_question
from core.flows.turn.owed_exports import dequeue
from core.flows.turn.steps.listen import heard_event
from core.model.chat import ButtonPressed, InboundResult, MessageReceived, Reply
from core.model.turn import CancelResult, TurnId
from core.rules.state_machine import BEFORE_INSTRUCTION
from core.rules.text.wording import say


def is_voice_note(message: MessageReceived) -> bool:
    """Whether somebody speaks to us: one voice note and no words beside it."""
    if message.text.strip() or message.quoted or len(message.clips) != 1:
        return False
    return message.clips[0].spoken and message.clips[0].limit is None


async def mend(
    deps: Dependencies, notices: Notices, press: ButtonPressed, id_: str, language: str
) -> InboundResult:
    """Take the request back if it has not begun, and ask for what was meant."""
    turn = await deps.store.turn(TurnId(id_))
    if turn is None or turn.chat != press.chat:
        return await _tell(deps, press, say(language, "turn.old"))
    if turn.request.asker.id != press.sender.id:
        return await _tell(deps, press, say(language, "voice.not_yours"))
    heard = await deps.store.turn_of(heard_event(turn.id))
    request = await deps.store.turn(heard) if heard else None
    if request and request.step in BEFORE_INSTRUCTION:
        result = await dequeue(deps, request, press.sender.id)
        if result is CancelResult.DEQUEUED:
            notices.spawn(notices.mark_cancelled(request))
    if not await deps.store.mark_seen(press.update):
        return InboundResult(False)
    await open_question(deps, press.chat, press.sender.id)
    reply = Reply(
        say(language, "voice.mend"),
        to=press.message,
        notify=press.sender.id,
        ask=say(language, "voice.mend_hint"),
    )
    notices.spawn(notices.post(press.chat, reply))
    return InboundResult(True)


async def leave_out(
    deps: Dependencies, notices: Notices, press: ButtonPressed, _: str, language: str
) -> InboundResult:
    """The voice note is for nothing."""
    result = await _tell(deps, press, say(language, "voice.left_out"))
    if result.fresh:
        notices.spawn(show_pressed(deps, press))
    return result


async def _tell(
    deps: Dependencies, press: ButtonPressed, sentence: str
) -> InboundResult:
    return InboundResult(await deps.store.mark_seen(press.update), sentence)
