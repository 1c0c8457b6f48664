"""Run the offer step: post a preview of each version, then ask which one."""

import logging

from core.errors import AgentError, ChatError, ChatGone, ChatMoved, UserError
from core.flows.turn.context import TurnContext
from core.flows.turn.steps.export import fresh_render_id
from core.flows.turn.steps.preview_render import post_preview
from core.flows.turn.steps.reply import ask, option_caption, with_differences
from core.model.agent import Option, RenderId
from core.model.reply import ButtonRows, Reply
from core.model.turn import Step
from core.model.turn_posts import OPTION_PARTS, ReplyPart
from core.rules.replies.question_choices import choice_buttons
from core.rules.replies.votes import vote_buttons

_log = logging.getLogger(__name__)


async def offer(context: TurnContext) -> None:
    """Post the previews one after another; ask in any case, also without previews."""
    access = await context.access()
    state = await context.agent_state(access)
    if not context.turn.progress.options:
        fresh = [await fresh_render_id(context) for _ in state.options]
        await context.checkpoint(Step.OFFERING, options=tuple(fresh))
    ids = context.turn.progress.options
    unseen = [
        option
        for part, id_, option in zip(OPTION_PARTS, ids, state.options, strict=False)
        if not await _show(context, part, id_, option)
    ]
    labels = tuple(option.label for option in state.options)
    text = with_differences(context, context.turn.progress.summary, unseen)
    if not context.turn.request.private and labels:
        text = f"{text}\n\n{context.words('vote.how')}"
    await ask(context, text, _buttons(context, labels))
    await context.checkpoint(Step.DONE)


async def _show(
    context: TurnContext, part: ReplyPart, id_: RenderId, option: Option
) -> bool:
    """Post one preview; False if it failed. Its version can still be chosen."""
    reply = Reply(option_caption(context, option), silent=True)
    side = option.preview_side
    try:
        sent = await post_preview(context, id_, option.draft, side, part, reply)
    except (ChatGone, ChatMoved):
        raise
    except (AgentError, UserError, ChatError, OSError) as error:
        _log.info("turn %s: no preview: %r", context.turn.id, error)
        return False
    return sent is not None


def _buttons(context: TurnContext, labels: tuple[str, ...]) -> ButtonRows:
    """In private a press chooses; in a group it votes, and one button ends the vote."""
    make = context.deps.buttons.make
    if context.turn.request.private:
        return choice_buttons(make, context.turn, labels)
    end = context.words("button.end_vote")
    return vote_buttons(make, context.turn, labels, end)
