"""Preview step: a small moving picture of the edit, shown while its video is not made yet.

The preview is a courtesy: whatever goes wrong with it, the video is made.
"""

import logging
from dataclasses import replace

from core.errors import AgentError, ChatError, ChatGone, ChatMoved, UserError
from core.flows.turn.context import TurnContext
from core.flows.turn.open_questions import open_posted_question
from core.flows.turn.owed_exports import is_superseded
from core.flows.turn.steps.deliver import timeline_beside
from core.flows.turn.steps.export import drop_video, fresh_render_id
from core.flows.turn.steps.small_render import post_preview
from core.model.chat import MessageRef
from core.model.turn import ReplyPart, Step

_log = logging.getLogger(__name__)


async def preview(context: TurnContext) -> None:
    """Show the preview if it can be had soon; then go on to the video."""
    if context.turn.progress.preview is None:
        id_ = await fresh_render_id(context)
        await context.checkpoint(Step.PREVIEWING, preview=id_)
    message: MessageRef | None = None
    try:
        message = await _shown(context)
    except (ChatGone, ChatMoved):
        raise
    except (AgentError, UserError, ChatError, OSError) as error:
        _log.info("turn %s: no preview: %r", context.turn.id, error)
    if message is not None:
        await context.card.move_to(context.turn, message)
        await open_posted_question(context.deps, context.turn)
    await context.checkpoint(Step.EXPORTING, preview_message=message)
    if await is_superseded(context.deps, context.turn):
        await drop_video(context)


async def _shown(context: TurnContext) -> MessageRef | None:
    id_ = context.turn.progress.preview
    if id_ is None:
        return None
    access = await context.access()
    state = await context.deps.agent.state(access.token, access.session.session_id)
    asker = context.turn.request.asker.id
    reply = replace(
        context.card.preview(context.turn),
        notify=asker,
        celebrates=await context.is_first_video(),
    )
    async with timeline_beside(context, state.draft) as timeline:
        reply = replace(reply, timeline=timeline)
        return await post_preview(
            context, id_, state.draft, state.preview_side, ReplyPart.PREVIEW, reply
        )
