"""Commands for projects, settings, language and a person's own token."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

from core.errors import AgentDown, AgentError, ChatError
from core.model.agent import Token
from core.model.chat import ChatId, SenderId, platform_of
from core.model.inbound import MessageReceived
from core.model.reply import ButtonRows, Reply
from core.model.session import ChatSettings, Controllers, Project, ProjectId
from core.ports import CommandSessions, VideoAgent
from core.rules.replies.buttons import Buttons
from core.rules.text.wording import (
    language_for,
    language_named,
    say,
    say_here,
)
from core.words.catalogue import CATALOGUES

_LISTED = 8


class ProjectCommands:
    """``moderates`` asks the platform who is an admin.

    ``hosted`` False: the agent is our own studio, which makes previews and takes no tokens.
    """

    def __init__(
        self,
        sessions: CommandSessions,
        agent: VideoAgent,
        buttons: Buttons,
        moderates: Callable[[ChatId, SenderId], Awaitable[bool]],
        *,
        hosted: bool = True,
    ) -> None:
        self._sessions = sessions
        self._agent = agent
        self._buttons = buttons
        self._moderates = moderates
        self._hosted = hosted

    # projects

    async def projects(
        self, message: MessageReceived, language: str
    ) -> tuple[Reply, ...]:
        listed = (await self._sessions.projects(message.chat, message.sender))[:_LISTED]
        rows = [
            (
                self._buttons.command(
                    title(project, language)[:60], f"switch {project.id}"
                ),
            )
            for project in listed
        ]
        rows.append((self._buttons.command(say(language, "button.new"), "new"),))
        return (Reply(say(language, "projects"), tuple(rows)),)

    async def new(self, message: MessageReceived, language: str) -> tuple[Reply, ...]:
        name = " ".join(argument(message).split())[:80]
        await self._sessions.new(message.chat, message.sender, name)
        platform = platform_of(message.chat)
        text = say_here(language, "project.new", platform, private=message.private)
        return (Reply(text),)

    async def switch(
        self, message: MessageReceived, language: str
    ) -> tuple[Reply, ...]:
        id_ = ProjectId(argument(message))
        project = await self._sessions.switch(message.chat, message.sender, id_)
        if project is None:
            return (Reply(say(language, "project.gone")),)
        name = title(project, language)
        settings = await self._sessions.settings(message.chat)
        if message.private or settings.scope == "member":
            text = say(language, "project.switched", name=name)
            return (Reply(text, private_to=message.sender.id),)
        who = message.sender.name
        return (Reply(say(language, "project.switched_by", name=name, who=who)),)

    # settings

    async def settings(
        self, message: MessageReceived, language: str
    ) -> tuple[Reply, ...]:
        name, _, value = argument(message).partition(" ")
        now = await self._sessions.settings(message.chat)
        if name == "token":
            return await self._set_token(message, value.strip(), language)
        if name == "language":
            return await self._choose_language(message, value.strip(), language)
        if not name:
            text = _settings_text(now, language, private=message.private)
            if self._hosted:
                key = "settings.token_private" if message.private else "settings.token"
                text += f"\n{say(language, key)}"
            toggles = self._toggles(now, language)
            toggles = toggles[2:] if message.private else toggles
            if self._hosted:
                return (Reply(text, toggles[:-1]),)
            shown = say(language, _on_or_off(on=now.preview))
            line = say(language, "settings.preview", value=shown)
            return (Reply(f"{text}\n{line}", toggles),)
        changed = _changed_settings(now, name, value.strip().lower())
        if changed is None or (name == "preview" and self._hosted):
            return (Reply(say(language, "settings.unknown")),)
        value = _shown_value(changed, name, language)
        what = say(language, f"toggle.{name}", value=value)
        key = "settings.done" if message.private else "settings.done_by"
        done = say(language, key, what=what, who=message.sender.name)
        return await self._configure(message, changed, language, done)

    def _toggles(self, now: ChatSettings, language: str) -> ButtonRows:
        """Buttons for settings that change with one press; the preview is last."""
        scope = "chat" if now.scope == "member" else "member"
        auto = "off" if now.auto_export else "on"
        preview = "off" if now.preview else "on"
        order = get_args(Controllers)
        who = order[(order.index(now.controllers) + 1) % len(order)]
        rows = (
            ("toggle.scope", say(language, f"scope.{scope}"), f"scope {scope}"),
            (
                "toggle.controllers",
                say(language, f"controllers.{who}"),
                f"controllers {who}",
            ),
            ("toggle.auto", say(language, f"word.{auto}"), f"auto {auto}"),
            ("toggle.preview", say(language, f"word.{preview}"), f"preview {preview}"),
        )
        return tuple(
            (
                self._buttons.command(
                    say(language, key, value=value), f"settings {command}"
                ),
            )
            for key, value, command in rows
        )

    async def language(
        self, message: MessageReceived, language: str
    ) -> tuple[Reply, ...]:
        if name := argument(message):
            return await self._choose_language(message, name, language)
        row = tuple(
            self._buttons.command(spoken.name, f"language {code}")
            for code, spoken in CATALOGUES.items()
        )
        return (Reply(say(language, "language"), (row,)),)

    async def _choose_language(
        self, message: MessageReceived, name: str, language: str
    ) -> tuple[Reply, ...]:
        code = language_named(name)
        if not code:
            return (Reply(say(language, "settings.unknown")),)
        now = replace(await self._sessions.settings(message.chat), language=code)
        return await self._configure(message, now, language, say(code, "language.done"))

    async def _configure(
        self, message: MessageReceived, settings: ChatSettings, language: str, done: str
    ) -> tuple[Reply, ...]:
        if not message.private and not await self._admin(message):
            text = say(language, "settings.denied")
            return (Reply(text, private_to=message.sender.id),)
        await self._sessions.configure(message.chat, settings)
        return (Reply(done, to_all=True),)

    async def _admin(self, message: MessageReceived) -> bool:
        try:
            return await self._moderates(message.chat, message.sender.id)
        except ChatError:
            return False

    async def token(self, message: MessageReceived, language: str) -> tuple[Reply, ...]:
        return await self._set_token(message, argument(message), language)

    async def _set_token(
        self, message: MessageReceived, value: str, language: str
    ) -> tuple[Reply, ...]:
        """Store the person's own token: in private only, and only one that the agent accepts."""
        owner = message.sender.id
        if value == "off":
            gone = await self._sessions.remove_token(owner)
            text = say(language, "token.off" if gone else "token.none")
            return (Reply(text, private_to=owner),)
        if not message.private:
            return (Reply(say(language, "token.public"), private_to=owner),)
        token = Token(value)
        try:
            await self._agent.credits(token)
        except AgentDown:
            raise
        except (AgentError, ValueError):
            return (Reply(say(language, "token.bad"), private_to=owner),)
        await self._sessions.set_token(owner, token)
        return (Reply(say(language, "token.kept"), private_to=owner),)


def argument(message: MessageReceived) -> str:
    return message.command.argument.strip() if message.command else ""


def title(project: Project, language: str) -> str:
    if project.name:
        return project.name
    date = f"{datetime.fromtimestamp(project.created_at, UTC):%Y-%m-%d}"
    return say(language, "project.unnamed", date=date)


def _shown_value(now: ChatSettings, name: str, language: str) -> str:
    """The value of a setting as text."""
    keys = {
        "scope": f"scope.{now.scope}",
        "controllers": f"controllers.{now.controllers}",
        "auto": _on_or_off(on=now.auto_export),
        "preview": _on_or_off(on=now.preview),
    }
    return say(language, keys[name])


def _on_or_off(*, on: bool) -> str:
    return "word.on" if on else "word.off"


def _settings_text(now: ChatSettings, language: str, *, private: bool) -> str:
    """All settings as text; a private chat has none about members."""
    return say(
        language,
        "settings.private" if private else "settings",
        language=CATALOGUES[language_for(now.language or language) or "en"].name,
        scope=say(language, f"scope.{now.scope}"),
        controllers=say(language, f"controllers.{now.controllers}"),
        auto=say(language, _on_or_off(on=now.auto_export)),
    )


def _changed_settings(now: ChatSettings, name: str, value: str) -> ChatSettings | None:
    """The settings with one changed; None for an unknown name or value."""
    match name, value:
        case "scope", ("chat" | "member") as scope:
            return replace(now, scope=scope)
        case "controllers", ("asker" | "admins" | "everyone") as who:
            return replace(now, controllers=who)
        case "auto", ("on" | "off"):
            return replace(now, auto_export=value == "on")
        case "preview", ("on" | "off"):
            return replace(now, preview=value == "on")
        case _:
            return None
