"""Find links to messages in a text."""

import re
from dataclasses import dataclass

_LINK = re.compile(
    r"<?https?://(?:(?:ptb|canary)\.)?discord(?:app)?\.com/channels/"
    r"(?P<guild>\d{1,20}|@me)/(?P<channel>\d{1,20})/(?P<message>\d{1,20})/?>?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class MessageLink:
    channel: str
    message: str


def message_links(text: str) -> tuple[str, tuple[MessageLink, ...]]:
    """The text without its links to messages, and those links in their order."""
    links = dict.fromkeys(
        MessageLink(match["channel"], match["message"])
        for match in _LINK.finditer(text)
    )
    rest = re.sub(r"[ \t]{2,}", " ", _LINK.sub(" ", text)).strip() if links else text
    return rest, tuple(links)
