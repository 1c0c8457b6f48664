"""Events parsed from the agent's reply stream."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """Words for people, whole (partial chunks already joined)."""

    text: str


@dataclass(frozen=True, slots=True)
class PartialText:
    """Words whose end is still to come; a ``Text`` repeats them whole."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCall:
    """The agent started a step; never shown raw, its name may name the card's step."""

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
    """The stream itself says that something failed (HTTP 200 all the same)."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class ErrorEnvelope:
    """The body, or a frame in it, was an envelope with a code other than 0."""

    code: int
    message: str


AgentEvent = (
    Text | PartialText | ToolCall | ToolResult | Heartbeat | Fault | ErrorEnvelope
)
