"""Compute permissions from Discord's roles and overwrites, or from an interaction."""

from collections.abc import Mapping, Sequence
from typing import Any

ADMINISTRATOR = 1 << 3
MANAGE_CHANNELS = 1 << 4
MANAGE_GUILD = 1 << 5
MANAGE_MESSAGES = 1 << 13
_MODERATORS = ADMINISTRATOR | MANAGE_CHANNELS | MANAGE_GUILD | MANAGE_MESSAGES
_SEE = 1 << 10 | 1 << 16
_CONTENT = 1 << 18 | 1 << 19
_VIEW, _SEND, _ATTACH = 1 << 10, 1 << 11, 1 << 15
_OPEN_THREADS, _SEND_IN_THREADS = 1 << 35, 1 << 38
_ALL = (1 << 53) - 1
"""Assumed permissions where they are unknown."""
_TEXT, THREADS = (0, 5), (10, 11, 12)
"""Types of channels."""


def reads_content(application: Mapping[str, Any]) -> bool:
    """Whether the message content intent is switched on for this application."""
    return bool(int(application.get("flags") or 0) & _CONTENT)


def can_moderate(permissions: int) -> bool:
    return bool(permissions & _MODERATORS)


def can_view(permissions: int) -> bool:
    """Whether channel and earlier messages are visible."""
    return permissions & _SEE == _SEE


def permissions(
    guild: Mapping[str, Any],
    channel: Mapping[str, Any],
    member: Mapping[str, Any],
    user: str,
) -> int:
    """A member's permissions in a channel; an owner and an administrator have all."""
    if str(guild.get("owner_id")) == user:
        return -1
    mine = {*map(str, member.get("roles") or ()), str(guild.get("id"))}
    total = 0
    for role in guild.get("roles") or ():
        if str(role["id"]) in mine:
            total |= int(role["permissions"])
    if total & ADMINISTRATOR:
        return -1
    overwrites = channel.get("permission_overwrites") or ()
    everyone = [o for o in overwrites if str(o["id"]) == str(guild.get("id"))]
    roles = [o for o in overwrites if str(o["id"]) in mine and o not in everyone]
    own = [o for o in overwrites if str(o["id"]) == user]
    for group in (everyone, roles, own):
        total = _apply_overwrites(total, group)
    return total


def _apply_overwrites(total: int, group: Sequence[Mapping[str, Any]]) -> int:
    """Apply the denied permissions of a group of overwrites, then the allowed ones."""
    for overwrite in group:
        total &= ~int(overwrite.get("deny") or 0)
    for overwrite in group:
        total |= int(overwrite.get("allow") or 0)
    return total


def is_token_only(event: Mapping[str, Any], *, private: bool) -> bool:
    """Whether the bot cannot write here by itself."""
    if private:
        return False
    if not event.get("guild_id"):
        return True  # a direct message of other people, or a group message
    owners = event.get("authorizing_integration_owners") or {"0": ""}
    may = bot_permissions(event)
    thread = (event.get("channel") or {}).get("type") in THREADS
    write = _SEND_IN_THREADS if thread else _SEND
    return "0" not in owners or not may & _VIEW or not may & write


def bot_permissions(event: Mapping[str, Any]) -> int:
    """Return the bot's permissions in the channel; all if the event has none."""
    permissions = event.get("app_permissions")
    return _ALL if permissions is None else int(permissions)


def upload_limit(event: Mapping[str, Any]) -> int | None:
    """Return the upload limit in bytes; None if the event does not contain it."""
    if event.get("guild_id") and not bot_permissions(event) & _ATTACH:
        return 0
    limit = event.get("attachment_size_limit")
    return int(limit) if limit else None


def can_open_threads(event: Mapping[str, Any], *, token_only: bool) -> bool:
    """Whether we can open a thread from here."""
    if token_only or not event.get("guild_id"):
        return False
    text = (event.get("channel") or {}).get("type") in _TEXT
    return text and bool(bot_permissions(event) & _OPEN_THREADS)
