"""Context of a running turn: its lease, its progress and its card."""

import asyncio
import json
import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from core import metrics
from core.errors import LeaseLost, NotSent
from core.flows.turn.cards.progress_card import ProgressCard
from core.flows.turn.cards.stray_cards import find_message
from core.flows.turn.dependencies import Dependencies
from core.model.agent import AgentState
from core.model.chat import ChatId, MessageRef, is_too_large, platform_of
from core.model.drop_link import DropLink
from core.model.reply import Button, ButtonRows, ButtonVerb, Reply
from core.model.session import Access, Project, ProjectId
from core.model.turn import Lease, Step, Turn
from core.model.turn_posts import OutboxRow, PostState, ReplyPart
from core.rules.replies.buttons import link_buttons
from core.rules.state_machine import RESETS_RETRIES, is_ended
from core.rules.text.wording import say, say_here

_log = logging.getLogger(__name__)

_HAS_VIDEO = "has_video"
"""The note that records that a person has received a video."""
_TRUSTED = 0.6
"""The share of a lease for which it counts after its renewal: what is begun then ends while
no other worker may have the turn."""
_BEGUN_REPLY_SECONDS = 2.0
"""Seconds between two writes of a reply that is still streaming."""
_AGENT_IS_BACK: Mapping[str, Any] = {
    "attempts": 0,
    "agent_failures": 0,
    "agent_away_since": 0.0,
    "busy_retried": False,
}
"""Progress changes after a call that the agent completed."""
_RETRIES_ARE_NEW: Mapping[str, Any] = {
    "token_refusals": 0,
    "post_failures": 0,
    "unposted_since": 0.0,
}


@dataclass(slots=True)
class TurnContext:
    """A running turn; ``renewed_at`` is when its lease was last renewed (monotonic).

    ``tray`` is its tray while the tempo of a song in it is unknown. ``step_since`` is when
    it entered its step here (monotonic). ``reading`` reads the agent's reply.
    """

    deps: Dependencies
    lease: Lease
    turn: Turn
    renewed_at: float = field(default_factory=time.monotonic)
    card: ProgressCard = field(init=False)
    tray: MessageRef | None = None
    step_since: float = field(default_factory=time.monotonic)
    reading: asyncio.Task[None] | None = None
    _access: Access | None = None
    _begun_reply_at: float = 0.0

    def __post_init__(self) -> None:
        self.card = ProgressCard(self.deps, self.turn, self.assert_lease)

    @property
    def chat(self) -> ChatId:
        return self.lease.chat

    @property
    def quota_chat(self) -> ChatId | None:
        """The chat whose quota counts; None for a private chat."""
        return None if self.turn.request.private else self.chat

    async def project(self) -> Project:
        """The project that the turn was requested in."""
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

    async def agent_state(self, access: Access) -> AgentState:
        """The project's session as it stands at the agent."""
        session = access.session.session_id
        return await self.deps.agent.state(access.token, session)

    def cache_access(self, access: Access | None) -> None:
        """Cache changed access; None discards it."""
        self._access = access

    async def save_project(self, **changes: Any) -> Access:
        """Change fields of the turn's project and store it; return the access with it."""
        access = await self.access()
        project = replace(access.project, **changes)
        if project != access.project:
            await self.deps.sessions.save(project)
            access = replace(access, project=project)
            self.cache_access(access)
        return access

    def words(self, key: str, /, **facts: object) -> str:
        return say(self.turn.request.language, key, **facts)

    def words_here(self, key: str, /, **facts: object) -> str:
        """The message with this key; in a group with how to send clips there."""
        request, platform = self.turn.request, platform_of(self.chat)
        return say_here(
            request.language, key, platform, private=request.private, **facts
        )

    def button(self, key: str, verb: ButtonVerb, arg: str = "") -> Button:
        """A button that is labelled with the message ``key``."""
        return self.deps.buttons.with_label(self.turn.request.language, key, verb, arg)

    async def drop_rows(self) -> ButtonRows:
        """A button for the drop page if a clip was too large for the platform, else none.

        This includes clips of which only a smaller copy came. In a group anybody can press
        it and gets their own link.
        """
        request, links = self.turn.request, self.deps.config.drop_links_for_chats
        large = (is_too_large(clip) or clip.full_size for clip in request.clips)
        if links is None or not any(large):
            return ()
        if not request.private:
            if address := links.group_address(self.chat, request.place):
                return ((Button(self.words("button.drop"), url=address),),)
            return ((self.button("button.drop", ButtonVerb.COMMAND, "drop"),),)
        project = await self.project()
        link = DropLink(
            self.chat, project.id, request.asker, 0.0, private=True, place=request.place
        )
        address = links.address(link, self.deps.clock.now())
        inside = links.app_address(link)
        return (link_buttons(request.language, "button.drop", address, inside),)

    async def checkpoint(
        self, step: Step, before: Mapping[str, Any] | None = None, **changes: Any
    ) -> None:
        """Persist step and progress under the lease, then update the turn. Raises ``LeaseLost``."""
        if step is not self.turn.step and step in RESETS_RETRIES:
            changes = {**_AGENT_IS_BACK, **_RETRIES_ARE_NEW, **changes}
        if is_ended(step):
            changes["card_ended"] = self.card.ended
        progress = replace(self.turn.progress, **changes)
        fields = {} if before is None else {"before": json.dumps(before)}
        await self.deps.store.checkpoint(
            self.lease, self.turn.step, step, progress, fields
        )
        if step is not self.turn.step:
            self._measure_step(step)
        self.turn = replace(
            self.turn,
            step=step,
            progress=progress,
            before=self.turn.before if before is None else before,
        )
        self.card.render_progress = None

    async def note_agent_is_back(self) -> None:
        """Reset the counters of its failures: those of separate calls are not added up."""
        progress = self.turn.progress
        if replace(progress, **_AGENT_IS_BACK) != progress:
            await self.checkpoint(self.turn.step, **_AGENT_IS_BACK)

    def _measure_step(self, after: Step) -> None:
        """Measure and log the time of the step that ends; ``queued`` starts at the request."""
        step, began = self.turn.step, self.step_since
        self.step_since = time.monotonic()
        seconds = self.step_since - began
        if step is Step.QUEUED:
            seconds = max(0.0, self.deps.clock.now() - self.turn.request.at)
        metrics.STEP_SECONDS.labels(step).observe(seconds)
        _log.info("turn %s: %s after %.1f s of %s", self.turn.id, after, seconds, step)

    def begun_reply_due(self, now: float) -> bool:
        """Whether a streaming reply must be stored again."""
        due = now - self._begun_reply_at >= _BEGUN_REPLY_SECONDS
        if due:
            self._begun_reply_at = now
        return due

    async def stop_reading(self) -> None:
        """Close the stream of the agent's reply: the agent may abort the run."""
        if self.reading:
            self.reading.cancel()
            await asyncio.gather(self.reading, return_exceptions=True)

    def assert_lease(self) -> None:
        """Raise ``LeaseLost`` unless the lease was renewed recently."""
        if time.monotonic() - self.renewed_at > self.deps.config.lease * _TRUSTED:
            raise LeaseLost

    async def post(self, part: ReplyPart, reply: Reply) -> bool:
        first = self.turn.request.messages[-1] if self.turn.request.messages else None
        return await self.deps.outbox.post(
            self.lease, part, replace(reply, to=reply.to or first)
        )

    async def post_for_ref(self, part: ReplyPart, reply: Reply) -> MessageRef | None:
        """Post the reply; return its message, None if that is unknown."""
        await self.post(part, reply)
        return await self.posted(part, reply)

    async def posted(self, part: ReplyPart, reply: Reply) -> MessageRef | None:
        """The message of a posted reply, posted here or by a worker that died."""
        row = await self.deps.store.outbox_row(self.turn.id, part)
        if row.state is not PostState.SENDING:
            return row.message
        with suppress(NotSent):
            message = await find_message(
                self.deps, self.turn, reply.buttons, self.card.ref
            )
            if message:
                row = OutboxRow(PostState.SENT, message)
                await self.deps.store.set_outbox_row(self.lease, part, row)
            return message
        return None

    async def conclude(
        self, reply: Reply, part: ReplyPart = ReplyPart.ANSWER
    ) -> MessageRef | None:
        """Make the reply the turn's answer: edit the card into it, else post it.

        Returns its message, None if that is unknown. Raises ``ChatError`` if neither is
        possible.
        """
        rows = (*reply.buttons, *await self.drop_rows())
        reply = replace(reply, silent=True, buttons=rows)
        if card := await self.card.conclude(self.turn, reply):
            return card
        await self.post(part, reply)
        return await self.message_of(part)

    async def message_of(self, *parts: ReplyPart) -> MessageRef | None:
        """The message of the first of these parts that was posted, None if unknown."""
        for part in parts:
            row = await self.deps.store.outbox_row(self.turn.id, part)
            if row.message:
                return row.message
        return None

    async def is_first_video(self) -> bool:
        """Whether this is the person's first video, in a private chat."""
        asker = self.turn.request.asker.id
        if not self.turn.request.private:
            return False
        return not await self.deps.notes.read(asker, _HAS_VIDEO)

    async def note_video(self) -> None:
        """Record that the person has received a video."""
        if await self.is_first_video():
            asker = self.turn.request.asker.id
            await self.deps.notes.write(asker, _HAS_VIDEO, "1")

    def card_due(self, now: float) -> bool:
        return self.card.due(self.turn, now)

    async def update_card(self) -> None:
        """Update the card if the platform allows an edit now."""
        await self.card.update(self.turn)
