"""Post and edit the tray: one message that lists the project's clips as they arrive.

Our own studio knows the tempo of a song some seconds after its upload. The tray is posted
at once and edited when the tempo is known.
"""

from contextlib import suppress
from dataclasses import replace

from common.backoff import Backoff
from core.errors import AgentError, ChatError, UserError
from core.flows.turn.context import TurnContext
from core.model.agent import AgentState
from core.model.chat import MessageRef
from core.model.reply import Reply
from core.model.session import Project, ProjectClip
from core.model.turn_posts import ReplyPart
from core.rules.intake.clip_numbers import is_song
from core.rules.replies.edit_summary import smaller_copies
from core.rules.replies.suggestions import tray_buttons
from core.rules.replies.tray import tray_text

_POLL = Backoff(0.5, 5.0)


async def show_tray(context: TurnContext) -> None:
    """List the project's clips; edit the last tray if nothing was said since."""
    access = await context.access()
    project = await _with_tempos(context, access.project)
    reply = _reply(context, project)
    offer = await context.drop_rows()
    rejections = context.turn.progress.rejections
    reply = replace(reply, buttons=(*reply.buttons, *offer))
    ref = await context.card.conclude(context.turn, reply)
    adapter = context.deps.outbox.adapter(context.chat)
    if ref is None and project.tray and not rejections:
        with suppress(ChatError):
            ref = await adapter.edit(context.chat, project.tray, reply)
    if ref is None:
        ref = await context.post_for_ref(ReplyPart.TRAY, reply)
    if project.tray and project.tray != ref:
        with suppress(ChatError):
            await adapter.delete(context.chat, project.tray)
    access = await context.save_project(tray=ref, clips=project.clips)
    if ref and _songs_without_tempo(context, access.project):
        context.tray = ref


async def add_tempo(context: TurnContext, tray: MessageRef) -> None:
    """Edit the tray once the studio knows the tempo of its songs, or give up after a timeout.

    It runs concurrently with the chat's next turn, so it changes nothing but the message.
    """
    deps, attempt = context.deps, 0
    until = deps.clock.now() + deps.config.tempo_patience
    while deps.clock.now() < until:
        await deps.clock.sleep(_POLL.delay(attempt))
        attempt += 1
        project = await context.project()
        if project.tray != tray:
            return
        with suppress(AgentError, UserError):
            with_tempos = await _with_tempos(context, project)
            if not _songs_without_tempo(context, with_tempos):
                if tray_text(with_tempos.clips, "en") != tray_text(project.clips, "en"):
                    adapter = deps.outbox.adapter(context.chat)
                    await adapter.edit(context.chat, tray, _reply(context, with_tempos))
                return


def _reply(context: TurnContext, project: Project) -> Reply:
    text = tray_text(project.clips, context.turn.request.language)
    rows = tray_buttons(context.button) if text else ()
    turn = context.turn
    lines = (*turn.progress.rejections, *smaller_copies(turn.request), text)
    return Reply("\n".join(lines).strip(), rows, silent=True)


def _songs_without_tempo(context: TurnContext, project: Project) -> bool:
    """Whether our own studio may still report the tempo of a song; other agents report none."""
    return not context.deps.config.web_url and any(
        each.uploaded is not None and each.uploaded.bpm is None and is_song(each)
        for each in project.clips
    )


async def _with_tempos(context: TurnContext, project: Project) -> Project:
    """The project with the tempos that the studio knows now."""
    if not _songs_without_tempo(context, project):
        return project
    access = await context.access()
    state = await context.agent_state(access)
    clips = tuple(_with_tempo(each, state) for each in project.clips)
    return replace(project, clips=clips)


def _with_tempo(clip: ProjectClip, state: AgentState) -> ProjectClip:
    if clip.uploaded is None or clip.uploaded.bpm is not None:
        return clip
    same = (each for each in state.assets if each.url and each.url == clip.uploaded.url)
    asset = next(same, None)
    if asset is None or asset.bpm is None:
        return clip
    return replace(clip, uploaded=replace(clip.uploaded, bpm=asset.bpm))
