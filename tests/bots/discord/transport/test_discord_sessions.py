"""Stored sessions of Discord's gateway are read, also beside those of other versions."""

from bots.discord.transport.channel_cache import DAY, ChannelCache, InMemoryCache
from bots.discord.transport.gateway_sessions import GatewaySession


async def test_a_session_of_another_version_hides_no_other() -> None:
    store = InMemoryCache()
    cache = ChannelCache(store)
    session = GatewaySession("b", 0, 7, "wss://gateway.test")
    await store.set_fields("sessions", {"a": '{"id": "a", "new": 1}', "c": "{"}, DAY)
    await cache.save_session(session)
    assert await cache.sessions() == [session]
