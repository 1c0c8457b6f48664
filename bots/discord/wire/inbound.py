"""Parse Discord messages into events of the core."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bots.discord.wire import attachments as cdn, components, ids as names
from bots.discord.wire.ids import Ref
from bots.shared.typed_command import typed_command
from core.model.chat import Clip, ClipKind, Sender
from core.model.commands import COMMANDS, HINT
from core.model.inbound import (
    Command,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    RepliedMessage,
)

Event = Mapping[str, Any]
_EDIT = "edit"
HIDDEN_TEXT, HIDDEN_REPLY = "discord.hidden_text", "discord.hidden_reply"
HIDDEN_ROLE = "discord.role_mention"
_DEFAULT, _REPLY = 0, 19


def sender_of(user: Event, member: Event | None = None, language: str = "") -> Sender:
    """The sender, by the name that is shown in this server."""
    nick = (member or {}).get("nick")
    name = nick or user.get("global_name") or user.get("username") or "?"
    bot = bool(user.get("bot"))
    return Sender(names.sender_id(str(user["id"])), str(name), language, bot)


@dataclass(frozen=True, slots=True)
class ChannelContext:
    """Facts of the gateway about a message's channel.

    ``own_thread``: the bot opened this thread; ``parent`` is the channel of a thread,
    ``role`` the bot's own role in the server, "" if there is none.
    """

    name: str = ""
    own_thread: bool = False
    parent: str = ""
    role: str = ""


def parse_message(
    message: Event, bot_id: str, context: ChannelContext | None = None
) -> MessageReceived | None:
    """Parse a message to us: private, a mention, a reply, or clips in our thread.

    ``bot_id`` is our user id. Other messages in our threads are not addressed to us.
    Without the message content intent Discord blanks messages that do not concern us.
    """
    context = context or ChannelContext()
    if not _is_by_person(message):
        return None
    addressed = _is_addressed(message, bot_id, context.role)
    if not addressed and not (context.own_thread and _may_concern_us(message, bot_id)):
        return None
    sender = sender_of(message.get("author") or {}, message.get("member"))
    channel, number = str(message["channel_id"]), str(message["id"])
    ref = Ref(channel, number).encode()
    words, links = cdn.links_in(
        _without_mention(message.get("content") or "", bot_id, context.role), sender
    )
    words, command = _split_command(words)
    clips = (
        *cdn.clips_of(message, sender, ref),
        *links,
        *_forwarded_links(message, sender),
    )
    quoted = quoted_clips(message, bot_id)
    if not (words or command or clips or quoted):
        command = Command(HINT)  # an empty mention still needs an answer
    return MessageReceived(
        update=names.update_id("m", number),
        chat=names.chat_id(channel),
        sender=sender,
        message=ref,
        text=words,
        clips=clips,
        quoted=quoted,
        command=command,
        at=names.created_at(number),
        private=not message.get("guild_id"),
        place=context.name,
        reply=_own_replied_message(message, bot_id),
        within=names.within(str(message.get("guild_id") or ""), context.parent),
        addressed=addressed or bool(clips) or command is not None,
    )


def _is_by_person(message: Event) -> bool:
    """Whether a person wrote it: no bot, webhook or notice of Discord's."""
    author = message.get("author") or {}
    if author.get("bot") or message.get("webhook_id") or author.get("system"):
        return False
    return message.get("type", _DEFAULT) in (_DEFAULT, _REPLY)


def _may_concern_us(message: Event, bot_id: str) -> bool:
    """Whether a message of our thread that does not address us may be for us."""
    return not _is_for_others(message, bot_id) and _has_content(message)


def _own_replied_message(message: Event, bot_id: str) -> RepliedMessage | None:
    """Return our own message that this one replies to."""
    earlier = message.get("referenced_message") or {}
    if str((earlier.get("author") or {}).get("id")) != bot_id:
        return None
    return replied_message(earlier)


def replied_message(earlier: Event) -> RepliedMessage:
    """A message of ours: its words and the data of its buttons."""
    rows = components.controls(earlier.get("components"))
    parts = (part for row in rows for part in row)
    data = tuple(str(part["custom_id"]) for part in parts if part.get("custom_id"))
    return RepliedMessage(components.words_of(earlier), data, str(earlier["id"]))


def parse_edit(message: Event, bot_id: str, role: str = "") -> MessageEdited | None:
    """Parse an edit of a message to us; a link preview added later is no edit."""
    author, stamp = message.get("author") or {}, message.get("edited_timestamp")
    if not stamp or not author or author.get("bot") or "content" not in message:
        return None
    channel, number = str(message["channel_id"]), str(message["id"])
    words, _ = cdn.links_in(_without_mention(message["content"] or "", bot_id, role))
    when = str(int(datetime.fromisoformat(stamp).timestamp() * 1000))
    return MessageEdited(
        update=names.update_id("e", number, when),
        chat=names.chat_id(channel),
        sender=sender_of(author, message.get("member")),
        message=Ref(channel, number).encode(),
        text=words,
        private="guild_id" not in message,
    )


def parse_deletion(event: Event) -> list[MessageDeleted]:
    """One message, or many at once."""
    channel = str(event["channel_id"])
    numbers = event.get("ids") or [event["id"]]
    return [
        MessageDeleted(
            update=names.update_id("d", str(number)),
            chat=names.chat_id(channel),
            message=Ref(channel, str(number)).encode(),
        )
        for number in numbers
    ]


def quoted_clips(message: Event, bot_id: str) -> tuple[Clip, ...]:
    """The clips of the message replied to, except our own posts."""
    earlier = message.get("referenced_message") or {}
    author = earlier.get("author") or {}
    if not author or str(author.get("id")) == bot_id:
        return ()
    return videos_of(earlier)


def videos_of(message: Event) -> tuple[Clip, ...]:
    """All clips of a person's message: attached, forwarded or linked."""
    author = message.get("author") or {}
    owner = sender_of(author) if author.get("id") else None
    ref = Ref(str(message.get("channel_id", "")), str(message.get("id", ""))).encode()
    _, links = cdn.links_in(cdn.texts_of(message), owner)
    own = (each for each in cdn.clips_of(message, owner, ref) if not each.problem)
    footage_links = (each for each in links if each.kind is not ClipKind.UNKNOWN)
    return (*own, *(replace(each, source=ref) for each in footage_links))


def newest_videos(messages: list[Event], bot_id: str) -> tuple[Clip, ...]:
    """The clips of the newest message that has a video; newest messages first."""
    for message in messages:
        if str((message.get("author") or {}).get("id")) == bot_id:
            continue
        clips = videos_of(message)
        if any(clip.kind is ClipKind.VIDEO for clip in clips):
            return clips
    return ()


def _forwarded_links(message: Event, sender: Sender) -> Iterator[Clip]:
    """Links to footage in forwarded messages; other links there are ignored."""
    _, links = cdn.links_in(cdn.texts_of({**message, "content": ""}), sender)
    return (each for each in links if each.kind is not ClipKind.UNKNOWN)


def hidden_content(message: Event, bot_id: str, role: str = "") -> str:
    """The message key of what Discord hides from us; "" if nothing.

    Without the message content intent, replies to our command responses are blank, and so
    are other people's messages that a reply to us quotes.
    """
    earlier = message.get("referenced_message") or {}
    author = str((earlier.get("author") or {}).get("id") or "")
    if author == bot_id and _is_blank(message) and not _mentions(message, bot_id):
        return HIDDEN_TEXT
    if _mentions_role(message, role) and _is_blank(message):
        return "" if _mentions(message, bot_id) else HIDDEN_ROLE
    if author and author != bot_id and message.get("guild_id") and _is_blank(earlier):
        return HIDDEN_REPLY
    return ""


def _is_blank(message: Event) -> bool:
    """Whether the message is empty: one that we may see has text, a file or a poll."""
    parts = "content attachments embeds components sticker_items poll message_snapshots"
    return not any(message.get(part) for part in parts.split())


def is_addressed(message: Event, bot_id: str, role: str = "") -> bool:
    """Whether the message is certainly addressed to us."""
    return _is_addressed(message, bot_id, role)


def _is_addressed(message: Event, bot_id: str, role: str) -> bool:
    if not message.get("guild_id"):
        return True
    earlier = message.get("referenced_message") or {}
    return (
        str((earlier.get("author") or {}).get("id")) == bot_id
        or _mentions(message, bot_id)
        or _mentions_role(message, role)
    )


def _mentions(message: Event, bot_id: str) -> bool:
    return any(str(user.get("id")) == bot_id for user in message.get("mentions") or ())


def _mentions_role(message: Event, role: str) -> bool:
    """Whether the bot's role is mentioned: Discord suggests it under the bot's name."""
    return bool(role) and role in map(str, message.get("mention_roles") or ())


def _is_for_others(message: Event, bot_id: str) -> bool:
    """Whether the message is addressed to other people: they may talk in our thread."""
    earlier = (message.get("referenced_message") or {}).get("author") or {}
    return bool(message.get("mentions")) or str(earlier.get("id", bot_id)) != bot_id


def _has_content(message: Event) -> bool:
    return bool(message.get("content") or cdn.attachments_of(message))


def _without_mention(text: str, bot_id: str, role: str = "") -> str:
    names_us = rf"<@!?{bot_id}>" + (rf"|<@&{role}>" if role else "")
    rest = re.sub(names_us, " ", text)
    return re.sub(r"[ \t]{2,}", " ", rest).strip().lstrip(",:;-— ")


def _split_command(words: str) -> tuple[str, Command | None]:
    """Parse a command typed as plain text."""
    command = typed_command(words)
    if command and command.name == _EDIT:
        return command.argument, None
    return ("", command) if command and command.name in COMMANDS else (words, None)
