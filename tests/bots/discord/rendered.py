"""Read messages of the fake Discord as people see them: rendered Markdown, button labels."""

import re

from tests.contracts.platform import VisibleMessage
from tests.fakes.discord.bodies import controls, words_of
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.state import Json

_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")
_MARKS = re.compile(r"(?<!\\)(\*\*|__|~~|\|\||`|\*(?=\S)|(?<=\S)\*)")


def rendered_text(text: str) -> str:
    """The text of a message without Markdown marks and escapes."""
    return _ESCAPED.sub(r"\1", _MARKS.sub("", text)).replace("\u2060", "")


def labels(message: Json) -> tuple[str, ...]:
    return tuple(
        part.get("label") or option["label"]
        for row in controls(message["components"])
        for part in row
        for option in part.get("options", [{}])
    )


def visible_messages(
    discord: FakeDiscord, channel: str, by: str = ""
) -> list[VisibleMessage]:
    return [
        VisibleMessage(
            rendered_text(words_of(message)),
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
