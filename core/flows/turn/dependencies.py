"""Define the dependencies of the flows."""

from dataclasses import dataclass

from core.flows.config import Config
from core.flows.turn.outbox import Outbox
from core.ports import (
    ClipConverter,
    Clock,
    Notes,
    Quotas,
    Sessions,
    TurnStore,
    VideoAgent,
)
from core.rules.replies.buttons import Buttons


@dataclass(frozen=True, slots=True)
class Dependencies:
    """Services that all flows share; ``converter`` is None with our own studio."""

    store: TurnStore
    agent: VideoAgent
    sessions: Sessions
    outbox: Outbox
    buttons: Buttons
    clock: Clock
    config: Config
    quotas: Quotas
    notes: Notes
    converter: ClipConverter | None = None
