"""Upload a turn's clips, each once; a rejected clip does not stop the others."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

from common.text.shown_names import shown_name
from core import metrics
from core.errors import (
    AgentDown,
    AgentError,
    AgentRefused,
    ClipTooLarge,
    ClipUnavailable,
    FileTooLarge,
    NotMedia,
    Unavailability,
    UnsupportedFile,
    UserError,
    is_internal,
)
from core.flows.turn.context import TurnContext
from core.model.agent import UploadedClip
from core.model.chat import Clip, ClipProblem, is_too_large
from core.model.media_types import is_text_for_editor, must_convert
from core.model.session import Access, Project, ProjectClip
from core.model.turn import Step, TurnKind
from core.ports import ByteStream
from core.rules.intake.links import link_name
from core.rules.intake.shared_links import direct_url, site_without_files
from core.rules.replies.card import CardState
from core.rules.text.file_size import size_text

_MOST_ASKERS = 50


async def upload_clips(context: TurnContext) -> Access:
    """Upload the clips that the agent does not have; record each before its upload."""
    access = await context.access()
    access = replace(access, project=await _add_clips(context, access.project))
    waiting = [each.clip for each in access.project.clips if each.uploaded is None]
    for index, clip in enumerate(waiting):
        context.card.state = CardState(done=index + 1, total=len(waiting))
        project = await _upload_or_reject(context, access, clip)
        access = replace(access, project=project)
    context.cache_access(access)
    return access


async def _add_clips(context: TurnContext, project: Project) -> Project:
    """Store the new clips of the request, and who asked, with the project."""
    request = context.turn.request
    person, asker = request.asker, request.asker.id
    project_refs = {(each.clip.ref, each.clip.url) for each in project.clips}
    fresh = tuple(
        ProjectClip(clip, owner_name=person.name if clip.owner == asker else "")
        for clip in request.clips
        if (clip.ref, clip.url) not in project_refs
    )
    spoken = bool(project.tray) and request.kind is TurnKind.INSTRUCT
    if not (fresh or spoken or asker not in project.askers):
        return project
    askers = tuple(dict.fromkeys((*project.askers, asker)))[-_MOST_ASKERS:]
    tray = None if spoken else project.tray
    clips = project.clips + fresh
    project = replace(project, clips=clips, askers=askers, tray=tray)
    await context.deps.sessions.save(project)
    return project


async def _upload_or_reject(
    context: TurnContext, access: Access, clip: Clip
) -> Project:
    """Upload one clip, or record why it was rejected."""
    project = access.project
    try:
        if context.turn.progress.uploading == clip.ref and clip.ref:
            uploaded = await _find_arrived(context, access)
        else:
            uploaded = None
        if uploaded is None:
            await context.checkpoint(Step.UPLOADING, uploading=clip.ref)
            await context.update_card()
            uploaded = await _upload(context, access, clip)
    except (
        ClipUnavailable,
        ClipTooLarge,
        UnsupportedFile,
        FileTooLarge,
        NotMedia,
    ) as error:
        sentence = describe_rejection(context, clip, error)
        await context.checkpoint(
            Step.UPLOADING,
            rejections=(*context.turn.progress.rejections, sentence),
        )
        clips = tuple(each for each in project.clips if each.clip != clip)
    except AgentDown as error:
        attempts = context.turn.progress.attempts + 1
        if not is_internal(error) or attempts < context.deps.config.attempts:
            raise
        sentence = context.words("error.clip_failed", name=clip.name)
        refused = (*context.turn.progress.rejections, sentence)
        await context.checkpoint(Step.UPLOADING, rejections=refused, uploading="")
        return project  # the next turn retries it
    else:
        clips = _with_uploaded(project, clip, uploaded)
    project = replace(project, clips=clips)
    await context.deps.sessions.save(project)
    await context.note_agent_is_back()
    return project


def _with_uploaded(
    project: Project, clip: Clip, uploaded: UploadedClip
) -> tuple[ProjectClip, ...]:
    """The clips of the project in the agent's order: uploaded ones first."""
    others = [each for each in project.clips if each.clip != clip]
    return (
        *(each for each in others if each.uploaded),
        replace(_entry(project, clip), uploaded=uploaded),
        *(each for each in others if not each.uploaded),
    )


def _entry(project: Project, clip: Clip) -> ProjectClip:
    return next(
        (each for each in project.clips if each.clip == clip), ProjectClip(clip)
    )


async def _find_arrived(context: TurnContext, access: Access) -> UploadedClip | None:
    """Find the clip of an upload whose worker died, if the agent has received it."""
    state = await context.agent_state(access)
    count = sum(1 for project_clip in access.project.clips if project_clip.uploaded)
    if len(state.assets) > count:
        return state.assets[count]
    return None


async def _upload(context: TurnContext, access: Access, clip: Clip) -> UploadedClip:
    if is_too_large(clip):
        raise ClipTooLarge(clip.name, clip.limit or 0, clip.size)
    if clip.problem is ClipProblem.UNSUPPORTED:
        raise UnsupportedFile
    if clip.url and site_without_files(clip.url):
        raise ClipUnavailable(clip.name, Unavailability.SITE)
    adapter = context.deps.outbox.clip_adapter(context.chat, clip)
    agent = context.deps.agent
    session = access.session.session_id
    done = None
    if not _must_convert(context, clip):
        url = await adapter.locate(clip)
        done = await _upload_by_url(context, access, direct_url(url) if url else None)
    if done is None:
        async with (
            adapter.open(clip) as original,
            _readable(context, clip, original) as stream,
        ):
            counted = _CountingStream(stream)
            done = await agent.upload(access.token, session, [counted.stream])
        if clip.size is None:  # a known size was counted when the turn was stored
            who = context.turn.request.asker.id
            await context.deps.quotas.spend(
                who, context.quota_chat, "bytes", counted.size
            )
    return done[0] if done else UploadedClip(clip.name)


def _must_convert(context: TurnContext, clip: Clip) -> bool:
    """Whether the clip must be converted for the agent.

    Raises ``UnsupportedFile`` for files that only our own studio uses.
    """
    if context.deps.converter is None:
        return False
    if is_text_for_editor(clip.name):
        raise UnsupportedFile
    return must_convert(clip.name)


@asynccontextmanager
async def _readable(
    context: TurnContext, clip: Clip, stream: ByteStream
) -> AsyncIterator[ByteStream]:
    """Convert the clip to a format that the agent reads. Raises ``UnsupportedFile``."""
    converter = context.deps.converter
    if converter is None or not _must_convert(context, clip):
        yield stream
        return
    async with converter.convert(stream, context.turn.request.language) as converted:
        yield converted


async def _upload_by_url(
    context: TurnContext, access: Access, url: str | None
) -> list[UploadedClip] | None:
    """Let the agent fetch the clip by URL; None if it does not, so that we must upload it."""
    if not url:
        return None
    try:
        session = access.session.session_id
        return await context.deps.agent.upload_urls(access.token, session, [url])
    except (UnsupportedFile, AgentRefused):
        return None


class _CountingStream:
    """A stream that counts its bytes."""

    def __init__(self, stream: ByteStream) -> None:
        self.size = 0
        self._chunks = stream.chunks
        self.stream = replace(stream, chunks=self._read())

    async def _read(self) -> AsyncIterator[bytes]:
        async for chunk in self._chunks:
            self.size += len(chunk)
            metrics.BYTES.labels("in").inc(len(chunk))
            yield chunk


async def reupload_clips(context: TurnContext) -> int:
    """Upload all clips into a new session, outside of the steps; return how many were uploaded.

    Clips that are no longer available are reported by the next turn that needs them.
    """
    access = await context.access()
    for project_clip in access.project.clips:
        if project_clip.uploaded:
            continue
        with suppress(AgentError, UserError):
            uploaded = await _upload(context, access, project_clip.clip)
            clips = tuple(
                replace(project_clip, uploaded=uploaded)
                if each.clip == project_clip.clip
                else each
                for each in access.project.clips
            )
            access = replace(access, project=replace(access.project, clips=clips))
            await context.deps.sessions.save(access.project)
            context.cache_access(access)
    return sum(1 for project_clip in access.project.clips if project_clip.uploaded)


def _names_the_fault(context: TurnContext, clip: Clip, error: UnsupportedFile) -> bool:
    """Whether the error of our own studio tells the fault of the file and the fix."""
    ours = not context.deps.config.web_url or must_convert(clip.name)
    return ours and shown_name(clip.name) in error.reason


def describe_rejection(context: TurnContext, clip: Clip, error: Exception) -> str:
    match error:
        case ClipTooLarge():
            facts = {"name": clip.name, "limit": size_text(error.limit)}
            if links := context.deps.config.drop_links_for_chats:
                largest = size_text(links.page.largest)
                return context.words("error.clip_drop", largest=largest, **facts)
            as_file = clip.problem is ClipProblem.TOO_LARGE_AS_FILE
            kind = clip.kind if as_file else "large"
            return context.words(f"error.clip_{kind}", **facts)
        case FileTooLarge():
            largest = size_text(context.deps.config.largest_file)
            return context.words("error.large", name=clip.name, largest=largest)
        case ClipUnavailable(reason=Unavailability.SITE) if refused := (
            site_without_files(clip.url or "")
        ):
            kind, site = refused
            return context.words(f"error.link_{kind}", site=site)
        case ClipUnavailable(reason=Unavailability.LINK):
            name = link_name(clip.url) if clip.url else clip.name
            return context.words("error.link", name=name)
        case ClipUnavailable():
            return context.words("error.clip_gone", name=clip.name)
        case UnsupportedFile() if _names_the_fault(context, clip, error):
            return error.reason
        case _:
            return context.words("error.unsupported", name=clip.name)
