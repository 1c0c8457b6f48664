"""Run the instruction steps: upload the clips, instruct once, read back."""

import logging
from collections.abc import Mapping

from core.errors import AgentBusy, AgentDown, AgentRefused, TurnUncertain
from core.flows.turn.context import TurnContext
from core.flows.turn.failure_words import describe_failure
from core.flows.turn.open_questions import can_wait_for_clips
from core.flows.turn.steps.late_edits import find_late_edit, note_unsettled, settle
from core.flows.turn.steps.send_instruction import send_instruction
from core.flows.turn.steps.upload_clips import upload_clips
from core.model.agent import AgentState
from core.model.reply import Button, ButtonVerb, Reply
from core.model.session import Access, Project
from core.model.turn import Step, TurnKind, TurnRequest
from core.model.turn_posts import ReplyPart
from core.rules.agent.errors import error_of
from core.rules.agent.responses import state as read_state, version_number
from core.rules.draft.changes import changes, changes_video, is_changed, new_files
from core.rules.draft.timeline import exportable
from core.rules.intake.new_clips import points_at_new_clips
from core.rules.replies.edit_summary import words_for_chat
from core.rules.replies.suggestions import next_edits
from core.rules.text.redact import readable_reason

_log = logging.getLogger(__name__)
_LOOK = 1.0
_REPLY_LOOKS = 4
"""Seconds within which the reply of an edit follows its draft."""
_LONGEST = 900.0
"""Seconds within which any instruction ends."""


async def balance(context: TurnContext) -> float:
    """The payer's credits."""
    access = await context.access()
    return (await context.deps.agent.credits(access.token)).available


async def upload_and_instruct(context: TurnContext) -> None:
    """Upload the missing clips, then send the instruction.

    If none of the clips that it needs can be used, no instruction is sent: it would only
    cost credits.
    Words without any clip wait for clips, except with a hosted agent.
    """
    access = await upload_clips(context)
    request = context.turn.request
    early = not (
        request.clips or access.project.clips or context.deps.config.web_url
    ) and can_wait_for_clips(request.text)
    if (
        request.kind is TurnKind.UPLOAD
        or _is_stranded(request, access.project)
        or early
    ):
        await context.checkpoint(Step.TELLING)
        return
    lost = access.project.edit_session not in {"", access.session.session_id}
    if lost and request.kind is TurnKind.INSTRUCT:  # do not pay for an empty timeline
        await context.checkpoint(context.turn.step, edit_lost=True)
        return
    state = await context.agent_state(access)
    late = await find_late_edit(context, access, state)
    common = {
        "instructed_at": context.deps.clock.now(),
        "project": access.project.id,
    }
    if late and late.is_requested_again:
        before = dict(late.before)
        await context.checkpoint(Step.READING, before, stream_complete=True, **common)
        return
    rejections = context.turn.progress.rejections
    if late and late.line not in rejections:
        rejections = (late.line, *rejections)
    await context.checkpoint(
        Step.INSTRUCTING,
        _raw(state),
        instructions_before=_counted(state),
        rejections=rejections,
        **common,
    )
    access = await context.access()
    try:
        await send_instruction(context, access)
    except TurnUncertain as doubt:
        await _wait_for_receipt(context, context.deps.config.settle)
        if context.turn.step is Step.FETCHING:
            raise AgentDown(doubt.reason, sent=False) from doubt


def _is_stranded(request: TurnRequest, project: Project) -> bool:
    """Whether none of the clips can be used, or none of those that the words point at."""
    usable = [each.clip for each in project.clips if each.uploaded]
    needed = request.clips if points_at_new_clips(request.text) else usable
    here = {(clip.ref, clip.url) for clip in usable}
    return bool(request.clips) and not any(
        (clip.ref, clip.url) in here for clip in needed
    )


async def resume(context: TurnContext) -> None:
    """Find out whether an interrupted instruction was received, so that none is carried out twice.

    If the agent counts instructions, its count tells, after the time in which a request may
    still arrive: one that did not arrive is sent again. Otherwise it counts as received.
    """
    progress = context.turn.progress
    if progress.instructions_before is None:
        begun = (progress.begun_reply,) if progress.begun_reply else ()
        replies = (*progress.replies, *begun)
        await context.checkpoint(Step.READING, replies=replies, begun_reply="")
        return
    # By Redis' clock: the clocks of two workers may differ.
    await _wait_for_receipt(context, context.deps.config.settle - context.turn.idle)


async def _wait_for_receipt(context: TurnContext, seconds: float) -> None:
    """Continue to read once the agent has counted the instruction.

    Else it goes back to the step that sends it: after that wait no earlier request can still
    arrive. An agent that does not count counts as having received it.
    """
    before = context.turn.progress.instructions_before or 0
    access = await context.access()
    left = max(0.0, seconds)  # what was slept counts: a clock may be set ahead
    while True:
        state = await context.agent_state(access)
        counted = _counted(state)
        if counted is None or counted > before:
            await context.checkpoint(Step.READING)
            return
        if not left:
            await context.checkpoint(Step.FETCHING)
            return
        await context.update_card()
        nap = min(_LOOK, left)
        await context.deps.clock.sleep(nap)
        left -= nap


async def read_back(context: TurnContext) -> None:
    """Compare the draft with the one before the instruction, and record what changed."""
    await settle(context)
    access = await context.access()
    before = read_state({"state": dict(context.turn.before or {})})
    state, sure = await _result(context, access, before)
    edited = is_changed(before, state)
    if not (edited or sure):
        await _conclude_unchanged(context)
        return
    if edited:
        await _note_edit(context, access)
    differences = changes(before, state, context.turn.request.language)
    await context.checkpoint(
        Step.TELLING,
        changes=tuple(differences),
        edited=edited,
        video_changed=changes_video(before, state),
        next_edits=next_edits(state.draft),
        is_empty=edited and not exportable(state.draft),
        new_files=tuple(new_files(before, state)),
        version=version_number(state),
    )


async def _result(
    context: TurnContext, access: Access, before: AgentState
) -> tuple[AgentState, bool]:
    """The state after the instruction, and whether its whole reply was read.

    If the stream broke or was empty, the state is polled until it changes.
    """
    progress = context.turn.progress
    state = await context.agent_state(access)
    if progress.stream_complete and progress.replies:
        return state, True
    over = context.deps.clock.now() + _LONGEST
    while _working(state) and context.deps.clock.now() < over:
        await pause(context, _LOOK)
        state = await context.agent_state(access)
    if late := await _late_reply(context, state):
        await context.checkpoint(Step.READING, replies=late, stream_complete=True)
        return await context.agent_state(access), True
    tells = _working(state) is not None  # nothing more to wait for
    for wait in () if tells else context.deps.config.reconcile[progress.polls :]:
        if is_changed(before, state):
            break
        await pause(context, wait)
        await context.checkpoint(Step.READING, polls=context.turn.progress.polls + 1)
        state = await context.agent_state(access)
        await context.note_agent_is_back()
    return state, False


async def _late_reply(context: TurnContext, state: AgentState) -> tuple[str, ...]:
    """The text of a reply whose stream broke, if the agent stores it."""
    access, before = await context.access(), context.turn.progress.instructions_before
    for _ in range(_REPLY_LOOKS):
        reply = state.raw.get("reply")
        if before is None or not isinstance(reply, Mapping):
            return ()
        if reply.get("instruction") == before + 1:
            return tuple(str(text) for text in reply.get("texts") or ())
        await pause(context, _LOOK)
        state = await context.agent_state(access)
    return ()


async def _conclude_unchanged(context: TurnContext) -> None:
    """Conclude a turn without a change, with the agent's words and reason."""
    progress = context.turn.progress
    key = "turn.unchanged" if progress.stream_complete else "turn.uncertain"
    reason, links = await describe_stream_error(context)
    sentence = reason or context.words(key)
    words = [words_for_chat(text) for text in progress.replies]
    retry = context.button("button.retry", ButtonVerb.RETRY, context.turn.id)
    rows = ((retry,), *((link,) for link in links))
    lines = (*progress.rejections, *(text for text in words if text), sentence)
    await context.conclude(Reply("\n\n".join(lines), rows), ReplyPart.UNCHANGED)
    end = "ended" if progress.stream_complete else "broke"
    _log.warning(
        "turn %s failed at %s: nothing changed: %s",
        context.turn.id,
        context.turn.step,
        progress.error_reason or f"the stream {end}, {len(progress.replies)} replies",
    )
    if not progress.stream_complete:
        await note_unsettled(context)
    await context.checkpoint(Step.FAILED, fault="ours")


async def describe_stream_error(
    context: TurnContext,
) -> tuple[str, tuple[Button, ...]]:
    """Describe the error that ended the stream, with links; "" without one.

    That the agent was away or busy is not told of an edit that was made all the same.
    """
    progress = context.turn.progress
    if not (progress.error_code or progress.error_reason):
        return "", ()
    error = error_of(progress.error_code, progress.error_reason)
    if progress.edited and isinstance(error, AgentDown | AgentBusy):
        return "", ()
    if type(error) is AgentRefused and not readable_reason(error.reason):
        return "", ()
    return await describe_failure(context, error)


async def _note_edit(context: TurnContext, access: Access) -> None:
    """Record the session of the project's edit, with which it may be lost, and its clips."""
    project, session = access.project, access.session.session_id
    clips = sum(each.uploaded is not None for each in project.clips)
    await context.save_project(edit_session=session, edited_clips=clips)


async def pause(context: TurnContext, seconds: float) -> None:
    """Wait, and keep updating the card."""
    clock = context.deps.clock
    end = clock.now() + seconds
    while (left := end - clock.now()) > 0:
        await context.update_card()
        await clock.sleep(min(5.0, left))


def _working(state: AgentState) -> int | None:
    """The number of running instructions, if the agent reports it."""
    count = state.raw.get("working")
    return count if isinstance(count, int) else None


def _counted(state: AgentState) -> int | None:
    count = state.raw.get("instructions")
    return count if isinstance(count, int) else None


def _raw(state: AgentState) -> dict[str, object]:
    return dict(state.raw) or {"draft": dict(state.draft)}
