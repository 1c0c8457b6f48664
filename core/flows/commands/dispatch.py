"""Commands that make no turn: help, status, credits, privacy, forget."""

import asyncio
import hashlib
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import AgentError, SessionGone, UserError
from core.flows.commands.choices import Choices, argument, title
from core.flows.turn.failures import describe_error
from core.flows.turn.tokens import with_token
from core.model.agent import AgentState, StudioRetention
from core.model.chat import (
    Button,
    ButtonStyle,
    ChatId,
    Media,
    MediaKind,
    MessageReceived,
    Reply,
    SenderId,
    platform_of,
)
from core.model.commands import HINT
from core.model.session import ErasureResult, Project, WalletKind
from core.model.turn import Turn
from core.ports import CommandSessions, VideoAgent
from core.rules.draft.timeline import pieces, summary
from core.rules.draft.timeline_image import draw_timeline
from core.rules.replies.buttons import Buttons
from core.rules.text.wording import has_message, language_of, say, say_here

_NAMED = 20
_CAPTION = 900
"""Characters; words under a picture are cut off sooner than others."""


def _write(path: Path, image: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(image)


@dataclass(frozen=True, slots=True)
class CommandContext:
    """What the commands need besides the sessions and the agent.

    ``pending_turns`` gives a chat's turns, ``moderates`` asks the platform who is an admin,
    ``erase_turns`` deletes a person's turns: how many, and how many still run,
    ``forget_notes`` what is remembered of the conversation. ``folder`` is
    for pictures on their way; whoever posts them deletes them. With an agent that is not
    ``hosted`` nobody pays. ``retention`` is that of our own studio, None with another.
    """

    pending_turns: Callable[[ChatId], Awaitable[list[Turn]]]
    moderates: Callable[[ChatId, SenderId], Awaitable[bool]]
    erase_turns: Callable[[SenderId], Awaitable[tuple[int, int]]]
    forget_notes: Callable[[SenderId], Awaitable[None]]
    language: str = "en"
    folder: Path | None = None
    keep_days: int = 400
    hosted: bool = True
    retention: StudioRetention | None = None


class Commands:
    """``CommandHandler``."""

    def __init__(
        self,
        sessions: CommandSessions,
        agent: VideoAgent,
        buttons: Buttons,
        context: CommandContext,
    ) -> None:
        self._sessions = sessions
        self._agent = agent
        self._buttons = buttons
        self._context = context
        self._choices = Choices(
            sessions, agent, buttons, context.moderates, previews=not context.hosted
        )

    async def answer(self, message: MessageReceived) -> tuple[Reply, ...]:
        """Answer the command; errors become sentences, personal answers are private."""
        settings = await self._sessions.settings(message.chat)
        hint = message.sender.language
        language = settings.language or language_of("", hint, self._context.language)
        name = message.command.name if message.command else "help"
        handle = {
            "status": self._status,
            "credits": self._credits,
            "projects": self._choices.projects,
            "new": self._choices.new,
            "switch": self._choices.switch,
            "settings": self._choices.settings,
            "token": self._choices.token,
            "language": self._choices.language,
            "privacy": self._privacy,
            "forget": self._forget,
            "upload": self._upload,
            HINT: self._hint,
        }.get(name, self._help)
        try:
            return await handle(message, language)
        except (AgentError, UserError) as error:
            text = describe_error(language, error)
            return (Reply(text, private_to=message.sender.id),)

    async def _hint(self, message: MessageReceived, language: str) -> tuple[Reply, ...]:
        """One line for a sticker, or for a mention without words."""
        return (Reply(say(language, "hint"), silent=True),)

    async def _help(self, message: MessageReceived, language: str) -> tuple[Reply, ...]:
        """How to begin here, where a platform has words for that; then all the rest."""
        key = f"help.{platform_of(message.chat)}" + (
            "" if message.private else ".group"
        )
        if not has_message(key):
            return (Reply(say(language, "help")),)
        begin = say(language, key)
        if message.command and message.command.name == "start":
            return (Reply(begin),)
        return (Reply(f"{begin}\n\n{say(language, 'help')}"),)

    async def _upload(
        self, message: MessageReceived, language: str
    ) -> tuple[Reply, ...]:
        return (Reply(self._say_here(message, language, "upload")),)

    @staticmethod
    def _say_here(message: MessageReceived, language: str, key: str) -> str:
        platform = platform_of(message.chat)
        return say_here(language, key, platform, private=message.private)

    async def _privacy(
        self, message: MessageReceived, language: str
    ) -> tuple[Reply, ...]:
        button = self._command_button(
            say(language, "button.forget"), "forget", ButtonStyle.DANGER
        )
        text = say(language, "privacy", days=self._context.keep_days)
        if kept := self._context.retention:
            days = {"days": kept.project_days, "videos": kept.video_days}
            text = f"{text}\n{say(language, 'privacy.studio', **days)}"
        return (
            Reply(
                text,
                ((button,),),
                private_to=message.sender.id,
            ),
        )

    async def _status(
        self, message: MessageReceived, language: str
    ) -> tuple[Reply, ...]:
        project = await self._sessions.project(message.chat, message.sender)
        waiting = len(await self._context.pending_turns(message.chat))
        if project.session is None and not project.clips and not waiting:
            return (Reply(self._say_here(message, language, "status.none")),)
        name = title(project, language)
        count = len(project.clips)
        lines = [say(language, "status.project", name=name, count=count)]
        draft: Mapping[str, Any] = {}
        if project.session:
            try:
                draft = (await self._state(project, message)).draft
                lines.append(summary(draft, language))
            except SessionGone:
                await self._sessions.reopen(project, message.sender)
                lines.append(say(language, "status.reopened"))
        if waiting:
            lines.append(say(language, "status.line", count=waiting))
        lines.append(await self._payer(project, message, language))
        here = [kept.clip.name for kept in project.clips if kept.uploaded]
        return await self._with_picture(draft, here, lines, language)

    async def _state(self, project: Project, message: MessageReceived) -> AgentState:
        access = await self._sessions.access(project, message.sender)
        session = access.session.session_id
        return await with_token(
            self._sessions,
            project.payer,
            access.token,
            lambda token: self._agent.state(token, session),
        )

    async def _with_picture(
        self,
        draft: Mapping[str, Any],
        clips: Sequence[str],
        lines: list[str],
        language: str,
    ) -> tuple[Reply, ...]:
        """With the timeline as a picture, where there is one to draw.

        ``clips`` are the names of all clips in the order of their numbers.
        """
        if clips:
            used = {piece.name for piece in pieces(draft)}
            names = [
                f"{number} {name}"
                if name in used or not draft
                else say(language, "status.unused", number=number, name=name)
                for number, name in enumerate(clips, 1)
            ]
            more = " …" if len(names) > _NAMED else ""
            told = " · ".join(names[:_NAMED]) + more
            lines.insert(1, say(language, "status.picture", names=told))
        image = (
            await asyncio.to_thread(draw_timeline, draft, clips)
            if self._context.folder
            else b""
        )
        if not (image and self._context.folder):
            return (Reply("\n".join(lines)),)
        path = self._context.folder / f"{uuid.uuid4().hex}.png"
        await asyncio.to_thread(_write, path, image)
        media = Media(MediaKind.IMAGE, str(path), "timeline.png", len(image))
        text = "\n".join(lines)
        if len(text) <= _CAPTION:
            return (Reply(text, media=media),)
        return Reply(text), Reply(media=media)

    async def _credits(
        self, message: MessageReceived, language: str
    ) -> tuple[Reply, ...]:
        project = await self._sessions.project(message.chat, message.sender)
        wallet = await self._sessions.wallet(project.payer)
        found = await with_token(
            self._sessions, project.payer, wallet.token, self._agent.credits
        )
        text = say(
            language,
            "credits",
            available=found.available,
            frozen=found.frozen,
        )
        text += "\n" + await self._payer(project, message, language)
        return (Reply(text, private_to=message.sender.id),)

    async def _payer(
        self, project: Project, message: MessageReceived, language: str
    ) -> str:
        kind = (await self._sessions.wallet(project.payer)).kind
        if kind is WalletKind.ANONYMOUS and not self._context.hosted:
            return say(language, "wallet.free")
        if kind is not WalletKind.OWN:
            return say(language, f"wallet.{kind}")
        whose = "yours" if project.payer == message.sender.id else "other"
        return say(language, "wallet.own", who=say(language, f"wallet.{whose}"))

    # a person's data

    async def _forget(
        self, message: MessageReceived, language: str
    ) -> tuple[Reply, ...]:
        owner = message.sender.id
        word, _, mark = argument(message).partition(" ")
        if word not in {"yes", "chat"}:
            return (await self._confirm_forget(message, language),)
        if mark and mark != person_mark(owner):
            return (Reply(say(language, "forget.not_yours"), private_to=owner),)
        if word == "chat":
            return (await self._forget_chat(message, language),)
        # first: what runs would write
        turns, running = await self._context.erase_turns(owner)
        gone = await self._sessions.forget(owner)
        await self._context.forget_notes(owner)
        if message.private:
            await self._sessions.reset_settings(message.chat)
        text = self._forgotten(gone, language, turns=turns, running=running)
        return (Reply(text, private_to=owner),)

    async def _confirm_forget(self, message: MessageReceived, language: str) -> Reply:
        """Say what would be deleted; the buttons work for this person only."""
        owner = message.sender.id
        found = await self._sessions.holdings(owner)
        mark = person_mark(owner)
        label = say(language, "button.forget")
        danger = ButtonStyle.DANGER
        rows = [(self._command_button(label, f"forget yes {mark}", danger),)]
        text = say(
            language,
            "forget",
            projects=found.projects,
            clips=found.clips,
            tokens=found.tokens,
        )
        if found.shared:
            text += "\n" + say(language, "forget.shared", count=found.shared)
        if not message.private and await self._context.moderates(message.chat, owner):
            label = say(language, "button.forget_chat")
            rows.append((self._command_button(label, f"forget chat {mark}", danger),))
        return Reply(text, tuple(rows), private_to=owner)

    async def _forget_chat(self, message: MessageReceived, language: str) -> Reply:
        """Delete the projects of a group; for its admins."""
        owner = message.sender.id
        if not (message.private or await self._context.moderates(message.chat, owner)):
            return Reply(say(language, "settings.denied"), private_to=owner)
        gone = await self._sessions.forget_chat(message.chat)
        return Reply(self._forgotten(gone, language))

    def _forgotten(
        self, gone: ErasureResult, language: str, *, turns: int = 0, running: int = 0
    ) -> str:
        lines = [
            say(
                language,
                "forget.done",
                projects=gone.projects,
                clips=gone.clips,
                wallets=gone.wallets,
                turns=turns,
            )
        ]
        if gone.shared:
            lines.append(say(language, "forget.left_shared", count=gone.shared))
        if gone.kept_by_agent:
            lines.append(say(language, "forget.agent_keeps", count=gone.kept_by_agent))
        if left := gone.left + running:
            lines.append(say(language, "forget.left", count=left))
        else:
            lines.append(say(language, "forget.checked"))
        return "\n".join(lines)

    def _command_button(
        self, label: str, command: str, look: ButtonStyle = ButtonStyle.PLAIN
    ) -> Button:
        return self._buttons.make(label, "do", command, look)


def person_mark(person: SenderId) -> str:
    """A short mark that ties a confirmation to the person who asked for it."""
    return hashlib.sha256(person.encode()).hexdigest()[:12]
