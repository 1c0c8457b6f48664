"""Languages that the bot speaks: one package per language beside this file.

A package defines ``NAME`` (in its own words) and ``ALIASES`` (its other names), ``TAGS``
(BCP 47 tags in lower case that it serves), ``LETTERS`` and ``COMMON_WORDS`` (how a message in
it is recognised), ``UNITS`` (counted things, in the forms that ``plural`` chooses from)
and ``plural``; each of its modules defines ``MESSAGES``.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Language:
    """``plural`` maps a number to the index of its form in ``units``.

    ``letters`` is a character class of regular expressions ("\u0400-\u04ff"), "" for Latin
    letters. ``common_words``, in lower case, distinguish languages of the same letters; for
    Chinese they are single characters.
    """

    name: str
    tags: tuple[str, ...]
    messages: Mapping[str, str]
    units: Mapping[str, tuple[str, ...]]
    plural: Callable[[float], int]
    letters: str = ""
    common_words: frozenset[str] = frozenset()
    aliases: tuple[str, ...] = ()


def load(package: str) -> Language:
    """Read a language from its package. Raises ``AttributeError`` if a part is missing."""
    module = importlib.import_module(package)
    messages: dict[str, str] = {}
    for module_info in pkgutil.iter_modules(module.__path__):
        messages |= importlib.import_module(f"{package}.{module_info.name}").MESSAGES
    return Language(
        module.NAME,
        module.TAGS,
        messages,
        module.UNITS,
        module.plural,
        module.LETTERS,
        frozenset(module.COMMON_WORDS),
        module.ALIASES,
    )


def load_all() -> dict[str, Language]:
    """Read all languages by code, e.g. ``zh-hant``; English comes first."""
    parent = __name__.rpartition(".")[0]
    languages = [
        each.name
        for each in pkgutil.iter_modules([str(Path(__file__).parent)])
        if each.ispkg
    ]
    languages.sort(key=lambda name: (name != "en", name))
    return {name.replace("_", "-"): load(f"{parent}.{name}") for name in languages}


CATALOGUES: dict[str, Language] = load_all()
"""The languages by code; a test may add one."""
