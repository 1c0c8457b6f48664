"""Tokens that pay: a person's own, the operator's, or an anonymous one.

``{vm}:w:<sender>`` a person's (or the house's) client id and sealed tokens, ``keep``
seconds after their last use; ``{vm}:mint:no`` set while the agent gives no more anonymous tokens.
"""

import uuid
from typing import Any

from redis.asyncio import Redis

from core.clients.store.connection import translate_redis_errors
from core.clients.vault import Vault
from core.errors import AgentBusy, AgentRefused, NeedsWallet, TokenExpired
from core.model.agent import Token
from core.model.chat import SenderId
from core.model.session import Wallet, WalletKind
from core.ports import Clock, VideoAgent

_DAY = 86_400
KEPT = 400 * _DAY
"""Seconds that what is remembered of people lasts after its last use."""
_EARLY = 3600
_REFUSED = 3600
"""Seconds during which nobody asks again after the agent refused a token."""
_NO = "{vm}:mint:no"


class Wallets:
    """Without ``vault`` only the operator's token is used, and none is kept.

    ``client`` is the operator's client id: then all share the one anonymous token that
    it stands for. Without it everyone gets a client id, and a token, of their own.
    """

    def __init__(
        self,
        redis: Redis,
        agent: VideoAgent,
        clock: Clock,
        operator: Token | None,
        vault: Vault | None,
        keep: int = KEPT,
        client: str = "",
    ) -> None:
        if not (operator or vault):
            raise ValueError("tokens of people need a vault")
        self._redis: Any = redis
        self._agent = agent
        self._clock = clock
        self._operator = operator
        self._vault = vault
        self._keep = keep
        self._client = client

    async def wallet(self, owner: SenderId) -> Wallet:
        """Return the token that pays for ``owner``. Raises ``NeedsWallet``, ``AgentDown``."""
        if own := await self._opened(owner, WalletKind.OWN):
            return own
        if self._operator:
            return Wallet(owner, WalletKind.OPERATOR, self._operator)
        owner = self._holder(owner)
        kept = await self._opened(owner, WalletKind.ANONYMOUS)
        if kept and (kept.expires_at or 0) > self._clock.now() + _EARLY:
            return kept
        try:
            return await self._minted(owner)
        except NeedsWallet:
            if kept and (kept.expires_at or 0) > self._clock.now():
                return kept  # it still holds for a while
            raise

    async def keep(self, owner: SenderId, token: Token) -> None:
        """Store the person's own token. Raises ``NeedsWallet`` without a vault."""
        await self._seal(Wallet(owner, WalletKind.OWN, token))

    async def drop(self, owner: SenderId) -> bool:
        """Delete the person's own token; return whether there was one."""
        async with translate_redis_errors():
            return bool(await self._redis.hdel(_key(owner), WalletKind.OWN))

    async def renew(self, owner: SenderId) -> Wallet:
        """Replace an anonymous token refused with 1001. Raises ``TokenExpired`` for others."""
        if (await self.wallet(owner)).kind is not WalletKind.ANONYMOUS:
            raise TokenExpired
        async with translate_redis_errors():
            await self._redis.hdel(_key(self._holder(owner)), WalletKind.ANONYMOUS)
        return await self.wallet(owner)

    async def forget(self, owner: SenderId) -> int:
        async with translate_redis_errors():
            return int(await self._redis.delete(_key(owner)))

    async def has(self, owner: SenderId) -> bool:
        async with translate_redis_errors():
            return bool(await self._redis.exists(_key(owner)))

    def _holder(self, owner: SenderId) -> SenderId:
        return SenderId("house:anonymous") if self._client else owner

    async def _minted(self, owner: SenderId) -> Wallet:
        key = _key(owner)
        async with translate_redis_errors():
            if await self._redis.exists(_NO):
                raise NeedsWallet
            made = self._client or str(uuid.uuid4())
            await self._redis.hsetnx(key, "client", made)
            await self._redis.expire(key, self._keep)
            client = await self._redis.hget(key, "client")
        try:
            got = await self._agent.mint(client)
        except AgentBusy as error:
            wait = max(1, int(error.retry_after or _REFUSED))
            async with translate_redis_errors():
                await self._redis.set(_NO, "1", ex=min(wait, _DAY))
            raise NeedsWallet(error.reason) from error
        except AgentRefused as error:
            raise NeedsWallet(error.reason) from error
        kind = WalletKind.ANONYMOUS
        # Where a clock is wrong, the token would look dead at birth and cost a new one.
        expires = max(got.expires_at, self._clock.now() + _DAY)
        wallet = Wallet(owner, kind, got.token, got.user_id, expires)
        await self._seal(wallet)
        return wallet

    async def _seal(self, wallet: Wallet) -> None:
        if self._vault is None:
            raise NeedsWallet
        facts: dict[str, object] = {
            "token": wallet.token,
            "user": wallet.user_id,
            "expires": wallet.expires_at,
        }
        sealed = self._vault.seal(f"{wallet.kind}:{wallet.owner}", facts)
        async with translate_redis_errors():
            await self._redis.hset(_key(wallet.owner), wallet.kind, sealed)
            await self._redis.expire(_key(wallet.owner), self._keep)

    async def _opened(self, owner: SenderId, kind: WalletKind) -> Wallet | None:
        if self._vault is None:
            return None
        async with translate_redis_errors():
            sealed = await self._redis.hget(_key(owner), kind)
        facts = self._vault.open(f"{kind}:{owner}", sealed) if sealed else None
        if facts is None:
            return None
        async with translate_redis_errors():
            if anew := self._vault.renewed(sealed):  # the operator has changed the key
                await self._redis.hset(_key(owner), kind, anew)
            await self._redis.expire(_key(owner), self._keep)
        expires = facts.get("expires")
        return Wallet(
            owner,
            kind,
            Token(str(facts["token"])),
            str(facts.get("user") or ""),
            float(expires) if isinstance(expires, int | float) else None,
        )


def _key(owner: SenderId) -> str:
    return f"{{vm}}:w:{owner}"
