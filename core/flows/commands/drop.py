"""Answer the command drop: a link to the page that takes large files."""

from core.flows.commands.context import CommandContext
from core.model.chat import platform_of
from core.model.drop_link import DropLink
from core.model.inbound import MessageReceived
from core.model.reply import Reply
from core.ports import CommandSessions
from core.rules.replies.buttons import link_buttons
from core.rules.text.file_size import size_text
from core.rules.text.wording import say

_TERMINAL = "console"


class DropCommand:
    """Gives each person their own link, visible only to them."""

    def __init__(self, sessions: CommandSessions, context: CommandContext) -> None:
        self._sessions = sessions
        self._context = context

    async def drop(self, message: MessageReceived, language: str) -> tuple[Reply, ...]:
        """Answer with a link for the sender and the current project of the chat."""
        person, links = message.sender, self._context.drop
        if links is None:
            here = platform_of(message.chat) == _TERMINAL
            key = "drop.terminal" if here else "drop.none"
            return (Reply(say(language, key), private_to=person.id),)
        project = await self._sessions.linked(message.chat, person)
        link = DropLink(
            message.chat,
            project.id,
            person,
            0.0,
            private=message.private,
            place=message.place,
        )
        address = links.address(link, self._context.clock.now())
        inside = links.app_address(link)
        row = link_buttons(language, "button.drop", address, inside)
        words = say(
            language,
            f"drop.link.{links.page.reach}",
            largest=size_text(links.page.largest),
            hours=round(links.life / 3600),
        )
        reply = Reply(words, (row,), private_to=person.id, secret=not message.private)
        return (reply,)
