"""Read a command that was typed as text, where a platform does not mark it: "/language zh"."""

import re

from core.model.inbound import Command

_COMMAND = re.compile(r"/([a-z]+)(?:\s+(.*))?$", re.IGNORECASE | re.DOTALL)


def typed_command(text: str) -> Command | None:
    """The command, whether or not there is one of that name; None for other words."""
    match = _COMMAND.match(text)
    return match and Command(match[1].lower(), (match[2] or "").strip())
