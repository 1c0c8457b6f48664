"""Run instructions independently of their listeners; resume them after a crash."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field

from studio.errors import DiskFull, NoSession, StudioError
from studio.flows.accounts import Account, Accounts
from studio.flows.answer.answer import Reader, answer
from studio.flows.answer.measures import Analyst
from studio.flows.projects import Projects
from studio.model.project import PendingInstruction
from studio.model.reading import Dialogue
from studio.model.step import (
    DialogueChanged,
    OptionsAdded,
    ReplyText,
    Step,
    VersionAdded,
    VersionSelected,
)
from studio.rules.replies.language import language_of

PRICE = 1
"""Credits for an edit that was made; answers in words are free."""

_STARTS = 3
"""How often a run may be begun: one that kills the studio must end some time."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class InstructionRun:
    """The queue of a run's steps for one listener; ``None`` ends it."""

    steps: asyncio.Queue[Step | None] = field(default_factory=asyncio.Queue)

    async def events(self, beat: float) -> AsyncIterator[Step | None]:
        """Yield steps as they come, and None after ``beat`` seconds without one."""
        while True:
            try:
                async with asyncio.timeout(beat):
                    step = await self.steps.get()
            except TimeoutError:
                yield None
                continue
            if step is None:
                return
            yield step


class InstructionRuns:
    """Start runs and hold their tasks; runs of a session execute in order."""

    def __init__(
        self,
        accounts: Accounts,
        projects: Projects,
        analyst: Analyst,
        reader: Reader | None,
    ) -> None:
        self._accounts = accounts
        self._projects = projects
        self._analyst = analyst
        self._reader = reader
        self._tasks: dict[asyncio.Task[None], str] = {}

    async def start(
        self, account: Account, session_id: str, text: str, *, silent: bool
    ) -> InstructionRun:
        """Start a run and reserve credits; ``silent`` omits the text after an edit.

        Raises ``NoCredits``, ``DiskFull``.
        """
        pending = PendingInstruction(text, account.user_id, silent)
        self._accounts.reserve(account, PRICE)
        try:
            await self._projects.add_pending(session_id, pending)
        except BaseException:
            await self._accounts.settle(account, PRICE, spend=False)
            raise
        return self._begin(account, session_id, pending)

    async def resume(self) -> None:
        """Restart interrupted instructions; drop those started too often."""
        for project in await self._projects.interrupted():
            for pending in project.pending:
                account = await self._accounts.find(pending.payer)
                if account is None or pending.starts > _STARTS:
                    await self._projects.finish_pending(project.session_id)
                    continue
                account.frozen += PRICE
                self._begin(account, project.session_id, pending)

    def _begin(
        self, account: Account, session_id: str, pending: PendingInstruction
    ) -> InstructionRun:
        run = InstructionRun()
        task = asyncio.create_task(self._run(run, account, session_id, pending))
        self._tasks[task] = session_id
        task.add_done_callback(lambda task: self._tasks.pop(task, None))
        return run

    async def cancel_session(self, session_id: str) -> None:
        """Cancel all runs of a session and wait for their end."""
        tasks = [task for task, session in self._tasks.items() if session == session_id]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def busy_sessions(self) -> set[str]:
        """Return the sessions in which a run is in progress."""
        return set(self._tasks.values())

    async def close(self) -> None:
        """Cancel all runs; they resume at the next start."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(
        self,
        run: InstructionRun,
        account: Account,
        session_id: str,
        pending: PendingInstruction,
    ) -> None:
        edited = False
        dialogue: Dialogue | None = None
        try:
            async with self._projects.lock(session_id):
                project = await self._projects.get(session_id, account.user_id)
                steps = answer(project, pending.text, self._analyst, self._reader)
                async for step in steps:
                    if isinstance(step, VersionAdded):
                        await self._projects.save_version(
                            session_id, step.version, step.after, step.dialogue
                        )
                        edited = True
                    elif isinstance(step, VersionSelected):
                        await self._projects.select_version(
                            session_id, step.current, step.dialogue
                        )
                        edited = True
                    elif isinstance(step, OptionsAdded):
                        await self._projects.offer_options(
                            session_id, step.options, step.after, step.dialogue
                        )
                        edited = True
                    elif isinstance(step, DialogueChanged):
                        dialogue = step.dialogue
                    if not (pending.silent and edited and isinstance(step, ReplyText)):
                        run.steps.put_nowait(step)
        except StudioError as error:
            await self._fail(
                run,
                session_id,
                error.say(language_of(pending.text, "").code),
                edited=edited,
            )
        except Exception:  # noqa: BLE001  # the boundary of a run: say it, go on
            _log.exception("instruction: unexpected error")
            words = language_of(pending.text, "").say("replies.failed")
            await self._fail(run, session_id, words, edited=edited)
        else:
            await self._finish(session_id, dialogue, edited=edited)
        finally:  # cancelled, it is left for the next start
            try:
                with suppress(DiskFull):  # spent in memory; the next one writes it down
                    await self._accounts.settle(account, PRICE, spend=edited)
            finally:
                run.steps.put_nowait(None)

    async def _fail(
        self, run: InstructionRun, session_id: str, words: str, *, edited: bool
    ) -> None:
        run.steps.put_nowait(ReplyText(words))
        await self._finish(session_id, None, edited=edited)

    async def _finish(
        self, session_id: str, dialogue: Dialogue | None, *, edited: bool
    ) -> None:
        """Finish the instruction; a saved edit has already done so."""
        with suppress(DiskFull, NoSession):
            await self._projects.finish_pending(session_id, dialogue, saved=edited)
