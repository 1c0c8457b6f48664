"""Collect the state of a link's project for the page."""

from collections.abc import Sequence
from pathlib import Path

from bots.web.receive.drafts import Draft, Drafts
from bots.web.receive.link_reader import LinkReader
from bots.web.receive.videos import Videos
from bots.web.send.adapter import WebAdapter
from bots.web.wire import ids, project as shown
from bots.web.wire.ideas import ideas
from bots.web.wire.project import Fields, ShownVideo, UploadStage
from bots.web.wire.timeline import timeline_fields
from core.errors import AgentError, MessageGone, UserError
from core.model.agent import RenderId
from core.model.chat import UpdateId
from core.model.drop_link import DropLink
from core.model.reply import MediaKind
from core.model.session import Access, Project
from core.model.turn import Turn
from core.ports import TurnStore, VideoAgent
from core.rules.intake.clip_numbers import picture_names

_MOST_UPLOADS = 200
_LATEST = 3
"""Number of a project's newest renders that are considered."""


class ProjectState:
    """Reads the state. Raises ``NoEntry`` if the project was deleted, ``StoreDown``."""

    def __init__(
        self,
        link_reader: LinkReader,
        adapter: WebAdapter,
        store: TurnStore,
        agent: VideoAgent,
        videos: Videos,
    ) -> None:
        self._link_reader = link_reader
        self._adapter = adapter
        self._store = store
        self._agent = agent
        self._videos = videos
        self._drafts = Drafts(agent)

    @property
    def largest(self) -> int:
        """Size limit of a file in bytes."""
        return self._adapter.uploads.limits.file

    async def fields(self, link: DropLink, marks: Sequence[str]) -> Fields:
        """All fields of the page; ``marks`` are those of its latest messages."""
        project = await self._link_reader.project(link)
        turns = await self._store.pending_turns(link.chat)
        fields = shown.project_fields(project, link.person, turns)
        access = await self._access(link, project)
        video = await self._video_to_show(access, project, turns)
        draft = await self._draft(access, project, turns)
        return fields | {
            "hours_left": max(0, int((link.expires - self._link_reader.now()) // 3600)),
            "timeline": timeline_fields(draft, picture_names(project.clips)),
            "ideas": ideas(draft),
            "uploads": await self._uploads(link, project),
            "answers": await self._answers(link, marks),
            "video": _video_fields(video),
            "messages": await self._messages(link),
        }

    async def thumbnail(self, link: DropLink, key: str) -> bytes | None:
        """The small picture of a clip of the link's project."""
        project = await self._link_reader.project(link)
        access = await self._access(link, project)
        clip = next(
            (each for each in project.clips if shown.picture_key(each) == key), None
        )
        if access is None or clip is None or clip.uploaded is None:
            return None
        session = access.session.session_id
        try:
            return await self._agent.thumbnail(access.token, session, clip.uploaded)
        except AgentError:
            return None

    async def video(self, link: DropLink, render: str) -> Path | None:
        """The path of a video of the link's project."""
        project = await self._link_reader.project(link)
        turns = await self._store.pending_turns(link.chat)
        renders = {*project.renders, *_previews(project, turns)}
        access = await self._access(link, project)
        if access is None or render not in renders:
            return None
        return await self._videos.file(access, RenderId(render))

    async def media(self, link: DropLink, number: int) -> tuple[Path | None, str]:
        """The path of a message's file in a chat of the page, and its MIME type."""
        log = self._adapter.messages
        try:
            row = await log.find(link.chat, ids.message_ref(number))
        except MessageGone:
            return None, ""
        if not row.get("file"):
            return None, ""
        kind = "video/mp4" if row.get("kind") == MediaKind.VIDEO else "image/png"
        return log.path(row["file"]), kind

    async def _uploads(self, link: DropLink, project: Project) -> list[Fields]:
        """This person's uploads that the project does not have yet."""
        uploads: list[Fields] = []
        for upload, offset in await self._adapter.uploads.of(link.person.id):
            if (upload.link.chat, upload.link.project) != (link.chat, project.id):
                continue
            ref, turn = ids.clip_ref(upload.person, upload.id), None
            if upload.admitted:
                turn = await self._turn(ids.upload_event(upload.id))
            stage = shown.upload_stage(
                whole=offset == upload.size, ref=ref, project=project, turn=turn
            )
            refused = stage is UploadStage.REFUSED
            uploads.append(
                {
                    "id": upload.id,
                    "name": upload.name,
                    "size": upload.size,
                    "offset": offset,
                    "stage": stage,
                    "text": shown.rejection_of(turn, upload.name) if refused else "",
                }
            )
        return uploads[-_MOST_UPLOADS:]

    async def _answers(self, link: DropLink, marks: Sequence[str]) -> list[Fields]:
        answers = []
        for mark in marks:
            turn = await self._turn(ids.page_event(link.person.id, mark))
            if turn:
                answers.append(shown.answer_fields(turn) | {"mark": mark})
        return answers

    async def _turn(self, update: UpdateId) -> Turn | None:
        turn = await self._store.turn_of(update)
        return await self._store.turn(turn) if turn else None

    async def _draft(
        self, access: Access | None, project: Project, turns: Sequence[Turn]
    ) -> Draft:
        if access is None:
            return {}
        steps = [turn.step for turn in turns[:1]]
        progress = f"{project.renders[-1:]} {steps}"
        return await self._drafts.draft(access, progress)

    async def _video_to_show(
        self, access: Access | None, project: Project, turns: Sequence[Turn]
    ) -> ShownVideo | None:
        if access is None:
            return None
        completed: list[RenderId] = []
        for render in reversed(project.renders[-_LATEST:]):
            if await self._videos.is_completed(access, render):
                completed.append(render)
                break
        return shown.shown_video(project, turns, completed)

    async def _access(self, link: DropLink, project: Project) -> Access | None:
        """Return access to the agent; viewing opens no session."""
        if project.session is None:
            return None
        try:
            return await self._link_reader.sessions.access(project, link.person)
        except (AgentError, UserError):
            return None

    async def _messages(self, link: DropLink) -> list[Fields]:
        if not link.chat.startswith(f"{ids.PLATFORM}:"):
            return []  # the conversation is in the chat
        return await self._adapter.messages.all(link.chat)


def _previews(project: Project, turns: Sequence[Turn]) -> set[RenderId]:
    return {
        turn.progress.preview
        for turn in turns
        if turn.request.project == project.id and turn.progress.preview
    }


def _video_fields(video: ShownVideo | None) -> Fields | None:
    return {"id": video.render, "preview": video.preview} if video else None
