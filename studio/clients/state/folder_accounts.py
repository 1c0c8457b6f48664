"""Accounts in the data folder of one studio: users by client id, tokens, claim links."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from studio.clients.state.tokens import (
    ADDRESS_SECONDS,
    CLAIM_SECONDS,
    CREDITS_SECONDS,
    TOKEN_SECONDS,
    TokenRecord,
    bad_token,
    check_client_id,
    hashed,
    is_own_address,
    minted,
    new_claim,
    new_token,
    new_user_id,
    token_of,
)
from studio.errors import NoCredits, TooMany
from studio.media.files import last_change, read_json, write_json
from studio.ports.state import Account

_CACHED = 10_000
"""Accounts and tokens held in memory."""


class FolderAccounts:
    """``Accounts`` of the one process that has locked the folder.

    ``per_address`` tokens a week go to one public address; 0: no limit. Reserved credits
    are only in memory: they end with the process, as its work does.
    """

    def __init__(self, folder: Path, *, credits_each: int, per_address: int) -> None:
        self._folder = folder
        self._credits = credits_each
        self._per_address = per_address
        self._users: OrderedDict[str, Account] = OrderedDict()
        self._reserved: dict[str, dict[str, int]] = {}
        self._tokens: OrderedDict[str, TokenRecord] = OrderedDict()
        self._lock = asyncio.Lock()

    async def mint(self, client_id: str, address: str) -> dict[str, Any]:
        check_client_id(client_id)
        async with self._lock:
            return await asyncio.to_thread(self._mint, client_id, address, time.time())

    def _mint(self, client_id: str, address: str, now: float) -> dict[str, Any]:
        count = self._count_address(address, now)
        account = self._user_of(client_id, now)
        token = new_token()
        record = TokenRecord(account.user_id, now + TOKEN_SECONDS)
        write_json(self._path("token", hashed(token)), asdict(record))
        if count:
            write_json(*count)
        self._tokens[hashed(token)] = record
        return minted(token, record, self._with_reserved(account).available)

    def _user_of(self, client_id: str, now: float) -> Account:
        """Return the user of this client id, with new credits each week."""
        path = self._path("client", hashed(client_id))
        stored = read_json(path)
        user_id = stored.get("user_id") if isinstance(stored, Mapping) else None
        account = self._read_user(str(user_id)) if user_id else None
        if account is None:
            account = Account(new_user_id(), self._credits, since=now)
        elif now - account.since >= CREDITS_SECONDS:
            account = replace(account, spent=0, since=now, total=self._credits)
        self._users[account.user_id] = account
        self._save(account.user_id)
        write_json(path, {"user_id": account.user_id})
        return account

    async def authenticate(self, authorization: str) -> Account:
        key = token_of(authorization)
        record = self._tokens.get(key)
        if record is None and key:
            record = await asyncio.to_thread(self._read_token, key)
        if (
            record is None
            or record.expires < time.time()
            or (account := await self.find(record.user_id)) is None
        ):
            raise bad_token()
        return account

    async def find(self, payer: str) -> Account | None:
        """Return an account. The payer of an instruction from a former version is a token's hash."""
        if account := self._users.get(payer):
            self._users.move_to_end(payer)
        elif payer.startswith("anon_"):
            account = await asyncio.to_thread(self._read_user, payer)
        else:
            record = await asyncio.to_thread(self._read_token, payer)
            return await self.find(record.user_id) if record else None
        return self._with_reserved(account) if account else None

    def _with_reserved(self, account: Account) -> Account:
        reserved = self._reserved.get(account.user_id, {})
        return replace(account, frozen=sum(reserved.values()))

    async def reserve(
        self, user_id: str, work: str, cost: int, *, accepted: bool = False
    ) -> None:
        account = await self.find(user_id)
        if not accepted and (account is None or account.available < cost):
            raise NoCredits("no_credits")
        self._reserved.setdefault(user_id, {})[work] = cost

    async def settle(self, user_id: str, work: str, cost: int, *, spend: bool) -> None:
        reserved = self._reserved.get(user_id, {})
        was = reserved.pop(work, None) is not None
        if not reserved:
            self._reserved.pop(user_id, None)
        if was and spend and (account := await self.find(user_id)):
            spent = replace(account, spent=account.spent + cost, frozen=0)
            self._users[user_id] = spent
            await asyncio.to_thread(self._save, user_id)

    async def claim(self, session_id: str, task_id: str) -> str:
        token = new_claim()
        data = {
            "session_id": session_id,
            "task_id": task_id,
            "expires": time.time() + CLAIM_SECONDS,
        }
        await asyncio.to_thread(write_json, self._path("claim", hashed(token)), data)
        return token

    async def prune(self, now: float, keep: float) -> int:
        """Delete what is expired.

        A user is kept for two weeks after the last project, the lifetime of a token.
        """
        return await asyncio.to_thread(self._prune, now, keep)

    def _prune(self, now: float, keep: float) -> int:
        ages = {
            "token": 2 * TOKEN_SECONDS,
            "claim": 2 * CLAIM_SECONDS,
            "address": 2 * ADDRESS_SECONDS,
        }
        old = [
            path
            for path in self._folder.glob("*/*.json")
            if last_change(path)
            < now - ages.get(path.parent.name, keep + 2 * TOKEN_SECONDS)
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

        Raises ``TooMany``. None if the address has no limit.
        """
        if not self._per_address or is_own_address(address):
            return None
        path = self._path("address", hashed(address))
        recent = [at for at in read_json(path) or [] if now - at < ADDRESS_SECONDS]
        if len(recent) >= self._per_address:
            wait = round(ADDRESS_SECONDS - (now - min(recent)))
            raise TooMany(wait)
        return path, [*recent, now]

    def _read_token(self, key: str) -> TokenRecord | None:
        data = read_json(self._path("token", key))
        if not isinstance(data, Mapping):
            return None
        record = TokenRecord(str(data.get("user_id")), float(data.get("expires", 0)))
        if "total" in data and self._read_user(record.user_id) is None:
            # A token of a former version holds the credits of its user.
            account = Account(record.user_id, int(data["total"]), int(data["spent"]))
            account = replace(account, since=record.expires - TOKEN_SECONDS)
            self._users.setdefault(record.user_id, account)
            self._save(record.user_id)
        self._tokens[key] = record
        if len(self._tokens) > _CACHED:
            self._tokens.popitem(last=False)
        return record

    def _read_user(self, user_id: str) -> Account | None:
        if account := self._users.get(user_id):
            return account
        account = read_user(self._path("user", user_id))
        if account is None:
            return None
        # Another thread may have loaded it and spent its credits.
        account = self._users.setdefault(user_id, account)
        self._drop_idle()
        return account

    def _save(self, user_id: str) -> None:
        write_json(self._path("user", user_id), asdict(self._users[user_id]))
        self._drop_idle()

    def _drop_idle(self) -> None:
        """Drop the least recently used accounts from the cache."""
        excess = len(self._users) - _CACHED
        if excess > 0:
            idle = [key for key in list(self._users) if key not in self._reserved]
            for key in idle[:excess]:
                self._users.pop(key, None)

    def _path(self, kind: str, name: str) -> Path:
        return self._folder / kind / f"{name}.json"


def read_user(path: Path) -> Account | None:
    """Read the file of a user; None if it is missing or damaged."""
    data = read_json(path)
    if not isinstance(data, Mapping):
        return None
    return Account(
        path.stem, int(data["total"]), int(data["spent"]), since=data["since"]
    )
