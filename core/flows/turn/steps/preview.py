"""Preview step: a small moving picture of the edit, shown while its video is not made yet.

The preview is a courtesy: whatever goes wrong with it, the video is made.
"""

import asyncio
import logging
from dataclasses import replace
from pathlib import Path

from core.errors import (
    AgentError,
    AgentRefused,
    ChatError,
    ChatGone,
    ChatMoved,
    UserError,
)
from core.flows.turn.context import TurnContext
from core.flows.turn.owed_exports import is_superseded
from core.flows.turn.steps.deliver import fetch_video
from core.flows.turn.steps.export import cancel_render, drop_video, fresh_render_id
from core.model.agent import AgentState, RenderId, RenderQuality, RenderState
from core.model.chat import Media, MediaKind, MessageRef
from core.model.session import Access
from core.model.turn import PostState, ReplyPart, Step
from core.rules.draft.downscale import downscale_draft, draft_size
from core.rules.draft.timeline import duration
from core.rules.replies.file_names import preview_name

_POLL = 0.3
_log = logging.getLogger(__name__)


async def preview(context: TurnContext) -> None:
    """Show the preview if it can be had soon; then go on to the video."""
    message: MessageRef | None = None
    try:
        message = await _shown(context)
    except (ChatGone, ChatMoved):
        raise
    except (AgentError, UserError, ChatError, OSError) as error:
        _log.info("turn %s: no preview: %r", context.turn.id, error)
    if message is not None:
        await context.card.move_to(context.turn, message)
    await context.checkpoint(Step.EXPORTING, preview_message=message)
    if await is_superseded(context.deps, context.turn):
        await drop_video(context)


async def _shown(context: TurnContext) -> MessageRef | None:
    """Return where the preview stands; None if there is none."""
    row = await context.deps.store.outbox_row(context.turn.id, ReplyPart.PREVIEW)
    if row.state is PostState.SENT:
        return row.message
    access = await context.access()
    state = await context.deps.agent.state(access.token, access.session.session_id)
    id_ = await _requested(context, access, state)
    url = await _finished(context, access, state, id_)
    if url is None:
        await cancel_render(context)
        return None
    path = context.deps.config.data / "results" / f"{context.turn.id}.preview.mp4"
    try:
        await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
        await fetch_video(context, access, id_, url, path)
        return await _posted(context, access, state, path)
    finally:
        await asyncio.to_thread(path.unlink, missing_ok=True)


async def _requested(
    context: TurnContext, access: Access, state: AgentState
) -> RenderId:
    """The render's id, written down before it is asked for."""
    if known := context.turn.progress.preview:
        return known
    id_ = await fresh_render_id(context)
    await context.checkpoint(Step.PREVIEWING, preview=id_)
    await _submit(context, access, state, id_)
    return id_


async def _submit(
    context: TurnContext, access: Access, state: AgentState, id_: RenderId
) -> None:
    context.assert_lease()
    await context.deps.agent.render(
        access.token,
        access.session.session_id,
        id_,
        state.draft,
        RenderQuality.PREVIEW,
    )


async def _finished(
    context: TurnContext, access: Access, state: AgentState, id_: RenderId
) -> str | None:
    """The address of the preview; None if it failed, takes long or nobody needs it."""
    clock = context.deps.clock
    until = clock.now() + context.deps.config.preview_patience
    while clock.now() < until:
        try:
            status = await context.deps.agent.render_status(access.token, id_)
        except AgentRefused:  # whoever wrote the id down died before asking
            await _submit(context, access, state, id_)
            continue
        if status.state is RenderState.COMPLETED:
            return status.url
        if status.state in {RenderState.FAILED, RenderState.CANCELLED}:
            return None
        if await is_superseded(context.deps, context.turn):
            return None
        await context.update_card()
        await clock.sleep(_POLL)
    return None


async def _posted(
    context: TurnContext, access: Access, state: AgentState, path: Path
) -> MessageRef | None:
    size = (await asyncio.to_thread(path.stat)).st_size
    limits = await context.deps.outbox.adapter(context.chat).limits(context.chat)
    if size > limits.upload:
        return None
    width, height = draft_size(downscale_draft(state.draft, state.preview_side))
    name = preview_name(state.draft, access.project.name)
    long = duration(state.draft)
    media = Media(MediaKind.VIDEO, str(path), name, size, width, height, long)
    reply = replace(
        context.card.preview(context.turn),
        media=media,
        notify=context.turn.request.asker.id,
    )
    return await context.post_for_ref(ReplyPart.PREVIEW, reply)
