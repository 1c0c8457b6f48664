"""The front desk: what happened on a platform becomes a stored turn, or an answer.

Everything is stored before ``admit`` returns; what is only shown (a sign, the first
card) follows behind, and a worker makes up for it should this process die.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from core import metrics
from core.errors import OverQuota, StoreDown
from core.flows.commands.cancel import may, may_export, strike
from core.flows.intake.button_requests import asked_by
from core.flows.intake.edited_messages import deleted, edited
from core.flows.intake.notices import Notices
from core.flows.needs import CommandHandler
from core.flows.turn.context import Dependencies
from core.flows.turn.failures import over_quota
from core.flows.turn.steps.instruct import wishes
from core.model.chat import (
    BotRemoved,
    Button,
    ButtonPressed,
    ButtonStyle,
    ChatId,
    ChatMigrated,
    Command,
    Inbound,
    InboundResult,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    Reply,
    Sender,
    UpdateId,
)
from core.model.turn import TurnId, TurnKind, TurnRequest
from core.ports import WakeQueue
from core.rules.intake import merging as merge
from core.rules.intake.routing import Intent, command_in, route
from core.rules.replies.redact import token_in
from core.rules.replies.wording import language_of, say

_log = logging.getLogger(__name__)
_AT_ONCE = {"new", "switch", "settings", "language"}
"""Commands that what follows depends on; a token among the settings is no hurry."""


class InboundProcessor:
    """``InboundHandler``. Raises ``StoreDown`` when it could not be stored."""

    def __init__(
        self, deps: Dependencies, queue: WakeQueue, answers: CommandHandler | None
    ) -> None:
        self._deps = deps
        self._store = deps.store
        self._queue = queue
        self._answers = answers
        self._window = Notices(deps)

    async def admit(self, inbound: Inbound) -> InboundResult:
        admitted = await self._admit(inbound)
        metrics.ADMITTED.labels(str(admitted.fresh).lower()).inc()
        return admitted

    async def _admit(self, inbound: Inbound) -> InboundResult:
        match inbound:
            case MessageReceived():
                return await self._said(inbound)
            case ButtonPressed():
                return await self._pressed(inbound)
            case MessageEdited():
                return await edited(self._deps, inbound)
            case MessageDeleted():
                return await deleted(self._deps, self._window, inbound)
            case ChatMigrated():
                fresh = await self._store.mark_seen(inbound.update)
                await self._store.migrate_chat(inbound.chat, inbound.to)
                await self._deps.sessions.move(inbound.chat, inbound.to)
                return InboundResult(fresh)
            case BotRemoved():
                await self._store.cancel_chat(inbound.chat)
                return InboundResult(await self._store.mark_seen(inbound.update))

    async def settle(self) -> None:
        """Wait for what is still being shown."""
        await self._window.settle()

    # words, clips and commands

    async def _said(self, said: MessageReceived) -> InboundResult:
        language = self._language(said.text, said.sender)
        if not self._allowed(said.chat, said.sender):
            return await self._notice(said.update, say(language, "turn.notallowed"))
        chosen = await self._deps.sessions.settings(said.chat)
        language = chosen.language or language
        command = said.command or self._routed(said)
        if command:
            return await self._command(said, command, language)
        clips = said.quoted + said.clips
        if not (said.text.strip() or clips):
            return InboundResult(await self._store.mark_seen(said.update))
        intent = route(said.text)
        if not clips and intent is Intent.VAGUE:
            return await self._vague(said, language)
        if intent is Intent.EXPORT:  # with clips: they come in first, then the export
            bare = replace(said, text="", update=UpdateId(f"{said.update}:clips"))
            await self._enqueue(bare, TurnKind.UPLOAD, language)
            alone = replace(said, clips=(), quoted=(), text="")
            return await self._export(alone, language)
        kind = TurnKind.INSTRUCT if said.text.strip() else TurnKind.UPLOAD
        return await self._enqueue(said, kind, language)

    def _routed(self, said: MessageReceived) -> Command | None:
        if found := token_in(said.text):  # a secret is nobody's instruction
            return Command("token", found)
        if said.clips or not said.text:
            return None
        plain = command_in(said.text)
        return Command(*plain) if plain else None

    async def _command(
        self, said: MessageReceived, command: Command, language: str
    ) -> InboundResult:
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
                    replace(said, text=text), TurnKind.INSTRUCT, language
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
                fresh = await self._store.mark_seen(said.update)
                if fresh:
                    self._window.later(self._answer(said))
                return InboundResult(fresh)

    async def _at_once(self, said: MessageReceived) -> InboundResult:
        """Done before anything that is said after it, and before it counts as seen."""
        if self._answers is None or await self._store.is_seen(said.update):
            return InboundResult(False)
        replies = await self._answers.answer(said)
        fresh = await self._store.mark_seen(said.update)
        if fresh:
            self._window.later(self._window.answer(said, replies))
        return InboundResult(fresh)

    async def _export(self, said: MessageReceived, language: str) -> InboundResult:
        """For those who asked for the edits, those who pay, and whom the chat names."""
        if not await may_export(self._deps, said.chat, said.sender):
            return await self._notice(said.update, say(language, "turn.denied"))
        return await self._enqueue(said, TurnKind.EXPORT, language)

    async def _answer(self, said: MessageReceived) -> None:
        if self._answers is not None:
            await self._window.answer(said, await self._answers.answer(said))
        if said.command and token_in(f"{said.command.argument} {said.text}"):
            await self._deps.outbox.adapter(said.chat).delete(said.chat, said.message)

    async def _vague(self, said: MessageReceived, language: str) -> InboundResult:
        """Not enough to go on: concrete wishes to choose from."""
        fresh = await self._store.mark_seen(said.update)
        if fresh:
            rows = wishes(self._maker(language))
            reply = Reply(say(language, "turn.vague"), rows, to=said.message)
            self._window.later(self._window.post(said.chat, reply))
        return InboundResult(fresh)

    async def _enqueue(
        self, said: MessageReceived, kind: TurnKind, language: str
    ) -> InboundResult:
        """Into a waiting turn where it belongs to one, else to the end of the line."""
        now, settle = self._deps.clock.now(), self._deps.config.gather
        while (last := await self._store.newest_pending(said.chat)) is not None:
            if not merge.fits(last.request, said, kind, now):
                break
            request = merge.merged(last.request, said, kind, language, now)
            hold = merge.hold(request, bare=False, settle=settle)
            if await self._store.amend(said.update, last, request, hold):
                size = sum(clip.size or 0 for clip in said.clips)
                room = None if said.private else said.chat
                await self._deps.quotas.spend(said.sender.id, room, "bytes", size)
                await self._wake(said.chat, hold)
                self._window.later(self._window.seen(said.chat, said.message))
                return InboundResult(True)
            if (again := await self._store.turn(last.id)) is None or (
                again.version == last.version
            ):
                break  # it has begun
        speaker = replace(said.sender, language=language)
        project = await self._deps.sessions.current(said.chat, speaker)
        request = TurnRequest(
            kind,
            said.sender,
            said.text.strip()[: merge.LONG] if kind is TurnKind.INSTRUCT else "",
            said.quoted + said.clips,
            (said.message,),
            said.album,
            language,
            said.private,
            said.place,
            at=now,
            project=project.id,
        )
        bare = kind is TurnKind.INSTRUCT and not request.clips and not project.clips
        hold = merge.hold(request, bare=bare, settle=settle)
        size = sum(clip.size or 0 for clip in request.clips)
        return await self._submit(said.update, said.chat, request, hold, size)

    async def _submit(
        self,
        update: UpdateId,
        chat: ChatId,
        request: TurnRequest,
        hold: float = 0.0,
        size: int = 0,
    ) -> InboundResult:
        """``size`` bytes come in with it, as far as they are known."""
        turns = int(request.kind in {TurnKind.INSTRUCT, TurnKind.EXPORT})
        who, room = request.asker.id, None if request.private else chat
        try:
            if turns or size:
                await self._deps.quotas.take(who, room, turns, size)
        except OverQuota as error:
            sentence = over_quota(request.language, error, self._deps.clock.now())
            fresh = await self._store.mark_seen(update)
            if fresh:
                first = request.messages[-1] if request.messages else None
                reply = Reply(sentence, to=first, private_to=request.asker.id)
                self._window.later(self._window.post(chat, reply))
            return InboundResult(fresh)
        done = await self._store.submit(update, chat, request, hold)
        if done.fresh:
            await self._wake(chat, hold)
            self._window.later(self._window.first(chat, request, done, hold))
        else:  # the platform said it twice: it counts once
            await self._deps.quotas.spend(who, room, "turns", -turns)
            await self._deps.quotas.spend(who, room, "bytes", -size)
        return InboundResult(done.fresh)

    async def _wake(self, chat: ChatId, hold: float) -> None:
        with suppress(StoreDown):  # it is stored: the workers' sweep finds it
            await self._queue.wake(chat, hold)

    # buttons

    async def _pressed(self, pressed: ButtonPressed) -> InboundResult:
        language = self._language("", pressed.sender)
        if not self._allowed(pressed.chat, pressed.sender):
            return await self._notice(pressed.update, say(language, "turn.notallowed"))
        read = self._deps.buttons.read(pressed.data)
        if read is None:
            return await self._notice(pressed.update, say(language, "turn.old"))
        verb, argument = read
        settings = await self._deps.sessions.settings(pressed.chat)
        language = settings.language or language
        if verb == "cancel":
            return await self._cancel(
                pressed.update, pressed.chat, pressed.sender, TurnId(argument), language
            )
        if verb == "do":
            name, _, rest = argument.partition(" ")
            said = MessageReceived(
                pressed.update,
                pressed.chat,
                pressed.sender,
                pressed.message,
                private=pressed.private,
            )
            return await self._command(said, Command(name, rest), language)
        if verb == "export" and not await may_export(
            self._deps, pressed.chat, pressed.sender
        ):
            return await self._notice(pressed.update, say(language, "turn.denied"))
        request = await asked_by(self._deps, pressed, (verb, argument), language)
        if request is None:
            return await self._notice(pressed.update, say(language, "turn.old"))
        return await self._submit(pressed.update, pressed.chat, request)

    async def _cancel(
        self,
        update: UpdateId,
        chat: ChatId,
        sender: Sender,
        which: TurnId | None,
        language: str,
    ) -> InboundResult:
        """The named turn, or the sender's newest one, or the one that runs."""
        line = await self._store.pending_turns(chat)
        if which:
            line = [turn for turn in line if turn.id == which]
        own = [turn for turn in line if turn.request.asker.id == sender.id]
        turn = own[-1] if own else (line[0] if line else None)
        if turn is None:
            return await self._notice(update, say(language, "turn.nothing"))
        if not await may(self._deps, turn, sender):
            return await self._notice(update, say(language, "turn.denied"))
        if not await self._store.mark_seen(update):
            return InboundResult(False)
        if await self._store.cancel(turn, sender.id) == 2:
            self._window.later(strike(self._deps, turn))
        await self._wake(chat, 0.0)
        return InboundResult(True, say(language, "turn.cancelled"))

    # small things

    def _allowed(self, chat: ChatId, sender: Sender) -> bool:
        """By person, or by chat with all its threads."""
        config = self._deps.config
        return not config.allow or any(
            each in {sender.id, chat} or chat.startswith(f"{each}:")
            for each in (*config.allow, *config.admins)
        )

    def _language(self, text: str, sender: Sender) -> str:
        return language_of(text, sender.language, self._deps.config.language)

    def _maker(self, language: str) -> Callable[[str, str, str], Button]:
        def make(key: str, verb: str, argument: str) -> Button:
            look = ButtonStyle.DANGER if verb == "cancel" else ButtonStyle.PLAIN
            return self._deps.buttons.make(say(language, key), verb, argument, look)

        return make

    async def _notice(self, update: UpdateId, sentence: str) -> InboundResult:
        return InboundResult(await self._store.mark_seen(update), sentence)
