"""Look up messages by key and language, with English as the fallback."""

import string
from collections.abc import Mapping, Sequence
from typing import Any

from common.text.shown_names import shown_name
from core.rules.text.written_language import language_shown
from core.words.catalogue import CATALOGUES, Language


def say(language: str, key: str, /, **facts: object) -> str:
    """Return the message. Raises ``KeyError`` for an unknown key or a missing fact.

    ``{count:clips}`` counts a unit in the plural form that its number needs, ``{n:number}``
    groups the digits of a number.
    """
    spoken = CATALOGUES.get(language_for(language), CATALOGUES["en"])
    template = spoken.messages.get(key)
    if template is None:
        spoken = CATALOGUES["en"]
        template = spoken.messages[key]
    return _Formatter(spoken).vformat(template, (), facts)


def say_here(
    language: str, key: str, platform: str, /, *, private: bool, **facts: object
) -> str:
    """The message; in a group with how to send clips and words on its platform."""
    text, hint = say(language, key, **facts), f"here.{platform}.group"
    if private or not has_message(hint):
        return text
    return f"{text}\n{say(language, hint)}"


def say_on(language: str, key: str, platform: str, /, **facts: object) -> str:
    """The message of its platform, if there is one: ``key.platform``."""
    own = f"{key}.{platform}"
    return say(language, own if has_message(own) else key, **facts)


def has_message(key: str) -> bool:
    """Whether a message with this key exists."""
    return key in CATALOGUES["en"].messages


def examples(language: str) -> list[str]:
    """Examples of requests in the language."""
    messages = CATALOGUES["en"].messages
    return [say(language, key) for key in messages if key.startswith("example.")]


def language_for(tag: str) -> str:
    """Return the language code for a BCP 47 tag, "" if the bot does not speak it."""
    low = tag.replace("_", "-").lower()
    served_by = [
        (len(served), code)
        for code, language in CATALOGUES.items()
        for served in (*language.tags, code)
        if low == served or low.startswith(f"{served}-")
    ]
    return max(served_by, default=(0, ""))[1]


def language_named(words: str) -> str:
    """Return the code of a language that a person names or tags, "" for an unknown one."""
    low = words.strip().lower()
    named = {
        name.lower(): code
        for code, spoken in CATALOGUES.items()
        for name in (spoken.name, *spoken.aliases)
    }
    return named.get(low) or language_for(low)


def format_number(value: float) -> str:
    """``1,000,000`` or ``12.5``: grouped digits, at most two decimals, no exponent."""
    rounded = round(value, 2)
    if rounded == int(rounded):
        return f"{int(rounded):,}"
    return f"{rounded:,.2f}".rstrip("0")


_NAMES = frozenset({"name", "ahead", "who"})
"""Facts that are names of people, clips and projects."""


class _Formatter(string.Formatter):
    """Formats units and numbers as one language writes them, and names so that they fit."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def get_value(
        self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> Any:
        value = super().get_value(key, args, kwargs)
        return shown_name(value) if key in _NAMES and isinstance(value, str) else value

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "number":
            return format_number(value)
        if forms := self._language.units.get(format_spec):
            form = forms[self._language.plural(value)]
            return form.replace("{n}", format_number(value))
        return str(super().format_field(value, format_spec))


def language_of(text: str, hint: str = "", default: str = "en") -> str:
    """The language to answer in: that of the words, else the person's own.

    Short English instructions are typed by everybody and do not count.
    """
    own = language_for(hint)
    return language_shown(text, own) or own or language_for(default) or "en"
