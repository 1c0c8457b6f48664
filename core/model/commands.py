"""The table of commands, used by every platform, the help and the core."""

from dataclasses import dataclass
from enum import StrEnum


class CommandScope(StrEnum):
    """In which lists of a platform a command is shown."""

    EVERYWHERE = "everywhere"
    PRIVATE = "private"
    """In private chats, and to the admins of a group."""
    PERSON = "person"
    """In private chats and in groups: it concerns the person who sends it."""


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """A command of the bot.

    ``private``: only the sender should see the answer, and that it is on its way, where a
    platform can show it to one person. ``makes_turn``: it is queued as a turn.
    ``at_once``: it is run before later messages are handled.
    """

    name: str
    scope: CommandScope = CommandScope.EVERYWHERE
    private: bool = False
    makes_turn: bool = False
    at_once: bool = False


COMMANDS: dict[str, CommandSpec] = {
    spec.name: spec
    for spec in (
        CommandSpec("start", CommandScope.PRIVATE, private=True),
        CommandSpec("help", private=True),
        CommandSpec("new", at_once=True),
        CommandSpec("status"),
        CommandSpec("export", makes_turn=True),
        CommandSpec("undo", makes_turn=True),
        CommandSpec("cancel"),
        CommandSpec("projects", private=True),
        CommandSpec("drop", private=True),
        CommandSpec("credits", private=True),
        CommandSpec("settings", CommandScope.PRIVATE, private=True, at_once=True),
        CommandSpec("language", CommandScope.PRIVATE, private=True, at_once=True),
        CommandSpec("privacy", CommandScope.PERSON, private=True),
        CommandSpec("forget", CommandScope.PERSON, private=True),
    )
}
"""Public commands, in listing order."""

AT_ONCE = {spec.name for spec in COMMANDS.values() if spec.at_once} | {"switch"}
PRIVATE = {spec.name for spec in COMMANDS.values() if spec.private}
MAKES_TURN = {spec.name for spec in COMMANDS.values() if spec.makes_turn} | {"edit"}
"""Discord's own ``edit`` carries an instruction."""
HINT = "hint"
"""The command of a message without content for us: it is answered by one line of help."""
