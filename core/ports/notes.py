"""Small facts that outlive a message: a person's language, open question, early request."""

from typing import Protocol

from core.model.chat import ChatId, SenderId

NoteOwner = SenderId | ChatId
"""Whom a note is about: a person, or a group."""


class Notes(Protocol):
    """Texts by owner and field. Raises ``StoreDown``."""

    async def read(self, owner: NoteOwner, field: str) -> str:
        """Return the text, "" if there is none."""
        ...

    async def write(self, owner: NoteOwner, field: str, text: str) -> None:
        """Store the text; "" deletes it."""
        ...

    async def clear(self, owner: NoteOwner, field: str, text: str) -> None:
        """Delete the text if it is still this one."""
        ...

    async def forget(self, owner: NoteOwner) -> None: ...
