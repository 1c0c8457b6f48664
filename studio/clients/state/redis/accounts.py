"""Store accounts in a Redis that any number of studios share.

``studio:{<user>}:account`` is a hash, ``…:reserved`` the work that credits are reserved
for, ``studio:token:<hash>``, ``studio:client:<hash>`` and ``studio:claim:<hash>`` lead to a
user or a session, ``studio:address:<hash>`` has the times of an address' tokens. All of
them expire.
"""

import json
import secrets
import time
from collections import OrderedDict
from dataclasses import asdict
from typing import Any

from redis.asyncio import Redis

from common.redis.lua import Script
from studio.clients.state.redis.errors import translated
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
from studio.ports.state import Account

_CACHED_TOKENS = 10_000
_WORK_SECONDS = 3600
"""Seconds after which reserved credits are released, in case the end of the work was not
recorded."""

_FROZEN = """
local now = tonumber(redis.call('TIME')[1])
redis.call('ZREMRANGEBYSCORE', reserved, '-inf', now)
local frozen = 0
for _, work in ipairs(redis.call('ZRANGE', reserved, 0, -1)) do
  frozen = frozen + tonumber(string.match(work, '%d+'))
end
"""
"""A work in ``reserved`` is written as its cost, a colon and its id."""

_READ = Script(
    _FROZEN
    + """
local found = redis.call('HMGET', account, 'total', 'spent', 'since')
if not found[1] then return false end
return {found[1], found[2], found[3], frozen}
""",
    keys="account reserved",
)

_RENEW = Script(
    """
local now = tonumber(redis.call('TIME')[1])
local since = redis.call('HGET', account, 'since')
if not since or now - since >= tonumber(week) then
  redis.call('HSET', account, 'total', credits, 'spent', 0, 'since', now)
end
redis.call('EXPIRE', account, keep)
""",
    keys="account",
    args="credits week keep",
)

_RESERVE = Script(
    _FROZEN
    + """
local found = redis.call('HMGET', account, 'total', 'spent')
local available = (found[1] or 0) - (found[2] or 0) - frozen
local member = cost .. ':' .. work
if accepted ~= '1' and available < tonumber(cost)
  and not redis.call('ZSCORE', reserved, member) then return 0 end
redis.call('ZADD', reserved, now + seconds, member)
redis.call('EXPIRE', reserved, seconds)
return 1
""",
    keys="account reserved",
    args="work cost seconds accepted",
)

_SETTLE = Script(
    """
local was = redis.call('ZREM', reserved, cost .. ':' .. work)
if was == 1 and spend == '1' then
  redis.call('HINCRBY', account, 'spent', cost)
end
""",
    keys="account reserved",
    args="work cost spend",
)

_COUNT = Script(
    """
local now = tonumber(redis.call('TIME')[1])
redis.call('ZREMRANGEBYSCORE', issued, '-inf', now - week)
if redis.call('ZSCORE', issued, token) then return 0 end
local first = redis.call('ZRANGE', issued, 0, 0, 'WITHSCORES')
if redis.call('ZCARD', issued) >= tonumber(most) then
  return math.max(1, week - (now - first[2]))
end
redis.call('ZADD', issued, now, token)
redis.call('EXPIRE', issued, week)
return 0
""",
    keys="issued",
    args="token most week",
)


class RedisAccounts:
    """``Accounts`` on Redis.

    ``per_address`` tokens a week go to one public address; 0: no limit. A user is kept for
    ``keep`` seconds and two weeks after the last token.
    """

    def __init__(
        self, redis: Redis, *, credits_each: int, per_address: int, keep: float
    ) -> None:
        self._redis: Any = redis
        self._credits = credits_each
        self._per_address = per_address
        self._keep = round(keep) + 2 * TOKEN_SECONDS
        self._tokens: OrderedDict[str, TokenRecord] = OrderedDict()
        self._read = _READ.bind(redis)
        self._renew = _RENEW.bind(redis)
        self._reserve = _RESERVE.bind(redis)
        self._settle = _SETTLE.bind(redis)
        self._count = _COUNT.bind(redis)

    async def mint(self, client_id: str, address: str) -> dict[str, Any]:
        check_client_id(client_id)
        token = new_token()
        async with translated():
            await self._count_address(address)
            user_id = await self._user_of(client_id)
            record = TokenRecord(user_id, time.time() + TOKEN_SECONDS)
            await self._redis.set(
                _token(hashed(token)), json.dumps(asdict(record)), ex=TOKEN_SECONDS
            )
        account = await self.find(user_id)
        return minted(token, record, account.available if account else 0)

    async def _count_address(self, address: str) -> None:
        """Count a token of an address. Raises ``TooMany``."""
        if not self._per_address or is_own_address(address):
            return
        wait = await self._count(
            issued=f"studio:address:{hashed(address)}",
            token=secrets.token_hex(8),
            most=self._per_address,
            week=ADDRESS_SECONDS,
        )
        if wait:
            raise TooMany(int(wait))

    async def _user_of(self, client_id: str) -> str:
        """Return the user of this client id, with new credits each week."""
        key = f"studio:client:{hashed(client_id)}"
        await self._redis.set(key, new_user_id(), nx=True, ex=self._keep)
        await self._redis.expire(key, self._keep)
        user_id = str(await self._redis.get(key))
        await self._renew(
            account=_account(user_id),
            credits=self._credits,
            week=CREDITS_SECONDS,
            keep=self._keep,
        )
        return user_id

    async def authenticate(self, authorization: str) -> Account:
        record = await self._record(token_of(authorization))
        if (
            record is None
            or record.expires < time.time()
            or (account := await self.find(record.user_id)) is None
        ):
            raise bad_token()
        return account

    async def _record(self, key: str) -> TokenRecord | None:
        if not key:
            return None
        if record := self._tokens.get(key):
            return record
        async with translated():
            text = await self._redis.get(_token(key))
        if text is None:
            return None
        record = TokenRecord(**json.loads(text))
        self._tokens[key] = record
        if len(self._tokens) > _CACHED_TOKENS:
            self._tokens.popitem(last=False)
        return record

    async def find(self, payer: str) -> Account | None:
        async with translated():
            fields = await self._read(
                account=_account(payer), reserved=_reserved(payer)
            )
        if not fields:
            return None
        total, spent, since, frozen = fields
        return Account(payer, int(total), int(spent), int(frozen), float(since))

    async def reserve(
        self, user_id: str, work: str, cost: int, *, accepted: bool = False
    ) -> None:
        async with translated():
            reserved = await self._reserve(
                account=_account(user_id),
                reserved=_reserved(user_id),
                work=work,
                cost=cost,
                seconds=_WORK_SECONDS,
                accepted=int(accepted),
            )
        if not reserved:
            raise NoCredits("no_credits")

    async def settle(self, user_id: str, work: str, cost: int, *, spend: bool) -> None:
        async with translated():
            await self._settle(
                account=_account(user_id),
                reserved=_reserved(user_id),
                work=work,
                cost=cost,
                spend=int(spend),
            )

    async def claim(self, session_id: str, task_id: str) -> str:
        token = new_claim()
        text = json.dumps({"session_id": session_id, "task_id": task_id})
        async with translated():
            await self._redis.set(
                f"studio:claim:{hashed(token)}", text, ex=CLAIM_SECONDS
            )
        return token

    async def prune(self, now: float, keep: float) -> int:
        """Do nothing: all of it expires by itself."""
        return 0

    async def adopt_user(self, account: Account) -> None:
        """Store a user of another store, unless there is one already."""
        key, fields = _account(account.user_id), asdict(account)
        async with translated():
            for name in ("total", "spent", "since"):
                await self._redis.hsetnx(key, name, fields[name])
            await self._redis.expire(key, self._keep)

    async def adopt_client(self, client: str, user_id: str) -> None:
        """Store which user a client is, by the hash of its id."""
        async with translated():
            await self._redis.set(
                f"studio:client:{client}", user_id, nx=True, ex=self._keep
            )

    async def adopt_token(self, key: str, record: TokenRecord) -> None:
        """Store a token by its hash, for as long as it is valid."""
        left = round(record.expires - time.time())
        if left > 0:
            async with translated():
                text = json.dumps(asdict(record))
                await self._redis.set(_token(key), text, nx=True, ex=left)


def _account(user_id: str) -> str:
    return f"studio:{{{user_id}}}:account"


def _reserved(user_id: str) -> str:
    return f"studio:{{{user_id}}}:reserved"


def _token(key: str) -> str:
    return f"studio:token:{key}"
