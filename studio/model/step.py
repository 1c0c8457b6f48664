"""What happens while a request is answered, one step at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studio.model.project import Version


@dataclass(frozen=True, slots=True)
class Call:
    """A piece of work begins; it goes over the wire as a tool call."""

    name: str
    args: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """That work is done."""

    name: str
    response: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Say:
    """Words for the person."""

    text: str


@dataclass(frozen=True, slots=True)
class VersionAdded:
    """A new version of the draft."""

    version: Version


@dataclass(frozen=True, slots=True)
class VersionSelected:
    """Another of the versions is the current one now; -1 is before the first."""

    current: int


Step = Call | Result | Say | VersionAdded | VersionSelected
