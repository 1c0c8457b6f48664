"""Discord's interactions, read: commands, menus, buttons, forms, suggestions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from bots.discord.wire import (
    attachments as cdn,
    ids as names,
    outbound,
    permissions as rights,
)
from bots.discord.wire.ids import Ref
from bots.discord.wire.inbound import footage, sender_of
from core.model.chat import ButtonPressed, Clip, Command, MessageReceived, Sender

EDIT = "edit"
SYNC, ADD = "Sync to the beat", "Add to project"
CLIPS = ("clip", "clip2", "clip3")
_QUIET = frozenset(
    "start help projects credits settings language privacy forget".split()
)
"""Commands whose answer is a person's own matter."""
_VIEW, _SEND, _ATTACH = 1 << 10, 1 << 11, 1 << 15
_OPEN_THREADS, _SEND_IN_THREADS = 1 << 35, 1 << 38
_ALL = (1 << 53) - 1
"""What we may where nobody tells."""
_MESSAGE_MENU = 3
_BOT_DM = 1
_TEXT, _THREADS = (0, 5), (10, 11, 12)


class Kind(IntEnum):
    COMMAND = 2
    COMPONENT = 3
    SUGGEST = 4
    FORM = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """One interaction. ``options`` by name; ``values`` by a form's field.

    ``clips`` are those of its options, uploads or target message, in order. ``ref`` is
    what an answer points at. ``focus`` is the option that is being typed. ``threads``
    tells that a thread can be opened from here.
    """

    id: str
    kind: Kind
    ref: Ref
    sender: Sender
    name: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    clips: tuple[Clip, ...] = ()
    custom_id: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    focus: str = ""
    guild: str = ""
    place: str = ""
    private: bool = False
    moderates: bool = False
    upload: int | None = None
    threads: bool = False

    @property
    def channel(self) -> str:
        return self.ref.channel

    @property
    def user(self) -> str:
        return names.user_of(self.sender.id)


def read(event: Mapping[str, Any]) -> Asked | None:
    """None for kinds that we never asked for."""
    if event.get("type") not in list(Kind):
        return None
    kind, data = Kind(event["type"]), event.get("data") or {}
    member = event.get("member") or {}
    user = member.get("user") or event.get("user") or {}
    channel = event.get("channel") or {}
    private = event.get("context") == _BOT_DM or (
        event.get("context") is None and not event.get("guild_id")
    )
    name = str(data.get("name") or "")
    sender = sender_of(user, member, str(event.get("locale") or ""))
    options = {each["name"]: each.get("value") for each in data.get("options") or ()}
    focus = (each["name"] for each in data.get("options") or () if each.get("focused"))
    ref = Ref(
        channel=str(event.get("channel_id") or channel.get("id") or ""),
        message=str((event.get("message") or {}).get("id", "")),
        interaction=str(event["id"]),
        token=str(event["token"]),
        at=int(names.born(str(event["id"]))),
        quiet=_quiet(event, name, private=private),
        outside=_outside(event, private=private),
        pressed=kind is Kind.COMPONENT,
    )
    return Asked(
        id=str(event["id"]),
        kind=kind,
        ref=ref,
        sender=sender,
        name=name,
        options=options,
        clips=_clips(data, sender),
        custom_id=_pressed_id(data),
        values=_values(data),
        focus=next(focus, ""),
        guild=str(event.get("guild_id") or ""),
        place=str(channel.get("name") or ""),
        private=private,
        moderates=private or rights.moderating(int(member.get("permissions") or 0)),
        upload=_upload(event),
        threads=_opens_threads(event, outside=ref.outside),
    )


def said(
    asked: Asked, text: str, clips: tuple[Clip, ...], command: Command | None = None
) -> MessageReceived:
    """What the person asked for, in words and clips; links in words are clips, too.

    ``command`` stands for the one that was called.
    """
    words, links = cdn.links_in(text, asked.sender)
    return MessageReceived(
        update=names.update_id("i", asked.id),
        chat=names.chat_id(asked.channel),
        sender=asked.sender,
        message=asked.ref.encode(),
        text=words,
        clips=(*clips, *links),
        command=command or _command(asked),
        at=asked.ref.at,
        private=asked.private,
        place=asked.place,
    )


def edit_words(asked: Asked) -> str:
    """The instruction of ``/edit``, with its link behind it."""
    words = (str(asked.options.get("instruction") or ""), link_of(asked.options))
    return "\n".join(each.strip() for each in words if each)


def link_of(options: Mapping[str, Any]) -> str:
    """The address that was given, also one without its ``https://``."""
    url = str(options.get("url") or "").strip()
    bare = url and "://" not in url and "." in url and " " not in url
    return f"https://{url}" if bare else url


def pressed(asked: Asked) -> ButtonPressed:
    return ButtonPressed(
        update=names.update_id("i", asked.id),
        chat=names.chat_id(asked.channel),
        sender=asked.sender,
        message=asked.ref.encode(),
        data=asked.custom_id,
        private=asked.private,
    )


def _command(asked: Asked) -> Command | None:
    if asked.kind is not Kind.COMMAND or asked.name in (EDIT, SYNC, ADD):
        return None
    argument = " ".join(str(value) for value in asked.options.values() if value)
    return Command(asked.name, argument)


def _quiet(event: Mapping[str, Any], name: str, *, private: bool) -> bool:
    """Whether the answer is for this person only; also on a message that is so."""
    flags = int((event.get("message") or {}).get("flags") or 0)
    return bool(flags & outbound.EPHEMERAL) or (not private and name in _QUIET)


def _outside(event: Mapping[str, Any], *, private: bool) -> bool:
    """Whether the bot cannot write here by itself."""
    if private:
        return False
    if not event.get("guild_id"):
        return True  # a direct message of two people, or a group's
    owners = event.get("authorizing_integration_owners") or {"0": ""}
    may = _permissions(event)
    thread = (event.get("channel") or {}).get("type") in _THREADS
    write = _SEND_IN_THREADS if thread else _SEND
    return "0" not in owners or not may & _VIEW or not may & write


def _permissions(event: Mapping[str, Any]) -> int:
    """What we may in the place; all of it where that is not told."""
    told = event.get("app_permissions")
    return _ALL if told is None else int(told)


def _upload(event: Mapping[str, Any]) -> int | None:
    """Bytes of a file that we may post here; None if that is not told."""
    if event.get("guild_id") and not _permissions(event) & _ATTACH:
        return 0
    limit = event.get("attachment_size_limit")
    return int(limit) if limit else None


def _opens_threads(event: Mapping[str, Any], *, outside: bool) -> bool:
    """Whether we can open a thread from here."""
    if outside or not event.get("guild_id"):
        return False
    text = (event.get("channel") or {}).get("type") in _TEXT
    return text and bool(_permissions(event) & _OPEN_THREADS)


def _pressed_id(data: Mapping[str, Any]) -> str:
    """A button's own id; of a list what was chosen in it."""
    chosen = data.get("values") or ()
    if data.get("custom_id") == outbound.PICK and chosen:
        return str(chosen[0])
    return str(data.get("custom_id") or "")


def _clips(data: Mapping[str, Any], sender: Sender) -> tuple[Clip, ...]:
    resolved = data.get("resolved") or {}
    if data.get("type") == _MESSAGE_MENU:
        target = (resolved.get("messages") or {}).get(str(data.get("target_id"))) or {}
        return footage(target)
    files = resolved.get("attachments") or {}
    by_name = {each["name"]: each.get("value") for each in data.get("options") or ()}
    chosen = [by_name[name] for name in CLIPS if name in by_name]
    for part in _fields(data):
        chosen += part.get("values") or () if part.get("type") == _FILES else ()
    found = [files[str(number)] for number in chosen if str(number) in files]
    return tuple(cdn.clip_of(each, "", "", sender, None) for each in found)


_FILES = 19
"""The upload field of a form."""


def _fields(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The fields of a form, whether labelled or in rows."""
    out = []
    for part in data.get("components") or ():
        inner = part.get("component")
        out += [inner] if inner else list(part.get("components") or ())
    return out


def _values(data: Mapping[str, Any]) -> dict[str, str]:
    """What was typed or chosen in a form's fields."""
    found = {}
    for part in _fields(data):
        values = part.get("values")
        value = part.get("value") if values is None else ",".join(map(str, values))
        if value and part.get("type") != _FILES:
            found[str(part["custom_id"])] = str(value).strip()
    return found
