"""Post immediate feedback: a reaction, the first card, answers to commands.

It runs in background tasks after the event is stored; its failures are logged.
"""

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from core import metrics
from core.errors import ChatError, ChatGone, StoreDown
from core.flows.turn.cards.card_reply import cancel_button
from core.flows.turn.cards.queue_cards import queued_card
from core.flows.turn.cards.stray_cards import mark_cancelled, post_card
from core.flows.turn.dependencies import Dependencies
from core.model.chat import ChatId, MessageRef, UpdateId
from core.model.inbound import InboundResult, MessageReceived
from core.model.reply import Receipt, Reply
from core.model.turn import Step, SubmitResult, Turn, TurnId, TurnKind, TurnRequest
from core.rules.state_machine import is_ended
from core.rules.text.wording import say

_CARD_LOOKS = (0.1, 0.2, 0.3)
"""Seconds between checks for a posted card; after the last one a reaction is sent."""
_log = logging.getLogger(__name__)


class Notices:
    """Posts feedback in background tasks; ``drain`` waits for them."""

    def __init__(self, deps: Dependencies) -> None:
        self._deps = deps
        self._tasks: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.create_task(self._quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self) -> None:
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def post(self, chat: ChatId, reply: Reply) -> MessageRef:
        """Post the reply; one that may have arrived is not repeated."""
        key = f"d{int(self._deps.clock.now() * 1e6):x}"
        return await self._deps.outbox.post_with_retry(chat, reply, key)

    async def post_replies(
        self, message: MessageReceived, replies: Iterable[Reply]
    ) -> None:
        """Post the replies in order, then delete their temporary files."""
        for reply in replies:
            to = reply.to or message.message or None
            try:
                await self.post(message.chat, replace(reply, to=to))
            except ChatGone:
                if not reply.secret:
                    raise
                language = message.sender.language
                words = Reply(say(language, "drop.no_private"), to=to)
                await self.post(message.chat, words)
            finally:
                if reply.media:
                    path = Path(reply.media.path)
                    await asyncio.to_thread(path.unlink, missing_ok=True)

    async def announce_turn(
        self, chat: ChatId, request: TurnRequest, done: SubmitResult, hold: float
    ) -> None:
        """Post a card if the turn has to wait, or react to the message.

        The reaction is for turns without a card, or whose card is late: reactions do not
        wait in the send queue.
        """
        uploads = request.kind is TurnKind.UPLOAD
        if done.place > 1 or (hold > 0 and not uploads):
            self.spawn(self._card(chat, request, done))
        if request.messages and (uploads or not await self._has_card_soon(done.turn)):
            await self.acknowledge(chat, request.messages[-1])
        metrics.FIRST_SIGN.observe(max(0.0, self._deps.clock.now() - request.at))

    async def _has_card_soon(self, turn: TurnId) -> bool:
        """Whether the turn gets a card, or ends, within a short time."""
        for wait in _CARD_LOOKS:
            await self._deps.clock.sleep(wait)
            stored = await self._deps.store.turn(turn)
            if stored is None or stored.card or is_ended(stored.step):
                return True
        return False

    async def _card(
        self, chat: ChatId, request: TurnRequest, done: SubmitResult
    ) -> None:
        if done.place > 1:
            turns = await self._deps.store.pending_turns(chat)
            places = {turn.id: place for place, turn in enumerate(turns, 1)}
            place = places.get(done.turn, done.place)
            ahead = turns[place - 2].request if 1 < place <= len(turns) else None
            reply = queued_card(self._deps, done.turn, request, place, ahead)
        else:
            key = "card.more_clips" if request.held_for_clips else "card.gather"
            text = say(request.language, key)
            cancel = cancel_button(self._deps, request.language, done.turn)
            reply = Reply(text, ((cancel,),), card=True, silent=True, step=Step.QUEUED)
        reply = replace(reply, to=request.messages[-1] if request.messages else None)
        card = await post_card(
            self._deps, Turn(done.turn, chat, request), reply, announced=True
        )
        turn = await self._deps.store.turn(done.turn)
        if turn is None:  # the person's data were deleted meanwhile
            await self._deps.outbox.adapter(chat).delete(chat, card)
        elif turn.step is Step.CANCELLED:  # before its card stood
            await mark_cancelled(self._deps, turn)

    async def acknowledge(self, chat: ChatId, message: MessageRef) -> None:
        adapter = self._deps.outbox.adapter(chat)
        await adapter.acknowledge(chat, message, Receipt.SEEN)

    async def _quietly(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except (ChatError, StoreDown) as error:
            _log.info("notice: not posted: %s", type(error).__name__)
        except Exception:  # noqa: BLE001  # what is only shown must not stop the handler
            _log.exception("notice: unexpected error while posting")


async def notice_once(
    deps: Dependencies, update: UpdateId, sentence: str
) -> InboundResult:
    """Answer an update with a sentence for its sender, once."""
    return InboundResult(await deps.store.mark_seen(update), sentence)
