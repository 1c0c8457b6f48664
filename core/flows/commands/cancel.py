"""Permission to cancel and export, and cancellation of waiting turns."""

from contextlib import suppress

from core.errors import ChatError
from core.flows.turn.cards.stray_cards import mark_cancelled
from core.flows.turn.dependencies import Dependencies
from core.model.chat import ChatId, Sender, SenderId
from core.model.turn import CancelResult, Turn
from core.rules.state_machine import is_ended

_LOOKS = 5


async def can_cancel(deps: Dependencies, turn: Turn, sender: Sender) -> bool:
    """Whether the sender is the asker, an admin, or named by the chat's setting."""
    if sender.id in {turn.request.asker.id, *deps.config.admins}:
        return True
    return await _named(deps, turn.chat, sender)


async def can_export(deps: Dependencies, chat: ChatId, sender: Sender) -> bool:
    """Whether the sender asked for an edit, pays, is an admin, or is named by the chat's setting."""
    project = await deps.sessions.project(chat, sender)
    entitled = {project.payer, *project.askers, *deps.config.admins}
    return sender.id in entitled or await _named(deps, chat, sender)


async def _named(deps: Dependencies, chat: ChatId, sender: Sender) -> bool:
    """Whether the chat's setting names the sender."""
    match (await deps.sessions.settings(chat)).controllers:
        case "everyone":
            return True
        case "asker":
            return False
        case "admins":
            with suppress(ChatError):
                return await deps.outbox.adapter(chat).moderates(chat, sender.id)
    return False


async def erase_turns(deps: Dependencies, owner: SenderId) -> tuple[int, int]:
    """Delete a person's turns; return how many were deleted and how many remain.

    Waiting turns are removed from the queue; a running one is stopped first.
    """
    deleted, left = 0, 0
    for _ in range(_LOOKS):
        left = 0
        for turn in await deps.store.turns_of(owner):
            if not is_ended(turn.step):
                done = await deps.store.cancel(turn, owner)
                if done is CancelResult.RUNNING:
                    left += 1
                    continue
                if not await mark_cancelled(deps, turn):
                    left += 1
                    continue
            await deps.store.erase(turn)
            deleted += 1
        if not left:
            break
        await deps.clock.sleep(1.0)
    return deleted, left
