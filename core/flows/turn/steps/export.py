"""Run the export steps: start a render of the draft and poll it until it ends."""

from contextlib import suppress

from core.errors import (
    AgentDown,
    AgentError,
    AgentRefused,
    RenderFailed,
    UserError,
)
from core.flows.turn.context import TurnContext
from core.flows.turn.open_questions import open_posted_question
from core.flows.turn.status_poller import StatusPoller
from core.model.agent import AgentState, RenderId, RenderState, RenderStatus
from core.model.chat import UpdateId
from core.model.reply import Reply
from core.model.session import Access
from core.model.turn import Step
from core.model.turn_posts import ReplyPart
from core.rules.agent.responses import version_number
from core.rules.draft.changes import fingerprint
from core.rules.draft.downscale import (
    default_rate,
    downscale_draft,
    draft_size,
    smaller_side,
)
from core.rules.draft.timeline import duration, exportable
from core.rules.replies.question_choices import asked_rows
from core.rules.replies.suggestions import after_edit_buttons, next_edits

_FIRST_POLL = 0.5
_OWN_POLL = 3.0
"""Seconds between status requests for a render of our own studio."""
_TRIES = 2
_REFUSALS = 3


async def export(context: TurnContext) -> None:
    """Check the draft, choose the render's id, and store it before the request."""
    access = await context.access()
    state = await context.agent_state(access)
    if not exportable(state.draft):
        await context.conclude(
            Reply(context.words_here("turn.empty")), ReplyPart.NOTHING_TO_EXPORT
        )
        await context.checkpoint(Step.DONE)
        return
    side, size = await _size_for_chat(context, access, state)
    rendered = fingerprint(state, side)
    project = access.project
    rendered_before = project.renders[-1:] if rendered == project.rendered else ()
    if context.turn.progress.failed_renders:
        rendered_before = ()
    id_ = rendered_before[0] if rendered_before else await fresh_render_id(context)
    await context.checkpoint(
        Step.RENDERING,
        renders=(*context.turn.progress.renders, id_),
        export_side=side,
        oversize_bytes=size,
        next_edits=next_edits(state.draft),
        version=context.turn.progress.version or version_number(state),
    )
    renders = project.renders if rendered_before else (*project.renders, id_)[-50:]
    access = await context.save_project(
        renders=renders, rendered=rendered, export_owed=False
    )
    if rendered_before:  # the same draft was rendered before: send its video again
        return
    await _submit(context, access, id_, state)
    await context.save_project(export_blocked=False)  # if it was, that has expired


async def _size_for_chat(
    context: TurnContext, access: Access, state: AgentState
) -> tuple[int, int]:
    """The short side in pixels that should fit the chat, and the full video's bytes.

    Both 0 for the full size. A hosted agent's video can be opened by its link, whatever
    its size. The size of an earlier render of this turn takes precedence.
    """
    progress = context.turn.progress
    if progress.export_side or context.deps.config.web_url:
        return progress.export_side, progress.oversize_bytes
    limits = await context.deps.outbox.adapter(context.chat).limits(context.chat)
    short = min(draft_size(state.draft))
    rate = access.project.video_rate or default_rate(short)
    size = round(rate * duration(state.draft))
    side = smaller_side(short, size, limits.upload) if size > limits.upload else 0
    return side, size if side else 0


async def fresh_render_id(context: TurnContext) -> RenderId:
    """A new id ``render_<ms>``, unique also for two turns in the same millisecond."""
    milliseconds = int(context.deps.clock.now() * 1000)
    while not await context.deps.store.mark_seen(UpdateId(f"render:{milliseconds}")):
        milliseconds += 1
    return RenderId(f"render_{milliseconds}")


async def _submit(
    context: TurnContext, access: Access, id_: RenderId, state: AgentState
) -> None:
    draft = downscale_draft(state.draft, context.turn.progress.export_side)
    context.assert_lease()
    taken = await context.deps.agent.render(
        access.token, access.session.session_id, id_, draft
    )
    if taken != id_:
        renders = (*context.turn.progress.renders[:-1], taken)
        await context.checkpoint(Step.RENDERING, renders=renders)


async def _note_render(context: TurnContext) -> Access:
    """Record the render in its project, in case its worker died before that.

    Otherwise the exports that earlier edits left to this turn would be rendered again.
    """
    access, id_ = await context.access(), context.turn.progress.renders[-1]
    project = access.project
    if project.export_owed and id_ not in project.renders:
        renders = (*project.renders, id_)[-50:]
        await context.save_project(renders=renders, rendered="")
    return await context.save_project(export_owed=False)


async def render(context: TurnContext) -> None:
    """Poll the render until its end; retry a failed one once with a new id."""
    access = await _note_render(context)
    clock, config = context.deps.clock, context.deps.config
    shown = context.turn.progress.preview_message is not None
    poll = config.poll if config.web_url else min(config.poll, _OWN_POLL)
    poller = StatusPoller(context, _FIRST_POLL, poll, yields=shown)
    look, moved = _RenderLook(context, access), clock.now()
    seen: object = None
    while True:
        status = await poller.next(look)
        if status is None:
            await drop_video(context)
            return
        match status.state:
            case RenderState.COMPLETED:
                await context.checkpoint(Step.DELIVERING, url=status.url)
                return
            case RenderState.FAILED | RenderState.CANCELLED:
                failed = context.turn.progress.failed_renders + 1
                if failed >= _TRIES:
                    raise RenderFailed(status.message)
                await context.checkpoint(Step.EXPORTING, failed_renders=failed)
                return
            case _:
                context.card.show_render(status.progress, status.queue_position)
                await context.update_card()
        now = (status.state, status.progress, status.queue_position)
        if now != seen:
            seen, moved = now, clock.now()
        elif clock.now() - moved > config.stuck:
            await cancel_render(context)  # nobody waits for it any more
            raise RenderFailed("no progress")


async def drop_video(context: TurnContext) -> None:
    """End the turn without its video; the next edit in the queue exports both."""
    await cancel_render(context)
    await context.save_project(export_owed=True, rendered="")
    progress = context.turn.progress
    shown = progress.preview_message is not None
    key = "turn.superseded_pictures" if progress.shows_still else "turn.superseded"
    answer = without_video(context, key if shown else "")
    message = await context.conclude(answer, ReplyPart.SUPERSEDED)
    if not shown:
        await open_posted_question(context.deps, context.turn, message)
    await context.checkpoint(Step.DONE)


def without_video(context: TurnContext, key: str) -> Reply:
    """The answer of an edit without a video, with a button to export it."""
    parts = (context.turn.progress.summary, context.words(key) if key else "")
    picks = asked_rows(context.deps.buttons.make, context.turn)
    rows = after_edit_buttons(context.button, context.turn, exported=False)
    return Reply("\n\n".join(part for part in parts if part), (*picks, *rows))


class _RenderLook:
    """Polls a render; tolerates an agent that is down or does not know the render."""

    def __init__(self, context: TurnContext, access: Access) -> None:
        self._context, self._access = context, access
        self._down = self._refused = 0

    async def __call__(self, seen: RenderStatus | None) -> RenderStatus:
        context, access = self._context, self._access
        id_ = context.turn.progress.renders[-1]
        try:
            status = await context.deps.agent.render_status(access.token, id_, seen)
        except AgentDown:
            self._down += 1
            if self._down > context.deps.config.attempts:
                raise
        except AgentRefused:
            # The agent does not know the id: the worker died before the request.
            self._refused += 1
            if self._refused > _REFUSALS:
                raise
            state = await context.agent_state(access)
            await _submit(context, access, id_, state)
        else:
            self._down = self._refused = 0
            await context.note_agent_is_back()
            return status
        return RenderStatus(RenderState.PENDING)


async def cancel_render(context: TurnContext) -> None:
    """Cancel the render of a turn that was cancelled or failed."""
    step, progress = context.turn.step, context.turn.progress
    running = {
        Step.RENDERING: progress.renders[-1:],
        Step.PREVIEWING: (progress.preview,),
        Step.OFFERING: progress.options,
    }
    for id_ in running.get(step, ()):
        with suppress(AgentError, UserError):
            access = await context.access()
            if id_:
                await context.deps.agent.cancel_render(access.token, id_)
