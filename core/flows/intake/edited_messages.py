"""Changes of waiting turns when their messages are edited or deleted."""

from dataclasses import replace

from core.flows.intake.notices import Notices
from core.flows.turn.dependencies import Dependencies
from core.flows.turn.progress_card import mark_cancelled
from core.model.chat import InboundResult, MessageDeleted, MessageEdited
from core.model.turn import AmendResult, Step
from core.rules.intake import merging


async def handle_edit(deps: Dependencies, event: MessageEdited) -> InboundResult:
    """Replace the text of a turn that still waits."""
    for turn in await deps.store.pending_turns(event.chat):
        if event.message in turn.request.messages and turn.request.text:
            text = event.text.strip()[: merging.MAX_TEXT]
            request = replace(turn.request, text=text)
            if not text:
                continue
            done = await deps.store.amend(event.update, turn, request)
            if done is not AmendResult.TOO_LATE:
                return InboundResult(done is AmendResult.DONE)
    return InboundResult(await deps.store.mark_seen(event.update))


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
