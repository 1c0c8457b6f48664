"""Parse Telegram updates into events of the core."""

from dataclasses import replace

from telegram import (
    CallbackQuery,
    ChatMemberUpdated,
    MaybeInaccessibleMessage,
    Message,
    Update,
)
from telegram.constants import ChatMemberStatus, ChatType

from bots.telegram.wire import ids as names
from bots.telegram.wire.attachments import clip_of
from bots.telegram.wire.authors import (
    is_foreign,
    parse_text,
    sender_of,
    user_sender,
    words_are_foreign,
)
from bots.telegram.wire.mentions import BotIdentity, ParsedText
from core.model.chat import ChatId, Clip, ClipKind, ClipProblem, UpdateId
from core.model.commands import COMMANDS, HINT
from core.model.inbound import (
    BotRemoved,
    ButtonPressed,
    ChatMigrated,
    Command,
    Inbound,
    MessageEdited,
    MessageReceived,
    RepliedMessage,
)
from core.model.reply import Button, ButtonRows, ButtonStyle

ALLOWED_UPDATES = [
    "message",
    "edited_message",
    "callback_query",
    "inline_query",
    "my_chat_member",
]
"""The update types that the bot subscribes to."""


def parse_update(update: Update, me: BotIdentity, limit: int | None) -> Inbound | None:
    """Parse an update; None if it does not concern us.

    ``limit`` is the download limit in bytes, None for no limit.
    """
    number = names.update_id(update.update_id)
    if update.callback_query:
        return _parse_button(update.callback_query, number)
    if update.my_chat_member:
        return _parse_removal(update.my_chat_member, number)
    if update.edited_message:
        return _parse_edit(update.edited_message, number, me)
    if update.message:
        return _parse_migration(update.message, number) or _parse_message(
            update.message, number, me, limit
        )
    return None


def _parse_button(query: CallbackQuery, number: UpdateId) -> ButtonPressed | None:
    message = query.message
    if message is None or query.data is None:
        return None
    chat, media = message.chat, False
    place = names.chat_id(chat.id)
    if isinstance(message, Message):
        place, media = _chat_id(message), clip_of(message, 0, None) is not None
    return ButtonPressed(
        update=number,
        chat=place,
        sender=user_sender(query.from_user),
        message=names.message_ref(chat.id, [message.message_id], media=media),
        data=query.data,
        private=chat.type == ChatType.PRIVATE,
        buttons=_buttons(message),
    )


def _buttons(message: MaybeInaccessibleMessage) -> ButtonRows:
    """The buttons under a message, as we posted them."""
    markup = message.reply_markup if isinstance(message, Message) else None
    return tuple(
        tuple(
            Button(
                button.text,
                str(button.callback_data or ""),
                button.url or "",
                _look(button.style),
                button.copy_text.text if button.copy_text else "",
                share=button.switch_inline_query or "",
            )
            for button in row
        )
        for row in (markup.inline_keyboard if markup else ())
    )


def _look(style: str | None) -> ButtonStyle:
    looks = {"primary": ButtonStyle.PRIMARY, "danger": ButtonStyle.DANGER}
    return looks.get(style or "", ButtonStyle.PLAIN)


def _parse_removal(change: ChatMemberUpdated, number: UpdateId) -> BotRemoved | None:
    gone = change.new_chat_member.status in {
        ChatMemberStatus.LEFT,
        ChatMemberStatus.BANNED,
    }
    return BotRemoved(number, names.chat_id(change.chat.id)) if gone else None


def _parse_migration(message: Message, number: UpdateId) -> ChatMigrated | None:
    """Parse a migration. Old and new chat both report it; either one is enough."""
    here = message.chat.id
    if message.migrate_to_chat_id:
        new_chat = names.chat_id(message.migrate_to_chat_id)
        return ChatMigrated(number, names.chat_id(here), new_chat)
    if message.migrate_from_chat_id:
        old = names.chat_id(message.migrate_from_chat_id)
        return ChatMigrated(number, old, names.chat_id(here))
    return None


def _parse_edit(
    message: Message, number: UpdateId, me: BotIdentity
) -> MessageEdited | None:
    sender = sender_of(message)
    if sender is None:
        return None
    parsed = parse_text(message, me)
    if parsed.for_other_bot or message.chat.type == ChatType.CHANNEL:
        return None
    return MessageEdited(
        update=number,
        chat=_chat_id(message),
        sender=sender,
        message=names.message_ref(message.chat.id, [message.message_id]),
        text=(message.text or "") if parsed.command else parsed.text,
        private=message.chat.type == ChatType.PRIVATE,
        addressed=_is_addressed(message, parsed, me),
    )


def _parse_message(
    message: Message, number: UpdateId, me: BotIdentity, limit: int | None
) -> MessageReceived | None:
    sender = sender_of(message)
    if sender is None or message.is_automatic_forward:
        return None
    clip = clip_of(message, message.message_id, limit)
    if clip and clip.spoken:
        clip = replace(clip, forwarded=is_foreign(message, sender))
    foreign = clip is not None and words_are_foreign(message, sender)
    parsed = ParsedText() if foreign else parse_text(message, me)
    if _is_bot_added(message, me):
        parsed = ParsedText(command=Command("start"), names_us=True)
    addressed = _is_addressed(message, parsed, me)
    if parsed.for_other_bot or not (addressed or _may_concern(message, parsed, clip)):
        return None
    own = ((clip,) if clip else ()) + parsed.links
    quoted = _quoted_clips(message, me, limit)
    if not (own or quoted or parsed.text or parsed.command):
        if not _needs_hint(message, parsed):
            return None
        parsed = ParsedText(command=Command(HINT))
    ref = names.message_ref(message.chat.id, [message.message_id])
    return MessageReceived(
        update=number,
        chat=_chat_id(message),
        sender=sender,
        message=ref,
        text="" if parsed.command else parsed.text,
        clips=tuple(replace(each, source=ref, owner=sender.id) for each in own),
        quoted=quoted,
        command=parsed.command,
        album=message.media_group_id or "",
        at=message.date.timestamp(),
        private=message.chat.type == ChatType.PRIVATE,
        place=message.chat.title or "",
        reply=_replied_message(message, me),
        addressed=addressed,
        foreign_words=foreign,
    )


def _needs_hint(message: Message, parsed: ParsedText) -> bool:
    """Whether a message without clips and words needs an answer: a mention, a sticker."""
    return parsed.mentioned or message.effective_attachment is not None


def _replied_message(message: Message, me: BotIdentity) -> RepliedMessage | None:
    """Return our own message that this one replies to."""
    earlier = message.reply_to_message
    if earlier is None or not _replies_to_bot(message, me):
        return None
    rows = earlier.reply_markup.inline_keyboard if earlier.reply_markup else ()
    data = (button.callback_data for row in rows for button in row)
    return RepliedMessage(
        earlier.text or earlier.caption or "",
        tuple(each for each in data if isinstance(each, str)),
        str(earlier.message_id),
    )


def _is_bot_added(message: Message, me: BotIdentity) -> bool:
    """Whether the bot was added, or the group was created with it."""
    if message.group_chat_created or message.supergroup_chat_created:
        return True
    return any(user.id == me.id for user in message.new_chat_members)


def _is_addressed(message: Message, parsed: ParsedText, me: BotIdentity) -> bool:
    """Whether the message is addressed to us.

    Private ones are; in groups mentions, replies to us and our commands are.
    """
    if message.chat.type == ChatType.PRIVATE:
        return True
    if message.chat.type == ChatType.CHANNEL:
        return False
    if parsed.command:
        return parsed.names_us or parsed.command.name in COMMANDS
    return parsed.mentioned or _replies_to_bot(message, me)


def _may_concern(message: Message, parsed: ParsedText, clip: Clip | None) -> bool:
    """Whether an unaddressed group message may concern us: clips, songs, text.

    The core takes it only if it waits for it. Pictures count in an album.
    """
    if message.chat.type == ChatType.CHANNEL or parsed.command:
        return False
    if clip is None:
        earlier = message.reply_to_message
        among_others = earlier is not None and not earlier.forum_topic_created
        return bool(parsed.text) and not among_others
    if clip.problem is ClipProblem.UNSUPPORTED or message.animation or message.voice:
        return False
    if message.live_photo:
        return bool(message.media_group_id)
    return clip.kind is not ClipKind.IMAGE or bool(message.media_group_id)


def _replies_to_bot(message: Message, me: BotIdentity) -> bool:
    """Whether the message replies to the bot.

    Messages of a topic formally reply to its first one: that does not count.
    """
    earlier = message.reply_to_message
    if earlier is None or earlier.forum_topic_created:
        return False
    return earlier.from_user is not None and earlier.from_user.id == me.id


def _quoted_clips(
    message: Message, me: BotIdentity, limit: int | None
) -> tuple[Clip, ...]:
    """The clips of the message replied to, except our own posts."""
    if message.external_reply:
        clip = clip_of(message.external_reply, message.message_id, limit)
        return (clip,) if clip else ()
    earlier = message.reply_to_message
    if earlier is None or earlier.forum_topic_created or _replies_to_bot(message, me):
        return ()
    clip = clip_of(earlier, earlier.message_id, limit)
    clips = ((clip,) if clip else ()) + parse_text(earlier, me).links
    ref = names.message_ref(earlier.chat.id, [earlier.message_id])
    owner = sender_of(earlier)
    return tuple(
        replace(each, source=ref, owner=owner.id if owner else None) for each in clips
    )


def _chat_id(message: Message) -> ChatId:
    """The chat id; a thread id without ``is_topic_message`` is only a chain of replies."""
    thread = message.message_thread_id if message.is_topic_message else None
    return names.chat_id(message.chat.id, thread)
