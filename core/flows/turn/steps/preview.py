"""Run the preview step: post a small video of the edit while the full one is rendered.

Before it is ready, a still is shown above the timeline in a message in which first the
preview and then the video replace it. Failures of either do not stop the video.
"""

import logging
from dataclasses import replace
from functools import partial

from core.errors import AgentError, ChatError, ChatGone, ChatMoved, UserError
from core.flows.turn.cards.card_reply import preview_reply
from core.flows.turn.context import TurnContext
from core.flows.turn.open_questions import open_posted_question
from core.flows.turn.owed_exports import is_superseded
from core.flows.turn.steps.deliver import timeline_beside, timeline_file
from core.flows.turn.steps.export import drop_video, fresh_render_id
from core.flows.turn.steps.preview_render import post_preview
from core.model.agent import AgentState, RenderId
from core.model.chat import MessageRef
from core.model.reply import Reply
from core.model.turn import Step
from core.model.turn_posts import ReplyPart

_log = logging.getLogger(__name__)
_FAULTS = (AgentError, UserError, ChatError, OSError)


async def preview(context: TurnContext) -> None:
    """Post the preview if it is ready soon; then continue with the video."""
    if context.turn.progress.preview is None:
        id_ = await fresh_render_id(context)
        await context.checkpoint(Step.PREVIEWING, preview=id_)
    await take_up_posted(context)
    message: MessageRef | None = None
    try:
        message = await _shown(context)
    except (ChatGone, ChatMoved):
        raise
    except _FAULTS as error:
        _log.info("turn %s: no preview: %r", context.turn.id, error)
    if message is None:
        await context.checkpoint(Step.EXPORTING)
    else:
        await _go_on_in(context, message)
        await context.checkpoint(
            Step.EXPORTING, preview_message=message, shows_still=False
        )
    if await is_superseded(context.deps, context.turn):
        await drop_video(context)


async def take_up_posted(context: TurnContext) -> None:
    """Continue in a message that a worker posted and died before recording it.

    Otherwise that message would announce a video for ever.
    """
    if context.turn.progress.preview_message is not None:
        return
    for part in (ReplyPart.PREVIEW, ReplyPart.STILL):
        pictures = part is ReplyPart.STILL
        reply = await _reply(context, pictures=pictures)
        if message := await context.posted(part, reply):
            await _show_in(context, message, still=pictures)
            return


async def _shown(context: TurnContext) -> MessageRef | None:
    id_ = context.turn.progress.preview
    if id_ is None:
        return None
    access = await context.access()
    state = await context.agent_state(access)
    limits = await context.deps.outbox.adapter(context.chat).limits(context.chat)
    wants_still = limits.pictures and context.turn.progress.preview_message is None
    show_still = partial(_show_still, context, id_, state)
    async with timeline_beside(context, state.draft) as timeline:
        reply = replace(await _reply(context), timeline=timeline)
        return await post_preview(
            context, id_, state.draft, state.preview_side, ReplyPart.PREVIEW, reply,
            show_still if wants_still else None,
        )  # fmt: skip


async def _show_still(context: TurnContext, id_: RenderId, state: AgentState) -> None:
    """Post a still above the timeline; without one wait for the preview."""
    try:
        message = await _post_still(context, id_, state)
    except (ChatGone, ChatMoved):
        raise
    except _FAULTS as error:
        _log.info("turn %s: no first pictures: %r", context.turn.id, error)
        return
    if message is not None:
        await _show_in(context, message, still=True)


async def _show_in(context: TurnContext, message: MessageRef, *, still: bool) -> None:
    await _go_on_in(context, message)
    await context.checkpoint(
        Step.PREVIEWING, preview_message=message, shows_still=still
    )


async def _post_still(
    context: TurnContext, id_: RenderId, state: AgentState
) -> MessageRef | None:
    access = await context.access()
    still = await context.deps.agent.still(access.token, id_)
    if not still:
        return None
    name = f"{context.turn.id}.still.png"
    async with timeline_file(context, state.draft, name, still) as picture:
        reply = replace(await _reply(context, pictures=True), media=picture)
        return await context.post_for_ref(ReplyPart.STILL, reply) if picture else None


async def _reply(context: TurnContext, *, pictures: bool = False) -> Reply:
    """The text of the preview, or of its still."""
    progress = replace(context.turn.progress, shows_still=pictures)
    reply = preview_reply(context.deps, replace(context.turn, progress=progress))
    asker, first = context.turn.request.asker.id, await context.is_first_video()
    return replace(reply, notify=asker, celebrates=first)


async def _go_on_in(context: TurnContext, message: MessageRef) -> None:
    """Make the message the card, and open the question in it."""
    is_first = context.turn.progress.preview_message is None
    await context.card.move_to(context.turn, message)
    if is_first:
        await open_posted_question(context.deps, context.turn, message)
