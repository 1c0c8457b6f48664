"""Moderators are found from roles and overwrites, as Discord computes permissions."""

from bots.discord.wire.limits import upload_limit
from bots.discord.wire.permissions import (
    ADMINISTRATOR,
    MANAGE_MESSAGES,
    can_moderate,
    permissions,
)

SEND = 1 << 11
GUILD = {
    "id": "1",
    "owner_id": "9",
    "roles": [
        {"id": "1", "permissions": str(SEND)},
        {"id": "2", "permissions": str(MANAGE_MESSAGES)},
        {"id": "3", "permissions": str(ADMINISTRATOR)},
    ],
}


def of(roles: list[str], *overwrites: dict[str, str], user: str = "5") -> int:
    channel = {"permission_overwrites": list(overwrites)}
    return permissions(GUILD, channel, {"roles": roles}, user)


def test_everyone_may_what_everyone_may() -> None:
    assert of([]) == SEND
    assert not can_moderate(of([]))


def test_a_role_adds() -> None:
    assert can_moderate(of(["2"]))


def test_owner_and_administrator_may_all() -> None:
    denied = {"id": "1", "deny": str(MANAGE_MESSAGES), "allow": "0"}
    assert can_moderate(of([], denied, user="9"))
    assert can_moderate(of(["3"], denied))


def test_a_channel_denies_to_all_and_allows_to_one() -> None:
    nobody = {"id": "1", "deny": str(MANAGE_MESSAGES), "allow": "0"}
    me = {"id": "5", "deny": "0", "allow": str(MANAGE_MESSAGES)}
    assert not can_moderate(of(["2"], nobody))
    assert can_moderate(of(["2"], nobody, me))


def test_what_one_role_allows_another_cannot_deny() -> None:
    no = {"id": "2", "deny": str(MANAGE_MESSAGES), "allow": "0"}
    yes = {"id": "4", "deny": "0", "allow": str(MANAGE_MESSAGES)}
    assert can_moderate(of(["2", "4"], no, yes))


def test_boosts_raise_the_upload_limit() -> None:
    mib = 1 << 20
    assert [upload_limit({"premium_tier": tier}) // mib for tier in range(4)] == [
        10, 10, 50, 100,
    ]  # fmt: skip
