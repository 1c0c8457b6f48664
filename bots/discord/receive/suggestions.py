"""Autocomplete instructions and project names."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bots.discord.setup.commands import as_choices, choices
from bots.discord.wire import ids as names
from bots.discord.wire.interactions import Interaction
from core.errors import VidMuseError
from core.model.chat import ChatId, Sender

ProjectNames = Callable[[ChatId, Sender], Awaitable[Sequence[tuple[str, str]]]]
"""Returns id and name of a person's projects in a place, the open one first."""
_ANSWER_SECONDS = 1.5


async def no_names(_chat: ChatId, _sender: Sender) -> Sequence[tuple[str, str]]:
    return ()


class Suggestions:
    def __init__(self, projects: ProjectNames) -> None:
        self._projects = projects

    async def choices_for(
        self, interaction: Interaction, language: str
    ) -> list[dict[str, Any]]:
        """Return the choices that match the typed text; none after 1.5 s."""
        typed = str(interaction.options.get(interaction.focused_option) or "")
        if interaction.name != "projects":
            return choices(language, typed)
        needle = typed.casefold()
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                projects = await self._project_list(interaction)
        except TimeoutError:
            projects = ()
        fitting = [
            (name, number) for number, name in projects if needle in name.casefold()
        ]
        return as_choices(fitting)

    async def project_id(self, interaction: Interaction, choice: str) -> str:
        """The id of the project that was chosen, or typed by its name; else ""."""
        projects = await self._project_list(interaction)
        for number, name in projects:
            if choice == number or choice.casefold() == name.casefold():
                return number
        return ""

    async def _project_list(
        self, interaction: Interaction
    ) -> Sequence[tuple[str, str]]:
        try:
            return await self._projects(
                names.chat_id(interaction.channel), interaction.sender
            )
        except VidMuseError:
            return ()
