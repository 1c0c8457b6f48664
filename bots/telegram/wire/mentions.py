"""Parse mentions, commands and links in a message text."""

import re
from dataclasses import dataclass

from telegram import MessageEntity
from telegram.constants import MessageEntityType

from core.model.chat import Clip
from core.model.inbound import Command
from core.rules.intake.links import link_clip

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?=\s|$)\s*(.*)", re.DOTALL)
_EDIT = "edit"
"""Discord's command, for people who know it from there."""
_TELEGRAM_HOSTS = frozenset({"t.me", ".t.me", "telegram.me", "telegram.org"})
"""Links to Telegram itself are no clips."""


@dataclass(frozen=True, slots=True)
class BotIdentity:
    """The bot itself; ``reads_all``: privacy mode is off, so it sees every group message."""

    id: int
    username: str
    reads_all: bool = False


@dataclass(frozen=True, slots=True)
class ParsedText:
    """A message text; ``for_other_bot`` and ``names_us`` tell whom its command names."""

    text: str = ""
    links: tuple[Clip, ...] = ()
    command: Command | None = None
    mentioned: bool = False
    for_other_bot: bool = False
    names_us: bool = False


def parse(
    text: str, entities: tuple[MessageEntity, ...], me: BotIdentity
) -> ParsedText:
    """Parse a text; remove our name and the links that became clips."""
    spans: list[tuple[int, int]] = []
    links: list[Clip] = []
    mentioned = False
    for entity in entities:
        start, end = entity.offset, entity.offset + entity.length
        words = _between(text, start, end)
        if _is_me(entity, words, me):
            mentioned = True
            spans.append((start, end))
        elif entity.type == MessageEntityType.URL and (link := _link(words)):
            links.append(link)
            spans.append((start, end))
        elif entity.type == MessageEntityType.TEXT_LINK and (
            link := _link(entity.url or "")
        ):
            links.append(link)
    rest = _without(text, spans)
    if mentioned:
        rest = rest.lstrip(" ,:;-—\n")
    return _parse_command(rest, tuple(links), me, mentioned=mentioned)


def _parse_command(
    text: str, links: tuple[Clip, ...], me: BotIdentity, *, mentioned: bool
) -> ParsedText:
    match = _COMMAND.match(text)
    if not match:
        return ParsedText(text, links, mentioned=mentioned)
    name, bot, argument = match[1].lower(), match[2] or "", match[3].strip()
    named = mentioned or bot.lower() == me.username.lower()
    if bot and not named:
        return ParsedText(for_other_bot=True)
    if name == _EDIT:
        return ParsedText(argument, links, mentioned=True)
    return ParsedText(
        argument, links, Command(name, argument), mentioned=mentioned, names_us=named
    )


def _is_me(entity: MessageEntity, words: str, me: BotIdentity) -> bool:
    if entity.type == MessageEntityType.MENTION:
        return words.lower() == f"@{me.username}".lower()
    return (
        entity.type == MessageEntityType.TEXT_MENTION
        and entity.user is not None
        and entity.user.id == me.id
    )


def _link(words: str) -> Clip | None:
    return link_clip(words, without=_TELEGRAM_HOSTS)


def _between(text: str, start: int, end: int) -> str:
    """The part of the text between two offsets in UTF-16 units."""
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[start * 2 : end * 2].decode("utf-16-le", "replace")


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    raw = text.encode("utf-16-le", "surrogatepass")
    for start, end in sorted(spans, reverse=True):
        raw = raw[: start * 2] + raw[end * 2 :]
    rest = raw.decode("utf-16-le", "replace")
    lines = (re.sub(r"[ \t]{2,}", " ", line).strip() for line in rest.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
