"""Steps of an answer, in the order in which they happen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studio.model.project import Version
from studio.model.reading import Dialogue


@dataclass(frozen=True, slots=True)
class Call:
    """Some work starts; sent as a tool call."""

    name: str
    args: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """Some work ended; sent as the tool's result."""

    name: str
    response: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReplyText:
    """Text for the user."""

    text: str


@dataclass(frozen=True, slots=True)
class VersionAdded:
    """A new version follows the one at index ``after`` (-1: it is the first)."""

    version: Version
    after: int
    dialogue: Dialogue


@dataclass(frozen=True, slots=True)
class VersionSelected:
    """Another version became current; -1 is before the first."""

    current: int
    dialogue: Dialogue


@dataclass(frozen=True, slots=True)
class OptionsAdded:
    """Versions to choose from follow the one at index ``after``, which stays current."""

    options: tuple[Version, ...]
    after: int
    dialogue: Dialogue


@dataclass(frozen=True, slots=True)
class DialogueChanged:
    """The dialogue changed, but no version did."""

    dialogue: Dialogue


Step = (
    Call
    | Result
    | ReplyText
    | VersionAdded
    | VersionSelected
    | OptionsAdded
    | DialogueChanged
)
