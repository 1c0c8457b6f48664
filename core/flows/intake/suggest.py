"""Suggest instructions when a message is no usable request."""

from functools import partial

from core.flows.intake.notices import Notices
from core.flows.turn.dependencies import Dependencies
from core.model.inbound import InboundResult, MessageReceived
from core.model.reply import Reply
from core.rules.replies.suggestions import suggestion_buttons
from core.rules.text.wording import say


async def suggest(
    deps: Dependencies, notices: Notices, message: MessageReceived, language: str
) -> InboundResult:
    """Post concrete instructions to choose from."""
    fresh = await deps.store.mark_seen(message.update)
    if fresh:
        rows = suggestion_buttons(partial(deps.buttons.with_label, language))
        reply = Reply(say(language, "turn.vague"), rows, to=message.message or None)
        notices.spawn(notices.post(message.chat, reply))
    return InboundResult(fresh)
