"""Answer the commands status and credits: the timeline, the queue, who pays."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from common.text.shown_names import shown_name
from core.errors import SessionGone
from core.flows.commands.context import CommandContext, say_for
from core.flows.commands.projects_and_settings import title
from core.flows.turn.cards.timeline_picture import write_timeline
from core.flows.turn.expired_tokens import with_token
from core.model.agent import AgentState
from core.model.inbound import MessageReceived
from core.model.reply import Reply
from core.model.session import Project, ProjectClip, WalletKind
from core.ports import CommandSessions, VideoAgent
from core.rules.draft.timeline import pieces, summary
from core.rules.intake.clip_numbers import (
    clip_numbers,
    is_footage,
    is_song,
    is_text,
    numbers_by_name,
)
from core.rules.text.wording import say

_NAMED = 20
_CAPTION = 900
"""Characters; apps cut captions off sooner than messages."""


def _labels(files: Sequence[ProjectClip]) -> list[str]:
    """Labels of files: clips as ``2 beach.mp4``, songs and others by name."""
    names = [shown_name(file.clip.name) for file in files]
    return [
        name if is_song(file) or not number else f"{number} {name}"
        for file, number, name in zip(files, clip_numbers(files), names, strict=True)
    ]


class StatusCommands:
    """Answers about a project's content and credits."""

    def __init__(
        self, sessions: CommandSessions, agent: VideoAgent, context: CommandContext
    ) -> None:
        self._sessions = sessions
        self._agent = agent
        self._context = context

    async def status(
        self, message: MessageReceived, language: str
    ) -> tuple[Reply, ...]:
        project = await self._sessions.project(message.chat, message.sender)
        waiting = len(await self._context.pending_turns(message.chat))
        if project.session is None and not project.clips and not waiting:
            return (Reply(say_for(message, language, "status.none")),)
        name = title(project, language)
        count = sum(map(is_footage, project.clips))
        lines = [say(language, "status.project", name=name, count=count)]
        draft: Mapping[str, Any] = {}
        if project.session:
            try:
                draft = (await self._state(project, message)).draft
                lines.append(summary(draft, language, numbers_by_name(project.clips)))
            except SessionGone:
                await self._sessions.reopen(project, message.sender)
                lines.append(say(language, "status.reopened"))
        if waiting:
            lines.append(say(language, "status.line", count=waiting))
        lines.append(await self._payer(project, message, language))
        here = [clip for clip in project.clips if clip.uploaded]
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
        files: Sequence[ProjectClip],
        lines: list[str],
        language: str,
    ) -> tuple[Reply, ...]:
        """Add a picture of the timeline, if there is one.

        Clips are listed under the numbers that instructions use, other files by name.
        """
        if files:
            used = {piece.name for piece in pieces(draft)}
            names = [
                say(language, "status.unused", label=label)
                if draft and file.clip.name not in used and not is_text(file)
                else label
                for file, label in zip(files, _labels(files), strict=True)
            ]
            more = " …" if len(names) > _NAMED else ""
            listed = " · ".join(names[:_NAMED]) + more
            lines.insert(1, say(language, "status.picture", names=listed))
        text, folder = "\n".join(lines), self._context.folder
        if folder is None:
            return (Reply(text),)
        path = folder / f"{uuid.uuid4().hex}.png"
        media = await write_timeline(path, draft, files, text)
        if media is None:
            return (Reply(text),)
        if len(text) <= _CAPTION:
            return (Reply(text, media=media),)
        return Reply(text), Reply(media=media)

    async def credits(
        self, message: MessageReceived, language: str
    ) -> tuple[Reply, ...]:
        project = await self._sessions.project(message.chat, message.sender)
        wallet = await self._sessions.wallet(project.payer)
        balance = await with_token(
            self._sessions, project.payer, wallet.token, self._agent.credits
        )
        text = say(
            language,
            "credits",
            available=balance.available,
            frozen=balance.frozen,
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
