"""End messages that still show progress of a turn: delete them, or show the turn's end.

They are left by a process that died, a second card, or a deletion or last edit that the
platform refused. Each is recorded beforehand, and any worker can end it.
"""

from contextlib import suppress

from core.errors import (
    ChatError,
    ChatGone,
    MaybeSent,
    MessageGone,
    NotSent,
    PostRejected,
)
from core.flows.turn.cards.card_reply import cancel_button
from core.flows.turn.dependencies import Dependencies
from core.model.chat import MessageRef
from core.model.reply import ButtonRows, ButtonVerb, Reply
from core.model.turn import Step, Turn, TurnKind
from core.model.turn_posts import StrayCard
from core.rules.replies.card import fits_under_video
from core.rules.state_machine import is_ended
from core.rules.text.wording import say


async def post_card(
    deps: Dependencies, turn: Turn, reply: Reply, *, announced: bool = False
) -> MessageRef:
    """Post the first state of a card. Of two cards posted at once one is deleted.

    ``announced``: it is the card that was due when the turn was stored.
    """
    adapter = deps.outbox.adapter(turn.chat)
    try:
        ref = await adapter.post(turn.chat, reply, f"{turn.id}.card")
    except NotSent:
        if announced:
            await deps.store.give_up_announcement(turn.id)
        raise
    valid = await deps.store.register_card(turn.id, ref, announced=announced)
    if valid != ref:
        await end_stray(deps, StrayCard(turn.id, ref))
    return valid


async def find_message(
    deps: Dependencies, turn: Turn, rows: ButtonRows, after: MessageRef | None = None
) -> MessageRef | None:
    """Find a message with these buttons that was posted but not recorded.

    Raises ``NotSent`` if the platform cannot be asked now.
    """
    messages = turn.request.messages
    after = after or turn.gone_card or (messages[-1] if messages else None)
    if not after:
        return None
    try:
        return await deps.outbox.adapter(turn.chat).find(turn.chat, after, rows)
    except PostRejected:
        return None
    except (NotSent, MaybeSent) as error:
        raise NotSent(str(error)) from error
    except ChatError:
        return None


async def find_card(deps: Dependencies, turn: Turn) -> MessageRef | None:
    """Find a card whose process died after posting it.

    Raises ``NotSent`` as ``find_message`` does.
    """
    button = cancel_button(deps, turn.request.language, turn.id)
    return await find_message(deps, turn, ((button,),))


async def mark_cancelled(deps: Dependencies, turn: Turn) -> bool:
    """Show on the card of a dequeued turn that it was cancelled; False if not yet."""
    fresh = await deps.store.turn(turn.id)
    return fresh is None or await end_stray(deps, StrayCard(turn.id, fresh.card))


async def end_due_strays(deps: Dependencies) -> None:
    """End the strays that are due."""
    for stray in await deps.store.claim_strays():
        await end_stray(deps, stray)


async def end_stray(deps: Dependencies, stray: StrayCard) -> bool:
    """Delete the message or show the turn's end on it; False to try again later."""
    turn = await deps.store.turn(stray.turn)
    if turn is not None and not deps.outbox.serves(turn.chat):
        return False
    if turn is not None:
        try:
            message = stray.message or await find_card(deps, turn)
            if message and not await _end(deps, turn, message):
                return False
        except PostRejected:
            pass  # the platform will never accept it
        except (NotSent, MaybeSent, ChatGone):  # the bot may be let in again
            return False
        except ChatError:
            pass  # the message does not exist any more
    await deps.store.settle_stray(stray)
    return True


async def _end(deps: Dependencies, turn: Turn, message: MessageRef) -> bool:
    """Delete a message that is not the card, and the card of a turn that is done; edit any other.

    A message with a video is never deleted.
    """
    adapter, ended = deps.outbox.adapter(turn.chat), is_ended(turn.step)
    is_card = message == turn.card or turn.card is None
    has_video = message == turn.progress.preview_message
    if not has_video and (turn.step is Step.DONE or not (ended and is_card)):
        try:
            await adapter.delete(turn.chat, message)
        except PostRejected:  # the platform does not let us delete it (any more)
            if not ended:
                return False
        else:
            return True
    with suppress(MessageGone):
        await adapter.edit(turn.chat, message, _end_of(deps, turn, message))
    return True


def _end_of(deps: Dependencies, turn: Turn, message: MessageRef) -> Reply:
    """The text of an ended turn's card, and buttons to go on."""
    language, progress = turn.request.language, turn.progress
    text = say(language, f"step.{turn.step}")
    if message == progress.preview_message and fits_under_video(progress.summary):
        text = f"{text}\n\n{progress.summary}".strip()
    if turn.step is Step.FAILED and turn.request.kind is TurnKind.INSTRUCT:
        retry = deps.buttons.with_label(
            language, "button.retry", ButtonVerb.RETRY, turn.id
        )
        return Reply(text, ((retry,),))
    return Reply(text)
