"""Languages that the bot speaks: one package per language beside this file.

A package defines ``NAME`` (in its own words), ``TAGS`` (BCP 47 tags in lower case that it
serves), ``UNITS`` (counted things, in the forms that ``plural`` chooses from) and
``plural``; each of its modules defines ``MESSAGES``.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Language:
    """``plural`` maps a number to the index of its form in ``units``."""

    name: str
    tags: tuple[str, ...]
    messages: Mapping[str, str]
    units: Mapping[str, tuple[str, ...]]
    plural: Callable[[float], int]


def load(package: str) -> Language:
    """Read a language from its package. Raises ``AttributeError`` if a part is missing."""
    module = importlib.import_module(package)
    messages: dict[str, str] = {}
    for found in pkgutil.iter_modules(module.__path__):
        messages |= importlib.import_module(f"{package}.{found.name}").MESSAGES
    return Language(module.NAME, module.TAGS, messages, module.UNITS, module.plural)


def load_all() -> dict[str, Language]:
    """Read all languages by code, e.g. ``zh-hant``; English comes first."""
    parent = __name__.rpartition(".")[0]
    found = [
        each.name
        for each in pkgutil.iter_modules([str(Path(__file__).parent)])
        if each.ispkg
    ]
    found.sort(key=lambda name: (name != "en", name))
    return {name.replace("_", "-"): load(f"{parent}.{name}") for name in found}
