"""An agent that issues tokens as the hosted service does, and people who use them."""

import asyncio
import time
from typing import Any

from redis.asyncio import Redis

from core.clients.store.sessions import RedisSessions
from core.clients.store.wallets import TokenPolicy
from core.clients.vault import Vault
from core.errors import AgentBusy
from core.model.agent import AnonymousToken, Token
from core.model.chat import ChatId, Sender, SenderId
from tests.fakes.agent import FakeAgent

CHAT, OTHER = ChatId("console:1"), ChatId("console:2")
ANN = Sender(SenderId("console:ann"), "Ann")
BOB = Sender(SenderId("console:bob"), "Bob")
WEEK = 7 * 86_400.0


class RecordingClock:
    """The clock of a bot, ``ahead`` seconds fast. ``sleep`` returns at once."""

    def __init__(self, ahead: float = 0.0) -> None:
        self.ahead = ahead
        self.slept: list[float] = []

    def now(self) -> float:
        return time.time() + self.ahead

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)


class TokenIssuer(FakeAgent):
    """Issues one token a client id a week, as the hosted service does.

    ``lasts`` seconds a token lasts; ``delay`` seconds a call takes.
    """

    def __init__(self, redis: Redis) -> None:
        super().__init__(redis)
        self.calls = 0
        self.clients: list[str] = []
        self.lasts = WEEK
        self.delay = 0.0
        self.forbidden: set[str] = set()

    async def mint(self, client_id: str) -> AnonymousToken:
        self.calls += 1
        await asyncio.sleep(self.delay)
        self._fault("mint")
        if client_id in self.forbidden:
            raise AgentBusy("one token per client per week")
        self.forbidden.add(client_id)
        self.clients.append(client_id)
        token = Token(f"nmv_usr_number{len(self.clients)}")
        return AnonymousToken(token, "anon_1", time.time() + self.lasts, 100)


def sessions_of(
    redis: Redis, issuer: TokenIssuer, clock: RecordingClock, **policy: Any
) -> RedisSessions:
    tokens = TokenPolicy(**policy)
    return RedisSessions(redis, issuer, clock, None, Vault(["one"]), tokens=tokens)
