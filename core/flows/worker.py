"""The worker: takes chats' turns, runs them step by step, keeps its leases alive."""

import asyncio
import logging
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass

from core import metrics
from core.errors import (
    USERS_FAULT,
    AgentBusy,
    AgentDown,
    AgentError,
    ChatError,
    ChatGone,
    ExportLocked,
    LeaseLost,
    NoCredits,
    NotSent,
    RenderFailed,
    SessionGone,
    StoreDown,
    TokenExpired,
    UserError,
)
from core.flows import converse, export
from core.flows.work import Tools, Work
from core.model.chat import Button, ChatId, Receipt, Reply
from core.model.turn import Kind, Step
from core.ports import Hints
from core.rules.turn import FIRST, ended

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Running:
    """``why`` it is being stopped: cancel, lost or "" for the whole worker's end."""

    work: Work
    task: asyncio.Task[None] | None = None
    why: str = ""


class Worker:
    """``run`` until cancelled. Turns that are cut off go back into the line at once."""

    def __init__(self, tools: Tools, queue: Hints) -> None:
        self._tools = tools
        self._store = tools.store
        self._queue = queue
        self._running: dict[ChatId, _Running] = {}
        self._group: asyncio.TaskGroup | None = None

    def steps(self) -> Counter[str]:
        """How many turns are in hand, by step."""
        return Counter(str(each.work.turn.step) for each in self._running.values())

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            self._group = group
            group.create_task(self._beat())
            group.create_task(self._sweep())
            group.create_task(self._queue.run(self.attend))

    async def attend(self, chat: ChatId) -> None:
        """Take the chat's first turn, if it is free; the work itself goes on behind."""
        if chat in self._running or len(self._running) >= self._tools.config.slots:
            return
        if not self._tools.outbox.serves(chat):
            return
        if self._group is None:
            raise RuntimeError("run() first")
        with suppress(StoreDown):  # the sweep comes back to it
            beaten = time.monotonic()
            begun = await self._store.begin(chat)
            if begun.wait is not None:
                await self._queue.wake(chat, begun.wait)
            if begun.lease and begun.turn:
                work = Work(self._tools, begun.lease, begun.turn, beaten)
                running = self._running[chat] = _Running(work)
                running.task = self._group.create_task(self._drain(chat, running))

    async def _drain(self, chat: ChatId, running: _Running) -> None:
        more = False
        try:
            more = await self._turn(running)
        except (LeaseLost, StoreDown) as error:
            _log.info("turn left to others: %s", type(error).__name__)
        except asyncio.CancelledError:
            if running.why == "":
                with suppress(LeaseLost, StoreDown):
                    await self._store.release(running.work.lease)
                raise
            _uncancel()
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
            if running.why != "cancel":
                raise
            _uncancel()
            return await self._cancelled(work)
        except ChatGone:
            return await self._store.finish(work.lease, Step.FAILED)
        except (AgentError, UserError, ChatError, OSError) as error:
            delay = await self._failed(work, error)
        except (LeaseLost, StoreDown):
            raise
        except Exception:  # noqa: BLE001  # told to the person, logged for us
            _log.exception("turn failed")
            await self._close(work, work.words("error.ours"))
        if delay is not None:
            await self._store.release(work.lease, delay)
            return False
        metrics.ENDED.labels(work.turn.step).inc()
        await self._receipt(work)
        return await self._store.finish(work.lease, work.turn.step)

    async def _steps(self, work: Work) -> None:
        await work.show()
        if work.turn.step is Step.QUEUED:
            asked = work.turn.asked
            renders = (asked.render,) if asked.render else ()
            await work.mark(FIRST[asked.kind], renders=renders)
        while not ended(work.turn.step):
            await work.show()
            match work.turn.step:
                case Step.FETCHING | Step.UPLOADING:
                    await converse.fetch(work)
                case Step.INSTRUCTING:
                    await converse.resume(work)
                case Step.READING:
                    await converse.read(work)
                case Step.TELLING:
                    await converse.tell(work)
                case Step.EXPORTING:
                    await export.export(work)
                case Step.RENDERING:
                    await export.render(work)
                case Step.DELIVERING:
                    await export.deliver(work)
                case step:
                    raise ValueError(f"nothing to do in {step}")
        await work.show(force=True)

    async def _failed(self, work: Work, error: Exception) -> float | None:
        """Seconds until it is tried again, or None: it has been told and is over."""
        marks, config = work.turn.marks, self._tools.config
        if isinstance(error, AgentError):
            metrics.AGENT_ERRORS.labels(type(error).__name__).inc()
        if isinstance(error, SessionGone) and not marks.reopened:
            asker = work.turn.asked.asker
            project = await self._tools.sessions.project(work.chat, asker)
            await self._tools.sessions.reopen(project, asker)
            await work.mark(work.turn.step, reopened=True, uploading="")
            await work.say("n", Reply(work.words("turn.reopened")))
            return 0.0
        if isinstance(error, TokenExpired) and marks.attempts == 0:
            asker = work.turn.asked.asker
            with suppress(AgentError, UserError):
                project = await self._tools.sessions.project(work.chat, asker)
                got = await self._tools.sessions.access(project, asker)
                await self._tools.sessions.renew(got, asker)
                await work.mark(work.turn.step, attempts=1)
                return 0.0
        again = isinstance(error, AgentDown | AgentBusy | NotSent)
        limit = 2 if isinstance(error, AgentBusy) else config.attempts
        if again and marks.attempts + 1 < limit:
            await work.mark(work.turn.step, attempts=marks.attempts + 1)
            return config.retry
        fault = "user" if isinstance(error, USERS_FAULT) else "ours"
        await self._close(work, _sentence(work, error), fault)
        return None

    async def _close(self, work: Work, sentence: str, fault: str = "ours") -> None:
        """The turn has failed: say why, and what to do."""
        with suppress(ChatError):
            retry: tuple[tuple[Button, ...], ...] = ()
            if work.turn.asked.kind in {Kind.INSTRUCT, Kind.EXPORT}:
                retry = ((work.button("button.retry", "retry", work.turn.id),),)
            await work.say("x", Reply(sentence, retry))
        await work.mark(Step.FAILED, fault=fault)
        await work.show(force=True)

    async def _cancelled(self, work: Work) -> bool:
        await export.abandon(work)
        await work.mark(Step.CANCELLED)
        await work.show(force=True)
        return await self._store.finish(work.lease, Step.CANCELLED)

    async def _receipt(self, work: Work) -> None:
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
                told = await self._store.beat([r.work.lease for r in held.values()])
            except StoreDown:
                told = {}
            else:
                for chat, running in held.items():
                    if told.get(chat) != "lost":
                        running.work.beaten = asked
            for chat, running in held.items():
                late = asked - running.work.beaten > self._tools.config.lease
                why = "lost" if late else told.get(chat, "")
                if why and running.why == "" and running.task:
                    running.why = why
                    running.task.cancel()

    async def _sweep(self) -> None:
        """Look after what hints missed: dead workers, waits that are over."""
        while True:
            with suppress(StoreDown):
                for chat in await self._store.due():
                    await self.attend(chat)
            await self._tools.clock.sleep(self._tools.config.sweep)


def _uncancel() -> None:
    if (task := asyncio.current_task()) is not None:
        task.uncancel()


def _sentence(work: Work, error: Exception) -> str:
    match error:
        case NoCredits():
            key = "error.credits"
        case ExportLocked():
            key = "error.locked"
        case TokenExpired():
            key = "error.token"
        case AgentBusy():
            key = "error.busy"
        case AgentDown():
            key = "error.down"
        case RenderFailed():
            key = "error.render"
        case AgentError():
            return error.reason or work.words("error.refused")
        case UserError():
            key = "error.wallet"
        case _:
            key = "error.ours"
    return work.words(key)
