"""Progress card of a turn: one message that shows it from the queue to its answer.

The card is posted silently and edited in place as the platform allows. In the end it
becomes the answer, or is deleted when a video message contains the answer. A preview's
message replaces the card, and the video replaces the preview.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from core.errors import (
    ChatError,
    LeaseLost,
    MaybeSent,
    MessageGone,
    RateLimited,
)
from core.flows.turn.cards.card_reply import progress_reply
from core.flows.turn.cards.stray_cards import find_card, post_card
from core.flows.turn.dependencies import Dependencies
from core.model.chat import MessageRef
from core.model.reply import Reply
from core.model.turn import Turn, TurnKind
from core.model.turn_posts import StrayCard
from core.rules.replies.card import (
    CardNews,
    CardState,
    card_news,
    fits_under_video,
)
from core.rules.replies.markup import units
from core.rules.replies.pacing import Pace
from core.rules.state_machine import is_ended

_PREVIEW_REST = 25.0
"""For which a new preview is not edited: in seconds, and as a multiple of the shortest
interval."""

_DRAFT_SECONDS, _DRAFT_LONGEST = 25.0, 30.0
"""Seconds after which a draft is posted as a message: Telegram shows drafts for that long."""


class ProgressCard:
    """Posts, edits and ends the card of one turn that this worker runs.

    ``started`` (unix seconds) is the time of the request; ``render_progress`` is 0 to 1,
    None outside of a render. A turn that only uploads clips gets no card in its first
    ``upload_card_after`` seconds: its message is the tray. ``ended``: it shows no progress
    any more, because it became the answer or was deleted. ``assert_lease`` raises
    ``LeaseLost``. It is called before each change of the message, so that a process that
    was suspended does not overwrite the answer of the worker that took over.
    """

    def __init__(
        self, deps: Dependencies, turn: Turn, assert_lease: Callable[[], None]
    ) -> None:
        self._deps = deps
        self._assert_lease = assert_lease
        self.ref = turn.card
        self._turn = turn.id
        self._maybe_posted = turn.maybe_card
        self.state = CardState(agent_away=turn.progress.agent_away_since > 0)
        self.started = turn.request.at
        self.render_progress: float | None = None
        self._pace: Pace | None = None
        self._shown = ""
        self._shown_news: CardNews | None = None
        self._lock = asyncio.Lock()
        self._had_draft = False
        self._draft_at = 0.0
        self._concluded = False
        self.ended = turn.progress.card_ended

    def show_render(self, progress: float | None, queue_position: int | None) -> None:
        """Update the state of the render."""
        self.render_progress = progress
        self.state = replace(self.state, queue_position=queue_position or 0)

    def show_agent(self, *, is_away: bool) -> None:
        """Take over whether the turn waits for the agent to come back."""
        self.state = replace(self.state, agent_away=is_away)

    def due(self, turn: Turn, now: float) -> bool:
        """Whether the card would change if it were shown now."""
        if self._lock.locked() or self._concluded or self._is_early(turn, now):
            return False
        if self._pace is None:
            return turn.request.kind is TurnKind.UPLOAD
        return self._wait(turn, now) == 0

    def _wait(self, turn: Turn, now: float) -> float:
        if self._pace is None:
            return 0.0
        news = self._news(turn, now) != self._shown_news or self._draft_ends(now)
        return self._pace.wait(now, news=news)

    def _draft_ends(self, now: float) -> bool:
        """Whether the draft must be posted as a message now."""
        return self._draft_at > 0 and now - self._draft_at >= _DRAFT_SECONDS

    def _news(self, turn: Turn, now: float) -> CardNews:
        every, before = self._deps.config.still_working, self._shown_news
        still = int(self._elapsed(now) // every) if every > 0 else 0
        return card_news(turn.step, self.state, self.render_progress, still, before)

    async def update(self, turn: Turn) -> None:
        """Show the turn's progress, if the platform allows an edit now."""
        if self._lock.locked() or self._concluded or is_ended(turn.step):
            return
        async with self._lock:
            with suppress(ChatError, LeaseLost):
                await self._show(turn)

    async def _show(self, turn: Turn) -> None:
        now = self._deps.clock.now()
        if self._is_early(turn, now):
            return
        if self._pace is None:
            adapter = self._deps.outbox.adapter(turn.chat)
            self._pace = Pace((await adapter.limits(turn.chat)).edit_seconds)
        reply = progress_reply(
            self._deps, turn, self.state, self.render_progress, self._elapsed(now)
        )
        news = self._news(turn, now)
        if reply.text == self._shown or self._wait(turn, now) > 0:
            return
        self._assert_lease()
        try:
            if not await self._show_draft(turn, reply, now):
                await self._post_or_edit(turn, reply)
                self._draft_at = 0.0
        except RateLimited as error:
            self._pace.rest(now, error.retry_after)
            return
        self._shown, self._shown_news = reply.text, news
        self._pace.edited(now)

    async def _show_draft(self, turn: Turn, reply: Reply, now: float) -> bool:
        """Show the first state of a private card as a draft, if the platform has drafts."""
        private = turn.request.private and not turn.progress.preview_message
        if self.ref is None or self._shown == "" or self._had_draft or not private:
            return False
        adapter = self._deps.outbox.adapter(turn.chat)
        self._had_draft = True
        if shown := await adapter.show_draft(turn.chat, self.ref, reply.text):
            self._draft_at = now
        return shown

    def _is_early(self, turn: Turn, now: float) -> bool:
        quick = turn.request.kind is TurnKind.UPLOAD and self.ref is None
        return quick and self._elapsed(now) < self._deps.config.upload_card_after

    def _elapsed(self, now: float) -> float:
        return max(0.0, now - self.started) if self.started else 0.0

    async def _post_or_edit(self, turn: Turn, reply: Reply) -> None:
        adapter = self._deps.outbox.adapter(turn.chat)
        if await self._find(turn) is None:
            self._assert_lease()
            messages = turn.request.messages
            reply = replace(reply, to=messages[-1] if messages else None)
            try:
                self.ref = await post_card(self._deps, turn, reply)
            except MaybeSent:
                self._maybe_posted = True
                raise
            return
        try:
            ref = await adapter.edit(turn.chat, self.ref or MessageRef(""), reply)
        except MessageGone:  # someone deleted it: progress and cancel are still needed
            await self._deps.store.forget_card(turn.id)
            ref = await adapter.post(turn.chat, reply, f"{turn.id}.anew")
        if ref != self.ref:
            await self._deps.store.move_card(turn.id, ref)
            self.ref = ref

    async def _find(self, turn: Turn) -> MessageRef | None:
        if self.ref is None:
            self.ref = await self._deps.store.card_of(turn.id)
        if self.ref is None and self._maybe_posted:
            if card := await find_card(self._deps, turn):
                store = self._deps.store
                self.ref = await store.register_card(turn.id, card, announced=True)
            self._maybe_posted = False
        return self.ref

    async def move_to(self, turn: Turn, message: MessageRef) -> None:
        """Continue in another message, and delete the old one. May be repeated."""
        async with self._lock:
            before = await self._find(turn)
            if before == message:
                return
            self._assert_lease()
            if before is not None:
                await self._delete(turn, before)
            await self._deps.store.move_card(turn.id, message)
            self.ref, self._draft_at = message, 0.0
            self._rest(turn)

    def _rest(self, turn: Turn) -> None:
        """Do not edit for a while a message that shows something new."""
        if self._pace:
            now = self._deps.clock.now()
            self._shown_news = self._news(turn, now)
            self._pace.edited(now)
            self._pace.rest(now, min(1.0, self._pace.least) * _PREVIEW_REST)

    async def replace(
        self, turn: Turn, reply: Reply, *, concludes: bool = True
    ) -> bool:
        """Replace the shown file by a video; False if the video must be posted.

        The full video ``concludes`` the card; a preview does not. It must be posted if
        there is no preview (any more), or if the text does not fit under it. Raises
        ``NotSent`` to try again later, ``MediaTooLarge``.
        """
        async with self._lock:
            message = turn.progress.preview_message
            if message is None or await self._find(turn) != message:
                return False
            if not fits_under_video(reply.text):
                return False
            self._assert_lease()
            outbox = self._deps.outbox
            try:
                self.ref = await outbox.replace_with_retry(turn.chat, message, reply)
            except MessageGone:
                self.ref = None
                return False
            self._concluded = self.ended = concludes
            if not concludes:
                if self.ref != message:
                    await self._deps.store.move_card(turn.id, self.ref)
                self._rest(turn)
            return True

    async def conclude(self, turn: Turn, reply: Reply) -> MessageRef | None:
        """Edit the card into the turn's answer.

        Raises ``NotSent`` to try again later. Returns None if the answer must be posted:
        without a card, where the text does not fit, or after a draft, which only a post
        ends. The card is deleted then.
        """
        async with self._lock:
            if (card := await self._find(turn)) is None:
                return None
            self._assert_lease()
            self._concluded = True
            if self._has_draft() or not await self._fits(turn, card, reply.text):
                self.ended = await self._delete(turn, card)
                return None
            reply = replace(reply, card=False)
            try:
                self.ref = await self._deps.outbox.edit_with_retry(
                    turn.chat, card, reply
                )
            except MessageGone:
                self.ref = None
            self.ended = True
            return self.ref

    async def _fits(self, turn: Turn, card: MessageRef, text: str) -> bool:
        """Whether an edit of the card shows the whole text."""
        if card == turn.progress.preview_message:
            return fits_under_video(text)
        most = (await self._deps.outbox.adapter(turn.chat).limits(turn.chat)).edit_text
        return not most or units(text) <= most

    def _has_draft(self) -> bool:
        now = self._deps.clock.now()
        return self._draft_at > 0 and now - self._draft_at < _DRAFT_LONGEST

    async def remove(self, turn: Turn) -> None:
        """Delete the card unless it became the answer: another message has the answer."""
        async with self._lock:
            if self._concluded or await self._find(turn) is None:
                return
            self._assert_lease()
            self._concluded = True
            self.ended = await self._delete(turn, self.ref or MessageRef(""))

    async def _delete(self, turn: Turn, message: MessageRef) -> bool:
        """Delete a card; one that cannot be deleted now becomes a stray."""
        try:
            await self._deps.outbox.adapter(turn.chat).delete(turn.chat, message)
        except MessageGone:
            pass
        except ChatError:
            await self._deps.store.add_stray(StrayCard(turn.id, message))
            return False
        return True

    async def left_over(self) -> StrayCard | None:
        """The card that still shows progress at the end of its turn, if there is one."""
        if self.ended:
            return None
        ref = self.ref or await self._deps.store.card_of(self._turn)
        return StrayCard(self._turn, ref) if ref or self._maybe_posted else None
