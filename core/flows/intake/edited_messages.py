"""What becomes of a waiting turn when its messages are edited or deleted."""

from dataclasses import replace

from core.flows.commands.cancel import strike
from core.flows.intake.notices import Notices
from core.flows.turn.context import Dependencies
from core.model.chat import InboundResult, MessageDeleted, MessageEdited
from core.model.turn import Step
from core.rules.intake import merging as merge


async def edited(tools: Dependencies, event: MessageEdited) -> InboundResult:
    """Other words for a turn that still waits."""
    for turn in await tools.store.pending_turns(event.chat):
        if event.message in turn.asked.messages and turn.asked.text:
            text = event.text.strip()[: merge.LONG]
            asked = replace(turn.asked, text=text)
            if text and await tools.store.amend(event.update, turn, asked):
                return InboundResult(True)
    return InboundResult(await tools.store.mark_seen(event.update))


async def deleted(
    tools: Dependencies, window: Notices, event: MessageDeleted
) -> InboundResult:
    """A waiting turn loses what the message gave it, or is gone with it."""
    for turn in await tools.store.pending_turns(event.chat):
        asked = turn.asked
        if event.message not in asked.messages:
            continue
        left = tuple(each for each in asked.messages if each != event.message)
        clips = tuple(clip for clip in asked.clips if clip.source != event.message)
        if left:
            amended = replace(asked, messages=left, clips=clips)
            await tools.store.amend(event.update, turn, amended)
        elif turn.step is Step.QUEUED and await tools.store.cancel(turn, "deleted"):
            window.later(strike(tools, turn))
    return InboundResult(await tools.store.mark_seen(event.update))
