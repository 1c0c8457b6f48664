"""Answer the commands that make no turn, each by its handler."""

from core.errors import AgentError, UserError
from core.flows.commands.context import CommandContext, say_for
from core.flows.commands.drop import DropCommand
from core.flows.commands.personal_data import PersonalData
from core.flows.commands.projects_and_settings import ProjectCommands
from core.flows.commands.status import StatusCommands
from core.flows.turn.failure_words import describe_error
from core.model.chat import platform_of
from core.model.commands import HINT
from core.model.inbound import MessageReceived
from core.model.reply import Reply
from core.ports import CommandSessions, VideoAgent
from core.rules.replies.buttons import Buttons
from core.rules.replies.help import help_text
from core.rules.text.wording import has_message, language_of, say


class Commands:
    """``CommandHandler``."""

    def __init__(
        self,
        sessions: CommandSessions,
        agent: VideoAgent,
        buttons: Buttons,
        context: CommandContext,
    ) -> None:
        self._sessions = sessions
        self._context = context
        self._status = StatusCommands(sessions, agent, context)
        self._drop = DropCommand(sessions, context)
        self._personal_data = PersonalData(sessions, buttons, context)
        self._project_commands = ProjectCommands(
            sessions, agent, buttons, context.moderates, hosted=context.hosted
        )

    async def answer(self, message: MessageReceived) -> tuple[Reply, ...]:
        """Answer the command; errors become sentences, personal answers are private."""
        settings = await self._sessions.settings(message.chat)
        hint = message.sender.language
        language = settings.language or language_of("", hint, self._context.language)
        name = message.command.name if message.command else "help"
        handle = {
            "status": self._status.status,
            "credits": self._status.credits,
            "projects": self._project_commands.projects,
            "new": self._project_commands.new,
            "switch": self._project_commands.switch,
            "settings": self._project_commands.settings,
            "token": self._project_commands.token,
            "language": self._project_commands.language,
            "privacy": self._personal_data.privacy,
            "forget": self._personal_data.forget,
            "upload": self._upload,
            "drop": self._drop.drop,
            HINT: self._hint,
        }.get(name, self._help)
        try:
            return await handle(message, language)
        except (AgentError, UserError) as error:
            text = describe_error(language, error)
            return (Reply(text, private_to=message.sender.id),)

    async def _hint(self, message: MessageReceived, language: str) -> tuple[Reply, ...]:
        """A short hint after a sticker, or a mention without words."""
        return (Reply(say(language, "hint"), silent=True),)

    async def _help(self, message: MessageReceived, language: str) -> tuple[Reply, ...]:
        """The help text, with the platform's own introduction if it has one."""
        key = f"help.{platform_of(message.chat)}" + (
            "" if message.private else ".group"
        )
        if not has_message(key):
            return (Reply(help_text(language)),)
        begin = say(language, key)
        if message.command and message.command.name == "start":
            return (Reply(begin),)
        return (Reply(f"{begin}\n\n{help_text(language)}"),)

    async def _upload(
        self, message: MessageReceived, language: str
    ) -> tuple[Reply, ...]:
        return (Reply(say_for(message, language, "upload")),)
