"""How people see the fake Discord: Markdown read, buttons by their labels."""

import re

from tests.contracts.adapter import Seen
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_state import Json

_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
_MARKS = re.compile(r"(?<!\\)(\*\*|__|~~|\|\||`|\*(?=\S)|(?<=\S)\*)")


def read(text: str) -> str:
    """A message's words as Discord shows them: marks gone, escapes resolved."""
    return _ESCAPED.sub(r"\1", _MARKS.sub("", text)).replace("\u2060", "")


def labels(message: Json) -> tuple[str, ...]:
    return tuple(
        part.get("label") or option["label"]
        for row in message["components"]
        for part in row["components"]
        for option in part.get("options", [{}])
    )


def shown(discord: FakeDiscord, channel: str, by: str = "") -> list[Seen]:
    return [
        Seen(
            read(message["content"]),
            labels(message),
            _media(discord, message),
            answered="message_reference" in message,
        )
        for message in discord.seen(channel, by=by)
    ]


def _media(discord: FakeDiscord, message: Json) -> bytes | None:
    for each in message["attachments"]:
        path = each["url"].partition("/cdn")[2].partition("?")[0]
        return discord.files[path][0]
    return None
