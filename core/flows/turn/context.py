"""Context of a running turn: its lease, its progress and its card."""

import asyncio
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from core.errors import ChatError, LeaseLost, MessageGone, RateLimited
from core.flows.turn.outbox import Outbox
from core.model.chat import Button, ButtonStyle, ChatId, MessageRef, Reply
from core.model.session import NO_QUOTA, Access, Project, ProjectId, Quota
from core.model.turn import Lease, Step, Turn
from core.ports import Clock, Quotas, Sessions, TurnStore, VideoAgent
from core.retry import Backoff
from core.rules.replies.buttons import Buttons
from core.rules.replies.card import CardState, card_text
from core.rules.replies.pacing import Pace
from core.rules.replies.wording import say
from core.rules.state_machine import RESETS_RETRIES, is_ended

_POST_BACKOFF = Backoff(0.2, 5.0)


@dataclass(frozen=True, slots=True)
class Config:
    """Waiting times in seconds, and who may. Everything tests shorten is here.

    ``settle`` is longer than any request can take to be accepted: before that nobody
    concludes that an instruction was not sent. ``slots`` turns at most run at a time in
    one worker process. ``quota`` is each person's day, ``chat_quota`` each group's.
    ``web_url`` is where people register with the hosted service, "" where it is not used.
    ``post_backoff`` paces the tries of one post, ``post_patience`` seconds a finished edit waits for a platform that takes no posts.
    ``keep_days`` is told to people; the wiring gives it to ``RedisSessions`` too. A render that
    does not move for ``stuck`` seconds is given up.
    """

    redis_url: str
    data: Path
    secret: bytes
    poll: float = 30.0
    still_working: float = 120.0
    reconcile: tuple[float, ...] = (30.0, 60.0, 60.0, 60.0, 60.0)
    retry: float = 30.0
    settle: float = 75.0
    lease: float = 10.0
    gather: float = 1.0
    sweep: float = 1.0
    attempts: int = 4
    slots: int = 6000
    auto_export: bool = True
    allow: tuple[str, ...] = ()
    admins: tuple[str, ...] = ()
    language: str = "en"
    quota: Quota = NO_QUOTA
    chat_quota: Quota = NO_QUOTA
    web_url: str = ""
    keep_days: int = 400
    stuck: float = 3600.0
    post_backoff: Backoff = _POST_BACKOFF
    post_patience: float = 6 * 3600.0


@dataclass(frozen=True, slots=True)
class Dependencies:
    """Dependencies that all flows share."""

    store: TurnStore
    agent: VideoAgent
    sessions: Sessions
    outbox: Outbox
    buttons: Buttons
    clock: Clock
    config: Config
    quotas: Quotas


@dataclass(slots=True)
class TurnContext:
    """A running turn; ``renewed_at`` is when its lease was last renewed (monotonic)."""

    deps: Dependencies
    lease: Lease
    turn: Turn
    renewed_at: float = field(default_factory=time.monotonic)
    started: float = 0.0
    render_progress: float | None = None
    card_state: CardState = field(default_factory=CardState)
    _pace: Pace | None = None
    _shown: str = ""
    _still: int = 0
    _access: Access | None = None
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def chat(self) -> ChatId:
        return self.lease.chat

    @property
    def quota_chat(self) -> ChatId | None:
        """The chat whose quota counts; a private one has none of its own."""
        return None if self.turn.request.private else self.chat

    async def project(self) -> Project:
        """The one that the turn was asked in, wherever it stands now."""
        request, sessions = self.turn.request, self.deps.sessions
        if request.project:
            id_ = ProjectId(request.project)
            return await sessions.claim(self.chat, request.asker, id_)
        return await sessions.current(self.chat, request.asker)

    async def access(self) -> Access:
        """Return token and session; they are cached while this worker holds the turn."""
        if self._access is None:
            asker = self.turn.request.asker
            project = await self.project()
            self._access = await self.deps.sessions.access(project, asker)
        return self._access

    def cache_access(self, access: Access | None) -> None:
        """Cache changed access; None discards it."""
        self._access = access

    def words(self, key: str, /, **facts: object) -> str:
        return say(self.turn.request.language, key, **facts)

    def button(self, key: str, verb: str, arg: str = "") -> Button:
        look = ButtonStyle.DANGER if verb == "cancel" else ButtonStyle.PLAIN
        return self.deps.buttons.make(self.words(key), verb, arg, look)

    async def checkpoint(
        self, step: Step, before: Mapping[str, Any] | None = None, **changes: Any
    ) -> None:
        """Persist step and progress under the lease, then update the turn. Raises ``LeaseLost``."""
        if step is not self.turn.step and step in RESETS_RETRIES:
            reset = {
                "attempts": 0,
                "busy_retried": False,
                "token_refusals": 0,
                "post_failures": 0,
                "unposted_since": 0.0,
            }
            changes = reset | changes
        progress = replace(self.turn.progress, **changes)
        fields = {} if before is None else {"before": json.dumps(before)}
        await self.deps.store.checkpoint(
            self.lease, self.turn.step, step, progress, fields
        )
        if step is not self.turn.step and self._pace:
            self._pace.step()
        self.turn = replace(
            self.turn,
            step=step,
            progress=progress,
            before=self.turn.before if before is None else before,
        )
        self.render_progress = None

    def assert_lease(self) -> None:
        """Raise ``LeaseLost`` unless the lease was renewed recently."""
        if time.monotonic() - self.renewed_at > self.deps.config.lease * 0.6:
            raise LeaseLost

    async def post(self, part: str, reply: Reply) -> bool:
        first = self.turn.request.messages[-1] if self.turn.request.messages else None
        return await self.deps.outbox.post(
            self.lease, part, replace(reply, to=reply.to or first)
        )

    # the card

    def card_due(self, now: float) -> bool:
        """Whether the card would change if it were shown now."""
        if self._pace is None or self._lock.locked():
            return False
        every = self.deps.config.still_working
        still = int(self._elapsed(now) // every) if every > 0 else 0
        if still != self._still:  # people wait to hear that it goes on
            self._still = still
            self._pace.step()
        return self._pace.wait(now) == 0

    async def update_card(self, *, force: bool = False) -> None:
        """Update the card if the platform allows an edit now."""
        if self._lock.locked() and not force:
            return
        async with self._lock:
            with suppress(ChatError):
                await self._show(force=force)

    async def _show(self, *, force: bool) -> None:
        now = self.deps.clock.now()
        if self._pace is None:
            adapter = self.deps.outbox.adapter(self.chat)
            self._pace = Pace((await adapter.limits(self.chat)).edit_seconds)
        reply = self._card(now)
        if reply.text == self._shown or (self._pace.wait(now) > 0 and not force):
            return
        try:
            await self._post_or_edit(reply)
        except RateLimited as error:
            self._pace.rate_limited(now, error.retry_after)
            return
        self._shown = reply.text
        self._pace.edited(now)

    def _elapsed(self, now: float) -> float:
        return max(0.0, now - self.started) if self.started else 0.0

    def _card(self, now: float) -> Reply:
        text = card_text(
            self.turn,
            self.card_state,
            self.render_progress,
            self._elapsed(now),
            self.deps.config.still_working,
        )
        over = is_ended(self.turn.step)
        cancel = (
            () if over else ((self.button("button.cancel", "cancel", self.turn.id),),)
        )
        return Reply(
            text, cancel, card=True, step=self.turn.step, progress=self.render_progress
        )

    async def _post_or_edit(self, reply: Reply) -> None:
        adapter = self.deps.outbox.adapter(self.chat)
        if self.turn.card is None:
            known = await self.deps.store.card_of(self.turn.id)
            self.turn = replace(self.turn, card=known)
        if self.turn.card is None:
            first = (
                self.turn.request.messages[-1] if self.turn.request.messages else None
            )
            ref = await adapter.post(
                self.chat, replace(reply, to=first), f"{self.turn.id}.card"
            )
            counts = await self.deps.store.register_card(self.turn.id, ref)
            if counts != ref:
                await adapter.delete(self.chat, ref)
            self.turn = replace(self.turn, card=counts)
            return
        try:
            ref = await adapter.edit(self.chat, self.turn.card, reply)
        except MessageGone:  # someone deleted it: they still want to know and to cancel
            if is_ended(self.turn.step):
                return
            ref = await adapter.post(self.chat, reply, f"{self.turn.id}.anew")
        if ref != self.turn.card:
            await self._set_card(ref)

    async def _set_card(self, ref: MessageRef) -> None:
        await self.deps.store.move_card(self.turn.id, ref)
        self.turn = replace(self.turn, card=ref)
