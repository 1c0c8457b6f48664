"""Postpone the exports of edits with later edits in the queue, so that all are rendered once."""

from dataclasses import replace

from core.flows.turn.dependencies import Dependencies
from core.model.chat import UpdateId
from core.model.session import Project, ProjectId
from core.model.turn import CancelResult, Step, Turn, TurnKind
from core.rules.state_machine import is_ended

_EXPORTS = {TurnKind.INSTRUCT, TurnKind.EXPORT}


async def is_followed(deps: Dependencies, turn: Turn) -> bool:
    """Whether a later turn in the queue will export the same project."""
    return any(
        other.id != turn.id
        and other.request.kind in _EXPORTS
        and other.request.project == turn.request.project
        and not (is_ended(other.step) or other.cancelled_by)
        for other in await deps.store.pending_turns(turn.chat)
    )


async def is_superseded(deps: Dependencies, turn: Turn) -> bool:
    """Whether a later turn in the queue edits the same project."""
    return any(
        other.id != turn.id
        and other.request.kind is TurnKind.INSTRUCT
        and other.request.project == turn.request.project
        and not (is_ended(other.step) or other.cancelled_by)
        for other in await deps.store.pending_turns(turn.chat)
    )


async def submit_owed_export(deps: Dependencies, turn: Turn) -> bool:
    """Queue the export that earlier edits left to ``turn``, which ends; False if there is none."""
    request = turn.request
    if request.kind is not TurnKind.INSTRUCT or not request.project:
        return False
    project = await _project(deps, turn)
    if not project.export_owed or await is_followed(deps, turn):
        return False
    export = replace(
        request, kind=TurnKind.EXPORT, text="", clips=(), at=deps.clock.now()
    )
    key = UpdateId(f"owed:{turn.id}")
    return (await deps.store.submit(key, turn.chat, export)).fresh


async def dequeue(deps: Dependencies, turn: Turn, by: str) -> CancelResult:
    """Cancel a turn, and queue the export that earlier edits left to it.

    Before that, as this process may die, and after it: the earlier edit may end meanwhile
    and leave it to this turn, which is still in the queue then.
    """
    if turn.step is Step.QUEUED:
        await submit_owed_export(deps, turn)
    cancelled = await deps.store.cancel(turn, by)
    if cancelled is CancelResult.DEQUEUED:
        await submit_owed_export(deps, turn)
    return cancelled


async def _project(deps: Dependencies, turn: Turn) -> Project:
    id_ = ProjectId(turn.request.project)
    return await deps.sessions.claim(turn.chat, turn.request.asker, id_)
