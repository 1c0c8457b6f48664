"""Worker that leases turns, runs each in a task and renews their leases."""

import asyncio
import logging
import os
import socket
import time
from collections import Counter
from contextlib import suppress

from common.correlation import bound
from core.errors import (
    ChatError,
    ChatMoved,
    LeaseLost,
    StoreDown,
)
from core.flows.turn.cards.queue_cards import update_positions
from core.flows.turn.cards.stray_cards import end_due_strays
from core.flows.turn.context import TurnContext
from core.flows.turn.dependencies import Dependencies
from core.flows.turn.run_turn import RunningTurn, finish, run_turn, uncancel
from core.flows.turn.steps.tray import add_tempo
from core.model.chat import ChatId
from core.model.turn import Step, StopReason
from core.ports import WakeQueue

_TICK = 1.0
_SILENCE = 30.0
"""Seconds without a sweep after which the worker counts as hung."""
_log = logging.getLogger(__name__)


class Worker:
    """``run`` until cancelled. Interrupted turns return to the queue at once."""

    def __init__(self, deps: Dependencies, queue: WakeQueue) -> None:
        self.deps = deps
        self._store = deps.store
        self._queue = queue
        self._running: dict[ChatId, RunningTurn] = {}
        self._group: asyncio.TaskGroup | None = None
        self._task: asyncio.Task[None] | None = None
        self._loops: list[asyncio.Task[None]] = []
        self._id = f"{socket.gethostname()}:{os.getpid()}"
        self._swept_at = time.monotonic()
        self._draining = False

    def steps(self) -> Counter[str]:
        """The number of running turns by step."""
        return Counter(str(each.context.turn.step) for each in self._running.values())

    def is_alive(self) -> bool:
        """Whether the worker has swept the queue recently; False if it hangs."""
        return time.monotonic() - self._swept_at < max(
            _SILENCE, 10 * self.deps.config.sweep
        )

    async def run(self) -> None:
        self._task = asyncio.current_task()
        insist = asyncio.create_task(self._repeat_cancels())
        try:
            async with asyncio.TaskGroup() as group:
                self._group = group
                loops = (
                    self._report(),
                    self._renew_leases(),
                    self._sweep(),
                    self._tick(),
                    self._end_strays(),
                )
                self._loops = [
                    group.create_task(each)
                    for each in (*loops, self._queue.run(self.attend))
                ]
        finally:
            insist.cancel()
            with suppress(StoreDown):
                await self._store.retire_worker(self._id)

    async def _repeat_cancels(self) -> None:
        """Repeat cancellations that a task did not receive.

        redis-py waits with ``asyncio.wait_for``, which before Python 3.12 may lose a
        cancellation; a task group would then wait for ever.
        """
        while True:
            await asyncio.sleep(_TICK)
            if self._task and self._task.cancelling():
                turns = [r.task for r in self._running.values() if not r.noticed]
                for task in (*self._loops, *turns):
                    if task and not task.done():
                        task.cancel()

    async def attend(self, chat: ChatId) -> None:
        """Lease the chat's first turn if it is free, and run it in a task."""
        if chat in self._running or len(self._running) >= self.deps.config.slots:
            return
        if self._draining:
            return
        if not self.deps.outbox.serves(chat):
            return
        if self._group is None or self._task is None:
            raise RuntimeError("run() first")
        if self._task.cancelling():  # it would wait for a new task
            return
        with suppress(StoreDown):  # the next sweep finds it
            renewed_at = time.monotonic()
            claimed = await self._store.claim_next_turn(chat)
            if claimed.wait is not None:
                await self._queue.wake(chat, claimed.wait)
            if claimed.lease and self._task.cancelling():
                await self._store.release(claimed.lease)
            elif claimed.lease and claimed.turn:
                context = TurnContext(
                    self.deps, claimed.lease, claimed.turn, renewed_at
                )
                running = self._running[chat] = RunningTurn(context)
                running.task = self._group.create_task(self._drain(chat, running))

    async def _drain(self, chat: ChatId, running: RunningTurn) -> None:
        with bound(running.context.turn.id):
            more = await self._run_bound(running, chat)
        open_ = self._group and self._task and not self._task.cancelling()
        if self._group and open_ and running.context.tray:
            self._group.create_task(_add_tempo(running.context))
        if more:
            if self._group and open_:
                self._group.create_task(_update_positions(self.deps, chat))
            await self.attend(chat)

    async def _run_bound(self, running: RunningTurn, chat: ChatId) -> bool:
        """Run the turn to its end here; return whether the chat has another one."""
        more = False
        try:
            more = await run_turn(running)
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
            running.noticed = True
            if running.why is None:
                await running.context.stop_reading()
                with suppress(LeaseLost, StoreDown):
                    await self._store.release(running.context.lease)
                raise
            uncancel()
        except Exception:  # noqa: BLE001  # one bad turn must not stop the others
            _log.exception(
                "turn %s: could not be failed, set aside", running.context.turn.id
            )
            with suppress(StoreDown, LeaseLost):
                more = await finish(running.context, Step.FAILED)
        finally:
            self._running.pop(chat, None)
        return more

    async def _migrate_chat(self, chat: ChatId, to: ChatId) -> None:
        """Move the chat after a post reported its new id; the turn continues there."""
        await self.deps.sessions.migrate_chat(chat, to)
        await self._store.migrate_chat(chat, to)
        await self._queue.wake(to)

    async def _renew_leases(self) -> None:
        """Renew all leases; stop the work of those that are lost or cancelled."""
        every = min(1.0, self.deps.config.lease / 4)
        while True:
            await self.deps.clock.sleep(every)
            held = dict(self._running)
            renewal_start = time.monotonic()
            try:
                stops = await self._store.renew_leases(
                    [r.context.lease for r in held.values()]
                )
            except StoreDown:
                stops = {}
            else:
                for chat, running in held.items():
                    if stops.get(chat) is not StopReason.LOST:
                        running.context.renewed_at = renewal_start
            for chat, running in held.items():
                late = (
                    renewal_start - running.context.renewed_at > self.deps.config.lease
                )
                why = StopReason.LOST if late else stops.get(chat)
                if why and not running.noticed and running.task:
                    running.why = running.why or why
                    running.task.cancel()

    async def _tick(self) -> None:
        """Update the cards while an agent is silent."""
        while True:
            await self.deps.clock.sleep(_TICK)
            now = self.deps.clock.now()
            for running in list(self._running.values()):
                if self._group and running.context.card_due(now):
                    self._group.create_task(_update_card(running.context))

    async def _sweep(self) -> None:
        """Lease due chats for which no hint came: dead workers, elapsed waits."""
        while True:
            self._swept_at = time.monotonic()
            with suppress(StoreDown):
                for chat in await self._store.chats_due():
                    await self.attend(chat)
            await self.deps.clock.sleep(self.deps.config.sweep)

    async def _report(self) -> None:
        """Report that this worker is alive; read whether to drain."""
        while True:
            with suppress(StoreDown):
                draining = await self._store.report_worker(self._id, len(self._running))
                if draining != self._draining:
                    self._draining = draining
                    _log.info("draining: %s", "on" if draining else "off")
            await self.deps.clock.sleep(self.deps.config.report)

    async def _end_strays(self) -> None:
        """End the cards left by dead workers and refused deletions."""
        while True:
            try:
                await end_due_strays(self.deps)
            except StoreDown:
                pass
            except Exception:  # noqa: BLE001  # what is only shown must not stop the work
                _log.exception("stray cards: could not be ended")
            await self.deps.clock.sleep(self.deps.config.sweep)


async def _update_positions(deps: Dependencies, chat: ChatId) -> None:
    try:
        await update_positions(deps, chat)
    except StoreDown:
        pass
    except Exception:  # noqa: BLE001  # what is only shown must not stop the work
        _log.exception("queue positions: could not be updated")


async def _add_tempo(context: TurnContext) -> None:
    try:
        if context.tray:
            await add_tempo(context, context.tray)
    except (StoreDown, ChatError):
        pass
    except Exception:  # noqa: BLE001  # what is only shown must not stop the work
        _log.exception("tray: could not be completed")


async def _update_card(context: TurnContext) -> None:
    try:
        with bound(context.turn.id):
            await context.update_card()
    except StoreDown:
        pass  # the turn itself meets the error too
    except Exception:  # noqa: BLE001  # what is only shown must not stop the work
        _log.exception("progress card: could not be updated")
