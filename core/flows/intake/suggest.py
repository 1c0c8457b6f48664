"""Suggest instructions when a message is no usable request."""

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from core.errors import AgentError, StoreDown, UserError
from core.flows.intake.notices import Notices
from core.flows.turn.dependencies import Dependencies
from core.model.inbound import InboundResult, MessageReceived
from core.model.reply import Reply
from core.model.session import Project
from core.rules.replies.suggestions import suggestion_buttons
from core.rules.text.wording import say


async def suggest(
    deps: Dependencies, notices: Notices, message: MessageReceived, language: str
) -> InboundResult:
    """Post concrete instructions to choose from."""
    fresh = await deps.store.mark_seen(message.update)
    if fresh:
        notices.spawn(_suggest(deps, notices, message, language))
    return InboundResult(fresh)


async def _suggest(
    deps: Dependencies, notices: Notices, message: MessageReceived, language: str
) -> None:
    draft: Mapping[str, Any] = {}
    project: Project | None = None
    with suppress(AgentError, UserError, StoreDown):  # the first edit is suggested then
        project = await deps.sessions.project(message.chat, message.sender)
        if project.edit_session:
            access = await deps.sessions.access(project, message.sender)
            session = access.session.session_id
            draft = (await deps.agent.state(access.token, session)).draft
    button = partial(deps.buttons.with_label, language)
    rows = suggestion_buttons(button, draft, project.clips if project else ())
    reply = Reply(say(language, "turn.vague"), rows, to=message.message or None)
    await notices.post(message.chat, reply)
