"""Detect edits that the agent completed after their turn had ended."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from core.flows.turn.context import TurnContext
from core.model.agent import AgentState
from core.model.session import Access
from core.model.turn import TurnId
from core.rules.agent.responses import state as read_state
from core.rules.draft.changes import changes, is_changed


@dataclass(frozen=True, slots=True)
class LateEdit:
    """An edit that was made after its turn had ended; ``before`` is the raw state before it.

    ``is_requested_again``: this turn requests the same, so it is done and must not be paid
    twice. After another request only its ``line`` is told.
    """

    before: Mapping[str, Any]
    line: str
    is_requested_again: bool


async def note_unsettled(context: TurnContext) -> None:
    """Record that the turn's edit may still be made: its end was not observed."""
    project = await context.project()
    await context.deps.sessions.save(replace(project, unsettled=context.turn.id))


async def find_late_edit(
    context: TurnContext, access: Access, state: AgentState
) -> LateEdit | None:
    """The unsettled edit of an earlier turn, if it was made. May be repeated."""
    if not access.project.unsettled:
        return None
    old = await context.deps.store.turn(TurnId(access.project.unsettled))
    if old is None or old.before is None:
        return None
    before = read_state({"state": dict(old.before)})
    if not is_changed(before, state):
        return None
    change_text = " ".join(changes(before, state, context.turn.request.language))
    line = context.words("turn.late", request=old.request.text, changes=change_text)
    again = old.request.text == context.turn.request.text
    return LateEdit(old.before, line, again)


async def settle(context: TurnContext) -> None:
    """Forget the unsettled edit of an earlier turn, once this turn is past it.

    Only then: a worker that died in between would send the same instruction again.
    """
    if (await context.access()).project.unsettled != context.turn.id:
        await context.save_project(unsettled="")
