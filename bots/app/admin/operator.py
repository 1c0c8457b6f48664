"""Carry out the commands of an operator on the store of turns."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace

from bots.app.platforms.names import EXAMPLE_ID
from bots.shared.command_name import command_name
from core.clients.store.quotas import RedisQuotas
from core.errors import UserError
from core.flows.intake.buttons.requests import retry_request
from core.model.chat import SenderId, UpdateId
from core.model.session import NO_QUOTA, Quota, Usage
from core.model.turn import CancelResult, Turn, TurnId
from core.ports import TurnStore
from core.rules.state_machine import is_ended
from core.rules.text.wording import format_number, say

_LOOK_SECONDS = 1.0
_BY = "operator"


class Operator:
    """Each method returns the lines to print. Raises ``UserError`` for unknown turns."""

    def __init__(self, store: TurnStore, language: str) -> None:
        self._store = store
        self._language = language

    async def waiting(self) -> list[str]:
        """List waiting chats, the most overdue first, and the live workers."""
        due, workers = await self._store.chats_with_work(), await self._store.workers()
        running = sum(worker.running for worker in workers)
        facts = {"workers": len(workers), "running": running, "chats": len(due)}
        lines = [self._say("summary", **facts)]
        if await self._store.is_draining():
            lines.append(self._say("draining"))
        elif not workers:
            lines.append(self._say("no_worker"))
        if not due:
            return [*lines, self._say("nobody")]
        for chat in sorted(due, key=due.__getitem__):
            turns = await self._store.pending_turns(chat)
            lines += [self._describe(turn) for turn in turns]
        return lines

    def _describe(self, turn: Turn) -> str:
        minutes = max(0.0, time.time() - turn.request.at) / 60
        asker = turn.request.asker
        return self._say(
            "turn",
            turn=turn.id,
            step=f"{turn.step:<11}",
            minutes=f"{minutes:6.1f}",
            chat=turn.chat,
            who=f"{asker.name} {asker.id}",
            kind=turn.request.kind,
        )

    async def cancel(self, id_: str) -> list[str]:
        """Cancel a turn, whoever asked for it."""
        turn = await self._turn(id_)
        match await self._store.cancel(turn, _BY):
            case CancelResult.ENDED:
                return [self._say("ended", turn=turn.id, step=turn.step)]
            case CancelResult.RUNNING:
                return [self._say("stopping", turn=turn.id)]
            case CancelResult.DEQUEUED:
                return [self._say("cancelled", turn=turn.id)]

    async def requeue(self, id_: str) -> list[str]:
        """Make a waiting turn due now; carry out one that ended once more, once."""
        turn = await self._turn(id_)
        if is_ended(turn.step):
            return [await self._again(turn)]
        first = (await self._store.pending_turns(turn.chat))[0]
        if first.id != turn.id:
            return [self._say("behind", turn=turn.id, first=first.id)]
        if await self._store.wake_chat(turn.chat):
            return [self._say("woken", turn=turn.id)]
        return [self._say("running", turn=turn.id, step=turn.step)]

    async def _again(self, turn: Turn) -> str:
        """Queue the turn again; an edit that was made is only exported, never paid for twice."""
        plain = replace(turn.request, text="", clips=(), words=(), at=time.time())
        request = retry_request(plain, turn)
        update = UpdateId(f"{_BY}:requeue:{turn.id}")
        done = await self._store.submit(update, turn.chat, request)
        key = "requeued" if done.fresh else "requeued_before"
        return self._say(key, turn=turn.id, new=done.turn)

    async def drain(self) -> AsyncIterator[str]:
        """Stop workers from starting turns, and wait until none is running."""
        await self._store.set_draining(on=True)
        yield self._say("draining")
        reported = -1
        while running := sum(w.running for w in await self._store.workers()):
            if running != reported:
                reported = running
                yield self._say("still_running", running=running)
            await asyncio.sleep(_LOOK_SECONDS)
        yield self._say("drained")

    async def resume(self) -> list[str]:
        """Let the workers start turns again."""
        await self._store.set_draining(on=False)
        return [self._say("resumed")]

    async def quota(
        self, quotas: RedisQuotas, who: str, most: Quota, *, reset: bool
    ) -> list[str]:
        """What a person used today; ``reset`` lets it start again."""
        person = self.person(who)
        if reset:
            await quotas.reset(person)
            return [self._say("quota_reset", who=who)]
        used = await quotas.usage(person)
        if most == NO_QUOTA and used == Usage(0, 0, 0):
            return [self._say("no_quota", who=who)]
        return [
            self._say(
                "quota",
                who=who,
                turns=used.turns,
                megabytes=used.megabytes,
                credits=used.credits,
                most_turns=self._limit(most.turns),
                most_megabytes=self._limit(most.megabytes),
                most_credits=self._limit(most.credits),
            )
        ]

    def _limit(self, most: int) -> str:
        return format_number(most) if most else self._say("unlimited")

    def person(self, who: str) -> SenderId:
        """Read a person's id. Raises ``UserError``."""
        platform, _, number = who.partition(":")
        if not (platform and number):
            raise UserError(self._say("no_person", who=who, example=EXAMPLE_ID))
        return SenderId(who)

    async def _turn(self, id_: str) -> Turn:
        turn = await self._store.turn(TurnId(id_))
        if turn is None:
            raise UserError(self._say("no_turn", turn=id_))
        return turn

    def _say(self, key: str, **facts: object) -> str:
        command = command_name()
        return say(self._language, f"operator.{key}", command=command, **facts)
