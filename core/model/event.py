"""Events parsed from the agent's reply stream."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """A complete text for people (partial chunks are joined)."""

    text: str


@dataclass(frozen=True, slots=True)
class PartialText:
    """The beginning of a text; a ``Text`` repeats it completely."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCall:
    """The agent called a tool; its name selects a text of the card and is never shown."""

    name: str
    args: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToolResult:
    name: str
    response: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A sign of life without content."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An error in the stream, despite HTTP 200."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class ErrorEnvelope:
    """The body, or one of its frames, is an envelope with a code other than 0."""

    code: int
    message: str


AgentEvent = (
    Text | PartialText | ToolCall | ToolResult | Heartbeat | Fault | ErrorEnvelope
)
