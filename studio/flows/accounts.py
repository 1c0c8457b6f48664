"""Manage accounts: users by client id, their tokens and credits, claim links."""

import asyncio
import hashlib
import ipaddress
import secrets
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from studio.errors import BadRequest, BadToken, NoCredits, TooMany
from studio.media.files import last_change, read_json, write_json

WEEK = 7 * 24 * 3600
_LONGEST_ID = 200
_CACHED = 10_000
"""Accounts and tokens held in memory."""

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


@dataclass(slots=True)
class Account:
    """A user; ``frozen`` credits are reserved, ``since`` (unix) starts their week."""

    user_id: str
    total: int
    spent: int = 0
    frozen: int = 0
    since: float = 0.0

    @property
    def available(self) -> int:
        """Credits that are neither spent nor reserved."""
        return self.total - self.spent - self.frozen


@dataclass(frozen=True, slots=True)
class _TokenRecord:
    """The user of a token and when it ends, in unix seconds."""

    user_id: str
    expires: float


class Accounts:
    """Store users, and tokens by their hash, on disk; tokens are not stored.

    A client id is one user for as long as it comes back: each week it gets a new token
    and new credits. ``per_address`` tokens a week go to one public address; 0: no limit.
    """

    def __init__(self, folder: Path, *, credits_each: int, per_address: int) -> None:
        self._folder = folder
        self._credits = credits_each
        self._per_address = per_address
        self._users: OrderedDict[str, Account] = OrderedDict()
        self._tokens: OrderedDict[str, _TokenRecord] = OrderedDict()
        self._lock = asyncio.Lock()

    async def mint(self, client_id: str, address: str) -> dict[str, Any]:
        """Issue a token to the user of a client id. Raises ``BadRequest``, ``TooMany``."""
        if not client_id.strip() or len(client_id) > _LONGEST_ID:
            raise BadRequest(
                "The header X-Client-Id is missing: send a UUID of your own."
            )
        async with self._lock:
            return await asyncio.to_thread(self._mint, client_id, address, time.time())

    def _mint(self, client_id: str, address: str, now: float) -> dict[str, Any]:
        count = self._count_address(address, now)
        account = self._user_of(client_id, now)
        token = f"nmv_usr_{secrets.token_urlsafe(32)}"
        record = _TokenRecord(account.user_id, now + WEEK)
        write_json(self._path("token", _hash(token)), asdict(record))
        if count:
            write_json(*count)
        self._tokens[_hash(token)] = record
        expires = datetime.fromtimestamp(record.expires, UTC).isoformat(
            timespec="seconds"
        )
        return {
            "token": token,
            "user_id": account.user_id,
            "expires_at": expires.replace("+00:00", "Z"),
            "credits": account.available,
        }

    def _user_of(self, client_id: str, now: float) -> Account:
        """Return the user of this client id, with new credits each week."""
        path = self._path("client", _hash(client_id))
        stored = read_json(path)
        user_id = stored.get("user_id") if isinstance(stored, Mapping) else None
        account = self._read_user(str(user_id)) if user_id else None
        if account is None:
            account = Account(f"anon_{secrets.token_hex(8)}", self._credits, since=now)
        elif now - account.since >= WEEK:
            account.spent, account.since = 0, now
            account.total = self._credits
        self._save(account)
        write_json(path, {"user_id": account.user_id})
        return account

    async def authenticate(self, authorization: str) -> Account:
        """Return the account of an Authorization header. Raises ``BadToken``."""
        scheme, _, token = authorization.partition(" ")
        key = _hash(token.strip())
        record = self._tokens.get(key)
        if record is None:
            record = await asyncio.to_thread(self._read_token, key)
        if (
            scheme.lower() != "bearer"
            or record is None
            or record.expires < time.time()
            or (account := await self.find(record.user_id)) is None
        ):
            raise BadToken("The token is not valid or has expired.")
        return account

    async def find(self, payer: str) -> Account | None:
        """Return the account with this user id.

        The payer of an instruction that a former version accepted is a token's hash.
        """
        if account := self._users.get(payer):
            self._users.move_to_end(payer)
            return account
        if payer.startswith("anon_"):
            return await asyncio.to_thread(self._read_user, payer)
        record = await asyncio.to_thread(self._read_token, payer)
        return await self.find(record.user_id) if record else None

    def reserve(self, account: Account, cost: int) -> None:
        """Reserve credits while work runs. Raises ``NoCredits``."""
        if account.available < cost:
            raise NoCredits("no_credits")
        # In memory alone: it ends with the process, as work does.
        account.frozen += cost

    async def settle(self, account: Account, cost: int, *, spend: bool) -> None:
        """Spend or release reserved credits. Raises ``DiskFull``."""
        account.frozen = max(0, account.frozen - cost)
        if spend:
            account.spent += cost
            await asyncio.to_thread(self._save, account)

    async def claim(self, session_id: str, task_id: str) -> str:
        """Issue a claim token, valid for a week; only its hash is stored."""
        token = f"clm_{secrets.token_urlsafe(32)}"
        data = {
            "session_id": session_id,
            "task_id": task_id,
            "expires": time.time() + WEEK,
        }
        await asyncio.to_thread(write_json, self._path("claim", _hash(token)), data)
        return token

    async def prune(self, now: float, keep: float) -> int:
        """Delete expired tokens, and users gone for ``keep`` seconds; return the number.

        A user lives on for two weeks after the last project, the life of a token.
        """
        return await asyncio.to_thread(self._prune, now, keep)

    def _prune(self, now: float, keep: float) -> int:
        ages = {"token": 2 * WEEK, "claim": 2 * WEEK, "address": 2 * WEEK}
        old = [
            path
            for path in self._folder.glob("*/*.json")
            if last_change(path) < now - ages.get(path.parent.name, keep + 2 * WEEK)
        ]
        for path in old:
            self._tokens.pop(path.stem, None)
            self._users.pop(path.stem, None)
            path.unlink(missing_ok=True)
        return len(old)

    def _count_address(
        self, address: str, now: float
    ) -> tuple[Path, list[float]] | None:
        """Return the file and this week's issue times, this one included.

        Raises ``TooMany``. None where the address has no limit.
        """
        if not self._per_address or _own(address):
            return None
        path = self._path("address", _hash(address))
        recent = [at for at in read_json(path) or [] if now - at < WEEK]
        if len(recent) >= self._per_address:
            wait = round(WEEK - (now - min(recent)))
            raise TooMany(wait)
        return path, [*recent, now]

    def _read_token(self, key: str) -> _TokenRecord | None:
        data = read_json(self._path("token", key))
        if not isinstance(data, Mapping):
            return None
        record = _TokenRecord(str(data.get("user_id")), float(data.get("expires", 0)))
        if "total" in data and self._read_user(record.user_id) is None:
            # A token of a former version holds the credits of its user.
            account = Account(record.user_id, int(data["total"]), int(data["spent"]))
            account.since = record.expires - WEEK
            self._save(account)
        _remember(self._tokens, key, record)
        return record

    def _read_user(self, user_id: str) -> Account | None:
        if account := self._users.get(user_id):
            return account
        data = read_json(self._path("user", user_id))
        if not isinstance(data, Mapping):
            return None
        account = Account(
            user_id, int(data["total"]), int(data["spent"]), since=data["since"]
        )
        # Another thread may have read it meanwhile: one object holds the credits.
        account = self._users.setdefault(user_id, account)
        self._drop_idle()
        return account

    def _save(self, account: Account) -> None:
        write_json(self._path("user", account.user_id), asdict(account) | {"frozen": 0})
        self._users.setdefault(account.user_id, account)
        self._drop_idle()

    def _drop_idle(self) -> None:
        """Forget the accounts used longest ago; reserved credits live in memory only."""
        excess = len(self._users) - _CACHED
        if excess > 0:
            idle = [key for key, one in list(self._users.items()) if not one.frozen]
            for key in idle[:excess]:
                self._users.pop(key, None)

    def _path(self, kind: str, name: str) -> Path:
        return self._folder / kind / f"{name}.json"


def _remember(
    cache: OrderedDict[str, _TokenRecord], key: str, record: _TokenRecord
) -> None:
    cache[key] = record
    if len(cache) > _CACHED:
        cache.popitem(last=False)


def _own(address: str) -> bool:
    """Return whether the address is of this machine or network, which has no limit."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    inner = getattr(ip, "ipv4_mapped", None) or ip
    return inner.is_loopback or any(
        inner.version == net.version and inner in net for net in _PRIVATE
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
