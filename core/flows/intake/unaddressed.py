"""Select group messages that concern the bot although they are not addressed to it.

These are answers to an open question, clips of a person whose instruction or tray waits for
them, and the other parts of an album of which one part addresses the bot.
"""

import json
from dataclasses import asdict, replace
from typing import Any

from core.flows.turn.dependencies import Dependencies
from core.flows.turn.open_questions import early_request_field
from core.model.chat import ChatId, Clip
from core.model.inbound import MessageReceived
from core.rules.records.projects import clip_from_dict

_ALBUM_SECONDS = 60.0
_MOST_PARTS = 10


async def select_clips(
    deps: Dependencies, message: MessageReceived
) -> MessageReceived | None:
    """Return the message's clips without its words if they are wanted, else None.

    A part of an album is kept for a minute, in case another part addresses the bot.
    """
    if not message.clips:
        return None
    if await _is_expected(deps, message):
        return replace(message, text="", quoted=(), command=None)
    if message.album:
        await _keep_part(deps, message)
    return None


async def add_earlier_parts(
    deps: Dependencies, message: MessageReceived
) -> MessageReceived:
    """Add the parts of the message's album that came before it, in their order."""
    if not message.album:
        return message
    row = await deps.notes.read(message.sender.id, _album_field(message.chat))
    parts = _parts(row, message.album, deps.clock.now())
    return replace(message, clips=(*parts, *message.clips)) if parts else message


async def forget_parts(deps: Dependencies, message: MessageReceived) -> None:
    """Forget the kept parts, once the message is stored with them."""
    if message.album:
        await deps.notes.write(message.sender.id, _album_field(message.chat), "")


async def _is_expected(deps: Dependencies, message: MessageReceived) -> bool:
    chat, sender = message.chat, message.sender
    last = await deps.store.newest_pending(chat)
    if last and last.request.asker.id == sender.id:
        request = last.request
        if request.held_for_clips or (message.album and message.album == request.album):
            return True
    if await deps.notes.read(sender.id, early_request_field(chat)):
        return True
    project = await deps.sessions.project(chat, sender)
    newest = project.clips[-1].clip.owner if project.clips else None
    return project.tray is not None and newest == sender.id


async def _keep_part(deps: Dependencies, message: MessageReceived) -> None:
    field, now = _album_field(message.chat), deps.clock.now()
    row = await deps.notes.read(message.sender.id, field)
    clips = (*_parts(row, message.album, now), *message.clips)[:_MOST_PARTS]
    text = json.dumps(
        {"album": message.album, "at": now, "clips": [asdict(clip) for clip in clips]}
    )
    await deps.notes.write(message.sender.id, field, text)


def _parts(row: str, album: str, now: float) -> tuple[Clip, ...]:
    try:
        fields: dict[str, Any] = json.loads(row) if row else {}
        if fields.get("album") != album or now - float(fields["at"]) > _ALBUM_SECONDS:
            return ()
        return tuple(clip_from_dict(each) for each in fields["clips"])
    except (ValueError, TypeError, KeyError, AttributeError):
        return ()


def _album_field(chat: ChatId) -> str:
    return f"album:{chat}"
