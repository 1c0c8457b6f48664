"""Small facts about a person that outlive a message: language, open question, early request."""

from typing import Protocol

from core.model.chat import SenderId


class Notes(Protocol):
    """Texts by person and field. Raises ``StoreDown``."""

    async def read(self, person: SenderId, field: str) -> str:
        """Return the text, "" if there is none."""
        ...

    async def write(self, person: SenderId, field: str, text: str) -> None:
        """Store the text; "" deletes it."""
        ...

    async def take(self, person: SenderId, field: str) -> str:
        """Return the text and delete it, in one step."""
        ...

    async def forget(self, person: SenderId) -> None: ...
