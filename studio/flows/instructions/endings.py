"""End the instructions of this process, once each: the record and the credits."""

from contextlib import suppress
from dataclasses import dataclass

from studio.errors import DiskFull, InstructionLost, NoSession, StateUnavailable
from studio.flows.projects import Projects
from studio.model.project import PendingInstruction
from studio.model.reading import Dialogue
from studio.ports.state import Accounts

PRICE = 1
"""Credits for an edit; other answers are free."""


@dataclass(frozen=True, slots=True)
class _LateEnding:
    """An instruction whose end could not be stored."""

    session_id: str
    pending: PendingInstruction
    dialogue: Dialogue | None


class InstructionEndings:
    """The attempts that this process must finish, and their ends.

    An end that cannot be stored now is stored by ``finish_late``.
    """

    def __init__(self, accounts: Accounts, projects: Projects) -> None:
        self._accounts = accounts
        self._projects = projects
        self._own: set[tuple[str, int]] = set()
        self._late: list[_LateEnding] = []

    def add(self, pending: PendingInstruction) -> None:
        """This process must finish the attempt."""
        self._own.add(pending.attempt)

    def discard(self, pending: PendingInstruction) -> None:
        """The attempt is finished, or belongs to another studio."""
        self._own.discard(pending.attempt)

    def is_own(self, pending: PendingInstruction) -> bool:
        return pending.attempt in self._own

    async def end(
        self, session_id: str, pending: PendingInstruction, dialogue: Dialogue | None
    ) -> None:
        """Finish an instruction without an edit, or record it to finish later."""
        try:
            await self._projects.finish_pending(session_id, pending, dialogue)
        except (DiskFull, StateUnavailable, OSError):
            self.end_later(session_id, pending, dialogue)
            return
        except NoSession:
            pass
        self.discard(pending)

    def end_later(
        self,
        session_id: str,
        pending: PendingInstruction,
        dialogue: Dialogue | None = None,
    ) -> None:
        self._late.append(_LateEnding(session_id, pending, dialogue))

    async def finish_late(self) -> None:
        """Finish the instructions whose end could not be stored."""
        waiting, self._late = self._late, []
        for one in waiting:
            try:
                await self.end(one.session_id, one.pending, one.dialogue)
            except InstructionLost:
                self.discard(one.pending)

    async def settle(
        self, user_id: str, pending: PendingInstruction, *, spend: bool
    ) -> None:
        """Spend the reserved credits, or give them back."""
        with suppress(DiskFull, StateUnavailable):  # the next round stores it
            await self._accounts.settle(user_id, pending.id, PRICE, spend=spend)
