"""Convert Discord's attachments and links to clips."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from core.model.chat import Clip, ClipKind, ClipProblem, MessageRef, Sender
from core.model.media_types import TIMELINE_NAME, is_text_for_editor, kind_of
from core.rules.intake.links import split_links
from core.rules.intake.safe_names import safe_name

_HOSTS = {"cdn.discordapp.com", "media.discordapp.net"}
_MARGIN = 600.0
"""Seconds that a URL must remain valid to count as fresh: the download takes time too."""
_DISCORD_HOSTS = frozenset(
    "discord.com ptb.discord.com canary.discord.com discord.gg discordapp.com".split()
)


def clip_of(
    attachment: Mapping[str, Any],
    channel: str,
    message: str,
    owner: Sender | None,
    source: MessageRef | None,
) -> Clip:
    """``channel`` and ``message`` are "" for an attachment of a command."""
    name = str(attachment.get("title") or attachment.get("filename") or "clip")
    url = str(attachment["url"])
    mime = str(attachment.get("content_type") or "").partition(";")[0]
    file_name = str(attachment.get("filename") or name)
    kind = kind_of(file_name, mime)
    useless = kind is ClipKind.UNKNOWN and mime and not is_text_for_editor(file_name)
    ref = {"c": channel, "m": message, "a": str(attachment.get("id", "")), "u": url}
    return Clip(
        ref=json.dumps(ref, separators=(",", ":")),
        name=safe_name(file_name),
        kind=kind,
        size=attachment.get("size"),
        url=url,
        mime=mime,
        seconds=attachment.get("duration_secs"),
        source=source,
        owner=owner.id if owner else None,
        problem=ClipProblem.UNSUPPORTED if useless else ClipProblem.NONE,
        spoken="waveform" in attachment,
    )


def clips_of(
    message: Mapping[str, Any], owner: Sender | None, source: MessageRef | None
) -> tuple[Clip, ...]:
    """All attachments of a message and of the messages forwarded in it.

    Discord does not tell who recorded a forwarded voice note.
    """
    channel, number = str(message.get("channel_id", "")), str(message.get("id", ""))
    own = message.get("attachments") or ()
    clips = (
        (clip_of(attachment, channel, number, owner, source), attachment not in own)
        for attachment in attachments_of(message)
    )
    return tuple(
        replace(clip, forwarded=clip.spoken and forwarded) for clip, forwarded in clips
    )


def attachments_of(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Attachments of the message, then those of its forwarded snapshots.

    Our own timeline images are left out.
    """
    own = list(message.get("attachments") or ())
    for snapshot in message.get("message_snapshots") or ():
        own += (snapshot.get("message") or {}).get("attachments") or ()
    return [each for each in own if each.get("filename") != TIMELINE_NAME]


def texts_of(message: Mapping[str, Any]) -> str:
    """The text of a message and of the messages forwarded in it."""
    snapshots = message.get("message_snapshots") or ()
    inner = [(s.get("message") or {}).get("content") or "" for s in snapshots]
    return "\n".join(text for text in (message.get("content") or "", *inner) if text)


def links_in(text: str, owner: Sender | None = None) -> tuple[str, tuple[Clip, ...]]:
    """The text without its links, and the links as clips the agent may fetch."""
    words, clips = split_links(text, owner.id if owner else None, _DISCORD_HOSTS)
    return words, tuple(_with_handle(clip) for clip in clips)


def _with_handle(clip: Clip) -> Clip:
    """Give a link to an attachment its handle, so that it can be renewed like one."""
    if (urlsplit(clip.url or "").hostname or "").lower() not in _HOSTS:
        return clip
    ref = {"c": "", "m": "", "a": "", "u": clip.url}
    return replace(clip, ref=json.dumps(ref, separators=(",", ":")))


def handle_of(clip: Clip) -> dict[str, str] | None:
    """Channel, message and id of an attachment; None for any other link."""
    try:
        ref = json.loads(clip.ref)
    except ValueError:
        return None
    return ref if isinstance(ref, dict) and "u" in ref else None


def expires_at(url: str) -> float | None:
    """Expiry of a signed URL in unix seconds; None if it has none."""
    try:
        values = parse_qs(urlsplit(url).query).get("ex", [])
        return float(int(values[0], 16)) if values else None
    except ValueError:
        return None


def is_fresh(url: str, now: float) -> bool:
    until = expires_at(url)
    return until is None or until - now > _MARGIN


def find_url(
    attachments: Iterable[Mapping[str, Any]], number: str, url: str
) -> str | None:
    """The current URL of the same attachment: by its id, else by its path."""
    path = urlsplit(url).path
    for attachment in attachments:
        there = str(attachment.get("url", ""))
        if str(attachment.get("id")) == number or urlsplit(there).path == path:
            return there
    return None


def is_hosted_by_discord(url: str, base: str) -> bool:
    """Whether the URL is a file hosted by Discord."""
    host = urlsplit(url).hostname or ""
    return host in _HOSTS or urlsplit(url).netloc == urlsplit(base).netloc
