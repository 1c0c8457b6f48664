"""Show the queue positions of waiting turns on their cards."""

from contextlib import suppress

from core.errors import ChatError
from core.flows.turn.cards.card_reply import cancel_button
from core.flows.turn.dependencies import Dependencies
from core.model.chat import ChatId
from core.model.reply import Reply
from core.model.turn import Step, TurnId, TurnRequest
from core.rules.text.wording import say

_SHOWN = 4
"""Waiting turns whose cards are edited at each move: a chat allows few edits a minute."""

_NEXT = 2
"""The place after the running turn."""


async def update_positions(deps: Dependencies, chat: ChatId) -> None:
    """Show the new queue position on the cards of the first waiting turns."""
    turns = await deps.store.pending_turns(chat)
    adapter = deps.outbox.adapter(chat)
    for place, turn in enumerate(turns[1 : 1 + _SHOWN], 2):
        card = turn.card or await deps.store.card_of(turn.id)
        fresh = await deps.store.turn(turn.id)  # earlier edits take time
        if card and fresh and fresh.step is Step.QUEUED and not fresh.cancelled_by:
            ahead = turns[place - 2].request
            reply = queued_card(deps, turn.id, turn.request, place, ahead)
            with suppress(ChatError):
                await adapter.edit(chat, card, reply)


def queued_card(
    deps: Dependencies,
    turn: TurnId,
    request: TurnRequest,
    place: int,
    ahead: TurnRequest | None,
) -> Reply:
    """The card of a waiting turn; it tells whether the turns ahead are the asker's own."""
    language = request.language
    others = ahead is not None and ahead.asker.id != request.asker.id
    if ahead and others and not request.private:
        names = {"name": request.asker.name, "ahead": ahead.asker.name}
        text = say(language, "card.queued_group", place=place, **names)
    elif ahead and not others:
        key = "card.queued_own" if place == _NEXT else "card.queued_own_place"
        text = say(language, key, place=place)
    else:
        text = say(language, "card.queued", place=place)
    cancel = cancel_button(deps, language, turn)
    return Reply(text, ((cancel,),), card=True, silent=True, step=Step.QUEUED)
