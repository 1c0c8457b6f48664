"""Find links in texts, name them, and check that an address is public."""

import ipaddress
import re
from collections.abc import Set as AbstractSet
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urlsplit

from core.model.chat import Clip, SenderId
from core.model.media_types import kind_of
from core.rules.intake.safe_names import safe_name

_LONGEST_NAME = 80
_LINK = re.compile(r"<?(https?://[^\s<>\"]+)>?", re.IGNORECASE)
_BEHIND = ".,;:!?)，。！？；：）"
"""Characters that end a sentence rather than a URL."""


def split_links(
    text: str, owner: SenderId | None = None, without: AbstractSet[str] = frozenset()
) -> tuple[str, tuple[Clip, ...]]:
    """Return the text without its links, and the links as clips that the agent may fetch.

    Links to the hosts ``without`` remain in the text.
    """
    clips: list[Clip] = []

    def take(match: re.Match[str]) -> str:
        url = match[1].rstrip(_BEHIND)
        if (clip := link_clip(url, owner, without)) is None:
            return match[0]
        clips.append(clip)
        return match[1][len(url) :]

    rest = _LINK.sub(take, text)
    lines = (re.sub(r"[ \t]{2,}", " ", line).strip() for line in rest.split("\n"))
    return "\n".join(lines).strip(), tuple(clips)


def link_clip(
    url: str, owner: SenderId | None = None, without: AbstractSet[str] = frozenset()
) -> Clip | None:
    """A link as a clip; None if it has no scheme, or its host is in ``without``.

    A bare "example.com" is more likely a name than a video. ``.t.me`` stands for all hosts
    that end so.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return None
    if host in without or any(
        each.startswith(".") and host.endswith(each) for each in without
    ):
        return None
    name = safe_name(PurePosixPath(unquote(parts.path)).name, host)
    return Clip(url.strip(), name, kind_of(name), url=url.strip(), owner=owner)


def is_public(url: str) -> bool:
    """Whether the URL can be reached from outside: no loopback or private address."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or not host:
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".internal", ".localhost"))


def link_name(url: str) -> str:
    """A short name of a link: its host and path, without scheme and query."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return url[:_LONGEST_NAME]
    return f"{host}{parts.path.rstrip('/')}"[:_LONGEST_NAME]


def registration_url(web: str, user: str) -> str:
    """The URL where an anonymous user can register and keep their projects."""
    if not web:
        return ""
    bind = f"?bind={quote(user, safe='')}" if user else ""
    return f"{web.rstrip('/')}/register{bind}"
