"""The examples of every edit, from ``examples.toml``.

The docs page, ``/help`` and the suggestions of the platforms are made from these; the
tests prove that the reader reads each to the edit that it stands for.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence per language (``en``, ``zh``) for one edit, named by its ``do``."""

    do: str
    family: str
    sentences: Mapping[str, str]


@cache
def examples() -> tuple[Example, ...]:
    """All examples, family by family, in the order of the docs page."""
    path = resources.files(__package__).joinpath("examples.toml")
    tables = tomllib.loads(path.read_text("utf-8"))
    return tuple(
        Example(do, family, MappingProxyType(dict(sentences)))
        for family, edits in tables.items()
        for do, sentences in edits.items()
    )
