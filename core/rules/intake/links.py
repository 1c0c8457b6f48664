"""Links for people, and the check that an address is public."""

import ipaddress
from urllib.parse import quote, urlsplit

_LONGEST_NAME = 80


def is_public(url: str) -> bool:
    """Whether the URL is reachable from outside: no loopback or private address."""
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
    """A link as people know it: its site and path, without the scheme and the query."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return url[:_LONGEST_NAME]
    return f"{host}{parts.path.rstrip('/')}"[:_LONGEST_NAME]


def registration_url(web: str, user: str) -> str:
    """Where an anonymous user becomes a registered one and keeps what they made."""
    if not web:
        return ""
    bind = f"?bind={quote(user, safe='')}" if user else ""
    return f"{web.rstrip('/')}/register{bind}"
