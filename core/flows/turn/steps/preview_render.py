"""Render previews and post them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from core.errors import AgentRefused
from core.flows.turn.context import TurnContext
from core.flows.turn.status_poller import StatusPoller
from core.flows.turn.steps.deliver import fetch_video
from core.model.agent import RenderId, RenderQuality, RenderState, RenderStatus
from core.model.chat import MessageRef
from core.model.reply import Media, MediaKind, Reply
from core.model.session import Access
from core.model.turn_posts import PostState, ReplyPart
from core.rules.draft.downscale import downscale_draft, draft_size
from core.rules.draft.timeline import duration
from core.rules.replies.edit_summary import video_alt
from core.rules.replies.file_names import preview_name

_POLL = 0.3
_ENDED = {RenderState.COMPLETED, RenderState.FAILED, RenderState.CANCELLED}

Draft = Mapping[str, Any]


async def post_preview(
    context: TurnContext,
    id_: RenderId,
    draft: Draft,
    side: int,
    part: ReplyPart,
    reply: Reply,
    still_ready: Callable[[], Awaitable[None]] | None = None,
) -> MessageRef | None:
    """Render a preview of ``side`` pixels and post it with the reply, once.

    Return its message; None without one: it failed, takes too long, does not fit the chat,
    or a newer edit replaces it. The render's id must be stored before. ``still_ready`` is
    called once a still exists. The preview replaces a posted still.
    """
    row = await context.deps.store.outbox_row(context.turn.id, part)
    if row.state is PostState.SENT:
        return row.message
    access = await context.access()
    url = await _finished(context, access, id_, draft, still_ready)
    if url is None:
        return None
    folder = context.deps.config.data / "results"
    path = folder / f"{context.turn.id}.{part}.mp4"
    try:
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        await fetch_video(context, access, id_, url, path)
        size = (await asyncio.to_thread(path.stat)).st_size
        limits = await context.deps.outbox.adapter(context.chat).limits(context.chat)
        if size > limits.upload:
            return None
        width, height = draft_size(downscale_draft(draft, side))
        name = preview_name(draft, access.project.name)
        seconds = duration(draft)
        alt = video_alt(draft, context.turn.request.language)
        media = Media(
            MediaKind.VIDEO, str(path), name, size, width, height, seconds, alt=alt
        )
        reply = replace(reply, media=media)
        if await context.card.replace(context.turn, reply, concludes=False):
            return context.card.ref
        return await context.post_for_ref(part, reply)
    finally:
        await asyncio.to_thread(path.unlink, missing_ok=True)


async def _finished(
    context: TurnContext,
    access: Access,
    id_: RenderId,
    draft: Draft,
    still_ready: Callable[[], Awaitable[None]] | None,
) -> str | None:
    """Poll the render until its end; submit it if the agent does not know it."""
    agent = context.deps.agent
    poller = StatusPoller(context, _POLL, _POLL, yields=True)
    clock = asyncio.get_running_loop().time
    end = clock() + context.deps.config.preview_patience

    async def look(seen: RenderStatus | None) -> RenderStatus:
        try:
            return await agent.render_status(access.token, id_, seen)
        except AgentRefused:
            context.assert_lease()
            session = access.session.session_id
            await agent.render(access.token, session, id_, draft, RenderQuality.PREVIEW)
            return await agent.render_status(access.token, id_)

    async def follow(*, to_still: bool) -> RenderStatus | None:
        with suppress(TimeoutError):
            async with asyncio.timeout_at(end):
                while status := await poller.next(look):
                    if status.state in _ENDED or (to_still and status.has_still):
                        return status
                    await context.update_card()
        return None

    status = await follow(to_still=still_ready is not None)
    if status and status.state not in _ENDED and still_ready:
        await still_ready()  # not cut off by the timeout
        status = await follow(to_still=False)
    if status is None:
        await agent.cancel_render(access.token, id_)
    return status.url if status and status.state is RenderState.COMPLETED else None
