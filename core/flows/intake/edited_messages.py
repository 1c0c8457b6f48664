"""Changes of waiting turns when their messages are edited or deleted."""

import hashlib
from dataclasses import replace

from core.flows.intake.language import decide_language
from core.flows.intake.notices import Notices
from core.flows.turn.dependencies import Dependencies
from core.flows.turn.progress_card import mark_cancelled
from core.model.chat import (
    ChatId,
    InboundResult,
    MessageDeleted,
    MessageEdited,
    Reply,
)
from core.model.turn import AmendResult, Step
from core.rules.intake import merging
from core.rules.text.wording import say


async def handle_edit(
    deps: Dependencies, notices: Notices, event: MessageEdited
) -> InboundResult:
    """Replace the text of a turn that still waits; say so if that is too late."""
    for turn in await deps.store.pending_turns(event.chat):
        if event.message in turn.request.messages and turn.request.text:
            text = event.text.strip()[: merging.MAX_TEXT]
            request = replace(turn.request, text=text)
            if not text:
                continue
            done = await deps.store.amend(event.update, turn, request)
            if done is not AmendResult.TOO_LATE:
                return InboundResult(done is AmendResult.DONE)
    fresh = await deps.store.mark_seen(event.update)
    if fresh and await _was_carried_out(deps, event):
        language = await decide_language(deps, event.chat, event.sender, event.text)
        text = say(language, "turn.edit_too_late")
        reply = Reply(text, to=event.message, silent=True)
        notices.spawn(notices.post(event.chat, reply))
    return InboundResult(fresh)


async def _was_carried_out(deps: Dependencies, event: MessageEdited) -> bool:
    """Whether other words of this message have become a turn that runs or has ended."""
    field = last_instruction_field(event.chat)
    ref, _, mark = (await deps.notes.read(event.sender.id, field)).rpartition(" ")
    return ref == event.message and mark != text_mark(event.text)


def last_instruction_field(chat: ChatId) -> str:
    return f"last:{chat}"


def text_mark(text: str) -> str:
    """A short mark by which a text is known again."""
    return hashlib.sha256(text.strip().encode("utf-8", "replace")).hexdigest()[:12]


async def handle_delete(
    deps: Dependencies, notices: Notices, event: MessageDeleted
) -> InboundResult:
    """Remove a deleted message's clips from its waiting turn, or cancel the turn."""
    for turn in await deps.store.pending_turns(event.chat):
        request = turn.request
        if event.message not in request.messages:
            continue
        left = tuple(each for each in request.messages if each != event.message)
        clips = tuple(clip for clip in request.clips if clip.source != event.message)
        if left:
            amended = replace(request, messages=left, clips=clips)
            await deps.store.amend(event.update, turn, amended)
        elif turn.step is Step.QUEUED and await deps.store.cancel(turn, "deleted"):
            notices.spawn(mark_cancelled(deps, turn))
    return InboundResult(await deps.store.mark_seen(event.update))
