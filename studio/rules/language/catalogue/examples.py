"""The examples of every edit, in every language.

The docs page, the help and the suggestions of the platforms are made from these; the
tests prove that the reader reads each to the edit that it stands for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from studio.words.catalogue import DEFAULT, languages

_PREFIX = "examples."


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence for one edit in each language (``en``, ``zh`` …), by its ``do``."""

    do: str
    family: str
    sentences: Mapping[str, str]


@cache
def examples() -> tuple[Example, ...]:
    """All examples, family by family, in the order of the docs page."""
    by_code = languages()
    keys = [key for key in by_code[DEFAULT].sentences if key.startswith(_PREFIX)]
    return tuple(
        Example(
            key.rpartition(".")[2],
            key.split(".")[1],
            MappingProxyType({code: one.say(key) for code, one in by_code.items()}),
        )
        for key in keys
    )


@cache
def key_of(do: str) -> str:
    """The key of the sentence for an edit; "" for an unknown one."""
    matches = (e for e in examples() if e.do == do)
    return next((f"{_PREFIX}{e.family}.{e.do}" for e in matches), "")
