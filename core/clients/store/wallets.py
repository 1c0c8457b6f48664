"""Tokens that pay: a person's own, the operator's, or an anonymous one.

Keys: ``{vm}:w:<owner>`` a person's (or the shared) client id and encrypted tokens, ``keep``
seconds after their last use; ``{vm}:mint:lock:<owner>`` one mint at a time per client id;
``{vm}:mint:no:<owner>`` the agent refused this client id; ``{vm}:doubt:<hash>`` the agent
answered 1001 to this token once, 10 minutes; ``{vm}:drops:<owner>`` the last drops of a
token, a minute, in case an answer is lost. Expiry is by Redis' clock, as the clocks of
the bots may be wrong.
"""

import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis

from core.clients.store import scripts
from core.clients.store.connection import translate_redis_errors
from core.clients.store.locks import renewed_lock
from core.clients.vault import Vault
from core.errors import AgentBusy, AgentError, AgentRefused, NeedsWallet, TokenExpired
from core.model.agent import AnonymousToken, Token
from core.model.chat import SenderId
from core.model.session import Wallet, WalletKind
from core.ports import Clock, VideoAgent

_DAY = 86_400
KEPT = 400 * _DAY
"""Seconds for which facts about people are kept after their last use."""
_EARLY = 60.0
"""Seconds before expiry at which a token is replaced; the agent issues it for a week."""
_REFUSED = 3600
"""Seconds during which a refused client id is not used again."""
_DOUBT = 600
_ANSWER_SECONDS = 60
_MINT_PATIENCE = 150.0
"""Seconds, longer than two calls of 30 s with a pause of 30 s between them."""


@dataclass(frozen=True, slots=True)
class TokenPolicy:
    """How anonymous tokens are issued.

    ``client`` is the operator's client id: all people share its token. Without it each
    person has a client id and a token. ``own_studio``: the agent is free, so a refused
    client id is replaced by a new one. ``retry``: seconds to wait after 429.
    """

    client: str = ""
    own_studio: bool = False
    retry: float = 30.0


class Wallets:
    """Stores tokens; without ``vault`` only the operator's token is used."""

    def __init__(
        self,
        redis: Redis,
        agent: VideoAgent,
        clock: Clock,
        operator: Token | None,
        vault: Vault | None,
        keep: int = KEPT,
        policy: TokenPolicy | None = None,
    ) -> None:
        if not (operator or vault):
            raise ValueError("tokens of people need a vault")
        self._redis: Any = redis
        self._agent = agent
        self._clock = clock
        self._operator = operator
        self._vault = vault
        self._keep = keep
        self._policy = policy or TokenPolicy()
        self._doubt_token = scripts.DOUBT_TOKEN.bind(redis)
        self._drop_token = scripts.DROP_TOKEN.bind(redis)

    async def wallet(self, owner: SenderId) -> Wallet:
        """Return the token that pays for ``owner``. Raises ``NeedsWallet``, ``AgentDown``."""
        if own := await self._opened(owner, WalletKind.OWN):
            return own
        if self._operator:
            return Wallet(owner, WalletKind.OPERATOR, self._operator)
        holder = self._holder(owner)
        anonymous = await self._opened(holder, WalletKind.ANONYMOUS)
        if anonymous and (anonymous.expires_at or 0) > await self._now() + _EARLY:
            return anonymous
        try:
            return await self._mint_once(holder, anonymous)
        except (NeedsWallet, AgentError):
            if anonymous:  # the agent itself tells whether it is still valid
                return anonymous
            raise

    async def renew(self, owner: SenderId, refused: Token) -> Wallet:
        """Return the wallet to use after ``refused`` was answered with 1001.

        The first time this is the same token: one 1001 may be an error. After a second one
        an anonymous token is replaced; the old one is kept until the new one is stored.
        Raises ``TokenExpired`` for other tokens, ``NeedsWallet``.
        """
        wallet = await self.wallet(owner)
        if wallet.token != refused:
            return wallet  # another chat has renewed it
        async with translate_redis_errors():
            first = await self._doubt_token(key=_doubt(refused), seconds=_DOUBT)
        if first:
            return wallet
        if wallet.kind is not WalletKind.ANONYMOUS:
            raise TokenExpired
        return await self._mint_once(self._holder(owner), wallet)

    async def keep(self, owner: SenderId, token: Token) -> None:
        """Store the person's own token. Raises ``NeedsWallet`` without a vault."""
        await self._seal(Wallet(owner, WalletKind.OWN, token))

    async def drop(self, owner: SenderId) -> bool:
        """Delete the person's own token; return whether there was one."""
        async with translate_redis_errors():
            dropped = await self._drop_token(
                key=_key(owner),
                answers_key=f"{{vm}}:drops:{owner}",
                field=WalletKind.OWN,
                answer_seconds=_ANSWER_SECONDS,
            )
        return bool(dropped)

    async def forget(self, owner: SenderId) -> int:
        async with translate_redis_errors():
            return int(await self._redis.delete(_key(owner)))

    async def has(self, owner: SenderId) -> bool:
        async with translate_redis_errors():
            return bool(await self._redis.exists(_key(owner)))

    def _holder(self, owner: SenderId) -> SenderId:
        return SenderId("house:anonymous") if self._policy.client else owner

    async def _now(self) -> float:
        async with translate_redis_errors():
            seconds, micros = await self._redis.time()
        return float(seconds) + float(micros) / 1e6

    async def _mint_once(self, owner: SenderId, old: Wallet | None) -> Wallet:
        """Replace ``old`` under a lock; return the token of another process if it was faster."""
        name = f"{{vm}}:mint:lock:{owner}"
        async with renewed_lock(self._redis, name, _MINT_PATIENCE) as is_ours:
            if not is_ours:
                raise NeedsWallet
            anonymous = await self._opened(owner, WalletKind.ANONYMOUS)
            if anonymous and (old is None or anonymous.token != old.token):
                return anonymous
            return await self._mint(owner)

    async def _mint(self, owner: SenderId) -> Wallet:
        async with translate_redis_errors():
            if await self._redis.exists(_refusal(owner)):
                raise NeedsWallet
        client = await self._client_id(owner)
        try:
            issued = await self._request_token(owner, client)
        except AgentBusy as error:
            wait = max(1, int(error.retry_after or _REFUSED))
            async with translate_redis_errors():
                await self._redis.set(_refusal(owner), "1", ex=min(wait, _DAY))
            raise NeedsWallet(error.reason) from error
        except AgentRefused as error:
            raise NeedsWallet(error.reason) from error
        # With a wrong clock a fresh token would count as expired and be replaced at once.
        expires = max(issued.expires_at, await self._now() + _DAY)
        kind = WalletKind.ANONYMOUS
        wallet = Wallet(owner, kind, issued.token, issued.user_id, expires)
        await self._seal(wallet)
        return wallet

    async def _request_token(self, owner: SenderId, client: str) -> AnonymousToken:
        """Request a token; again after 429, and with a new client id after 400."""
        try:
            return await self._agent.mint(client)
        except AgentBusy:
            if self._policy.own_studio:
                return await self._agent.mint(await self._client_id(owner, new=True))
            await self._clock.sleep(self._policy.retry)
            return await self._agent.mint(client)
        except AgentRefused as error:
            if error.code != 400:
                raise
            return await self._agent.mint(await self._client_id(owner, new=True))

    async def _client_id(self, owner: SenderId, *, new: bool = False) -> str:
        """Return the stored client id of ``owner``; make one if there is none, or ``new``."""
        client = str(uuid.uuid4()) if new else self._policy.client or str(uuid.uuid4())
        async with translate_redis_errors(), self._redis.pipeline() as pipe:
            write = pipe.hset if new else pipe.hsetnx
            write(_key(owner), "client", client)
            pipe.expire(_key(owner), self._keep)
            pipe.hget(_key(owner), "client")
            return str((await pipe.execute())[-1])

    async def _seal(self, wallet: Wallet) -> None:
        if self._vault is None:
            raise NeedsWallet
        facts: dict[str, object] = {
            "token": wallet.token,
            "user": wallet.user_id,
            "expires": wallet.expires_at,
        }
        sealed = self._vault.seal(f"{wallet.kind}:{wallet.owner}", facts)
        async with translate_redis_errors(), self._redis.pipeline() as pipe:
            pipe.hset(_key(wallet.owner), wallet.kind, sealed)
            pipe.expire(_key(wallet.owner), self._keep)
            await pipe.execute()

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


def _refusal(owner: SenderId) -> str:
    return f"{{vm}}:mint:no:{owner}"


def _doubt(token: Token) -> str:
    return f"{{vm}}:doubt:{hashlib.sha256(token.encode()).hexdigest()[:32]}"
