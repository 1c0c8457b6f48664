"""A request on its way to being understood: unread text, wishes found so far."""

import re
from dataclasses import dataclass, field

from studio.model.media import AssetId, MediaKind
from studio.model.wish import Wish


@dataclass(frozen=True, slots=True)
class Named:
    """A file that a request may name: ``number`` counts the pictures from 1."""

    id: AssetId
    name: str
    kind: MediaKind


@dataclass(slots=True)
class Reading:
    """The text that is still unread, and the wishes found so far."""

    text: str
    wishes: list[Wish] = field(default_factory=list)

    def take(self, pattern: str) -> re.Match[str] | None:
        """Find a pattern and cut it out of the text."""
        match = re.search(pattern, self.text, re.IGNORECASE)
        if match:
            start, end = match.span()
            self.text = f"{self.text[:start]} {self.text[end:]}"
        return match
