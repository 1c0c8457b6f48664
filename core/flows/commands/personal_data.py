"""Answer the commands privacy and forget: what is stored, and its deletion."""

from core.flows.commands.context import CommandContext
from core.flows.commands.projects_and_settings import argument
from core.model.drop_link import STORED_DAYS, UNFINISHED_DAYS
from core.model.inbound import MessageReceived
from core.model.reply import ButtonStyle, Reply
from core.model.session import ErasureResult
from core.ports import CommandSessions
from core.rules.confirmations import confirmation, confirmation_fault
from core.rules.replies.buttons import Buttons
from core.rules.text.wording import say


class PersonalData:
    """Tells what is stored about a person or a group, and deletes it."""

    def __init__(
        self, sessions: CommandSessions, buttons: Buttons, context: CommandContext
    ) -> None:
        self._sessions = sessions
        self._buttons = buttons
        self._context = context

    async def privacy(
        self, message: MessageReceived, language: str
    ) -> tuple[Reply, ...]:
        button = self._buttons.command(
            say(language, "button.forget"), "forget", ButtonStyle.DANGER
        )
        text = say(language, "privacy", days=self._context.keep_days)
        if self._context.drop:
            drop_days = {"days": STORED_DAYS, "unfinished": UNFINISHED_DAYS}
            text = f"{text}\n{say(language, 'privacy.drop', **drop_days)}"
        if retention := self._context.retention:
            days = {"days": retention.project_days, "videos": retention.video_days}
            text = f"{text}\n{say(language, 'privacy.studio', **days)}"
        return (
            Reply(
                text,
                ((button,),),
                private_to=message.sender.id,
            ),
        )

    async def forget(
        self, message: MessageReceived, language: str
    ) -> tuple[Reply, ...]:
        owner = message.sender.id
        word, _, mark = argument(message).partition(" ")
        if word not in {"yes", "chat"}:
            return (await self._confirm_forget(message, language),)
        now = self._context.clock.now()
        if mark and (fault := confirmation_fault(mark, owner, now)):
            return (Reply(say(language, f"forget.{fault}"), private_to=owner),)
        if word == "chat":
            return (await self._forget_chat(message, language),)
        # first, because a running turn would write
        turns, running = await self._context.erase_turns(owner)
        gone = await self._sessions.forget(owner)
        await self._context.forget_notes(owner)
        await self._context.forget_uploads(owner)
        if message.private:
            await self._sessions.reset_settings(message.chat)
        text = self._forgotten(gone, language, turns=turns, running=running)
        return (Reply(text, private_to=owner),)

    async def _confirm_forget(self, message: MessageReceived, language: str) -> Reply:
        """Ask for confirmation, with what would be deleted; the buttons expire."""
        owner = message.sender.id
        holdings = await self._sessions.holdings(owner)
        mark = confirmation(owner, self._context.clock.now())
        label = say(language, "button.forget")
        danger = ButtonStyle.DANGER
        rows = [(self._buttons.command(label, f"forget yes {mark}", danger),)]
        text = say(
            language,
            "forget",
            projects=holdings.projects,
            clips=holdings.clips,
            tokens=holdings.tokens,
        )
        if holdings.shared:
            text += "\n" + say(language, "forget.shared", count=holdings.shared)
        if not message.private and await self._context.moderates(message.chat, owner):
            label = say(language, "button.forget_chat")
            rows.append((self._buttons.command(label, f"forget chat {mark}", danger),))
        return Reply(text, tuple(rows), private_to=owner)

    async def _forget_chat(self, message: MessageReceived, language: str) -> Reply:
        """Delete the projects of a group; only for its admins."""
        owner = message.sender.id
        if not (message.private or await self._context.moderates(message.chat, owner)):
            return Reply(say(language, "settings.denied"), private_to=owner)
        gone = await self._sessions.forget_chat(message.chat)
        await self._context.forget_notes(message.chat)
        return Reply(self._forgotten(gone, language))

    def _forgotten(
        self, gone: ErasureResult, language: str, *, turns: int = 0, running: int = 0
    ) -> str:
        lines = [
            say(
                language,
                "forget.done",
                projects=gone.projects,
                clips=gone.clips,
                wallets=gone.wallets,
                turns=turns,
            )
        ]
        if gone.shared:
            lines.append(say(language, "forget.left_shared", count=gone.shared))
        if gone.kept_by_agent:
            lines.append(say(language, "forget.agent_keeps", count=gone.kept_by_agent))
        if left := gone.left + running:
            lines.append(say(language, "forget.left", count=left))
        else:
            lines.append(say(language, "forget.checked"))
        return "\n".join(lines)
