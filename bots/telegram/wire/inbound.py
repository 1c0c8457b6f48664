"""Telegram's updates become what the core understands; what is not for us, nothing."""

from dataclasses import replace

from telegram import (
    CallbackQuery,
    Chat,
    ChatMemberUpdated,
    Message,
    MessageEntity,
    Update,
    User,
)
from telegram.constants import ChatMemberStatus, ChatType

from bots.telegram.wire import ids as names
from bots.telegram.wire.attachments import clip_of
from bots.telegram.wire.mentions import COMMANDS, Me, Speech, listen
from core.model.chat import (
    BotRemoved,
    ButtonPressed,
    ChatId,
    ChatMigrated,
    Clip,
    ClipKind,
    Command,
    Inbound,
    MessageEdited,
    MessageReceived,
    Sender,
    UpdateId,
)

ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
"""The kinds of updates that Telegram is asked for."""


def read(update: Update, me: Me, limit: int | None) -> Inbound | None:
    """What happened, or None if it does not concern us.

    ``limit`` is how many bytes can be downloaded here, None for any.
    """
    number = names.update_id(update.update_id)
    if update.callback_query:
        return _pressed(update.callback_query, number)
    if update.my_chat_member:
        return _removed(update.my_chat_member, number)
    if update.edited_message:
        return _edited(update.edited_message, number, me)
    if update.message:
        return _moved(update.message, number) or _said(
            update.message, number, me, limit
        )
    return None


def _pressed(query: CallbackQuery, number: UpdateId) -> ButtonPressed | None:
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
        sender=_person(query.from_user),
        message=names.message_ref(chat.id, [message.message_id], media=media),
        data=query.data,
        private=chat.type == ChatType.PRIVATE,
    )


def _removed(change: ChatMemberUpdated, number: UpdateId) -> BotRemoved | None:
    gone = change.new_chat_member.status in {
        ChatMemberStatus.LEFT,
        ChatMemberStatus.BANNED,
    }
    return BotRemoved(number, names.chat_id(change.chat.id)) if gone else None


def _moved(message: Message, number: UpdateId) -> ChatMigrated | None:
    """Both sides tell it, each in its own chat; whichever comes first will do."""
    here = message.chat.id
    if message.migrate_to_chat_id:
        there = names.chat_id(message.migrate_to_chat_id)
        return ChatMigrated(number, names.chat_id(here), there)
    if message.migrate_from_chat_id:
        old = names.chat_id(message.migrate_from_chat_id)
        return ChatMigrated(number, old, names.chat_id(here))
    return None


def _edited(message: Message, number: UpdateId, me: Me) -> MessageEdited | None:
    sender = _sender(message)
    if sender is None:
        return None
    speech = _speech(message, me)
    clip = clip_of(message, message.message_id, None)
    if speech.foreign or speech.command or not _for_us(message, speech, clip, me):
        return None
    return MessageEdited(
        update=number,
        chat=_chat_id(message),
        sender=sender,
        message=names.message_ref(message.chat.id, [message.message_id]),
        text=speech.text,
    )


def _said(
    message: Message, number: UpdateId, me: Me, limit: int | None
) -> MessageReceived | None:
    sender = _sender(message)
    if sender is None or message.is_automatic_forward:
        return None
    speech = _speech(message, me)
    clip = clip_of(message, message.message_id, limit)
    if _joined(message, me):
        speech = Speech(command=Command("start"), named=True)
    if speech.foreign or not _for_us(message, speech, clip, me):
        return None
    own = ((clip,) if clip else ()) + speech.links
    quoted = _quoted(message, me, limit)
    if not (own or quoted or speech.text or speech.command):
        # Someone calls us, or sends a sticker: silence would be the wrong answer.
        if not (speech.mentioned or message.effective_attachment):
            return None
        speech = Speech(command=Command("help"))
    ref = names.message_ref(message.chat.id, [message.message_id])
    return MessageReceived(
        update=number,
        chat=_chat_id(message),
        sender=sender,
        message=ref,
        text="" if speech.command else speech.text,
        clips=tuple(
            replace(each, source=ref, owner=sender.id, owner_name=sender.name)
            for each in own
        ),
        quoted=quoted,
        command=speech.command,
        album=message.media_group_id or "",
        at=message.date.timestamp(),
        private=message.chat.type == ChatType.PRIVATE,
        place=message.chat.title or "",
    )


def _joined(message: Message, me: Me) -> bool:
    """We were added, or a group was made with us in it."""
    if message.group_chat_created or message.supergroup_chat_created:
        return True
    return any(user.id == me.id for user in message.new_chat_members)


def _for_us(message: Message, speech: Speech, clip: Clip | None, me: Me) -> bool:
    """In private, all; in groups, what addresses us or drops footage or a song.

    With privacy mode on, Telegram sends little else; without it, chatter, pictures and
    voice notes of people among themselves are none of our business.
    """
    if message.chat.type == ChatType.PRIVATE:
        return True
    if message.chat.type == ChatType.CHANNEL:
        return False
    if speech.command:
        return speech.named or speech.command.name in COMMANDS
    if speech.mentioned or _answers_us(message, me):
        return True
    if clip is None or clip.problem == "unsupported":
        return False
    footage = clip.kind is ClipKind.VIDEO and not message.animation
    song = clip.kind is ClipKind.AUDIO and not message.voice
    return footage or song or bool(speech.text) or bool(message.media_group_id)


def _answers_us(message: Message, me: Me) -> bool:
    """A topic's messages "answer" the one that opened it: that is no answer."""
    earlier = message.reply_to_message
    if earlier is None or earlier.forum_topic_created:
        return False
    return earlier.from_user is not None and earlier.from_user.id == me.id


def _quoted(message: Message, me: Me, limit: int | None) -> tuple[Clip, ...]:
    """The clips of the message replied to; what we posted ourselves is no footage."""
    if message.external_reply:
        clip = clip_of(message.external_reply, message.message_id, limit)
        return (clip,) if clip else ()
    earlier = message.reply_to_message
    if earlier is None or earlier.forum_topic_created or _answers_us(message, me):
        return ()
    clip = clip_of(earlier, earlier.message_id, limit)
    found = ((clip,) if clip else ()) + _speech(earlier, me).links
    ref = names.message_ref(earlier.chat.id, [earlier.message_id])
    owner = _sender(earlier)
    return tuple(
        replace(
            each,
            source=ref,
            owner=owner.id if owner else None,
            owner_name=owner.name if owner else "",
        )
        for each in found
    )


def _speech(message: Message, me: Me) -> Speech:
    entities: tuple[MessageEntity, ...] = message.entities or message.caption_entities
    return listen(message.text or message.caption or "", entities, me)


def _chat_id(message: Message) -> ChatId:
    """A thread number without ``is_topic_message`` is a mere chain of replies."""
    thread = message.message_thread_id if message.is_topic_message else None
    return names.chat_id(message.chat.id, thread)


def _sender(message: Message) -> Sender | None:
    """Who speaks: a person, or a chat in whose name a person does; never a bot."""
    if message.sender_chat:
        return _speaker(message.sender_chat)
    user = message.from_user
    return None if user is None or user.is_bot else _person(user)


def _speaker(chat: Chat) -> Sender:
    return Sender(names.sender_id(chat.id), chat.title or chat.username or "")


def _person(user: User) -> Sender:
    return Sender(
        names.sender_id(user.id), user.full_name, user.language_code or "", user.is_bot
    )
