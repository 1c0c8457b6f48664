"""Merge messages that form one request: clips and the text after them, albums.

The next message of the same person may be merged into a turn that still waits. Two
instructions are never merged: each gets its own answer.

Two times work together. ``hold_seconds`` says how long a turn that others may follow waits
before it starts, from ``Config.gather``; one with words that needs no clips starts at once. A
turn that waits longer, because an earlier one of the chat runs, takes a message only within
``MERGE_SECONDS`` of the newest that it has.
"""

import hashlib
from collections.abc import Collection
from dataclasses import replace

from core.model.chat import Clip, MessageRef
from core.model.inbound import MessageReceived
from core.model.turn import TurnKind, TurnRequest
from core.rules.intake.references import points_at_clip

MERGE_SECONDS = 4.0
"""Seconds after the newest message of a waiting turn in which another one may join it; each
that does begins them anew."""
_MORE_CLIPS = 6.0
"""Factor by which words that waited for clips wait longer for the last of them."""

_ALONE = {TurnKind.EXPORT, TurnKind.DELIVER, TurnKind.LISTEN}
"""Kinds of turns into which nothing is merged."""


def can_merge(
    request: TurnRequest, message: MessageReceived, kind: TurnKind, now: float
) -> bool:
    """Whether ``message`` belongs to a waiting turn; ``kind`` is what it would be alone."""
    if request.asker.id != message.sender.id or {kind, request.kind} & _ALONE:
        return False
    if message.project and message.project != request.project:
        return False
    if message.album and message.album == request.album:
        return True
    if request.text and message.text:
        return False
    if request.held_for_clips and message.clips:
        return True
    return now - request.at <= MERGE_SECONDS


def merge(
    request: TurnRequest,
    message: MessageReceived,
    kind: TurnKind,
    language: str,
    now: float,
) -> TurnRequest:
    """Merge both requests; clips of one album are in the order of their messages."""
    text = request.text or message.text
    clips = _unique(request.clips + message.quoted + message.clips)
    if message.album:
        clips = _in_order(clips)
    return replace(
        request,
        kind=TurnKind.INSTRUCT if text else kind,
        text=text,
        clips=clips,
        messages=request.messages + messages_of(message),
        words=request.words + words_of(message),
        album=message.album or request.album,
        language=language if message.text else request.language,
        replied=request.replied + pointed_clips(message, ()),
        at=now,
    )


def messages_of(message: MessageReceived) -> tuple[MessageRef, ...]:
    """The message as part of a request; empty if it has no place in a chat."""
    return (message.message,) if message.message else ()


def words_of(message: MessageReceived) -> tuple[str, ...]:
    """The texts of ``messages_of``, in the same order."""
    return (message.written.strip(),) if message.message else ()


def text_mark(text: str) -> str:
    """A short mark by which a text is recognised."""
    data = text.strip().encode("utf-8", "replace")
    return hashlib.sha256(data).hexdigest()[:12]


def reword(request: TurnRequest, message: MessageRef, text: str) -> TurnRequest:
    """The request after one of its messages was edited to ``text``.

    Words from an earlier instruction or another message of the request are kept.
    """
    at = request.messages.index(message)
    earlier = request.words[at] if at < len(request.words) else request.text
    if earlier and earlier in request.text:
        whole = request.text.replace(earlier, text, 1)
    else:
        whole = (
            text
            if earlier
            else "\n".join(part for part in (request.text, text) if part)
        )
    words = tuple(
        text if number == at else each for number, each in enumerate(request.words)
    )
    return replace(
        request, kind=TurnKind.INSTRUCT, text=whole, words=words, is_undo=False
    )


def drop_message(request: TurnRequest, message: MessageRef) -> TurnRequest:
    """The request without a deleted message and its clips."""
    positions = [at for at, each in enumerate(request.messages) if each != message]
    return replace(
        request,
        messages=tuple(request.messages[at] for at in positions),
        words=tuple(request.words[at] for at in positions if at < len(request.words)),
        clips=tuple(clip for clip in request.clips if clip.source != message),
    )


def pointed_clips(
    message: MessageReceived, project_refs: Collection[str]
) -> tuple[str, ...]:
    """The refs of the clips replied to, if the words refer to them.

    A reply to a clip in ``project_refs`` is about that clip; a reply to another clip adds
    it.
    """
    if not message.text:
        return ()
    points = points_at_clip(message.text)
    return tuple(
        clip.ref for clip in message.quoted if points or clip.ref in project_refs
    )


def hold_seconds(request: TurnRequest, *, bare: bool, settle: float) -> float:
    """Return the seconds to wait for more messages before the turn starts.

    Parts of an album come as separate messages without an end mark; clips are followed
    by words; words that come to an empty project (``bare``) are followed by clips.
    """
    if request.held_for_clips:
        return settle * _MORE_CLIPS
    if request.kind is TurnKind.UPLOAD or request.album:
        return settle
    return (
        settle
        if bare and not request.clips and request.kind is TurnKind.INSTRUCT
        else 0.0
    )


def _unique(clips: tuple[Clip, ...]) -> tuple[Clip, ...]:
    """Remove repeated clips, such as a file both quoted and sent; the first is kept."""
    return tuple({(clip.ref, clip.url): clip for clip in clips}.values())


def _in_order(clips: tuple[Clip, ...]) -> tuple[Clip, ...]:
    return tuple(sorted(clips, key=lambda clip: _place(clip.source)))


def _place(source: MessageRef | None) -> tuple[int, int]:
    """The position of a message: the last number in its reference; unknown ones come first."""
    digits = ""
    for character in reversed(source or ""):
        if character.isdigit():
            digits = character + digits
        elif digits:
            break
    return (0, 0) if not digits else (len(digits.lstrip("0")), int(digits))
