"""Detect edits that the agent completed after their turn had ended."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.flows.turn.context import TurnContext
from core.model.agent import AgentState
from core.model.session import Access
from core.model.turn import TurnId
from core.rules.agent.responses import state as read_state
from core.rules.draft.changes import changes, is_changed

Raw = Mapping[str, Any]


async def note_unsettled(context: TurnContext) -> None:
    """Record that the turn's edit may still be made: its end was not observed."""
    access = await context.access()
    await _save(context, access, context.turn.id)


async def take_late_edit(
    context: TurnContext, access: Access, state: AgentState
) -> Raw | None:
    """Check whether an unsettled edit was made.

    Return the state before it if this turn requests the same again: it is done and must not
    be paid twice. After another request only the changes are reported.
    """
    if not access.project.unsettled:
        return None
    await _save(context, access, "")
    old = await context.deps.store.turn(TurnId(access.project.unsettled))
    if old is None or old.before is None:
        return None
    before = read_state({"state": dict(old.before)})
    if not is_changed(before, state):
        return None
    if old.request.text == context.turn.request.text:
        return old.before
    change_text = " ".join(changes(before, state, context.turn.request.language))
    line = context.words("turn.late", request=old.request.text, changes=change_text)
    await context.checkpoint(
        context.turn.step, rejections=(line, *context.turn.progress.rejections)
    )
    return None


async def _save(context: TurnContext, access: Access, turn: str) -> None:
    project = replace(access.project, unsettled=turn)
    await context.deps.sessions.save(project)
    context.cache_access(replace(access, project=project))
