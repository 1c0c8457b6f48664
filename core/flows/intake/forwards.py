"""Tell a person who forwards files that their captions are not taken as requests."""

from core.flows.turn.dependencies import Dependencies
from core.model.inbound import MessageReceived
from core.model.reply import Reply
from core.rules.text.wording import say

_PAUSE = 600.0
"""Seconds in which a person gets the note once: files are forwarded by the dozen."""


async def forward_note(
    deps: Dependencies, message: MessageReceived, language: str
) -> Reply | None:
    """The note for a file that came with somebody else's words; None if it was given lately."""
    person, field, now = message.sender.id, f"forwards:{message.chat}", deps.clock.now()
    before = await deps.notes.read(person, field)
    if before and now - float(before) < _PAUSE:
        return None
    await deps.notes.write(person, field, str(now))
    return Reply(say(language, "turn.forwarded"), to=message.message, silent=True)
