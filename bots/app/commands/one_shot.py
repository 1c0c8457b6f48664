"""Make one video through a whole conversation, for ``vidmuse make``."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from bots.app.runtime import Services
from bots.console.send.adapter import ConsoleAdapter
from bots.console.wire.inbound import clip_of
from bots.console.wire.request import MakeRequest
from core.model.chat import ClipKind, MessageRef, Sender, SenderId, UpdateId
from core.model.inbound import MessageReceived
from core.model.reply import Reply
from core.model.session import Project
from core.model.turn import Step, Turn

_POLL_SECONDS = 0.2
_CANCEL_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class MadeVideo:
    """The path of the MP4 and the rendered draft as the agent reports it.

    ``left_out`` are the sentences about files that were not used.
    """

    video: Path
    draft: dict[str, Any]
    left_out: tuple[str, ...] = ()


class FailureReason(StrEnum):
    """Why there is no video: the values are the ends of the keys ``make.…``."""

    NO_PICTURES = "no_pictures"
    """None of the files is a video or a photo that can be used."""
    NOT_ASKED = "not_asked"
    """The words were answered, or not understood."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class MakeFailure:
    """No video; the screen shows what was answered. ``is_internal``: not the user's fault.

    ``rejections`` are the sentences about files that could not be used.
    """

    is_internal: bool
    reason: FailureReason
    rejections: tuple[str, ...] = ()


async def make(
    services: Services, adapter: ConsoleAdapter, request: MakeRequest, language: str
) -> MadeVideo | MakeFailure:
    """Send the request in the adapter's chat and wait for the video.

    A cancellation stops the turn.
    """
    chat = adapter.chat
    me = Sender(SenderId("console:me"), "me", language)
    clips = tuple(clip_of(path, me) for path in request.files)
    message = MessageReceived(
        UpdateId(f"{chat}:1"),
        chat,
        me,
        MessageRef("1"),
        request.say,
        clips,
        private=True,
    )
    core = services.core
    worker = asyncio.create_task(core.worker.run())
    try:
        result = await core.inbound.handle_inbound(message)
        if result.notice:  # refused
            await adapter.post(chat, Reply(result.notice), "refused")
        turn = await core.store.newest_pending(chat)
        if turn is None:  # the words asked for no edit: they were answered
            await core.inbound.drain()
            return MakeFailure(False, FailureReason.NOT_ASKED)
        return await _outcome(services, adapter, turn, worker)
    finally:
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)


async def _outcome(
    services: Services, adapter: ConsoleAdapter, turn: Turn, worker: asyncio.Task[None]
) -> MadeVideo | MakeFailure:
    store = services.core.store
    try:
        while await store.pending_turns(turn.chat):
            await asyncio.wait({worker}, timeout=_POLL_SECONDS)
            if worker.done():
                await worker
    except asyncio.CancelledError:
        await _cancel(services, turn)
        raise
    await services.core.inbound.drain()
    ended = await store.turn(turn.id)
    if ended is None:
        return MakeFailure(True, FailureReason.FAILED)
    asker, rejections = turn.request.asker, ended.progress.rejections
    project = await services.sessions.project(turn.chat, asker)
    is_internal = ended.step is not Step.DONE and ended.progress.fault != "user"
    if ended.step is not Step.DONE or not adapter.posted:
        return MakeFailure(is_internal, _reason(ended, project, services), rejections)
    access = await services.sessions.access(project, asker)
    state = await services.agent.state(access.token, access.session.session_id)
    return MadeVideo(adapter.posted[-1], dict(state.draft), rejections)


def _reason(turn: Turn, project: Project, services: Services) -> FailureReason:
    """A hosted agent may make a video of a song alone, so it says itself what it needs."""
    visible = any(
        clip.uploaded and (clip.uploaded.kind or clip.clip.kind) != ClipKind.AUDIO
        for clip in project.clips
    )
    is_user_fault = turn.step is Step.DONE or turn.progress.fault == "user"
    if services.studio_url and is_user_fault and not visible:
        return FailureReason.NO_PICTURES
    return FailureReason.NOT_ASKED if turn.step is Step.DONE else FailureReason.FAILED


async def _cancel(services: Services, turn: Turn) -> None:
    """Cancel the turn, and with it the agent's render."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_CANCEL_SECONDS):
            await services.core.store.cancel(turn, str(turn.request.asker.id))
            while await services.core.store.pending_turns(turn.chat):
                await asyncio.sleep(_POLL_SECONDS)
