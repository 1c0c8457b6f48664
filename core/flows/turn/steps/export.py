"""The made half of a turn: render the draft, follow it to its end."""

from contextlib import suppress
from dataclasses import replace

from core.errors import (
    AgentDown,
    AgentError,
    AgentRefused,
    RenderFailed,
    UserError,
)
from core.flows.turn.context import TurnContext
from core.model.agent import AgentState, RenderId, RenderState, RenderStatus
from core.model.chat import Reply, UpdateId
from core.model.session import Access
from core.model.turn import Step
from core.rules.replies.downscale import scaled
from core.rules.replies.timeline import exportable

_FIRST_POLL = 0.5
_TRIES = 2
_REFUSALS = 3


async def export(work: TurnContext) -> None:
    """Check the draft, choose the render's id and write it down before it is asked for."""
    got = await work.access()
    state = await work.tools.agent.state(got.token, got.session.session_id)
    if not exportable(state.draft):
        await work.say("e", Reply(work.words("turn.empty")))
        await work.mark(Step.DONE)
        return
    id_ = await _fresh_id(work)
    await work.mark(Step.RENDERING, renders=(*work.turn.marks.renders, id_))
    project = replace(got.project, renders=(*got.project.renders, id_)[-50:])
    await work.tools.sessions.save(project)
    work.keep(replace(got, project=project))
    await _submit(work, got, id_, state)


async def _fresh_id(work: TurnContext) -> RenderId:
    """``render_<ms>``; two turns of the same millisecond must not share one video."""
    milliseconds = int(work.tools.clock.now() * 1000)
    while not await work.tools.store.mark_seen(UpdateId(f"render:{milliseconds}")):
        milliseconds += 1
    return RenderId(f"render_{milliseconds}")


async def _submit(
    work: TurnContext, got: Access, id_: RenderId, state: AgentState
) -> None:
    draft = scaled(state.draft, work.turn.marks.small)
    work.guard()
    taken = await work.tools.agent.render(got.token, got.session.session_id, id_, draft)
    if taken != id_:
        renders = (*work.turn.marks.renders[:-1], taken)
        await work.mark(Step.RENDERING, renders=renders)


async def render(work: TurnContext) -> None:
    """Follow the render to its end; a failed one is tried once more with a new id."""
    got = await work.access()
    clock, config = work.tools.clock, work.tools.config
    look, wait, moved = _Look(), _FIRST_POLL, clock.now()
    seen: object = None
    while True:
        status = await look(work, got)
        match status.state:
            case RenderState.COMPLETED:
                await work.mark(Step.DELIVERING, url=status.url)
                return
            case RenderState.FAILED | RenderState.CANCELLED:
                failed = work.turn.marks.failed + 1
                if failed >= _TRIES:
                    raise RenderFailed(status.message)
                await work.mark(Step.EXPORTING, failed=failed)
                return
            case _:
                work.progress = status.progress
                await work.show()
        now = (status.state, status.progress, status.queue_position)
        if now != seen:
            seen, moved = now, clock.now()
        elif clock.now() - moved > config.stuck:
            raise RenderFailed("no progress")
        await clock.sleep(min(wait, config.poll))
        wait = min(wait * 1.4, config.poll)


class _Look:
    """A look at a render that bears with an agent that is down, or does not know it."""

    def __init__(self) -> None:
        self._down = self._refused = 0

    async def __call__(self, work: TurnContext, got: Access) -> RenderStatus:
        id_ = work.turn.marks.renders[-1]
        try:
            status = await work.tools.agent.render_status(got.token, id_)
        except AgentDown:
            self._down += 1
            if self._down > work.tools.config.attempts:
                raise
        except AgentRefused:
            # Nobody knows the id: whoever wrote it down died before asking for it.
            self._refused += 1
            if self._refused > _REFUSALS:
                raise
            state = await work.tools.agent.state(got.token, got.session.session_id)
            await _submit(work, got, id_, state)
        else:
            self._down = self._refused = 0
            return status
        return RenderStatus(RenderState.PENDING)


async def abandon(work: TurnContext) -> None:
    """Someone cancelled: the render must not go on for nobody."""
    if work.turn.step is Step.RENDERING and work.turn.marks.renders:
        with suppress(AgentError, UserError):
            got = await work.access()
            await work.tools.agent.cancel_render(got.token, work.turn.marks.renders[-1])
