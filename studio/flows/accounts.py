"""Manage accounts: anonymous tokens, credits, claim links."""

import asyncio
import hashlib
import ipaddress
import secrets
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from studio.errors import BadRequest, BadToken, NoCredits, TooMany
from studio.media.files import read_json, write_json

WEEK = 7 * 24 * 3600
_LONGEST_ID = 200


@dataclass(slots=True)
class Account:
    """A token's owner; ``expires`` in unix seconds, ``frozen`` credits are reserved."""

    user_id: str
    expires: float
    total: int
    spent: int = 0
    frozen: int = 0

    @property
    def available(self) -> int:
        """Credits that are neither spent nor reserved."""
        return self.total - self.spent - self.frozen


class Accounts:
    """Store accounts on disk by the hash of their token; tokens are not stored."""

    def __init__(self, folder: Path, *, credits_each: int, per_address: int) -> None:
        self._folder = folder
        self._credits = credits_each
        self._per_address = per_address
        self._known: dict[str, Account] = {}
        self._lock = asyncio.Lock()

    async def mint(self, client_id: str, address: str) -> dict[str, Any]:
        """Issue an anonymous token. Raises ``BadRequest``, ``TooMany``."""
        if not client_id.strip() or len(client_id) > _LONGEST_ID:
            raise BadRequest(
                "The header X-Client-Id is missing: send a UUID of your own."
            )
        async with self._lock:
            now = time.time()
            limits = [("client", client_id, 1)]
            if not _own(address):
                limits.append(("address", address, self._per_address))
            counted = [self._counted(*limit, now) for limit in limits]
            token = f"nmv_usr_{secrets.token_urlsafe(32)}"
            account = Account(f"anon_{secrets.token_hex(8)}", now + WEEK, self._credits)
            self._save(_hash(token), account)
            self._known[_hash(token)] = account
            for path, times in counted:
                write_json(path, times)
        expires = datetime.fromtimestamp(account.expires, UTC).isoformat(
            timespec="seconds"
        )
        return {
            "token": token,
            "user_id": account.user_id,
            "expires_at": expires.replace("+00:00", "Z"),
            "credits": account.available,
        }

    def authenticate(self, authorization: str) -> tuple[str, Account]:
        """Return key and account of an Authorization header. Raises ``BadToken``."""
        scheme, _, token = authorization.partition(" ")
        key = _hash(token.strip())
        account = self.find(key)
        if (
            scheme.lower() != "bearer"
            or account is None
            or account.expires < time.time()
        ):
            raise BadToken("The token is not valid or has expired.")
        return key, account

    def find(self, key: str) -> Account | None:
        """Return the account with this key, expired or not."""
        return self._known.get(key) or self._load(key)

    def reserve(self, account: Account, cost: int) -> None:
        """Reserve credits while work runs. Raises ``NoCredits``."""
        if account.available < cost:
            raise NoCredits("There are no credits left.")
        account.frozen += (
            cost  # in memory alone: it ends with the process, as work does
        )

    def settle(self, key: str, account: Account, cost: int, *, spend: bool) -> None:
        """Spend or release reserved credits. Raises ``DiskFull``."""
        account.frozen = max(0, account.frozen - cost)
        if spend:
            account.spent += cost
            self._save(key, account)

    def claim(self, session_id: str, task_id: str) -> str:
        """Issue a claim token, valid for a week; only its hash is stored."""
        token = f"clm_{secrets.token_urlsafe(32)}"
        data = {
            "session_id": session_id,
            "task_id": task_id,
            "expires": time.time() + WEEK,
        }
        write_json(self._folder / "claim" / f"{_hash(token)}.json", data)
        return token

    def prune(self, now: float) -> int:
        """Delete files of tokens expired a week ago or more; return their number."""
        old = [
            path
            for path in self._folder.glob("*/*.json")
            if path.stat().st_mtime < now - 2 * WEEK
        ]
        for path in old:
            self._known.pop(path.stem, None)
            path.unlink(missing_ok=True)
        return len(old)

    def _counted(
        self, kind: str, who: str, most: int, now: float
    ) -> tuple[Path, list[float]]:
        """Return the file and this week's issue times, this one included."""
        path = self._folder / kind / f"{_hash(who)}.json"
        recent = [at for at in read_json(path) or [] if now - at < WEEK]
        if len(recent) >= most:
            wait = round(WEEK - (now - min(recent)))
            raise TooMany(
                f"No more tokens for this {kind} for now: try again in {wait} seconds.",
                wait,
            )
        return path, [*recent, now]

    def _load(self, key: str) -> Account | None:
        data = read_json(self._folder / "token" / f"{key}.json")
        if data is None:
            return None
        account = Account(**data)
        self._known[key] = account
        return account

    def _save(self, key: str, account: Account) -> None:
        write_json(
            self._folder / "token" / f"{key}.json", asdict(account) | {"frozen": 0}
        )


def _own(address: str) -> bool:
    """Return whether the address is a loopback one, which has no token limit."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return ip.is_loopback


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
