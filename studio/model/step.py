"""Steps of an answer, in the order in which they happen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studio.model.project import Version


@dataclass(frozen=True, slots=True)
class Call:
    """A piece of work starts; sent as a tool call."""

    name: str
    args: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """A piece of work ended; sent as the tool's result."""

    name: str
    response: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Say:
    """Text for the user."""

    text: str


@dataclass(frozen=True, slots=True)
class VersionAdded:
    """The draft has a new version."""

    version: Version


@dataclass(frozen=True, slots=True)
class VersionSelected:
    """Another version became current; -1 is before the first."""

    current: int


Step = Call | Result | Say | VersionAdded | VersionSelected
