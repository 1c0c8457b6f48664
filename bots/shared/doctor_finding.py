"""Define one finding of the doctor and its fix."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: ``summary`` is a short sentence; ``fix`` says what to do, "" if nothing."""

    level: Level
    summary: str
    fix: str = ""

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for a fault without a fix."""
        if self.level != "ok" and not self.fix:
            raise ValueError(f"say what mends it: {self.summary}")
