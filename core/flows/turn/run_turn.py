"""Run one leased turn step by step until its end, a retry or a cancel."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass

from common import tracing
from core import metrics
from core.errors import (
    AgentError,
    ChatError,
    ChatGone,
    ChatMoved,
    LeaseLost,
    StoreDown,
    UserError,
)
from core.flows.turn import failures, voice_notes
from core.flows.turn.context import TurnContext
from core.flows.turn.owed_exports import submit_owed_export
from core.flows.turn.steps import (
    deliver,
    export,
    instruct,
    offer,
    preview,
    reply,
)
from core.flows.turn.steps.late_edits import note_unsettled
from core.model.chat import platform_of
from core.model.reply import ButtonVerb, Receipt, Reply
from core.model.turn import Step, StopReason, TurnKind
from core.model.turn_posts import ReplyPart
from core.rules.state_machine import FIRST_STEP, MAY_STILL_EDIT, is_ended

_DO = {
    Step.FETCHING: instruct.upload_and_instruct,
    Step.UPLOADING: instruct.upload_and_instruct,
    Step.INSTRUCTING: instruct.resume,
    Step.READING: instruct.read_back,
    Step.TELLING: reply.send_replies,
    Step.OFFERING: offer.offer,
    Step.PREVIEWING: preview.preview,
    Step.EXPORTING: export.export,
    Step.RENDERING: export.render,
    Step.DELIVERING: deliver.deliver,
}
"""The function of each step; an interrupted turn resumes with its current step."""
_VOICE_NOTE = {Step.FETCHING: voice_notes.transcribe, Step.TELLING: voice_notes.answer}
"""The functions of a voice note's steps."""
_log = logging.getLogger(__name__)
for _step in filter(is_ended, Step):  # an alert would miss a counter that starts at 1
    metrics.ENDED.labels(_step)


@dataclass(slots=True)
class RunningTurn:
    """``why`` tells why it is stopped, None when the worker ends.

    ``noticed``: it has received the cancellation; one may get lost and is then repeated.
    """

    context: TurnContext
    task: asyncio.Task[None] | None = None
    why: StopReason | None = None
    noticed: bool = False


async def run_turn(running: RunningTurn) -> bool:
    """Run the turn; return whether the chat has another one."""
    context = running.context
    progress = context.turn.progress
    is_retry = progress.agent_away_since > 0 or progress.unposted_since > 0
    if context.turn.step is not Step.QUEUED and not is_retry:
        metrics.RESUMED.labels(context.turn.step).inc()
    if context.turn.cancelled_by:
        return await _cancelled(context)
    delay = None
    try:
        await _steps(context)
    except asyncio.CancelledError:
        running.noticed = True
        if running.why is not StopReason.CANCEL:
            raise
        uncancel()
        return await _cancelled(context)
    except ChatGone as error:
        _log.info("turn %s failed: the chat is closed: %s", context.turn.id, error)
        return await finish(context, Step.FAILED)
    except (LeaseLost, StoreDown, ChatMoved):
        raise
    except (AgentError, UserError, ChatError, OSError) as error:
        delay = await failures.recover(context, error)
    except Exception:  # noqa: BLE001  # told to the person, logged for us
        _log.exception("turn %s: unexpected error", context.turn.id)
        delay = await failures.fail_unexpectedly(context)
    if delay is not None:
        await context.deps.store.release(context.lease, delay)
        return False
    await _charge_credits(context)
    await _refund(context)
    await _receipt(context)
    return await finish(context, context.turn.step)


async def finish(context: TurnContext, step: Step) -> bool:
    """End the turn; return whether the chat has another one.

    An owed export is queued first: a worker that dies in between does not lose it.
    """
    await submit_owed_export(context.deps, context.turn)
    stray = await context.card.left_over()
    more = await context.deps.store.finish(context.lease, step, stray)
    metrics.ENDED.labels(step).inc()
    seconds = max(0.0, context.deps.clock.now() - context.turn.request.at)
    metrics.TURN_SECONDS.labels(step).observe(seconds)
    return more


async def _first(context: TurnContext) -> None:
    request = context.turn.request
    renders = (request.render,) if request.render else ()
    counted = context.deps.quotas.credits and request.kind is not TurnKind.DELIVER
    balance = await instruct.balance(context) if counted else None
    await context.checkpoint(FIRST_STEP[request.kind], renders=renders, balance=balance)


async def _steps(context: TurnContext) -> None:
    if context.turn.progress.agent_away_since:
        await failures.check_agent(context)
    await context.update_card()
    if context.turn.step is Step.QUEUED:
        await _first(context)
    while not is_ended(context.turn.step):
        await context.update_card()
        if context.turn.progress.edit_lost:
            await failures.fail_lost_edit(context)
        else:
            step = context.turn.step
            with tracing.span(step, chat=platform_of(context.chat)):
                does = (
                    _VOICE_NOTE if context.turn.request.kind is TurnKind.LISTEN else _DO
                )
                await does[step](context)


async def _cancelled(context: TurnContext) -> bool:
    """End a cancelled turn; an instruction already sent may still be carried out."""
    await context.stop_reading()
    await export.cancel_render(context)
    if context.turn.step is Step.PREVIEWING:
        await preview.take_up_posted(context)
    late = context.turn.step in MAY_STILL_EDIT
    if late:
        await note_unsettled(context)
    await context.checkpoint(Step.CANCELLED)
    answer = Reply(context.words("step.cancelled"))
    if context.turn.progress.preview_message:
        pictures = context.turn.progress.shows_still
        key = "turn.pictures_cancelled" if pictures else "turn.preview_cancelled"
        answer = export.without_video(context, key)
    if late:
        undo = context.button("button.undo", ButtonVerb.SUGGESTION, "undo")
        answer = Reply(context.words("turn.cancelled_late"), ((undo,),))
    with suppress(ChatError):
        await context.conclude(answer, ReplyPart.CANCELLED)
    await _charge_credits(context)
    return await finish(context, Step.CANCELLED)


async def _charge_credits(context: TurnContext) -> None:
    """Count the credits that the turn has cost, if a quota limits credits."""
    if context.turn.progress.balance is None:
        return
    with suppress(AgentError, UserError):
        left = await instruct.balance(context)
        cost = max(0.0, context.turn.progress.balance - left)
        asker = context.turn.request.asker.id
        await context.deps.quotas.spend(asker, context.quota_chat, "credits", cost)


async def _refund(context: TurnContext) -> None:
    """Refund a request without a result: not understood, or failed."""
    turn = context.turn
    instructed = turn.request.kind is TurnKind.INSTRUCT
    failed = turn.step is Step.FAILED
    if not turn.progress.edited and (instructed or failed):
        asker, at = turn.request.asker.id, turn.request.at
        await context.deps.quotas.refund_turn(asker, context.quota_chat, at)


async def _receipt(context: TurnContext) -> None:
    """React to the request; uploaded clips are shown in the tray."""
    good = context.turn.step is Step.DONE
    kind, progress = context.turn.request.kind, context.turn.progress
    if good and (
        kind is TurnKind.UPLOAD or (kind is TurnKind.INSTRUCT and not progress.edited)
    ):
        return  # no result: the "seen" reaction stays
    adapter = context.deps.outbox.adapter(context.chat)
    with suppress(ChatError):
        if context.turn.request.messages:
            await adapter.acknowledge(
                context.chat,
                context.turn.request.messages[-1],
                Receipt.DONE if good else Receipt.FAILED,
            )


def uncancel() -> None:
    if (task := asyncio.current_task()) is not None:
        task.uncancel()
