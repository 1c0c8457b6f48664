"""The table of commands: what every platform, the help and the core know of each."""

from dataclasses import dataclass
from enum import StrEnum


class CommandScope(StrEnum):
    """Where a command is offered in a platform's list."""

    EVERYWHERE = "everywhere"
    PRIVATE = "private"
    """In private chats, and to the admins of a group."""
    PERSON = "person"
    """In private chats and in groups: it concerns the person who sends it."""


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """A command of the bot.

    ``private``: only the sender should see the answer. ``makes_turn``: it is queued as a
    turn. ``at_once``: it is carried out before what is said after it.
    """

    name: str
    scope: CommandScope = CommandScope.EVERYWHERE
    private: bool = False
    makes_turn: bool = False
    at_once: bool = False


COMMANDS: dict[str, CommandSpec] = {
    spec.name: spec
    for spec in (
        CommandSpec("start", CommandScope.PRIVATE),
        CommandSpec("help"),
        CommandSpec("new", at_once=True),
        CommandSpec("status"),
        CommandSpec("export", makes_turn=True),
        CommandSpec("undo", makes_turn=True),
        CommandSpec("cancel"),
        CommandSpec("projects"),
        CommandSpec("drop", private=True),
        CommandSpec("credits", private=True),
        CommandSpec("settings", CommandScope.PRIVATE, at_once=True),
        CommandSpec("language", CommandScope.PRIVATE, at_once=True),
        CommandSpec("privacy", CommandScope.PERSON, private=True),
        CommandSpec("forget", CommandScope.PERSON, private=True),
    )
}
"""Public commands, in the order in which they are listed."""

AT_ONCE = {spec.name for spec in COMMANDS.values() if spec.at_once} | {"switch"}
MAKES_TURN = {spec.name for spec in COMMANDS.values() if spec.makes_turn} | {"edit"}
"""Discord's own ``edit`` carries an instruction."""
HINT = "hint"
"""What an adapter asks for when a message holds nothing for us: one line of help."""
