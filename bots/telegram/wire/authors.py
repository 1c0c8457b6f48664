"""Tell who sent a message, and whether the words in it are the sender's own."""

from telegram import (
    Chat,
    Message,
    MessageEntity,
    MessageOriginHiddenUser,
    MessageOriginUser,
    User,
)

from bots.telegram.wire import ids as names
from bots.telegram.wire.mentions import BotIdentity, ParsedText, parse
from core.model.chat import Sender


def parse_text(message: Message, me: BotIdentity) -> ParsedText:
    """Parse the text or the caption of a message."""
    entities: tuple[MessageEntity, ...] = message.entities or message.caption_entities
    return parse(message.text or message.caption or "", entities, me)


def words_are_foreign(message: Message, sender: Sender) -> bool:
    """Whether the message has words, and the sender only forwarded them."""
    return bool(message.text or message.caption) and is_foreign(message, sender)


def is_foreign(message: Message, sender: Sender) -> bool:
    """Whether the sender only forwarded what somebody else wrote or recorded.

    Where the author hides the account, the name tells whether it is the sender.
    """
    match message.forward_origin:
        case None:
            return False
        case MessageOriginUser(sender_user=author):
            return names.sender_id(author.id) != sender.id
        case MessageOriginHiddenUser(sender_user_name=name):
            return name != sender.name
        case _:
            return True


def sender_of(message: Message) -> Sender | None:
    """The sender: a person, or the chat in whose name a person writes; never a bot."""
    if message.sender_chat:
        return _chat_sender(message.sender_chat)
    user = message.from_user
    return None if user is None or user.is_bot else user_sender(user)


def user_sender(user: User) -> Sender:
    return Sender(
        names.sender_id(user.id), user.full_name, user.language_code or "", user.is_bot
    )


def _chat_sender(chat: Chat) -> Sender:
    return Sender(names.sender_id(chat.id), chat.title or chat.username or "")
