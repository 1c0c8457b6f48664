"""Find the clip in a Telegram message, whatever its media type."""

from dataclasses import replace
from typing import Any

from telegram import Document, ExternalReplyInfo, Message, PhotoSize, Video

from core.model.chat import Clip, ClipKind, ClipProblem
from core.model.media_types import is_text_for_editor, kind_of
from core.rules.intake.safe_names import safe_name

_GENERIC_TYPES = {"", "application/octet-stream", "application/ogg", "application/mp4"}
"""Generic types: such a file may be a video."""


def clip_of(
    holder: Message | ExternalReplyInfo, number: int, limit: int | None
) -> Clip | None:
    """The clip in this message, or None.

    ``number`` (the message's) names files that have no name; ``limit`` is how many
    bytes can be downloaded, None for any.
    """
    clip = _find_clip(holder, number, limit)
    if clip and limit is not None and (clip.size or 0) > limit:
        return Clip(
            clip.ref,
            clip.name,
            clip.kind,
            clip.size,
            mime=clip.mime,
            seconds=clip.seconds,
            problem=_too_large(holder, clip.kind),
            limit=limit,
        )
    return clip


def _too_large(holder: Message | ExternalReplyInfo, kind: ClipKind) -> ClipProblem:
    """The problem of a clip over the limit; Telegram compresses videos and photos, but not files."""
    shrinks = kind in {ClipKind.VIDEO, ClipKind.IMAGE}
    as_file = holder.document is not None and holder.animation is None
    return (
        ClipProblem.TOO_LARGE_AS_FILE if shrinks and as_file else ClipProblem.TOO_LARGE
    )


def _find_clip(
    holder: Message | ExternalReplyInfo, number: int, limit: int | None
) -> Clip | None:
    # An animation also fills the field "document", so that is read later.
    if attachment := holder.animation:
        name = attachment.file_name or f"animation_{number}.mp4"
        return _clip(attachment, name, ClipKind.VIDEO)
    if video := holder.video:
        return _video(video, number, limit)
    if note := holder.video_note:
        return _clip(note, f"round_{number}.mp4", ClipKind.VIDEO, "video/mp4")
    if song := holder.audio:
        title = " - ".join(part for part in (song.performer, song.title) if part)
        name = song.file_name or f"{title or f'song_{number}'}.mp3"
        return _clip(song, name, ClipKind.AUDIO)
    if voice := holder.voice:
        spoken = _clip(voice, f"voice_{number}.ogg", ClipKind.AUDIO, "audio/ogg")
        return replace(spoken, spoken=True)
    if live := holder.live_photo:  # it also fills the field "photo"
        return _clip(live, f"live_photo_{number}.mp4", ClipKind.VIDEO, "video/mp4")
    if holder.photo:
        return _photo(holder.photo, number, limit)
    if document := holder.document:
        return _document(document, number)
    return None


def _clip(file: Any, name: str, kind: ClipKind, mime: str = "") -> Clip:
    length = file.to_dict().get("duration")
    return Clip(
        ref=file.file_id,
        name=safe_name(name),
        kind=kind,
        size=file.file_size or None,
        mime=getattr(file, "mime_type", None) or mime,
        seconds=float(length) if length else None,
    )


def _video(video: Video, number: int, limit: int | None) -> Clip:
    """The video itself or, if it is too large, its best rendition below the limit."""
    clip = _clip(
        video, video.file_name or f"video_{number}.mp4", ClipKind.VIDEO, "video/mp4"
    )
    if limit is None or (clip.size or 0) <= limit:
        return clip
    fitting = [
        each for each in video.qualities or () if 0 < (each.file_size or 0) <= limit
    ]
    if not fitting:
        return clip
    best = max(fitting, key=lambda each: each.file_size or 0)
    return Clip(
        ref=best.file_id,
        name=clip.name,
        kind=ClipKind.VIDEO,
        size=best.file_size,
        mime=clip.mime,
        seconds=clip.seconds,
        full_size=clip.size,
    )


def _photo(sizes: tuple[PhotoSize, ...], number: int, limit: int | None) -> Clip:
    by_area = sorted(sizes, key=lambda size: size.width * size.height)
    fitting = [
        size for size in by_area if limit is None or (size.file_size or 0) <= limit
    ]
    best = (fitting or by_area)[-1]
    return _clip(best, f"photo_{number}.jpg", ClipKind.IMAGE, "image/jpeg")


def _document(document: Document, number: int) -> Clip:
    """The clip of a document; one that is no media file is marked."""
    name = document.file_name or f"file_{number}"
    mime = document.mime_type or ""
    kind = kind_of(name, mime)
    clip = _clip(document, name, kind)
    if (
        kind is not ClipKind.UNKNOWN
        or mime in _GENERIC_TYPES
        or is_text_for_editor(name)
    ):
        return clip
    return replace(clip, problem=ClipProblem.UNSUPPORTED)
