"""The front desk: what happened on a platform becomes a stored turn, or an answer.

Everything is stored before ``admit`` returns; what is only shown (a sign, the first
card) follows behind, and a worker makes up for it should this process die.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from core import metrics
from core.errors import ChatError, OverQuota, StoreDown
from core.flows.cancel import may, may_export, strike
from core.flows.converse import wishes
from core.flows.mend import over_quota
from core.flows.needs import Answers
from core.flows.press import asked_by
from core.flows.work import Tools
from core.model.chat import (
    Admitted,
    Button,
    ChatId,
    Command,
    Deleted,
    Edited,
    Inbound,
    Look,
    MessageRef,
    Moved,
    Pressed,
    Receipt,
    Removed,
    Reply,
    Said,
    Sender,
    UpdateId,
)
from core.model.turn import Asked, Kind, Submitted, TurnId
from core.ports import Hints
from core.rules import merge
from core.rules.intent import Intent, command_in, route
from core.rules.scrub import token_in
from core.rules.wording import language_of, say

_log = logging.getLogger(__name__)
_AT_ONCE = {"new", "switch", "settings", "language"}
"""Commands that what follows depends on; a token among the settings is no hurry."""


class FrontDesk:
    """``Desk``. Raises ``StoreDown`` when it could not be stored."""

    def __init__(self, tools: Tools, queue: Hints, answers: Answers | None) -> None:
        self._tools = tools
        self._store = tools.store
        self._queue = queue
        self._answers = answers
        self._behind: set[asyncio.Task[None]] = set()

    async def admit(self, inbound: Inbound) -> Admitted:
        admitted = await self._admit(inbound)
        metrics.ADMITTED.labels(str(admitted.fresh).lower()).inc()
        return admitted

    async def _admit(self, inbound: Inbound) -> Admitted:
        match inbound:
            case Said():
                return await self._said(inbound)
            case Pressed():
                return await self._pressed(inbound)
            case Edited():
                return await self._edited(inbound)
            case Deleted():
                return await self._deleted(inbound)
            case Moved():
                fresh = await self._store.see(inbound.update)
                await self._store.move(inbound.chat, inbound.to)
                await self._tools.sessions.move(inbound.chat, inbound.to)
                return Admitted(fresh)
            case Removed():
                await self._store.drop(inbound.chat)
                return Admitted(await self._store.see(inbound.update))

    async def settle(self) -> None:
        """Wait for what is still being shown."""
        while self._behind:
            await asyncio.gather(*self._behind, return_exceptions=True)

    # words, clips and commands

    async def _said(self, said: Said) -> Admitted:
        language = self._language(said.text, said.sender)
        if not self._allowed(said.chat, said.sender):
            return await self._notice(said.update, say(language, "turn.notallowed"))
        chosen = await self._tools.sessions.settings(said.chat)
        language = chosen.language or language
        command = said.command or self._routed(said)
        if command:
            return await self._command(said, command, language)
        clips = said.quoted + said.clips
        if not (said.text.strip() or clips):
            return Admitted(await self._store.see(said.update))
        intent = route(said.text)
        if not clips and intent is Intent.VAGUE:
            return await self._vague(said, language)
        if intent is Intent.EXPORT:  # with clips: they come in first, then the export
            bare = replace(said, text="", update=UpdateId(f"{said.update}:clips"))
            await self._enqueue(bare, Kind.UPLOAD, language)
            alone = replace(said, clips=(), quoted=(), text="")
            return await self._export(alone, language)
        kind = Kind.INSTRUCT if said.text.strip() else Kind.UPLOAD
        return await self._enqueue(said, kind, language)

    def _routed(self, said: Said) -> Command | None:
        if found := token_in(said.text):  # a secret is nobody's instruction
            return Command("token", found)
        if said.clips or not said.text:
            return None
        plain = command_in(said.text)
        return Command(*plain) if plain else None

    async def _command(self, said: Said, command: Command, language: str) -> Admitted:
        match command.name:
            case "cancel":
                return await self._cancel(
                    said.update, said.chat, said.sender, None, language
                )
            case "export":
                return await self._export(said, language)
            case "undo":
                text = say(language, "wish.undo")
                return await self._enqueue(
                    replace(said, text=text), Kind.INSTRUCT, language
                )
            case "edit":
                return await self._said(
                    replace(said, command=None, text=command.argument or said.text)
                )
            case _:
                if self._answers is None:
                    return await self._vague(said, language)
                said = replace(said, command=command)
                if command.name in _AT_ONCE and not token_in(command.argument):
                    return await self._at_once(said)
                fresh = await self._store.see(said.update)
                if fresh:
                    self._later(self._answer(said))
                return Admitted(fresh)

    async def _at_once(self, said: Said) -> Admitted:
        """Done before anything that is said after it, and before it counts as seen."""
        if self._answers is None or await self._store.seen(said.update):
            return Admitted(False)
        replies = await self._answers.answer(said)
        fresh = await self._store.see(said.update)
        if fresh:
            self._later(self._say(said, replies))
        return Admitted(fresh)

    async def _export(self, said: Said, language: str) -> Admitted:
        """For those who asked for the edits, those who pay, and whom the chat names."""
        if not await may_export(self._tools, said.chat, said.sender):
            return await self._notice(said.update, say(language, "turn.denied"))
        return await self._enqueue(said, Kind.EXPORT, language)

    async def _answer(self, said: Said) -> None:
        if self._answers is not None:
            await self._say(said, await self._answers.answer(said))
        if said.command and token_in(f"{said.command.argument} {said.text}"):
            await self._tools.outbox.adapter(said.chat).delete(said.chat, said.message)

    async def _say(self, said: Said, replies: tuple[Reply, ...]) -> None:
        for reply in replies:
            try:
                await self._post(said.chat, replace(reply, to=reply.to or said.message))
            finally:
                if reply.media:
                    path = Path(reply.media.path)
                    await asyncio.to_thread(path.unlink, missing_ok=True)

    async def _vague(self, said: Said, language: str) -> Admitted:
        """Not enough to go on: concrete wishes to choose from."""
        fresh = await self._store.see(said.update)
        if fresh:
            rows = wishes(self._maker(language))
            reply = Reply(say(language, "turn.vague"), rows, to=said.message)
            self._later(self._post(said.chat, reply))
        return Admitted(fresh)

    async def _enqueue(self, said: Said, kind: Kind, language: str) -> Admitted:
        """Into a waiting turn where it belongs to one, else to the end of the line."""
        now, settle = self._tools.clock.now(), self._tools.config.gather
        while (last := await self._store.last(said.chat)) is not None:
            if not merge.fits(last.asked, said, kind, now):
                break
            asked = merge.merged(last.asked, said, kind, language, now)
            hold = merge.hold(asked, bare=False, settle=settle)
            if await self._store.amend(said.update, last, asked, hold):
                size = sum(clip.size or 0 for clip in said.clips)
                room = None if said.private else said.chat
                await self._tools.quotas.spend(said.sender.id, room, "bytes", size)
                await self._wake(said.chat, hold)
                self._later(self._seen(said.chat, said.message))
                return Admitted(True)
            if (again := await self._store.turn(last.id)) is None or (
                again.version == last.version
            ):
                break  # it has begun
        speaker = replace(said.sender, language=language)
        project = await self._tools.sessions.current(said.chat, speaker)
        asked = Asked(
            kind,
            said.sender,
            said.text.strip()[: merge.LONG] if kind is Kind.INSTRUCT else "",
            said.quoted + said.clips,
            (said.message,),
            said.album,
            language,
            said.private,
            said.place,
            at=now,
            project=project.id,
        )
        bare = kind is Kind.INSTRUCT and not asked.clips and not project.clips
        hold = merge.hold(asked, bare=bare, settle=settle)
        size = sum(clip.size or 0 for clip in asked.clips)
        return await self._submit(said.update, said.chat, asked, hold, size)

    async def _submit(
        self,
        update: UpdateId,
        chat: ChatId,
        asked: Asked,
        hold: float = 0.0,
        size: int = 0,
    ) -> Admitted:
        """``size`` bytes come in with it, as far as they are known."""
        turns = int(asked.kind in {Kind.INSTRUCT, Kind.EXPORT})
        who, room = asked.asker.id, None if asked.private else chat
        try:
            if turns or size:
                await self._tools.quotas.take(who, room, turns, size)
        except OverQuota as error:
            sentence = over_quota(asked.language, error, self._tools.clock.now())
            fresh = await self._store.see(update)
            if fresh:
                first = asked.messages[-1] if asked.messages else None
                reply = Reply(sentence, to=first, private_to=asked.asker.id)
                self._later(self._post(chat, reply))
            return Admitted(fresh)
        done = await self._store.submit(update, chat, asked, hold)
        if done.fresh:
            await self._wake(chat, hold)
            self._later(self._first_sight(chat, asked, done, hold))
        else:  # the platform said it twice: it counts once
            await self._tools.quotas.spend(who, room, "turns", -turns)
            await self._tools.quotas.spend(who, room, "bytes", -size)
        return Admitted(done.fresh)

    async def _wake(self, chat: ChatId, hold: float) -> None:
        with suppress(StoreDown):  # it is stored: the workers' sweep finds it
            await self._queue.wake(chat, hold)

    async def _first_sight(
        self, chat: ChatId, asked: Asked, done: Submitted, hold: float
    ) -> None:
        """A sign on the message; a card at once where the work does not begin at once."""
        if done.place > 1 or hold > 0:
            language = asked.language
            text = say(language, "card.gather")
            if done.place > 1:
                text = say(language, "card.queued", place=done.place)
            cancel = self._maker(language)("button.cancel", "cancel", done.turn)
            first = asked.messages[-1] if asked.messages else None
            reply = Reply(text, ((cancel,),), to=first, card=True, step="queued")
            adapter = self._tools.outbox.adapter(chat)
            ref = await adapter.post(chat, reply, f"{done.turn}.card")
            if await self._store.card(done.turn, ref) != ref:
                await adapter.delete(chat, ref)
            turn = await self._store.turn(done.turn)
            if turn and turn.step == "cancelled":  # before its card stood
                await strike(self._tools, turn)
        if asked.messages:
            await self._seen(chat, asked.messages[-1])

    async def _seen(self, chat: ChatId, message: MessageRef) -> None:
        adapter = self._tools.outbox.adapter(chat)
        await adapter.acknowledge(chat, message, Receipt.SEEN)

    # buttons

    async def _pressed(self, pressed: Pressed) -> Admitted:
        language = self._language("", pressed.sender)
        if not self._allowed(pressed.chat, pressed.sender):
            return await self._notice(pressed.update, say(language, "turn.notallowed"))
        read = self._tools.buttons.read(pressed.data)
        if read is None:
            return await self._notice(pressed.update, say(language, "turn.old"))
        verb, argument = read
        settings = await self._tools.sessions.settings(pressed.chat)
        language = settings.language or language
        if verb == "cancel":
            return await self._cancel(
                pressed.update, pressed.chat, pressed.sender, TurnId(argument), language
            )
        if verb == "do":
            name, _, rest = argument.partition(" ")
            said = Said(
                pressed.update,
                pressed.chat,
                pressed.sender,
                pressed.message,
                private=pressed.private,
            )
            return await self._command(said, Command(name, rest), language)
        if verb == "export" and not await may_export(
            self._tools, pressed.chat, pressed.sender
        ):
            return await self._notice(pressed.update, say(language, "turn.denied"))
        asked = await asked_by(self._tools, pressed, (verb, argument), language)
        if asked is None:
            return await self._notice(pressed.update, say(language, "turn.old"))
        return await self._submit(pressed.update, pressed.chat, asked)

    async def _cancel(
        self,
        update: UpdateId,
        chat: ChatId,
        sender: Sender,
        which: TurnId | None,
        language: str,
    ) -> Admitted:
        """The named turn, or the sender's newest one, or the one that runs."""
        line = await self._store.line(chat)
        if which:
            line = [turn for turn in line if turn.id == which]
        own = [turn for turn in line if turn.asked.asker.id == sender.id]
        turn = own[-1] if own else (line[0] if line else None)
        if turn is None:
            return await self._notice(update, say(language, "turn.nothing"))
        if not await may(self._tools, turn, sender):
            return await self._notice(update, say(language, "turn.denied"))
        if not await self._store.see(update):
            return Admitted(False)
        if await self._store.cancel(turn, sender.id) == 2:
            self._later(strike(self._tools, turn))
        await self._wake(chat, 0.0)
        return Admitted(True, say(language, "turn.cancelled"))

    # what happens to messages afterwards

    async def _edited(self, edited: Edited) -> Admitted:
        """Other words for a turn that still waits."""
        for turn in await self._store.line(edited.chat):
            if edited.message in turn.asked.messages and turn.asked.text:
                text = edited.text.strip()[: merge.LONG]
                asked = replace(turn.asked, text=text)
                if text and await self._store.amend(edited.update, turn, asked):
                    return Admitted(True)
        return Admitted(await self._store.see(edited.update))

    async def _deleted(self, deleted: Deleted) -> Admitted:
        """A waiting turn loses what the message gave it, or is gone with it."""
        for turn in await self._store.line(deleted.chat):
            asked = turn.asked
            if deleted.message not in asked.messages:
                continue
            left = tuple(each for each in asked.messages if each != deleted.message)
            clips = tuple(c for c in asked.clips if c.source != deleted.message)
            if not left:
                if turn.step == "queued" and await self._store.cancel(turn, "deleted"):
                    self._later(strike(self._tools, turn))
            else:
                amended = replace(asked, messages=left, clips=clips)
                await self._store.amend(deleted.update, turn, amended)
        return Admitted(await self._store.see(deleted.update))

    # small things

    def _allowed(self, chat: ChatId, sender: Sender) -> bool:
        """By person, or by chat with all its threads."""
        config = self._tools.config
        return not config.allow or any(
            each in {sender.id, chat} or chat.startswith(f"{each}:")
            for each in (*config.allow, *config.admins)
        )

    def _language(self, text: str, sender: Sender) -> str:
        return language_of(text, sender.language, self._tools.config.language)

    def _maker(self, language: str) -> Callable[[str, str, str], Button]:
        def make(key: str, verb: str, argument: str) -> Button:
            look = Look.DANGER if verb == "cancel" else Look.PLAIN
            return self._tools.buttons.make(say(language, key), verb, argument, look)

        return make

    async def _notice(self, update: UpdateId, sentence: str) -> Admitted:
        return Admitted(await self._store.see(update), sentence)

    async def _post(self, chat: ChatId, reply: Reply) -> None:
        key = f"d{int(self._tools.clock.now() * 1e6):x}"
        await self._tools.outbox.adapter(chat).post(chat, reply, key)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._quietly(work))
        self._behind.add(task)
        task.add_done_callback(self._behind.discard)

    async def _quietly(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except (ChatError, StoreDown) as error:
            _log.info("not shown: %s", type(error).__name__)
        except Exception:  # noqa: BLE001  # what is only shown must not stop the desk
            _log.exception("not shown")
