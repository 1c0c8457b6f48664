"""Handle buttons that ask for words: a title, the correction of a voice note."""

from core.flows.intake.notices import Notices, notice_once
from core.flows.turn.cards.stray_cards import mark_cancelled
from core.flows.turn.dependencies import Dependencies
from core.flows.turn.open_questions import (
    TITLE,
    open_question,
    remember_posted_question,
)
from core.flows.turn.owed_exports import dequeue
from core.flows.turn.voice_notes import transcript_event
from core.model.inbound import ButtonPressed, InboundResult
from core.model.reply import Reply
from core.model.turn import CancelResult, TurnId
from core.rules.state_machine import BEFORE_INSTRUCTION
from core.rules.text.wording import say


async def ask_for_title(
    deps: Dependencies, notices: Notices, press: ButtonPressed, language: str
) -> InboundResult:
    """Ask the person for the words of a title."""
    if await deps.store.is_seen(press.update):
        return InboundResult(False)
    person = press.sender.id
    await open_question(deps, press.chat, person, TITLE)
    fresh = await deps.store.mark_seen(press.update)
    if fresh:
        reply = Reply(
            say(language, "ask.title"),
            to=press.message,
            notify=person,
            ask=say(language, "ask.title_hint"),
        )
        notices.spawn(_post_question(deps, notices, press, reply, TITLE))
    return InboundResult(fresh)


async def _post_question(
    deps: Dependencies,
    notices: Notices,
    press: ButtonPressed,
    reply: Reply,
    template: str = "",
) -> None:
    """Post the question so that a reply to it is known as its answer, from anybody."""
    posted = await notices.post(press.chat, reply)
    owner = press.sender.id if press.private else press.chat
    await remember_posted_question(deps, press.chat, owner, posted, template)


async def correct_transcript(
    deps: Dependencies, notices: Notices, press: ButtonPressed, id_: str, language: str
) -> InboundResult:
    """Cancel the request if it has not started, and ask for the right words."""
    turn = await deps.store.turn(TurnId(id_))
    if turn is None or turn.chat != press.chat:
        return await notice_once(deps, press.update, say(language, "turn.old"))
    if turn.request.asker.id != press.sender.id:
        return await notice_once(deps, press.update, say(language, "voice.not_yours"))
    turn_id = await deps.store.turn_of(transcript_event(turn.id))
    request = await deps.store.turn(turn_id) if turn_id else None
    if request and request.step in BEFORE_INSTRUCTION:
        result = await dequeue(deps, request, press.sender.id)
        if result is CancelResult.DEQUEUED:
            notices.spawn(mark_cancelled(deps, request))
    if not await deps.store.mark_seen(press.update):
        return InboundResult(False)
    await open_question(deps, press.chat, press.sender.id)
    reply = Reply(
        say(language, "voice.mend"),
        to=press.message,
        notify=press.sender.id,
        ask=say(language, "voice.mend_hint"),
    )
    notices.spawn(_post_question(deps, notices, press, reply))
    return InboundResult(True)
