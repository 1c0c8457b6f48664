"""Compute permissions from Discord's roles and channel overwrites."""

from collections.abc import Mapping, Sequence
from typing import Any

ADMINISTRATOR = 1 << 3
MANAGE_CHANNELS = 1 << 4
MANAGE_GUILD = 1 << 5
MANAGE_MESSAGES = 1 << 13
_MODERATORS = ADMINISTRATOR | MANAGE_CHANNELS | MANAGE_GUILD | MANAGE_MESSAGES
_SEE = 1 << 10 | 1 << 16
_CONTENT = 1 << 18 | 1 << 19


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
    """What a group denies goes, then what any of it allows comes."""
    for overwrite in group:
        total &= ~int(overwrite.get("deny") or 0)
    for overwrite in group:
        total |= int(overwrite.get("allow") or 0)
    return total
