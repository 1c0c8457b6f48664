"""Run instructions independently of their listeners; resume them after a crash."""

import asyncio
import logging
from collections import OrderedDict
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

_MOST_REPLIES = 1000
"""Sessions whose last reply is remembered."""
_STARTS = 3
"""How often a run may be begun: one that kills the studio must end some time."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class InstructionRun:
    """The queue of a run's steps for one listener; ``None`` ends it.

    ``number`` counts the session's instructions from 1; ``texts`` are said so far.
    """

    steps: asyncio.Queue[Step | None] = field(default_factory=asyncio.Queue)
    number: int = 0
    texts: list[str] = field(default_factory=list)

    def tell(self, step: Step) -> None:
        """Pass a step on to the listener."""
        self.steps.put_nowait(step)
        if isinstance(step, ReplyText):
            self.texts.append(step.text)

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


@dataclass(frozen=True, slots=True)
class LastReply:
    """The texts said in answer to the ``instruction``-th instruction of a session."""

    instruction: int
    texts: tuple[str, ...]


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
        self._replies: OrderedDict[str, LastReply] = OrderedDict()

    def last_reply(self, session_id: str) -> LastReply:
        """The reply to the newest instruction that this process ended in a session.

        For a client whose stream broke: its words come late rather than never.
        """
        return self._replies.get(session_id, LastReply(0, ()))

    async def start(
        self,
        account: Account,
        session_id: str,
        text: str,
        *,
        silent: bool,
        language: str = "",
        answers: bool = True,
        is_title: bool = False,
    ) -> InstructionRun:
        """Start a run and reserve credits; ``silent`` omits the text after an edit.

        ``language``, ``answers`` and ``is_title`` are those of ``PendingInstruction``.
        Raises ``NoCredits``, ``DiskFull``.
        """
        pending = PendingInstruction(
            text, account.user_id, silent,
            language=language, answers=answers, is_title=is_title,
        )  # fmt: skip
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
        self._replies.pop(session_id, None)

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
                run.number = project.instructions - len(project.pending) + 1
                steps = answer(
                    project,
                    pending.text,
                    self._analyst,
                    self._reader,
                    language=pending.language,
                    answers=pending.answers,
                    is_title=pending.is_title,
                )
                async for step in steps:
                    edited = await self._stored(session_id, step) or edited
                    if isinstance(step, DialogueChanged):
                        dialogue = step.dialogue
                    if not (pending.silent and edited and isinstance(step, ReplyText)):
                        run.tell(step)
        except StudioError as error:
            words = error.say(language_of(pending.text, pending.language).code)
            await self._fail(run, session_id, words, edited=edited)
        except Exception:  # noqa: BLE001  # the boundary of a run: say it, go on
            _log.exception("instruction: unexpected error")
            words = language_of(pending.text, pending.language).say("replies.failed")
            await self._fail(run, session_id, words, edited=edited)
        else:
            await self._finish(run, session_id, dialogue, edited=edited)
        finally:  # cancelled, it is left for the next start
            try:
                with suppress(DiskFull):  # spent in memory; the next one writes it down
                    await self._accounts.settle(account, PRICE, spend=edited)
            finally:
                run.steps.put_nowait(None)

    async def _stored(self, session_id: str, step: Step) -> bool:
        """Store a step that changes the project; False for any other."""
        match step:
            case VersionAdded(version, after, dialogue):
                await self._projects.save_version(session_id, version, after, dialogue)
            case VersionSelected(current, dialogue):
                await self._projects.select_version(session_id, current, dialogue)
            case OptionsAdded(options, after, dialogue):
                await self._projects.offer_options(session_id, options, after, dialogue)
            case _:
                return False
        return True

    async def _fail(
        self, run: InstructionRun, session_id: str, words: str, *, edited: bool
    ) -> None:
        run.tell(ReplyText(words))
        await self._finish(run, session_id, None, edited=edited)

    async def _finish(
        self,
        run: InstructionRun,
        session_id: str,
        dialogue: Dialogue | None,
        *,
        edited: bool,
    ) -> None:
        """Finish the instruction; a saved edit has already done so."""
        self._replies[session_id] = LastReply(run.number, tuple(run.texts))
        self._replies.move_to_end(session_id)
        while len(self._replies) > _MOST_REPLIES:
            self._replies.popitem(last=False)
        with suppress(DiskFull, NoSession):
            await self._projects.finish_pending(session_id, dialogue, saved=edited)
