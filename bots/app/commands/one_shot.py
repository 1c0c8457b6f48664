"""One video through the whole conversation: what ``vidmuse make`` runs."""

import asyncio
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bots.app.runtime import House
from bots.console.send.adapter import ConsoleAdapter
from bots.console.wire.inbound import clip_of
from bots.console.wire.request import Request
from core.model.chat import (
    ChatId,
    MessageReceived,
    MessageRef,
    Sender,
    SenderId,
    UpdateId,
)
from core.model.turn import Step, Turn

_LOOK = 0.2
_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Made:
    """``video`` where the MP4 lies; ``draft`` what was rendered, as the agent tells."""

    video: Path
    draft: dict[str, Any]


@dataclass(frozen=True, slots=True)
class NotMade:
    """``ours``: the fault is not the user's. Why has been said on the screen."""

    ours: bool


async def make(
    house: House, adapter: ConsoleAdapter, request: Request, language: str
) -> Made | NotMade:
    """Say it in a chat of its own and see what comes; cancelled, it stops the work."""
    chat = ChatId(f"console:{uuid.uuid4().hex[:12]}")
    me = Sender(SenderId("console:me"), "me", language)
    clips = tuple(clip_of(path, me) for path in request.files)
    said = MessageReceived(
        UpdateId(f"{chat}:1"),
        chat,
        me,
        MessageRef("1"),
        request.say,
        clips,
        private=True,
    )
    office = house.office
    worker = asyncio.create_task(office.worker.run())
    try:
        await office.inbound.handle_inbound(said)
        turn = await office.store.newest_pending(chat)
        if turn is None:  # words that are no wish: they were answered
            await office.inbound.drain()
            return NotMade(ours=False)
        return await _outcome(house, adapter, turn, worker)
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)


async def _outcome(
    house: House, adapter: ConsoleAdapter, turn: Turn, worker: asyncio.Task[None]
) -> Made | NotMade:
    store = house.office.store
    try:
        while await store.pending_turns(turn.chat):
            await asyncio.wait({worker}, timeout=_LOOK)
            if worker.done():
                await worker
    except asyncio.CancelledError:
        await _stop(house, turn)
        raise
    await house.office.inbound.drain()
    ended = await store.turn(turn.id)
    if ended is None or ended.step is not Step.DONE:
        return NotMade(ours=ended is None or ended.progress.fault != "user")
    if not adapter.posted:
        return NotMade(ours=False)
    asker = turn.request.asker
    project = await house.sessions.project(turn.chat, asker)
    access = await house.sessions.access(project, asker)
    state = await house.agent.state(access.token, access.session.session_id)
    return Made(adapter.posted[-1], dict(state.draft))


async def _stop(house: House, turn: Turn) -> None:
    """Take the turn back, and with it what the agent renders for nobody."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            await house.office.store.cancel(turn, str(turn.request.asker.id))
            while await house.office.store.pending_turns(turn.chat):
                await asyncio.sleep(_LOOK)
