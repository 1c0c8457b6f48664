"""Define the slash commands and menus in every supported language."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from bots.discord.wire import limits
from bots.discord.wire.interaction_data import CLIPS
from bots.discord.wire.interactions import EDIT, MENUS
from core.model.commands import COMMANDS
from core.rules.intake.text_length import LONGEST_MESSAGE
from core.rules.text.wording import examples, language_for, say
from core.words.catalogue import CATALOGUES

_LOCALES = (
    "id", "da", "de", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl",
    "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th",
    "zh-CN", "ja", "zh-TW", "ko",
)  # fmt: skip
"""Discord's locales by our language codes; other people see English."""
_SLASH, _MESSAGE = 1, 3
_STRING, _BOOLEAN, _ATTACHMENT = 3, 5, 11
_EVERYWHERE = {"integration_types": [0, 1], "contexts": [0, 1, 2]}
"""For guilds and for people; in guilds, in our and in other private channels."""
_SUGGESTIONS = range(1, 7)

Definition = dict[str, Any]


def definitions() -> list[Definition]:
    """All commands in the form of ``PUT /applications/…/commands``."""
    slash = [_edit(), *map(_slash, COMMANDS)]
    menus = [_menu(name, key) for name, key in MENUS.items()]
    return [command | _EVERYWHERE for command in (*slash, *menus)]


def digest(commands: list[Definition]) -> str:
    """A digest that changes with any command."""
    text = json.dumps(commands, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def choices(language: str, typed: str) -> list[dict[str, str]]:
    """Suggested instructions: the typed text first, then the matching examples."""
    words = [say(language, f"discord.suggestion_{n}") for n in _SUGGESTIONS]
    needle = typed.strip().lower()
    suggestions = [*words, *examples(language)] if needle else words
    fitting = [each for each in suggestions if needle in each.lower()] or words
    first = (
        [typed.strip()] if typed.strip() and len(typed) <= limits.OPTION_LABEL else []
    )
    return as_choices((each, each) for each in [*first, *fitting])


def as_choices(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Choices with label and value; of equal values only the first is used."""
    unique: dict[str, str] = {}
    for label, value in pairs:
        if label.strip() and 0 < len(value) <= limits.OPTION_LABEL:
            unique.setdefault(value, label.strip()[: limits.OPTION_LABEL])
    named = [{"name": label, "value": value} for value, label in unique.items()]
    return named[: limits.OPTIONS]


def _edit() -> Definition:
    clips = [_option(name, "clip", _ATTACHMENT) for name in CLIPS]
    return _slash(EDIT) | {
        "options": [
            _option("instruction", "instruction", _STRING)
            | {"autocomplete": True, "max_length": LONGEST_MESSAGE},
            *clips,
            _option("url", "url", _STRING) | {"max_length": 2000},
            _option("thread", "thread", _BOOLEAN),
        ]
    }


def _slash(name: str) -> Definition:
    options = {
        "new": [_option("name", "name", _STRING) | {"max_length": 80}],
        "projects": [_option("name", "project", _STRING) | {"autocomplete": True}],
        "settings": [_option("change", "change", _STRING) | {"max_length": 100}],
        "language": [_option("language", "language", _STRING) | _languages()],
    }
    about = f"about.{name}"
    return {
        "type": _SLASH,
        "name": name,
        "name_localizations": _localized(f"discord.name_{name}"),
        "description": say("en", about),
        "description_localizations": _localized(about),
        "options": options.get(name, []),
    }


def _menu(name: str, key: str) -> Definition:
    localized = _localized(f"discord.menu_{key}")
    return {"type": _MESSAGE, "name": name, "name_localizations": localized}


def _option(name: str, key: str, kind: int) -> Definition:
    words = f"discord.option_{key}"
    return {
        "type": kind,
        "name": name,
        "description": say("en", words),
        "description_localizations": _localized(words),
        "required": False,
    }


def _languages() -> Definition:
    return {
        "choices": [
            {"name": spoken.name, "value": code} for code, spoken in CATALOGUES.items()
        ]
    }


def _localized(key: str) -> dict[str, str]:
    spoken = {locale: language_for(locale) for locale in _LOCALES}
    return {locale: say(code, key) for locale, code in spoken.items() if code}
