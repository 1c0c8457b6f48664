"""Who may stop a turn, and what its card says afterwards."""

from contextlib import suppress

from core.errors import ChatError
from core.flows.work import Tools
from core.model.chat import Reply, Sender
from core.model.turn import Turn
from core.rules.wording import say


async def may(tools: Tools, turn: Turn, sender: Sender) -> bool:
    """The asker, the operator's admins, and whom the chat's setting names."""
    if sender.id in {turn.asked.asker.id, *tools.config.admins}:
        return True
    settings = await tools.sessions.settings(turn.chat)
    match settings.controllers:
        case "everyone":
            return True
        case "asker":
            return False
        case "admins":
            adapter = tools.outbox.adapter(turn.chat)
            with suppress(ChatError):
                return await adapter.moderates(turn.chat, sender.id)
    return False


async def strike(tools: Tools, turn: Turn) -> None:
    """A waiting turn is gone: its card says so."""
    if ref := await tools.store.card_of(turn.id):
        text = say(turn.asked.language, "step.cancelled")
        reply = Reply(text, card=True, step="cancelled")
        await tools.outbox.adapter(turn.chat).edit(turn.chat, ref, reply)
