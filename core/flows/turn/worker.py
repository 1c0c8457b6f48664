"""The worker: takes chats' turns, runs them step by step, keeps its leases alive."""

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
from core.flows.turn import failures as mend
from core.flows.turn.context import Dependencies, TurnContext
from core.flows.turn.steps import deliver, export, instruct as converse
from core.model.chat import ChatId, Receipt, Reply
from core.model.turn import Step, TurnKind
from core.ports import WakeQueue
from core.rules.state_machine import FIRST, ended

_TICK = 1.0
_DO = {
    Step.FETCHING: converse.fetch,
    Step.UPLOADING: converse.fetch,
    Step.INSTRUCTING: converse.resume,
    Step.READING: converse.read,
    Step.TELLING: converse.tell,
    Step.EXPORTING: export.export,
    Step.RENDERING: export.render,
    Step.DELIVERING: deliver.deliver,
}
"""What each step does; a turn that was cut off begins with the step it stood in."""
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Running:
    """``why`` it is being stopped: cancel, lost or "" for the whole worker's end.

    ``heard`` tells that it noticed: a cancel may get lost on its way, and is repeated.
    """

    work: TurnContext
    task: asyncio.Task[None] | None = None
    why: str = ""
    heard: bool = False


class Worker:
    """``run`` until cancelled. Turns that are cut off go back into the line at once."""

    def __init__(self, tools: Dependencies, queue: WakeQueue) -> None:
        self._tools = tools
        self._store = tools.store
        self._queue = queue
        self._running: dict[ChatId, _Running] = {}
        self._group: asyncio.TaskGroup | None = None
        self._task: asyncio.Task[None] | None = None
        self._loops: list[asyncio.Task[None]] = []

    def steps(self) -> Counter[str]:
        """How many turns are in hand, by step."""
        return Counter(str(each.work.turn.step) for each in self._running.values())

    async def run(self) -> None:
        self._task = asyncio.current_task()
        insist = asyncio.create_task(self._insist())
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                loops = (self._beat(), self._sweep(), self._tick())
                self._loops = [
                    group.create_task(each)
                    for each in (*loops, self._queue.run(self.attend))
                ]
        finally:
            insist.cancel()

    async def _insist(self) -> None:
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
        """Take the chat's first turn, if it is free; the work itself goes on behind."""
        if chat in self._running or len(self._running) >= self._tools.config.slots:
            return
        if not self._tools.outbox.serves(chat):
            return
        if self._group is None or self._task is None:
            raise RuntimeError("run() first")
        if self._task.cancelling():  # a group that is ending would wait for new work
            return
        with suppress(StoreDown):  # the sweep comes back to it
            beaten = time.monotonic()
            begun = await self._store.claim_next_turn(chat)
            if begun.wait is not None:
                await self._queue.wake(chat, begun.wait)
            if begun.lease and self._task.cancelling():
                await self._store.release(begun.lease)
            elif begun.lease and begun.turn:
                work = TurnContext(self._tools, begun.lease, begun.turn, beaten)
                running = self._running[chat] = _Running(work)
                running.task = self._group.create_task(self._drain(chat, running))

    async def _drain(self, chat: ChatId, running: _Running) -> None:
        more = False
        try:
            more = await self._turn(running)
        except (LeaseLost, StoreDown) as error:
            _log.info("turn left to others: %s", type(error).__name__)
        except ChatMoved as moved:
            with suppress(StoreDown):
                await self._moved(chat, ChatId(moved.to))
        except asyncio.CancelledError:
            running.heard = True
            if running.why == "":
                with suppress(LeaseLost, StoreDown):
                    await self._store.release(running.work.lease)
                raise
            _uncancel()
        except Exception:  # noqa: BLE001  # one bad turn must not stop the others
            _log.exception("a turn that could not even fail is put aside")
            with suppress(StoreDown, LeaseLost):
                more = await self._store.finish(running.work.lease, Step.FAILED)
        finally:
            self._running.pop(chat, None)
        if more:
            await self.attend(chat)

    async def _turn(self, running: _Running) -> bool:
        """Run it; whether the chat has another one."""
        work = running.work
        work.started = work.turn.asked.at
        if work.turn.step is not Step.QUEUED:
            metrics.RESUMED.labels(work.turn.step).inc()
        if work.turn.cancelled_by:
            return await self._cancelled(work)
        delay = None
        try:
            await self._steps(work)
        except asyncio.CancelledError:
            running.heard = True
            if running.why != "cancel":
                raise
            _uncancel()
            return await self._cancelled(work)
        except ChatGone:
            return await self._store.finish(work.lease, Step.FAILED)
        except (LeaseLost, StoreDown, ChatMoved):
            raise
        except (AgentError, UserError, ChatError, OSError) as error:
            delay = await mend.failed(work, error)
        except Exception:  # noqa: BLE001  # told to the person, logged for us
            _log.exception("turn failed")
            await mend.close(work, work.words("error.ours"))
        if delay is not None:
            await self._store.release(work.lease, delay)
            return False
        await self._spent(work)
        metrics.ENDED.labels(work.turn.step).inc()
        await self._receipt(work)
        return await self._store.finish(work.lease, work.turn.step)

    async def _moved(self, chat: ChatId, to: ChatId) -> None:
        """A post learned it before the platform told it: the turn goes on over there."""
        await self._tools.sessions.move(chat, to)
        await self._store.migrate_chat(chat, to)
        await self._queue.wake(to)

    async def _first(self, work: TurnContext) -> None:
        asked = work.turn.asked
        renders = (asked.render,) if asked.render else ()
        counted = self._tools.quotas.credits and asked.kind is not TurnKind.DELIVER
        balance = await converse.balance(work) if counted else None
        await work.mark(FIRST[asked.kind], renders=renders, balance=balance)

    async def _steps(self, work: TurnContext) -> None:
        await work.show()
        if work.turn.step is Step.QUEUED:
            await self._first(work)
        if work.turn.marks.lost and not ended(work.turn.step):
            await mend.lost(work)
        while not ended(work.turn.step):
            await work.show()
            await _DO[work.turn.step](work)
        await work.show(force=True)

    async def _cancelled(self, work: TurnContext) -> bool:
        """Stop it; an edit that was said already may be made all the same."""
        await export.abandon(work)
        late = work.turn.step in {Step.INSTRUCTING, Step.READING}
        await work.mark(Step.CANCELLED)
        with suppress(ChatError):
            await work.show(force=True)
            if late:
                undo = work.button("button.undo", "say", "undo")
                text = work.words("turn.cancelled_late")
                await work.say("z", Reply(text, ((undo,),)))
        await self._spent(work)
        return await self._store.finish(work.lease, Step.CANCELLED)

    async def _spent(self, work: TurnContext) -> None:
        """Count the credits that it has cost, where they are counted."""
        if work.turn.marks.balance is None:
            return
        with suppress(AgentError, UserError):
            left = await converse.balance(work)
            cost = max(0.0, work.turn.marks.balance - left)
            asker = work.turn.asked.asker.id
            await self._tools.quotas.spend(asker, work.room, "credits", cost)

    async def _receipt(self, work: TurnContext) -> None:
        good = work.turn.step is Step.DONE
        adapter = self._tools.outbox.adapter(work.chat)
        with suppress(ChatError):
            if work.turn.asked.messages:
                await adapter.acknowledge(
                    work.chat,
                    work.turn.asked.messages[-1],
                    Receipt.DONE if good else Receipt.FAILED,
                )

    async def _beat(self) -> None:
        """Renew all leases; stop the work of those that are lost or cancelled."""
        every = min(1.0, self._tools.config.lease / 4)
        while True:
            await self._tools.clock.sleep(every)
            held = dict(self._running)
            asked = time.monotonic()
            try:
                told = await self._store.renew_leases(
                    [r.work.lease for r in held.values()]
                )
            except StoreDown:
                told = {}
            else:
                for chat, running in held.items():
                    if told.get(chat) != "lost":
                        running.work.beaten = asked
            for chat, running in held.items():
                late = asked - running.work.beaten > self._tools.config.lease
                why = "lost" if late else told.get(chat, "")
                if why and not running.heard and running.task:
                    running.why = running.why or why
                    running.task.cancel()

    async def _tick(self) -> None:
        """Keep cards moving while an agent is silent."""
        while True:
            await self._tools.clock.sleep(_TICK)
            now = self._tools.clock.now()
            for running in list(self._running.values()):
                if self._group and running.work.due(now):
                    self._group.create_task(_shown(running.work))

    async def _sweep(self) -> None:
        """Look after what hints missed: dead workers, waits that are over."""
        while True:
            with suppress(StoreDown):
                for chat in await self._store.chats_due():
                    await self.attend(chat)
            await self._tools.clock.sleep(self._tools.config.sweep)


async def _shown(work: TurnContext) -> None:
    try:
        await work.show()
    except StoreDown:
        pass  # the turn itself meets it too
    except Exception:  # noqa: BLE001  # what is only shown must not stop the work
        _log.exception("a card could not be shown")


def _uncancel() -> None:
    if (task := asyncio.current_task()) is not None:
        task.uncancel()
