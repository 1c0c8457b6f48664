"""Helpers of account stores: tokens, their hashes, addresses without a limit."""

import hashlib
import ipaddress
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from studio.errors import BadRequest, BadToken

_WEEK = 7 * 24 * 3600
TOKEN_SECONDS = _WEEK
"""For which an anonymous token is valid. Its user is kept for twice that, and the days of
projects, after the last one."""
CREDITS_SECONDS = _WEEK
"""After which a user gets new credits with a new token."""
CLAIM_SECONDS = _WEEK
"""For which the link works by which a user takes over a project."""
ADDRESS_SECONDS = _WEEK
"""In which the tokens of one address are counted against its limit."""
_LONGEST_ID = 200

_PRIVATE = tuple(
    ipaddress.ip_network(net)
    for net in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "fc00::/7",
        "fe80::/10",
    )
)


@dataclass(frozen=True, slots=True)
class TokenRecord:
    """The user of a token and its expiry in unix seconds."""

    user_id: str
    expires: float


def new_user_id() -> str:
    return f"anon_{secrets.token_hex(8)}"


def new_token() -> str:
    return f"nmv_usr_{secrets.token_urlsafe(32)}"


def new_claim() -> str:
    return f"clm_{secrets.token_urlsafe(32)}"


def minted(token: str, record: TokenRecord, available: int) -> dict[str, Any]:
    """The response with a new token."""
    expires = datetime.fromtimestamp(record.expires, UTC).isoformat(timespec="seconds")
    return {
        "token": token,
        "user_id": record.user_id,
        "expires_at": expires.replace("+00:00", "Z"),
        "credits": available,
    }


def check_client_id(client_id: str) -> None:
    """Raise ``BadRequest`` for an invalid client id."""
    if not client_id.strip() or len(client_id) > _LONGEST_ID:
        raise BadRequest("The header X-Client-Id is missing: send a UUID of your own.")


def token_of(authorization: str) -> str:
    """Return the hash of an Authorization header's token, "" for another scheme."""
    scheme, _, token = authorization.partition(" ")
    return hashed(token.strip()) if scheme.lower() == "bearer" else ""


def bad_token() -> BadToken:
    return BadToken("The token is not valid or has expired.")


def is_own_address(address: str) -> bool:
    """Whether the address is of this machine or network and has no limit."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    inner = getattr(ip, "ipv4_mapped", None) or ip
    return inner.is_loopback or any(
        inner.version == net.version and inner in net for net in _PRIVATE
    )


def hashed(text: str) -> str:
    """Return the name under which a secret, a client or an address is stored."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
