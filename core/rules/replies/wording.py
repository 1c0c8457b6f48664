"""Lookup of messages by key and language, with English as the fallback."""

from collections.abc import Mapping

from core.words import (
    en_commands,
    en_discord,
    en_telegram,
    en_turns,
    zh_commands,
    zh_discord,
    zh_telegram,
    zh_turns,
)

CATALOGUES: dict[str, Mapping[str, str]] = {
    "en": en_turns.MESSAGES
    | en_commands.MESSAGES
    | en_telegram.MESSAGES
    | en_discord.MESSAGES,
    "zh": zh_turns.MESSAGES
    | zh_commands.MESSAGES
    | zh_telegram.MESSAGES
    | zh_discord.MESSAGES,
}


def say(language: str, key: str, /, **facts: object) -> str:
    """Return the message. Raises ``KeyError`` for an unknown key or a missing fact."""
    base = language.partition("-")[0].lower()
    catalogue = CATALOGUES.get(base, CATALOGUES["en"])
    return (catalogue.get(key) or CATALOGUES["en"][key]).format(**facts)


def has_message(key: str) -> bool:
    """Whether a message with this key exists."""
    return key in CATALOGUES["en"]


def language_of(text: str, hint: str = "", default: str = "en") -> str:
    """Chinese if the text is written so, else the platform's hint, else the default."""
    if any("\u4e00" <= character <= "\u9fff" for character in text):
        return "zh"
    if text and text.isascii():
        return "en"
    base = hint.partition("-")[0].lower()
    return base if base in CATALOGUES else default
