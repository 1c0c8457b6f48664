"""Handle messages: answer a command, suggest instructions, or store a turn."""

from dataclasses import replace

from core.flows.commands.cancel import can_export
from core.flows.intake.access import is_allowed, refusal
from core.flows.intake.cancel_requests import cancel
from core.flows.intake.enqueue import Enqueuer
from core.flows.intake.language import decide_language, languages_notice
from core.flows.intake.notices import Notices, notice_once
from core.flows.intake.suggest import suggest
from core.flows.intake.unaddressed import (
    add_earlier_parts,
    forget_parts,
    select_clips,
)
from core.flows.turn.dependencies import Dependencies
from core.flows.turn.open_questions import answer_question, close_question
from core.model.chat import UpdateId
from core.model.commands import AT_ONCE
from core.model.inbound import Command, InboundResult, MessageReceived
from core.model.turn import TurnKind
from core.ports import CommandHandler
from core.rules.intake.routing import Intent, is_voice_note, parse_command, route
from core.rules.text.redact import find_token
from core.rules.text.wording import say


class MessageProcessor:
    """Handles words, clips and commands. Raises ``StoreDown``."""

    def __init__(
        self,
        deps: Dependencies,
        notices: Notices,
        turns: Enqueuer,
        commands: CommandHandler | None,
    ) -> None:
        self._deps = deps
        self._store = deps.store
        self._notices = notices
        self._turns = turns
        self._commands = commands

    async def handle(self, message: MessageReceived) -> InboundResult:
        message = replace(message, written=message.text)
        language = await decide_language(
            self._deps, message.chat, message.sender, message.text
        )
        if not is_allowed(self._deps.config, message):
            sentence = await refusal(self._deps, message, language)
            return await notice_once(self._deps, message.update, sentence)
        answer = await answer_question(self._deps, message, language)
        if answer is not None:
            result = await self._turns.enqueue(
                answer.message,
                TurnKind.INSTRUCT,
                language,
                answers=True,
                is_title=answer.is_title,
            )
            await close_question(self._deps, answer)
            return result
        if message.addressed:
            return await self._handle_addressed(message, language)
        if (selected := await select_clips(self._deps, message)) is None:
            return InboundResult(False)
        return await self.carry_out(selected, language)

    async def _handle_addressed(
        self, message: MessageReceived, language: str
    ) -> InboundResult:
        if notice := await languages_notice(self._deps, message.sender):
            self._notices.spawn(self._notices.post(message.chat, notice))
        message = await add_earlier_parts(self._deps, message)
        result = await self.carry_out(message, language)
        await forget_parts(self._deps, message)
        return result

    async def carry_out(self, message: MessageReceived, language: str) -> InboundResult:
        """Answer a command or suggest instructions; everything else becomes a turn."""
        command = message.command or self._find_command(message)
        if command:
            return await self.command(message, command, language)
        if is_voice_note(message):
            return await self._turns.enqueue(message, TurnKind.LISTEN, language)
        clips = message.quoted + message.clips
        if not (message.text.strip() or clips):
            return InboundResult(await self._store.mark_seen(message.update))
        intent = route(message.text)
        if not clips and intent is Intent.VAGUE:
            return await suggest(self._deps, self._notices, message, language)
        if intent is Intent.EXPORT:  # uploads first
            bare = replace(message, text="", update=UpdateId(f"{message.update}:clips"))
            await self._turns.enqueue(bare, TurnKind.UPLOAD, language)
            alone = replace(message, clips=(), quoted=(), text="")
            return await self._export(alone, language)
        if intent is Intent.UPLOAD:  # with clips: they are to be uploaded
            message = replace(message, text="")
        return await self._turns.enqueue_with_early_request(message, language)

    def _find_command(self, message: MessageReceived) -> Command | None:
        if token := find_token(message.text):  # a secret is no instruction
            return Command("token", token)
        if message.clips or not message.text:
            return None
        plain = parse_command(message.text)
        return Command(*plain) if plain else None

    async def command(
        self, message: MessageReceived, command: Command, language: str
    ) -> InboundResult:
        match command.name:
            case "cancel":
                return await cancel(
                    self._deps,
                    self._notices,
                    self._turns,
                    message,
                    None,
                    language,
                )
            case "export":
                return await self._export(message, language)
            case "undo":
                if not await can_export(self._deps, message.chat, message.sender):
                    sentence = say(language, "turn.denied")
                    return await notice_once(self._deps, message.update, sentence)
                text = say(language, "wish.undo")
                return await self._turns.enqueue(
                    replace(message, text=text),
                    TurnKind.INSTRUCT,
                    language,
                    is_undo=True,
                )
            case "redo":  # in no list: it follows an undo, whose message has its button
                redo = replace(message, command=None, text=say(language, "wish.redo"))
                return await self.carry_out(redo, language)
            case "edit":
                return await self.handle(
                    replace(
                        message, command=None, text=command.argument or message.text
                    )
                )
            case _:
                if self._commands is None:
                    return await suggest(self._deps, self._notices, message, language)
                speaker = replace(message.sender, language=language)
                message = replace(message, command=command, sender=speaker)
                if command.name in AT_ONCE and not find_token(command.argument):
                    return await self._answer_now(message)
                fresh = await self._store.mark_seen(message.update)
                if fresh:
                    self._notices.spawn(self._answer(message))
                return InboundResult(fresh)

    async def _answer_now(self, message: MessageReceived) -> InboundResult:
        """Answer before later messages are handled, and before the update is marked as seen."""
        if self._commands is None or await self._store.is_seen(message.update):
            return InboundResult(False)
        replies = await self._commands.answer(message)
        fresh = await self._store.mark_seen(message.update)
        if fresh:
            self._notices.spawn(self._notices.post_replies(message, replies))
        return InboundResult(fresh)

    async def _export(self, message: MessageReceived, language: str) -> InboundResult:
        """Store an export, if the person may: asker, payer, admin or named by the chat's setting."""
        if not await can_export(self._deps, message.chat, message.sender):
            return await notice_once(
                self._deps, message.update, say(language, "turn.denied")
            )
        return await self._turns.enqueue(message, TurnKind.EXPORT, language)

    async def _answer(self, message: MessageReceived) -> None:
        if self._commands is not None:
            await self._notices.post_replies(
                message, await self._commands.answer(message)
            )
        if message.command and find_token(f"{message.command.argument} {message.text}"):
            await self._deps.outbox.adapter(message.chat).delete(
                message.chat, message.message
            )
