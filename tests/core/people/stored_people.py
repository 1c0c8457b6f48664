"""People with wallets over a real store, and an agent that numbers its tokens."""

from redis.asyncio import Redis

from core.model.agent import AnonymousToken, Token
from core.model.chat import ChatId, Sender, SenderId
from tests.fakes.agent import FakeAgent

CHAT, TO = ChatId("console:1"), ChatId("console:2")
ANN, BOB = (
    Sender(SenderId("console:ann"), "Ann"),
    Sender(SenderId("console:bob"), "Bob"),
)
DAY = 86_400.0


class Clock:
    def __init__(self) -> None:
        self.at = 1_000_000.0

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += seconds


class TokenIssuingAgent(FakeAgent):
    """Gives numbered tokens that last a week, and records the client ids."""

    def __init__(self, redis: Redis, clock: Clock) -> None:
        super().__init__(redis)
        self.clock = clock
        self.clients: list[str] = []

    async def mint(self, client_id: str) -> AnonymousToken:
        self._fault("mint")
        self.clients.append(client_id)
        token = Token(f"nmv_usr_number{len(self.clients)}")
        return AnonymousToken(token, "anon_1", self.clock.now() + 7 * DAY, 100)


async def everything(redis: Redis) -> str:
    """All that the store holds, as text."""
    out = []
    async for key in redis.scan_iter("*"):
        kind = await redis.type(key)
        value: object = (
            await redis.hgetall(key) if kind == "hash" else await redis.get(key)
        )
        out.append(f"{key!s} {value!s}")
    return "\n".join(out)
