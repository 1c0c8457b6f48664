"""Handle edits and deletions of people's messages.

New words replace the old ones while the turn waits; later they are offered as a new
request, so that every edit gets an answer.
"""

import json
from contextlib import suppress
from typing import Any

from core.errors import ChatError
from core.flows.intake.language import decide_language
from core.flows.intake.notices import Notices
from core.flows.turn.cards.card_reply import cancel_button
from core.flows.turn.cards.stray_cards import mark_cancelled
from core.flows.turn.dependencies import Dependencies
from core.flows.turn.open_questions import early_request_field
from core.flows.turn.owed_exports import dequeue
from core.model.chat import ChatId, MessageRef, UpdateId, platform_of
from core.model.inbound import (
    ButtonPressed,
    InboundResult,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
)
from core.model.reply import ButtonVerb, Reply
from core.model.turn import AmendResult, Step, Turn, TurnId, TurnKind, TurnRequest
from core.rules.intake import merging
from core.rules.intake.merging import text_mark
from core.rules.intake.routing import parse_command
from core.rules.intake.text_length import refusal_of_length
from core.rules.state_machine import is_ended
from core.rules.text.redact import find_token
from core.rules.text.wording import say, say_here


async def handle_edit(
    deps: Dependencies, notices: Notices, event: MessageEdited
) -> InboundResult:
    """Replace the words of a waiting turn; offer them as a new request if it has started."""
    text = event.text.strip()
    for turn in await deps.store.pending_turns(event.chat):
        if request := _reworded(turn.request, event, text):
            done = await deps.store.amend(event.update, turn, request)
            if done is not AmendResult.TOO_LATE:
                return InboundResult(done is AmendResult.DONE)
    fresh = await deps.store.mark_seen(event.update)
    earlier = await deps.store.turn_of_message(event.chat, event.message)
    if fresh and earlier and earlier[1] != text_mark(text):
        old = await deps.store.turn(earlier[0])
        meant = event.addressed or bool(old and old.request.text)
        if meant and not await _reword_early_request(deps, notices, event, old, text):
            notices.spawn(_offer(deps, event, old, text))
    return InboundResult(fresh)


def _reworded(
    request: TurnRequest, event: MessageEdited, text: str
) -> TurnRequest | None:
    """The request with the new words; None unless they are an instruction without a secret."""
    if event.message not in request.messages or not text:
        return None
    if parse_command(text) or find_token(text):
        return None
    instructs = request.kind is TurnKind.INSTRUCT and bool(request.text)
    if not instructs and not (request.kind is TurnKind.UPLOAD and event.addressed):
        return None
    reworded = merging.reword(request, event.message, text)
    return None if refusal_of_length(request.language, reworded.text) else reworded


async def _reword_early_request(
    deps: Dependencies,
    notices: Notices,
    event: MessageEdited,
    turn: Turn | None,
    text: str,
) -> bool:
    """Change an instruction that waits for clips; False if this message is none."""
    field, person = early_request_field(event.chat), event.sender.id
    early = await deps.notes.read(person, field)
    old = turn.request.text if turn and not turn.request.clips else ""
    if not (text and old and old in early):
        return False
    early = early.replace(old, text, 1)
    language = await decide_language(deps, event.chat, event.sender, text)
    if refusal_of_length(language, early):
        return False
    await deps.notes.write(person, field, early)
    shown = early.replace("\n", " · ")
    confirmation = say_here(
        language,
        "turn.request_kept",
        platform_of(event.chat),
        private=event.private,
        request=shown,
    )
    reply = Reply(confirmation, to=event.message, silent=True)
    notices.spawn(notices.post(event.chat, reply))
    return True


async def _offer(
    deps: Dependencies, event: MessageEdited, turn: Turn | None, text: str
) -> None:
    """Say which words are being processed, and offer the new ones; once for a message."""
    reply = await _offer_reply(deps, event, turn, text)
    field = _offer_field(event.chat, event.message)
    row = _read(await deps.notes.read(event.sender.id, field))
    adapter, ref = deps.outbox.adapter(event.chat), None
    if shown := str(row.get("offer") or ""):
        with suppress(ChatError):
            ref = await adapter.edit(event.chat, MessageRef(shown), reply)
    if ref is None:
        key = f"d{int(deps.clock.now() * 1e6):x}"
        ref = await deps.outbox.post_with_retry(event.chat, reply, key)
    row = {
        "message": event.message,
        "turn": turn.id if turn else "",
        "text": "" if find_token(text) else text,
        "offer": ref,
    }
    await deps.notes.write(event.sender.id, field, json.dumps(row))


async def _offer_reply(
    deps: Dependencies, event: MessageEdited, turn: Turn | None, text: str
) -> Reply:
    language = await decide_language(deps, event.chat, event.sender, text)
    if refusal := refusal_of_length(language, text):
        return Reply(refusal, to=event.message, silent=True)
    running = turn is not None and not is_ended(turn.step)
    key = "turn.edit_running" if running else "turn.edit_ended"
    runnable = bool(text) and not find_token(text)
    offer = say(language, key if runnable else f"{key}_plain")
    buttons = []
    if runnable:
        label = say(language, "button.words_next" if running else "button.words_as_new")
        argument = f"{text_mark(event.message)}.{text_mark(text)}"
        buttons.append(deps.buttons.make(label, ButtonVerb.EDITED_WORDS, argument))
    if running and turn:
        buttons.append(cancel_button(deps, language, turn.id))
    rows = (tuple(buttons),) if buttons else ()
    return Reply(offer, rows, to=event.message, silent=True)


async def edited_message(
    deps: Dependencies, press: ButtonPressed, argument: str, update: UpdateId
) -> MessageReceived | None:
    """The offered words as a new message of the person who edited; None for anybody else.

    Clips of the old request are added if the project does not have them.
    """
    message_mark, _, _ = argument.partition(".")
    row = _read(
        await deps.notes.read(press.sender.id, _field(press.chat, message_mark))
    )
    if not row.get("text"):
        return None
    turn = await deps.store.turn(TurnId(str(row.get("turn") or "")))
    project = await deps.sessions.project(press.chat, press.sender)
    project_refs = {project_clip.clip.ref for project_clip in project.clips}
    old = turn.request if turn else None
    clips = old.clips if old else ()
    replied = old.replied if old else ()
    text = str(row["text"])
    return MessageReceived(
        update,
        press.chat,
        press.sender,
        MessageRef(str(row.get("message") or press.message)),
        text,
        tuple(clip for clip in clips if clip.ref not in project_refs | set(replied)),
        tuple(clip for clip in clips if clip.ref in replied),
        private=press.private,
        within=press.within,
        written=text,
    )


def _offer_field(chat: ChatId, message: MessageRef) -> str:
    return _field(chat, text_mark(message))


def _field(chat: ChatId, message_mark: str) -> str:
    return f"edited:{chat}:{message_mark}"


def _read(row: str) -> dict[str, Any]:
    fields = json.loads(row) if row else {}
    return fields if isinstance(fields, dict) else {}


async def handle_delete(
    deps: Dependencies, notices: Notices, event: MessageDeleted
) -> InboundResult:
    """Remove a deleted message's clips from its waiting turn, or cancel the turn."""
    for turn in await deps.store.pending_turns(event.chat):
        request = turn.request
        if event.message not in request.messages:
            continue
        amended = merging.drop_message(request, event.message)
        if amended.messages:
            await deps.store.amend(event.update, turn, amended)
        elif turn.step is Step.QUEUED and await dequeue(deps, turn, "deleted"):
            notices.spawn(mark_cancelled(deps, turn))
    return InboundResult(await deps.store.mark_seen(event.update))
