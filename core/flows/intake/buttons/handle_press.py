"""Handle presses of our buttons: each cancels, answers, votes, or makes a turn."""

from dataclasses import replace

from core.flows.commands.cancel import can_export
from core.flows.intake.access import is_allowed, refusal
from core.flows.intake.buttons.labels import ButtonLabels
from core.flows.intake.buttons.presses import press_key, submit_once
from core.flows.intake.buttons.questions import ask_for_title, correct_transcript
from core.flows.intake.buttons.requests import request_from_button
from core.flows.intake.buttons.votes import cast_vote, why_not_decided
from core.flows.intake.cancel_requests import cancel
from core.flows.intake.edited_messages import edited_message
from core.flows.intake.enqueue import Enqueuer
from core.flows.intake.handle_message import MessageProcessor
from core.flows.intake.language import decide_language
from core.flows.intake.notices import Notices, notice_once
from core.flows.turn.dependencies import Dependencies
from core.model.chat import UpdateId
from core.model.inbound import ButtonPressed, Command, InboundResult, MessageReceived
from core.model.reply import ButtonVerb
from core.model.turn import TurnId
from core.rules.text.wording import say


class PressProcessor:
    """Handles presses; one that stands for words is passed on to ``messages``.

    Raises ``StoreDown``.
    """

    def __init__(
        self,
        deps: Dependencies,
        notices: Notices,
        turns: Enqueuer,
        messages: MessageProcessor,
    ) -> None:
        self._deps = deps
        self._store = deps.store
        self._notices = notices
        self._turns = turns
        self._messages = messages
        self._labels = ButtonLabels(deps, notices)

    async def handle(self, press: ButtonPressed) -> InboundResult:
        language = await decide_language(self._deps, press.chat, press.sender)
        if not is_allowed(self._deps.config, press):
            sentence = await refusal(self._deps, press, language)
            return await notice_once(self._deps, press.update, sentence)
        read = self._deps.buttons.read(press.data)
        if read is None:
            return await notice_once(
                self._deps, press.update, say(language, "turn.old")
            )
        return await self._carry_out(press, read, language)

    async def _carry_out(
        self, press: ButtonPressed, read: tuple[ButtonVerb, str], language: str
    ) -> InboundResult:
        """Do what the button's verb names; a verb that is not listed makes a turn."""
        deps, notices, (verb, argument) = self._deps, self._notices, read
        match verb:
            case ButtonVerb.CANCEL:
                id_ = TurnId(argument)
                return await cancel(deps, notices, self._turns, press, id_, language)
            case ButtonVerb.COMMAND:
                return await self._command_button(press, argument, language)
            case ButtonVerb.EDITED_WORDS:
                return await self._edited_words(press, argument, language)
            case ButtonVerb.CORRECT_TRANSCRIPT | ButtonVerb.LEAVE_OUT:
                return await self._voice_note_button(press, read, language)
            case ButtonVerb.VOTE:
                sentence = await cast_vote(deps, press, argument, language)
                self._labels.refresh(press)
                result = await notice_once(deps, press.update, sentence)
                return replace(result, brief=True)  # the button shows the count
            case _ if sentence := await self._why_denied(press, read, language):
                return await notice_once(deps, press.update, sentence)
            case ButtonVerb.SUGGESTION if argument == "title":
                return await ask_for_title(deps, notices, press, language)
            case _:
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
        return await self._messages.command(message, Command(name, rest), language)

    async def _voice_note_button(
        self, press: ButtonPressed, read: tuple[ButtonVerb, str], language: str
    ) -> InboundResult:
        """Correct a transcript, or discard a voice note."""
        verb, id_ = read
        if verb == ButtonVerb.CORRECT_TRANSCRIPT:
            return await correct_transcript(
                self._deps, self._notices, press, id_, language
            )
        sentence = say(language, "voice.left_out")
        result = await notice_once(self._deps, press.update, sentence)
        if result.fresh:
            self._labels.mark(press)
        return result

    async def _why_denied(
        self, press: ButtonPressed, read: tuple[ButtonVerb, str], language: str
    ) -> str:
        """The reason why this person cannot do it now; "" if they can."""
        verb, argument = read
        if verb == ButtonVerb.END_VOTE:
            return await why_not_decided(self._deps, press, argument, language)
        if verb in {ButtonVerb.EXPORT, ButtonVerb.UNDO} or read == (
            ButtonVerb.SUGGESTION,
            "undo",
        ):
            allowed = await can_export(self._deps, press.chat, press.sender)
            return "" if allowed else say(language, "turn.denied")
        return ""

    async def _submit_button(
        self, press: ButtonPressed, read: tuple[ButtonVerb, str], language: str
    ) -> InboundResult:
        """Store the turn of the button, and mark the button as pressed."""
        request = await request_from_button(self._deps, press, read, language)
        if request is None:
            return await notice_once(
                self._deps, press.update, say(language, "turn.old")
            )
        turn = request

        async def submit(key: UpdateId) -> InboundResult:
            return await self._turns.submit(key, press.chat, turn, refusal=press.update)

        result = await submit_once(self._deps, press, read[0], submit, language)
        if result.fresh and not result.notice:
            self._labels.mark(press)
        return result

    async def _edited_words(
        self, press: ButtonPressed, argument: str, language: str
    ) -> InboundResult:
        """Run the new words of an edited message; only the first press counts."""
        update = press_key(press, ButtonVerb.EDITED_WORDS)
        message = await edited_message(self._deps, press, argument, update)
        if message is None:
            return await notice_once(
                self._deps, press.update, say(language, "turn.old")
            )
        result = await self._messages.carry_out(message, language)
        if not await self._store.mark_seen(press.update):
            return InboundResult(False)
        if not result.fresh:
            return InboundResult(True, say(language, "turn.pressed"))
        self._labels.mark(press)
        return result
