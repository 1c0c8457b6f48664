"""Run instructions independently of their listeners; take over those of dead studios.

An instruction is run by the studio that accepted it, once it is the first of its session.
If a studio does not renew its lease, another one takes over its instructions, and later
writes of the first one are refused.
"""

import asyncio
import logging
import secrets
from contextlib import suppress

from common.correlation import bound, current_id
from studio import metrics
from studio.errors import InstructionLost, NoSession, StateUnavailable, StudioError
from studio.flows.answer.answer import Reader, answer
from studio.flows.instructions.endings import PRICE, InstructionEndings
from studio.flows.instructions.run_events import RunEvents
from studio.flows.projects import Projects
from studio.model.project import LastReply, PendingInstruction, Project
from studio.model.reading import Dialogue
from studio.model.step import (
    DialogueChanged,
    OptionsAdded,
    ReplyText,
    Step,
    VersionAdded,
    VersionSelected,
)
from studio.ports.analyst import Analyst
from studio.ports.state import Account, Accounts, StudioLease
from studio.rules.replies.language import language_of

ROUND_SECONDS = 2.0
"""Seconds between rounds, in which a studio renews its lease and checks for lost instructions."""
_LOOK_SECONDS = 0.2
"""Seconds between checks of an instruction whether the earlier ones are done."""
_STARTS = 3
"""Most starts of a run: one that kills the studio must not be repeated for ever."""

_log = logging.getLogger(__name__)


class InstructionRuns:
    """Start runs and hold their tasks; runs of a session execute in order."""

    def __init__(
        self,
        accounts: Accounts,
        projects: Projects,
        lease: StudioLease,
        analyst: Analyst,
        reader: Reader | None,
    ) -> None:
        self._accounts = accounts
        self._projects = projects
        self._lease = lease
        self._analyst = analyst
        self._reader = reader
        self._tasks: dict[asyncio.Task[None], str] = {}
        self._endings = InstructionEndings(accounts, projects)

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
    ) -> RunEvents:
        """Start a run and reserve credits; ``silent`` omits the text after an edit.

        ``language``, ``answers`` and ``is_title`` are those of ``PendingInstruction``.
        Raises ``NoCredits``, ``DiskFull``.
        """
        pending = PendingInstruction(
            text, account.user_id, silent, language=language, answers=answers,
            is_title=is_title, id=secrets.token_hex(8), owner=self._lease.own_id,
            request=current_id(),
        )  # fmt: skip
        await self._accounts.reserve(account.user_id, pending.id, PRICE)
        self._endings.add(pending)
        try:
            stored = await self._projects.add_pending(session_id, pending)
        except BaseException:
            _log.warning(
                "session %s: instruction %s is refused, and taken back if it was stored",
                session_id,
                pending.id,
            )
            self._endings.end_later(session_id, pending)
            await self._endings.settle(account.user_id, pending, spend=False)
            raise
        if stored.id != pending.id:  # the credits are reserved once, by its first id
            self._endings.add(stored)
            self._endings.discard(pending)
            await self._accounts.reserve(
                account.user_id, stored.id, PRICE, accepted=True
            )
            await self._endings.settle(account.user_id, pending, spend=False)
        return self._begin(session_id, account.user_id, stored)

    async def keep_resuming(self) -> None:
        """Take over lost instructions in rounds, until cancelled.

        The studios check at random so that together they do so once a round: more studios
        cause no more load.
        """
        while True:
            try:
                living = await self._renew()
                if secrets.randbelow(len(living) + 1) == 0:
                    await self._take_over_lost(living)
            except StudioError as error:
                _log.warning("instructions: not looked after: %s", error)
            except Exception:  # noqa: BLE001  # the next round may be fine
                _log.exception("instructions: not looked after")
            await asyncio.sleep(ROUND_SECONDS)

    async def resume(self) -> None:
        """Take over instructions that no studio runs; drop those started too often."""
        await self._take_over_lost(await self._renew())

    async def _renew(self) -> frozenset[str]:
        """Renew the lease and finish late endings; return the other live studios."""
        living = await self._lease.renew()
        await self._endings.finish_late()
        return living - {self._lease.own_id}

    async def _take_over_lost(self, living: frozenset[str]) -> None:
        for session_id, owners in (await self._projects.at_work()).items():
            if not owners <= living:
                with suppress(NoSession):
                    await self._take_over(session_id, living)

    async def _take_over(self, session_id: str, living: frozenset[str]) -> None:
        def is_lost(pending: PendingInstruction) -> bool:
            return not (self._endings.is_own(pending) or pending.owner in living)

        project, taken = await self._projects.take_over(
            session_id, is_lost, self._lease.own_id
        )
        for pending in taken:
            account = await self._accounts.find(pending.payer)
            if account is None or pending.starts > _STARTS:
                await self._endings.end(session_id, pending, None)
                continue
            await self._accounts.reserve(
                account.user_id, pending.id, PRICE, accepted=True
            )
            with bound(pending.request):
                _log.info("instruction %s: taken over", pending.id)
            metrics.INSTRUCTIONS_RESUMED.inc()
            self._endings.add(pending)
            self._begin(project.session_id, account.user_id, pending)

    def _begin(
        self, session_id: str, user_id: str, pending: PendingInstruction
    ) -> RunEvents:
        run = RunEvents()
        task = asyncio.create_task(self._run(run, session_id, user_id, pending))
        self._tasks[task] = session_id
        task.add_done_callback(lambda task: self._tasks.pop(task, None))
        return run

    async def cancel_session(self, session_id: str) -> None:
        """Cancel all runs of a session and wait for their end.

        Runs of other studios end at their next write.
        """
        tasks = [task for task, session in self._tasks.items() if session == session_id]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def close(self) -> None:
        """Cancel all runs; another studio, or the next start, continues them."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(StateUnavailable):
            await self._lease.release()

    async def _run(
        self,
        run: RunEvents,
        session_id: str,
        user_id: str,
        pending: PendingInstruction,
    ) -> None:
        edited = lost = False
        try:
            with bound(pending.request):
                edited = await self._carry_out(run, session_id, user_id, pending)
        except InstructionLost as error:
            lost = True
            self._endings.discard(pending)
            _log.warning("%s", error)
        finally:  # cancelled, it is left for the next start
            try:
                if not lost:  # otherwise the credits belong to the other attempt
                    await self._endings.settle(user_id, pending, spend=edited)
            finally:
                run.steps.put_nowait(None)

    async def _carry_out(
        self,
        run: RunEvents,
        session_id: str,
        user_id: str,
        pending: PendingInstruction,
    ) -> bool:
        """Run the instruction and finish it; return whether an edit was made.

        Raises ``InstructionLost``.
        """
        edited, dialogue = False, None
        language = language_of(pending.text, pending.language)
        try:
            project = await self._first(session_id, user_id, pending)
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
                edited = await self._stored(session_id, step, pending) or edited
                if isinstance(step, DialogueChanged):
                    dialogue = step.dialogue
                if not (pending.silent and edited and isinstance(step, ReplyText)):
                    run.tell(step)
        except InstructionLost:
            raise
        except StudioError as error:
            run.tell(ReplyText(error.say(language.code)))
        except Exception:  # noqa: BLE001  # the boundary of a run: say it, go on
            _log.exception("instruction: unexpected error")
            run.tell(ReplyText(language.say("replies.failed")))
        await self._finish(run, session_id, pending, dialogue, edited=edited)
        return edited

    async def _finish(
        self,
        run: RunEvents,
        session_id: str,
        pending: PendingInstruction,
        dialogue: Dialogue | None,
        *,
        edited: bool,
    ) -> None:
        """Store what was replied, and end the instruction."""
        reply = LastReply(run.number, tuple(run.texts))
        with suppress(StateUnavailable):
            await self._projects.save_reply(session_id, reply)
        if edited:  # it was finished as the edit was saved
            self._endings.discard(pending)
        else:
            await self._endings.end(session_id, pending, dialogue)

    async def _first(
        self, session_id: str, user_id: str, pending: PendingInstruction
    ) -> Project:
        """Return the project once the instruction is its first.

        Raises ``InstructionLost``.
        """
        while True:
            project = await self._projects.get(session_id, user_id)
            attempts = [one.attempt for one in project.pending]
            if attempts[:1] == [pending.attempt]:
                return project
            if pending.attempt not in attempts:
                raise InstructionLost(f"instruction {pending.id} is another attempt's")
            await asyncio.sleep(_LOOK_SECONDS)

    async def _stored(
        self, session_id: str, step: Step, by: PendingInstruction
    ) -> bool:
        """Store a step that changes the project; False for any other."""
        save = self._projects
        match step:
            case VersionAdded(version, after, dialogue):
                await save.save_version(session_id, version, after, dialogue, by)
            case VersionSelected(current, dialogue):
                await save.select_version(session_id, current, dialogue, by)
            case OptionsAdded(options, after, dialogue):
                await save.offer_options(session_id, options, after, dialogue, by)
            case _:
                return False
        return True
