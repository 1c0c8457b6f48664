"""Inbound events: each becomes a stored turn or an answer.

Everything is stored before ``handle_inbound`` returns; what is only shown (a sign, the first
card) follows behind, and a worker makes up for it should this process die.
"""

import logging
from dataclasses import replace

from core import metrics
from core.flows.commands.cancel import can_export
from core.flows.intake.access import is_allowed, refusal
from core.flows.intake.button_presses import (
    press_key,
    show_pressed,
    submit_once,
)
from core.flows.intake.button_requests import request_from_button
from core.flows.intake.cancel_requests import cancel
from core.flows.intake.edited_messages import (
    edited_message,
    handle_delete,
    handle_edit,
)
from core.flows.intake.enqueue import Enqueuer
from core.flows.intake.language import decide_language, languages_notice
from core.flows.intake.notices import Notices
from core.flows.intake.suggest import (
    ask_for_title,
    correct_heard,
    leave_out_note,
    suggest,
)
from core.flows.intake.unaddressed import add_earlier_parts, select_clips
from core.flows.intake.votes import cast_vote, show_votes, why_not_decided
from core.flows.turn.dependencies import Dependencies
from core.flows.turn.open_questions import (
    answer_question,
    fills_template,
)
from core.model.chat import (
    BotRemoved,
    ButtonPressed,
    ChatMigrated,
    Command,
    Inbound,
    InboundResult,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    Reply,
    UpdateId,
)
from core.model.commands import AT_ONCE
from core.model.turn import TurnId, TurnKind
from core.ports import CommandHandler, WakeQueue
from core.rules.intake.routing import Intent, is_voice_note, parse_command, route
from core.rules.text.redact import find_token
from core.rules.text.wording import say

_log = logging.getLogger(__name__)


class InboundProcessor:
    """Stores inbound events as turns. Raises ``StoreDown`` if one is not stored."""

    def __init__(
        self, deps: Dependencies, queue: WakeQueue, commands: CommandHandler | None
    ) -> None:
        self._deps = deps
        self._store = deps.store
        self._commands = commands
        self._notices = Notices(deps)
        self._turns = Enqueuer(deps, queue, self._notices)

    async def handle_inbound(self, inbound: Inbound) -> InboundResult:
        result = await self._dispatch(inbound)
        metrics.UPDATES.labels(str(result.fresh).lower()).inc()
        return result

    async def _dispatch(self, inbound: Inbound) -> InboundResult:
        match inbound:
            case MessageReceived():
                result = await self._handle_message(inbound)
                if result.fresh and not inbound.message and inbound.text:
                    self._notices.spawn(self._show_words(inbound))
                return result
            case ButtonPressed():
                return await self._handle_button(inbound)
            case MessageEdited():
                return await handle_edit(self._deps, self._notices, inbound)
            case MessageDeleted():
                return await handle_delete(self._deps, self._notices, inbound)
            case ChatMigrated():
                fresh = await self._store.mark_seen(inbound.update)
                await self._store.migrate_chat(inbound.chat, inbound.to)
                await self._deps.sessions.migrate_chat(inbound.chat, inbound.to)
                return InboundResult(fresh)
            case BotRemoved():
                await self._store.cancel_chat(inbound.chat)
                return InboundResult(await self._store.mark_seen(inbound.update))

    async def drain(self) -> None:
        """Wait for what is still being shown."""
        await self._notices.drain()

    # words, clips and commands

    async def _handle_message(self, message: MessageReceived) -> InboundResult:
        message = replace(message, written=message.text)
        language = await decide_language(
            self._deps, message.chat, message.sender, message.text
        )
        if not is_allowed(self._deps.config, message):
            sentence = await refusal(self._deps, message, language)
            return await self._notify(message.update, sentence)
        answer = await answer_question(self._deps, message, language)
        if answer is not None:
            return await self._turns.enqueue(
                answer,
                TurnKind.INSTRUCT,
                language,
                answers=True,
                is_title=fills_template(message, answer),
            )
        if message.addressed:
            return await self._handle_addressed(message, language)
        if (wanted := await select_clips(self._deps, message)) is None:
            return InboundResult(False)
        return await self._carry_out(wanted, language)

    async def _show_words(self, message: MessageReceived) -> None:
        """Show the chat what was written on the drop page; a secret to nobody."""
        if find_token(message.text):
            return
        language = await decide_language(self._deps, message.chat, message.sender)
        name, text = message.sender.name, message.text.strip()
        words = say(language, "drop.words", name=name, text=text)
        await self._notices.post(message.chat, Reply(words, silent=True))

    async def _handle_addressed(
        self, message: MessageReceived, language: str
    ) -> InboundResult:
        if notice := await languages_notice(self._deps, message.sender):
            self._notices.spawn(self._notices.post(message.chat, notice))
        message = await add_earlier_parts(self._deps, message)
        return await self._carry_out(message, language)

    async def _carry_out(
        self, message: MessageReceived, language: str
    ) -> InboundResult:
        """Answer a command or suggest wishes; everything else becomes a turn."""
        command = message.command or self._find_command(message)
        if command:
            return await self._command(message, command, language)
        if is_voice_note(message):
            return await self._turns.enqueue(message, TurnKind.LISTEN, language)
        clips = message.quoted + message.clips
        if not (message.text.strip() or clips):
            return InboundResult(await self._store.mark_seen(message.update))
        intent = route(message.text)
        if not clips and intent is Intent.VAGUE:
            return await suggest(self._deps, self._notices, message, language)
        if intent is Intent.EXPORT:  # with clips: they come in first, then the export
            bare = replace(message, text="", update=UpdateId(f"{message.update}:clips"))
            await self._turns.enqueue(bare, TurnKind.UPLOAD, language)
            alone = replace(message, clips=(), quoted=(), text="")
            return await self._export(alone, language)
        if intent is Intent.UPLOAD:  # with clips: they are what is to be uploaded
            message = replace(message, text="")
        return await self._turns.enqueue_wish(message, language)

    def _find_command(self, message: MessageReceived) -> Command | None:
        if found := find_token(message.text):  # a secret is nobody's instruction
            return Command("token", found)
        if message.clips or not message.text:
            return None
        plain = parse_command(message.text)
        return Command(*plain) if plain else None

    async def _command(
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
                    return await self._notify(message.update, sentence)
                text = say(language, "wish.undo")
                return await self._turns.enqueue(
                    replace(message, text=text), TurnKind.INSTRUCT, language
                )
            case "edit":
                return await self._handle_message(
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
        """Done before anything that is said after it, and before it counts as seen."""
        if self._commands is None or await self._store.is_seen(message.update):
            return InboundResult(False)
        replies = await self._commands.answer(message)
        fresh = await self._store.mark_seen(message.update)
        if fresh:
            self._notices.spawn(self._notices.post_replies(message, replies))
        return InboundResult(fresh)

    async def _export(self, message: MessageReceived, language: str) -> InboundResult:
        """For those who asked for the edits, those who pay, and whom the chat names."""
        if not await can_export(self._deps, message.chat, message.sender):
            return await self._notify(message.update, say(language, "turn.denied"))
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

    # buttons

    async def _handle_button(self, press: ButtonPressed) -> InboundResult:
        language = await decide_language(self._deps, press.chat, press.sender)
        if not is_allowed(self._deps.config, press):
            sentence = await refusal(self._deps, press, language)
            return await self._notify(press.update, sentence)
        read = self._deps.buttons.read(press.data)
        if read is None:
            return await self._notify(press.update, say(language, "turn.old"))
        verb, argument = read
        match verb:
            case "cancel":
                return await cancel(
                    self._deps,
                    self._notices,
                    self._turns,
                    press,
                    TurnId(argument),
                    language,
                )
            case "do":
                return await self._command_button(press, argument, language)
            case "words":
                return await self._edited_words(press, argument, language)
            case "mend" | "leave":
                answer = correct_heard if verb == "mend" else leave_out_note
                return await answer(
                    self._deps, self._notices, press, argument, language
                )
            case "vote":
                sentence = await cast_vote(self._deps, press, argument, language)
                self._notices.spawn(show_votes(self._deps, press, argument))
                return await self._notify(press.update, sentence)
            case _:
                pass
        if sentence := await self._why_denied(press, read, language):
            return await self._notify(press.update, sentence)
        if read == ("say", "title"):
            return await ask_for_title(self._deps, self._notices, press, language)
        return await self._submit_button(press, read, language)

    async def _command_button(
        self, press: ButtonPressed, command: str, language: str
    ) -> InboundResult:
        name, _, rest = command.partition(" ")
        message = MessageReceived(
            press.update,
            press.chat,
            press.sender,
            press.message,
            private=press.private,
            within=press.within,
        )
        return await self._command(message, Command(name, rest), language)

    async def _why_denied(
        self, press: ButtonPressed, read: tuple[str, str], language: str
    ) -> str:
        """Why this person cannot do it now; "" if they can."""
        verb, argument = read
        if verb == "decide":
            return await why_not_decided(self._deps, press, argument, language)
        if verb in {"export", "undo"} or read == ("say", "undo"):
            allowed = await can_export(self._deps, press.chat, press.sender)
            return "" if allowed else say(language, "turn.denied")
        return ""

    async def _submit_button(
        self, press: ButtonPressed, read: tuple[str, str], language: str
    ) -> InboundResult:
        """Store the turn that the button asks for, and mark the button as pressed."""
        request = await request_from_button(self._deps, press, read, language)
        if request is None:
            return await self._notify(press.update, say(language, "turn.old"))
        turn, (verb, argument) = request, read

        async def submit(key: UpdateId) -> InboundResult:
            if verb == "decide":  # once, whoever decides
                key = UpdateId(f"decided:{argument}")
            return await self._turns.submit(key, press.chat, turn, refusal=press.update)

        result = await submit_once(self._deps, press, submit, language)
        if result.fresh and not result.notice:
            self._notices.spawn(show_pressed(self._deps, press))
        return result

    async def _edited_words(
        self, press: ButtonPressed, argument: str, language: str
    ) -> InboundResult:
        """Carry out the new words of an edited message; one press of a button counts."""
        update = press_key(press)
        message = await edited_message(self._deps, press, argument, update)
        if message is None:
            return await self._notify(press.update, say(language, "turn.old"))
        result = await self._carry_out(message, language)
        if not await self._store.mark_seen(press.update):
            return InboundResult(False)
        if not result.fresh:
            return InboundResult(True, say(language, "turn.pressed"))
        self._notices.spawn(show_pressed(self._deps, press))
        return result

    async def _notify(self, update: UpdateId, sentence: str) -> InboundResult:
        return InboundResult(await self._store.mark_seen(update), sentence)
