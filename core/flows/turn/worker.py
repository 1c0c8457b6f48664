"""Worker that leases turns, runs them step by step and renews the leases."""

import asyncio
import logging
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass

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
from core.flows.turn import failures
from core.flows.turn.context import TurnContext
from core.flows.turn.dependencies import Dependencies
from core.flows.turn.owed_exports import submit_owed_export
from core.flows.turn.queue_cards import update_positions
from core.flows.turn.steps import deliver, export, instruct, preview, reply
from core.model.chat import ChatId, Receipt, Reply
from core.model.turn import Step, TurnKind
from core.ports import WakeQueue
from core.rules.state_machine import FIRST_STEP, MAY_STILL_EDIT, is_ended

_TICK = 1.0
_DO = {
    Step.FETCHING: instruct.upload_and_instruct,
    Step.UPLOADING: instruct.upload_and_instruct,
    Step.INSTRUCTING: instruct.resume,
    Step.READING: instruct.read_back,
    Step.TELLING: reply.send_replies,
    Step.PREVIEWING: preview.preview,
    Step.EXPORTING: export.export,
    Step.RENDERING: export.render,
    Step.DELIVERING: deliver.deliver,
}
"""What each step does; a turn that was cut off begins with the step it stood in."""
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _RunningTurn:
    """``why`` it is being stopped: cancel, lost or "" for the whole worker's end.

    ``heard`` tells that it noticed: a cancel may get lost on its way, and is repeated.
    """

    context: TurnContext
    task: asyncio.Task[None] | None = None
    why: str = ""
    heard: bool = False


class Worker:
    """``run`` until cancelled. Turns that are cut off go back into the line at once."""

    def __init__(self, deps: Dependencies, queue: WakeQueue) -> None:
        self._deps = deps
        self._store = deps.store
        self._queue = queue
        self._running: dict[ChatId, _RunningTurn] = {}
        self._group: asyncio.TaskGroup | None = None
        self._task: asyncio.Task[None] | None = None
        self._loops: list[asyncio.Task[None]] = []

    def steps(self) -> Counter[str]:
        """How many turns are in hand, by step."""
        return Counter(str(each.context.turn.step) for each in self._running.values())

    async def run(self) -> None:
        self._task = asyncio.current_task()
        insist = asyncio.create_task(self._repeat_cancels())
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                loops = (self._renew_leases(), self._sweep(), self._tick())
                self._loops = [
                    group.create_task(each)
                    for each in (*loops, self._queue.run(self.attend))
                ]
        finally:
            insist.cancel()

    async def _repeat_cancels(self) -> None:
        """Stop again what did not notice that it should.

        redis-py waits with ``asyncio.wait_for``, which before Python 3.12 may lose a
        cancel; a group would then wait for ever.
        """
        while True:
            await asyncio.sleep(_TICK)
            if self._task and self._task.cancelling():
                turns = [r.task for r in self._running.values() if not r.heard]
                for task in (*self._loops, *turns):
                    if task and not task.done():
                        task.cancel()

    async def attend(self, chat: ChatId) -> None:
        """Lease the chat's first turn if it is free, and run it in a task."""
        if chat in self._running or len(self._running) >= self._deps.config.slots:
            return
        if not self._deps.outbox.serves(chat):
            return
        if self._group is None or self._task is None:
            raise RuntimeError("run() first")
        if self._task.cancelling():  # a group that is ending would wait for new work
            return
        with suppress(StoreDown):  # the sweep comes back to it
            renewed_at = time.monotonic()
            claimed = await self._store.claim_next_turn(chat)
            if claimed.wait is not None:
                await self._queue.wake(chat, claimed.wait)
            if claimed.lease and self._task.cancelling():
                await self._store.release(claimed.lease)
            elif claimed.lease and claimed.turn:
                context = TurnContext(
                    self._deps, claimed.lease, claimed.turn, renewed_at
                )
                running = self._running[chat] = _RunningTurn(context)
                running.task = self._group.create_task(self._drain(chat, running))

    async def _drain(self, chat: ChatId, running: _RunningTurn) -> None:
        more = False
        try:
            more = await self._turn(running)
        except (LeaseLost, StoreDown) as error:
            _log.info(
                "turn %s: left to another worker: %s",
                running.context.turn.id,
                type(error).__name__,
            )
        except ChatMoved as moved:
            with suppress(StoreDown):
                await self._migrate_chat(chat, ChatId(moved.to))
        except asyncio.CancelledError:
            running.heard = True
            if running.why == "":
                with suppress(LeaseLost, StoreDown):
                    await self._store.release(running.context.lease)
                raise
            _uncancel()
        except Exception:  # noqa: BLE001  # one bad turn must not stop the others
            _log.exception(
                "turn %s: could not be failed, set aside", running.context.turn.id
            )
            with suppress(StoreDown, LeaseLost):
                more = await self._finish(running.context, Step.FAILED)
        finally:
            self._running.pop(chat, None)
        if more:
            if self._group and self._task and not self._task.cancelling():
                self._group.create_task(_update_positions(self._deps, chat))
            await self.attend(chat)

    async def _turn(self, running: _RunningTurn) -> bool:
        """Run it; whether the chat has another one."""
        context = running.context
        if context.turn.step is not Step.QUEUED:
            metrics.RESUMED.labels(context.turn.step).inc()
        if context.turn.cancelled_by:
            return await self._cancelled(context)
        delay = None
        try:
            await self._steps(context)
        except asyncio.CancelledError:
            running.heard = True
            if running.why != "cancel":
                raise
            _uncancel()
            return await self._cancelled(context)
        except ChatGone:
            return await self._finish(context, Step.FAILED)
        except (LeaseLost, StoreDown, ChatMoved):
            raise
        except (AgentError, UserError, ChatError, OSError) as error:
            delay = await failures.recover(context, error)
        except Exception:  # noqa: BLE001  # told to the person, logged for us
            _log.exception("turn %s: unexpected error", context.turn.id)
            delay = await failures.fail_unexpectedly(context)
        if delay is not None:
            await self._store.release(context.lease, delay)
            return False
        await self._charge_credits(context)
        await self._refund(context)
        await self._receipt(context)
        return await self._finish(context, context.turn.step)

    async def _finish(self, context: TurnContext, step: Step) -> bool:
        """End the turn; return whether the chat has another one."""
        more = await self._store.finish(context.lease, step)
        metrics.ENDED.labels(step).inc()
        return await submit_owed_export(self._deps, context.turn) or more

    async def _refund(self, context: TurnContext) -> None:
        """A request that made nothing does not count: not understood, or failed."""
        turn = context.turn
        instructed = turn.request.kind is TurnKind.INSTRUCT
        failed = turn.step is Step.FAILED
        if not turn.progress.edited and (instructed or failed):
            asker, at = turn.request.asker.id, turn.request.at
            await self._deps.quotas.refund_turn(asker, context.quota_chat, at)

    async def _migrate_chat(self, chat: ChatId, to: ChatId) -> None:
        """A post learned it before the platform told it: the turn goes on over there."""
        await self._deps.sessions.migrate_chat(chat, to)
        await self._store.migrate_chat(chat, to)
        await self._queue.wake(to)

    async def _first(self, context: TurnContext) -> None:
        request = context.turn.request
        renders = (request.render,) if request.render else ()
        counted = self._deps.quotas.credits and request.kind is not TurnKind.DELIVER
        balance = await instruct.balance(context) if counted else None
        await context.checkpoint(
            FIRST_STEP[request.kind], renders=renders, balance=balance
        )

    async def _steps(self, context: TurnContext) -> None:
        await context.update_card()
        if context.turn.step is Step.QUEUED:
            await self._first(context)
        if context.turn.progress.edit_lost and not is_ended(context.turn.step):
            await failures.fail_lost_edit(context)
        while not is_ended(context.turn.step):
            await context.update_card()
            await _DO[context.turn.step](context)

    async def _cancelled(self, context: TurnContext) -> bool:
        """Stop it; an edit that was said already may be made all the same."""
        await export.cancel_render(context)
        late = context.turn.step in MAY_STILL_EDIT
        await context.checkpoint(Step.CANCELLED)
        answer = Reply(context.words("step.cancelled"))
        if context.turn.progress.preview_message:
            answer = export.without_video(context, "turn.preview_cancelled")
        if late:
            undo = context.button("button.undo", "say", "undo")
            answer = Reply(context.words("turn.cancelled_late"), ((undo,),))
        with suppress(ChatError):
            await context.conclude(answer, "z")
        await self._charge_credits(context)
        return await self._finish(context, Step.CANCELLED)

    async def _charge_credits(self, context: TurnContext) -> None:
        """Count the credits that it has cost, where they are counted."""
        if context.turn.progress.balance is None:
            return
        with suppress(AgentError, UserError):
            left = await instruct.balance(context)
            cost = max(0.0, context.turn.progress.balance - left)
            asker = context.turn.request.asker.id
            await self._deps.quotas.spend(asker, context.quota_chat, "credits", cost)

    async def _receipt(self, context: TurnContext) -> None:
        """React to the request; clips that were taken in stand in the tray."""
        good = context.turn.step is Step.DONE
        kind, progress = context.turn.request.kind, context.turn.progress
        if good and (
            kind is TurnKind.UPLOAD
            or (kind is TurnKind.INSTRUCT and not progress.edited)
        ):
            return  # nothing was made: the sign that it was seen stays
        adapter = self._deps.outbox.adapter(context.chat)
        with suppress(ChatError):
            if context.turn.request.messages:
                await adapter.acknowledge(
                    context.chat,
                    context.turn.request.messages[-1],
                    Receipt.DONE if good else Receipt.FAILED,
                )

    async def _renew_leases(self) -> None:
        """Renew all leases; stop the work of those that are lost or cancelled."""
        every = min(1.0, self._deps.config.lease / 4)
        while True:
            await self._deps.clock.sleep(every)
            held = dict(self._running)
            asked_at = time.monotonic()
            try:
                lease_states = await self._store.renew_leases(
                    [r.context.lease for r in held.values()]
                )
            except StoreDown:
                lease_states = {}
            else:
                for chat, running in held.items():
                    if lease_states.get(chat) != "lost":
                        running.context.renewed_at = asked_at
            for chat, running in held.items():
                late = asked_at - running.context.renewed_at > self._deps.config.lease
                why = "lost" if late else lease_states.get(chat, "")
                if why and not running.heard and running.task:
                    running.why = running.why or why
                    running.task.cancel()

    async def _tick(self) -> None:
        """Keep cards moving while an agent is silent."""
        while True:
            await self._deps.clock.sleep(_TICK)
            now = self._deps.clock.now()
            for running in list(self._running.values()):
                if self._group and running.context.card_due(now):
                    self._group.create_task(_update_card(running.context))

    async def _sweep(self) -> None:
        """Look after what hints missed: dead workers, waits that are over."""
        while True:
            with suppress(StoreDown):
                for chat in await self._store.chats_due():
                    await self.attend(chat)
            await self._deps.clock.sleep(self._deps.config.sweep)


async def _update_positions(deps: Dependencies, chat: ChatId) -> None:
    try:
        await update_positions(deps, chat)
    except StoreDown:
        pass
    except Exception:  # noqa: BLE001  # what is only shown must not stop the work
        _log.exception("queue positions: could not be updated")


async def _update_card(context: TurnContext) -> None:
    try:
        await context.update_card()
    except StoreDown:
        pass  # the turn itself meets it too
    except Exception:  # noqa: BLE001  # what is only shown must not stop the work
        _log.exception("progress card: could not be updated")


def _uncancel() -> None:
    if (task := asyncio.current_task()) is not None:
        task.uncancel()
