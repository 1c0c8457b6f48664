"""Handle inbound events: each becomes a stored turn or an answer.

Everything is stored before ``handle_inbound`` returns. Feedback (a reaction, the first
card) is posted after that; if this process dies, a worker posts the card.
"""

from core import metrics
from core.flows.intake.access import is_allowed
from core.flows.intake.buttons.handle_press import PressProcessor
from core.flows.intake.edited_messages import handle_delete, handle_edit
from core.flows.intake.enqueue import Enqueuer
from core.flows.intake.forwards import forward_note
from core.flows.intake.handle_message import MessageProcessor
from core.flows.intake.language import decide_language
from core.flows.intake.notices import Notices
from core.flows.turn.dependencies import Dependencies
from core.model.inbound import (
    BotRemoved,
    ButtonPressed,
    ChatMigrated,
    Inbound,
    InboundResult,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
)
from core.model.reply import Reply
from core.ports import CommandHandler, WakeQueue
from core.rules.intake.plain_inbound import plain_inbound
from core.rules.text.redact import find_token
from core.rules.text.wording import say


class InboundProcessor:
    """Stores inbound events as turns. Raises ``StoreDown`` if one is not stored."""

    def __init__(
        self, deps: Dependencies, queue: WakeQueue, commands: CommandHandler | None
    ) -> None:
        self._deps = deps
        self._store = deps.store
        self._notices = Notices(deps)
        turns = Enqueuer(deps, queue, self._notices)
        self._messages = MessageProcessor(deps, self._notices, turns, commands)
        self._presses = PressProcessor(deps, self._notices, turns, self._messages)

    async def handle_inbound(self, inbound: Inbound) -> InboundResult:
        result = await self._dispatch(plain_inbound(inbound))
        metrics.UPDATES.labels(str(result.fresh).lower()).inc()
        return result

    async def _dispatch(self, inbound: Inbound) -> InboundResult:
        match inbound:
            case MessageReceived():
                result = await self._messages.handle(inbound)
                if result.fresh and not inbound.message and inbound.text:
                    self._notices.spawn(self._show_words(inbound))
                if result.fresh and inbound.foreign_words and inbound.addressed:
                    self._notices.spawn(self._tell_of_forward(inbound))
                return result
            case ButtonPressed():
                return await self._presses.handle(inbound)
            case MessageEdited():
                return await handle_edit(self._deps, self._notices, inbound)
            case MessageDeleted():
                return await handle_delete(self._deps, self._notices, inbound)
            case ChatMigrated():
                # The projects first: a turn that runs there needs its own.
                await self._deps.sessions.migrate_chat(inbound.chat, inbound.to)
                await self._store.migrate_chat(inbound.chat, inbound.to)
                return InboundResult(await self._store.mark_seen(inbound.update))
            case BotRemoved():
                await self._store.cancel_chat(inbound.chat)
                return InboundResult(await self._store.mark_seen(inbound.update))

    async def drain(self) -> None:
        """Wait for notices that are still being posted."""
        await self._notices.drain()

    async def _show_words(self, message: MessageReceived) -> None:
        """Post words from the drop page to the chat, unless they contain a secret."""
        if find_token(message.text):
            return
        language = await decide_language(self._deps, message.chat, message.sender)
        name, text = message.sender.name, message.text.strip()
        words = say(language, "drop.words", name=name, text=text)
        await self._notices.post(message.chat, Reply(words, silent=True))

    async def _tell_of_forward(self, message: MessageReceived) -> None:
        """Say that the caption of a forwarded file is no request of its sender's."""
        if not is_allowed(self._deps.config, message):
            return
        language = await decide_language(self._deps, message.chat, message.sender)
        if note := await forward_note(self._deps, message, language):
            await self._notices.post(message.chat, note)
