"""Build the help text from the table of commands."""

from core.model.commands import COMMANDS
from core.rules.text.wording import say

_A_LINE = 2
_UNLISTED = ("start", "help")
"""Commands that show this text, so they are not listed in it."""


def help_text(language: str) -> str:
    """What the bot does, then each command with its description."""
    names = [name for name in COMMANDS if name not in _UNLISTED]
    entries = [f"{name}: {say(language, f'about.{name}')}" for name in names]
    rows = [entries[at : at + _A_LINE] for at in range(0, len(entries), _A_LINE)]
    return "\n".join((say(language, "help"), *(" · ".join(row) for row in rows)))
