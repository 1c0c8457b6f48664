"""A turn in the hands of a worker: what it may do, and its progress card."""

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from core.errors import ChatError, LeaseLost, RateLimited
from core.flows.needs import Sessions
from core.flows.outbox import Outbox
from core.model.chat import Button, ChatId, Look, MessageRef, Reply
from core.model.turn import Lease, Step, Turn
from core.ports import Clock, TurnStore, VideoAgent
from core.rules.buttons import Buttons
from core.rules.card import text_of
from core.rules.pacing import Pace
from core.rules.turn import ended
from core.rules.wording import say


@dataclass(frozen=True, slots=True)
class Config:
    """Waiting times in seconds, and who may. Everything tests shorten is here.

    ``settle`` is longer than any request can take to be accepted: before that nobody
    concludes that an instruction was not sent. ``slots`` turns at most run at a time in
    one worker process.
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


@dataclass(frozen=True, slots=True)
class Tools:
    """What all flows share."""

    store: TurnStore
    agent: VideoAgent
    sessions: Sessions
    outbox: Outbox
    buttons: Buttons
    clock: Clock
    config: Config


@dataclass(slots=True)
class Work:
    """One running turn. ``beaten`` is when its lease was surely ours (monotonic)."""

    tools: Tools
    lease: Lease
    turn: Turn
    beaten: float = field(default_factory=time.monotonic)
    started: float = 0.0
    progress: float | None = None
    facts: dict[str, object] = field(default_factory=dict)
    _pace: Pace | None = None
    _shown: str = ""

    @property
    def chat(self) -> ChatId:
        return self.lease.chat

    def words(self, key: str, /, **facts: object) -> str:
        return say(self.turn.asked.language, key, **facts)

    def button(self, key: str, verb: str, arg: str = "") -> Button:
        look = Look.DANGER if verb == "cancel" else Look.PLAIN
        return self.tools.buttons.make(self.words(key), verb, arg, look)

    async def mark(
        self, step: Step, before: Mapping[str, Any] | None = None, **changes: Any
    ) -> None:
        """Write what is about to happen, or what has happened; then believe it."""
        marks = replace(self.turn.marks, **changes)
        fields = {} if before is None else {"before": json.dumps(before)}
        await self.tools.store.checkpoint(
            self.lease, self.turn.step, step, marks, fields
        )
        if step is not self.turn.step and self._pace:
            self._pace.step(self.tools.clock.now())
        self.turn = replace(
            self.turn,
            step=step,
            marks=marks,
            before=self.turn.before if before is None else before,
        )
        self.progress = None

    def guard(self) -> None:
        """Right before what must not happen twice: is the lease surely ours?"""
        if time.monotonic() - self.beaten > self.tools.config.lease * 0.6:
            raise LeaseLost

    async def say(self, part: str, reply: Reply) -> bool:
        first = self.turn.asked.messages[-1] if self.turn.asked.messages else None
        return await self.tools.outbox.say(
            self.lease, part, replace(reply, to=reply.to or first)
        )

    # the card

    async def show(self, *, force: bool = False) -> None:
        """Bring the card up to date if the place allows an edit now; never fails."""
        now = self.tools.clock.now()
        adapter = self.tools.outbox.adapter(self.chat)
        with suppress(ChatError):
            if self._pace is None:
                self._pace = Pace((await adapter.limits(self.chat)).edit_seconds)
            reply = self._card(now)
            if reply.text == self._shown or (self._pace.wait(now) > 0 and not force):
                return
            try:
                await self._put(reply)
            except RateLimited as error:
                self._pace.flooded(now, error.retry_after)
                return
            self._shown = reply.text
            self._pace.edited(now)

    def _card(self, now: float) -> Reply:
        elapsed = now - self.started if self.started else 0.0
        text = text_of(
            self.turn,
            self.facts,
            self.progress,
            elapsed,
            self.tools.config.still_working,
        )
        over = ended(self.turn.step)
        cancel = (
            () if over else ((self.button("button.cancel", "cancel", self.turn.id),),)
        )
        return Reply(
            text, cancel, card=True, step=self.turn.step, progress=self.progress
        )

    async def _put(self, reply: Reply) -> None:
        adapter = self.tools.outbox.adapter(self.chat)
        if self.turn.card is None:
            known = await self.tools.store.card_of(self.turn.id)
            self.turn = replace(self.turn, card=known)
        if self.turn.card is None:
            first = self.turn.asked.messages[-1] if self.turn.asked.messages else None
            ref = await adapter.post(
                self.chat, replace(reply, to=first), f"{self.turn.id}.card"
            )
            counts = await self.tools.store.card(self.turn.id, ref)
            if counts != ref:
                await adapter.delete(self.chat, ref)
            self.turn = replace(self.turn, card=counts)
            return
        ref = await adapter.edit(self.chat, self.turn.card, reply)
        if ref != self.turn.card:
            await self._moved(ref)

    async def _moved(self, ref: MessageRef) -> None:
        await self.tools.store.move_card(self.turn.id, ref)
        self.turn = replace(self.turn, card=ref)
