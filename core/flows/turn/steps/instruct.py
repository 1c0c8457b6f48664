"""Instruction steps: upload the clips, instruct once, read back."""

from dataclasses import replace

from core.errors import (
    AgentDown,
    AgentError,
    TurnUncertain,
)
from core.flows.turn.context import TurnContext
from core.flows.turn.steps.upload_clips import upload_clips
from core.model.agent import AgentState
from core.model.chat import Reply
from core.model.event import ErrorEnvelope, Fault, Text, ToolCall
from core.model.session import Access
from core.model.turn import Step, TurnKind
from core.rules.agent.responses import state as read_state
from core.rules.draft.changes import changes

_LOOK = 1.0
_LONGEST = 900.0
"""Seconds in which any instruction has come to its end."""


async def balance(context: TurnContext) -> float:
    """The credits that the turn's payer has."""
    access = await context.access()
    return (await context.deps.agent.credits(access.token)).available


async def upload_and_instruct(context: TurnContext) -> None:
    """Bring what the agent does not have yet; then say the instruction.

    An instruction about clips of which none could be used would only cost credits.
    """
    access = await upload_clips(context)
    request = context.turn.request
    stranded = request.clips and not any(kept.uploaded for kept in access.project.clips)
    if request.kind is TurnKind.UPLOAD or stranded:
        await context.checkpoint(Step.TELLING)
        return
    state = await context.deps.agent.state(access.token, access.session.session_id)
    await context.checkpoint(
        Step.INSTRUCTING,
        before=_raw(state),
        instructed_at=context.deps.clock.now(),
        instructions_before=_counted(state),
        project=access.project.id,
    )
    await _instruct(context, access)


async def _instruct(context: TurnContext, access: Access) -> None:
    """Say it, once, and read to the end. The mark stands already."""
    replies: list[str] = []
    broken = False
    context.assert_lease()
    try:
        async for event in context.deps.agent.instruct(
            access.token, access.session.session_id, context.turn.request.text
        ):
            match event:
                case Text(words):
                    replies.append(words)
                case ToolCall(name, _):
                    context.card.state = replace(context.card.state, tool=name)
                    await context.update_card()
                case Fault() | ErrorEnvelope():
                    broken = True  # read on: to leave a live stream aborts the run
                case _:
                    await context.update_card()
    except AgentDown as error:
        if not error.sent:
            await context.checkpoint(Step.FETCHING)
            raise
        await context.checkpoint(Step.READING, replies=tuple(replies))
    except TurnUncertain:
        await context.checkpoint(Step.READING, replies=tuple(replies))
    except AgentError:  # refused: the agent has surely not taken it
        await context.checkpoint(Step.FETCHING)
        raise
    else:
        await context.checkpoint(
            Step.READING, replies=tuple(replies), stream_complete=not broken
        )


async def resume(context: TurnContext) -> None:
    """Find out whether an interrupted instruction was received; never send it twice.

    Where the agent counts instructions, the count tells, once every request that may
    still be under way has had its time. Where it does not, it is taken as received.
    """
    progress, clock = context.turn.progress, context.deps.clock
    if progress.instructions_before is None:
        await context.checkpoint(Step.READING)
        return
    access = await context.access()
    # By Redis' clock: those of the worker that died and of this one may differ.
    until = clock.now() + max(0.0, context.deps.config.settle - context.turn.idle)
    while True:
        over = clock.now() >= until
        state = await context.deps.agent.state(access.token, access.session.session_id)
        counted = _counted(state)
        if counted is None or counted > progress.instructions_before:
            await context.checkpoint(Step.READING)
            return
        if over:
            await context.checkpoint(Step.FETCHING)
            return
        await context.update_card()
        await clock.sleep(min(_LOOK, max(0.01, until - clock.now())))


async def read_back(context: TurnContext) -> None:
    """Read the result; poll the state if the stream broke or was empty."""
    access = await context.access()
    before = read_state({"state": dict(context.turn.before or {})})
    progress = context.turn.progress
    state = await context.deps.agent.state(access.token, access.session.session_id)
    sure = progress.stream_complete and bool(progress.replies)
    over = context.deps.clock.now() + _LONGEST
    while not sure and _working(state) and context.deps.clock.now() < over:
        await pause(context, _LOOK)
        state = await context.deps.agent.state(access.token, access.session.session_id)
    tells = _working(state) is not None  # then there is nothing to look for any more
    waits = () if sure or tells else context.deps.config.reconcile[progress.polls :]
    for wait in waits:
        if state.draft != before.draft:
            break
        await pause(context, wait)
        await context.checkpoint(Step.READING, polls=context.turn.progress.polls + 1)
        state = await context.deps.agent.state(access.token, access.session.session_id)
    edited = state.draft != before.draft
    if not (edited or sure):
        retry = ((context.button("button.retry", "retry", context.turn.id),),)
        key = "turn.unchanged" if progress.stream_complete else "turn.uncertain"
        lines = (*progress.rejections, context.words(key))
        await context.conclude(Reply("\n".join(lines), retry), "u")
        await context.checkpoint(Step.FAILED, fault="ours")
        return
    told = changes(before, state, context.turn.request.language)
    await context.checkpoint(Step.TELLING, changes=tuple(told), edited=edited)


async def pause(context: TurnContext, seconds: float) -> None:
    """Wait, keeping the card alive."""
    clock = context.deps.clock
    end = clock.now() + seconds
    while (left := end - clock.now()) > 0:
        await context.update_card()
        await clock.sleep(min(5.0, left))


def _working(state: AgentState) -> int | None:
    """How many instructions are at work, where the agent tells."""
    found = state.raw.get("working")
    return found if isinstance(found, int) else None


def _counted(state: AgentState) -> int | None:
    found = state.raw.get("instructions")
    return found if isinstance(found, int) else None


def _raw(state: AgentState) -> dict[str, object]:
    return dict(state.raw) or {"draft": dict(state.draft)}
