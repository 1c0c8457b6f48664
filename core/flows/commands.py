"""The commands that touch no turn: help, status, credits, projects, settings, data."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

from core.errors import AgentDown, AgentError, ChatError, SessionGone, UserError
from core.flows.needs import People
from core.model.agent import Token
from core.model.chat import Button, ChatId, Look, Reply, Said, SenderId, platform_of
from core.model.session import ChatSettings, Project, ProjectId, WalletKind
from core.model.turn import Turn
from core.ports import VideoAgent
from core.rules.buttons import Buttons
from core.rules.timeline import summary
from core.rules.wording import CATALOGUES, knows, language_of, say

_NAMES = {"en": "English", "zh": "中文"}
_LISTED = 8


class Commands:
    """``Answers``. ``moderates`` asks the platform, ``line`` the chat's waiting turns.

    ``history`` deletes a person's turns: how many, and how many still run.
    """

    def __init__(
        self,
        people: People,
        agent: VideoAgent,
        buttons: Buttons,
        line: Callable[[ChatId], Awaitable[list[Turn]]],
        moderates: Callable[[ChatId, SenderId], Awaitable[bool]],
        history: Callable[[SenderId], Awaitable[tuple[int, int]]],
        default: str = "en",
    ) -> None:
        self._people = people
        self._agent = agent
        self._buttons = buttons
        self._line = line
        self._moderates = moderates
        self._history = history
        self._default = default

    async def answer(self, said: Said) -> tuple[Reply, ...]:
        """In words whatever happens; personal matters for the asker alone."""
        settings = await self._people.settings(said.chat)
        hint = said.sender.language
        language = settings.language or language_of(said.text, hint, self._default)
        name = said.command.name if said.command else "help"
        handle = {
            "status": self._status,
            "credits": self._credits,
            "projects": self._projects,
            "new": self._new,
            "switch": self._switch,
            "settings": self._settings,
            "token": self._token,
            "language": self._language,
            "privacy": self._privacy,
            "forget": self._forget,
        }.get(name, self._help)
        try:
            return await handle(said, language)
        except AgentDown:
            return (Reply(say(language, "error.down"), private_to=said.sender.id),)
        except AgentError as error:
            text = error.reason or say(language, "error.refused")
            return (Reply(text, private_to=said.sender.id),)
        except UserError:
            text = say(language, "error.wallet")
            return (Reply(text, private_to=said.sender.id),)

    async def _help(self, said: Said, language: str) -> tuple[Reply, ...]:
        """How to begin here, where a platform has words for that; then the rest."""
        key = f"help.{platform_of(said.chat)}" + ("" if said.private else ".group")
        begin = f"{say(language, key)}\n\n" if knows(key) else ""
        return (Reply(begin + say(language, "help")),)

    async def _privacy(self, said: Said, language: str) -> tuple[Reply, ...]:
        button = self._do(say(language, "button.forget"), "forget", Look.DANGER)
        return (
            Reply(say(language, "privacy"), ((button,),), private_to=said.sender.id),
        )

    async def _status(self, said: Said, language: str) -> tuple[Reply, ...]:
        project = await self._people.project(said.chat, said.sender)
        waiting = len(await self._line(said.chat))
        if project.session is None and not project.clips and not waiting:
            return (Reply(say(language, "status.none")),)
        name = _name(project, language)
        count = len(project.clips)
        lines = [say(language, "status.project", name=name, count=count)]
        if project.session:
            try:
                access = await self._people.access(project, said.sender)
                state = await self._agent.state(access.token, access.session.session_id)
                lines.append(summary(state.draft, language))
            except SessionGone:
                lines.append(say(language, "status.none"))
        if waiting:
            lines.append(say(language, "status.line", count=waiting))
        lines.append(await self._payer(project, said, language))
        return (Reply("\n".join(lines)),)

    async def _credits(self, said: Said, language: str) -> tuple[Reply, ...]:
        project = await self._people.project(said.chat, said.sender)
        wallet = await self._people.wallet(project.payer)
        found = await self._agent.credits(wallet.token)
        text = say(
            language,
            "credits",
            available=f"{found.available:g}",
            frozen=f"{found.frozen:g}",
        )
        text += "\n" + await self._payer(project, said, language)
        return (Reply(text, private_to=said.sender.id),)

    async def _payer(self, project: Project, said: Said, language: str) -> str:
        kind = (await self._people.wallet(project.payer)).kind
        if kind is not WalletKind.OWN:
            return say(language, f"wallet.{kind}")
        whose = "yours" if project.payer == said.sender.id else "other"
        return say(language, "wallet.own", who=say(language, f"wallet.{whose}"))

    # projects

    async def _projects(self, said: Said, language: str) -> tuple[Reply, ...]:
        found = (await self._people.projects(said.chat, said.sender))[:_LISTED]
        rows = [
            (self._do(_name(project, language)[:60], f"switch {project.id}"),)
            for project in found
        ]
        rows.append((self._do(say(language, "button.new"), "new"),))
        return (Reply(say(language, "projects"), tuple(rows)),)

    async def _new(self, said: Said, language: str) -> tuple[Reply, ...]:
        if await self._line(said.chat):
            return (Reply(say(language, "project.busy")),)
        name = " ".join(_argument(said).split())[:80]
        await self._people.new(said.chat, said.sender, name)
        return (Reply(say(language, "project.new")),)

    async def _switch(self, said: Said, language: str) -> tuple[Reply, ...]:
        if await self._line(said.chat):
            return (Reply(say(language, "project.busy")),)
        wanted = ProjectId(_argument(said))
        found = await self._people.switch(said.chat, said.sender, wanted)
        if found is None:
            return (Reply(say(language, "project.gone")),)
        name = _name(found, language)
        return (Reply(say(language, "project.switched", name=name)),)

    # settings

    async def _settings(self, said: Said, language: str) -> tuple[Reply, ...]:
        name, _, value = _argument(said).partition(" ")
        now = await self._people.settings(said.chat)
        if name == "token":
            return await self._token_given(said, value.strip(), language)
        if name == "language":
            return await self._chosen(said, value.strip(), language)
        if not name:
            return (Reply(_shown(now, language)),)
        changed = _changed(now, name, value.strip().lower())
        if changed is None:
            return (Reply(say(language, "settings.unknown")),)
        return await self._configure(said, changed, language, "settings.done")

    async def _language(self, said: Said, language: str) -> tuple[Reply, ...]:
        if wanted := _argument(said):
            return await self._chosen(said, wanted, language)
        row = tuple(
            self._do(_NAMES.get(code, code), f"language {code}") for code in CATALOGUES
        )
        return (Reply(say(language, "language"), (row,)),)

    async def _chosen(
        self, said: Said, wanted: str, language: str
    ) -> tuple[Reply, ...]:
        named = {name.lower(): code for code, name in _NAMES.items()}
        low = wanted.lower()
        code = named.get(low, low.partition("-")[0])
        if code not in CATALOGUES:
            return (Reply(say(language, "settings.unknown")),)
        now = replace(await self._people.settings(said.chat), language=code)
        return await self._configure(said, now, code, "language.done")

    async def _configure(
        self, said: Said, settings: ChatSettings, language: str, done: str
    ) -> tuple[Reply, ...]:
        if not said.private and not await self._admin(said):
            text = say(language, "settings.denied")
            return (Reply(text, private_to=said.sender.id),)
        await self._people.configure(said.chat, settings)
        return (Reply(say(language, done)),)

    async def _admin(self, said: Said) -> bool:
        try:
            return await self._moderates(said.chat, said.sender.id)
        except ChatError:
            return False

    async def _token(self, said: Said, language: str) -> tuple[Reply, ...]:
        return await self._token_given(said, _argument(said), language)

    async def _token_given(
        self, said: Said, value: str, language: str
    ) -> tuple[Reply, ...]:
        """A token of their own: in private only, and only one that the agent takes."""
        owner = said.sender.id
        if value == "off":
            gone = await self._people.drop_token(owner)
            text = say(language, "token.off" if gone else "token.none")
            return (Reply(text, private_to=owner),)
        if not said.private:
            return (Reply(say(language, "token.public"), private_to=owner),)
        token = Token(value)
        try:
            await self._agent.credits(token)
        except AgentDown:
            raise
        except (AgentError, ValueError):
            return (Reply(say(language, "token.bad"), private_to=owner),)
        await self._people.keep_token(owner, token)
        return (Reply(say(language, "token.kept"), private_to=owner),)

    # a person's data

    async def _forget(self, said: Said, language: str) -> tuple[Reply, ...]:
        owner = said.sender.id
        if _argument(said) != "yes":
            label = say(language, "button.forget")
            button = self._do(label, "forget yes", Look.DANGER)
            text = say(language, "forget")
            return (Reply(text, ((button,),), private_to=owner),)
        gone = await self._people.forget(owner)
        turns, running = await self._history(owner)
        text = say(
            language,
            "forget.done",
            projects=gone.projects,
            clips=gone.clips,
            wallets=gone.wallets,
            turns=turns,
            left=gone.left + running,
        )
        return (Reply(text, private_to=owner),)

    def _do(self, label: str, command: str, look: Look = Look.PLAIN) -> Button:
        return self._buttons.make(label, "do", command, look)


def _argument(said: Said) -> str:
    return said.command.argument.strip() if said.command else ""


def _name(project: Project, language: str) -> str:
    if project.name:
        return project.name
    date = f"{datetime.fromtimestamp(project.created_at, UTC):%Y-%m-%d}"
    return say(language, "project.unnamed", date=date)


def _shown(now: ChatSettings, language: str) -> str:
    return say(
        language,
        "settings",
        language=_NAMES.get(now.language or language, now.language),
        scope=say(language, f"scope.{now.scope}"),
        controllers=say(language, f"controllers.{now.controllers}"),
        auto=say(language, "word.on" if now.auto_export else "word.off"),
    )


def _changed(now: ChatSettings, name: str, value: str) -> ChatSettings | None:
    """The settings with one changed; None for what is not known."""
    match name, value:
        case "scope", ("chat" | "member") as scope:
            return replace(now, scope=scope)
        case "controllers", ("asker" | "admins" | "everyone") as who:
            return replace(now, controllers=who)
        case "auto", ("on" | "off"):
            return replace(now, auto_export=value == "on")
        case _:
            return None
