"""Tokens at rest: sealed, bound to their owner, and sealed anew when keys change."""

import stat
from pathlib import Path

from redis.asyncio import Redis

from core.clients.store.sessions import RedisSessions
from core.clients.vault import Vault, keys
from core.model.agent import Token
from tests.core.people.stored_people import ANN, BOB, Clock, TokenIssuingAgent


def test_only_the_owner_opens_what_was_sealed() -> None:
    vault = Vault(["one"])
    sealed = vault.seal("own:ann", {"token": "t"})
    assert vault.open("own:ann", sealed) == {"token": "t"}
    assert vault.open("own:bob", sealed) is None
    assert vault.open("own:ann", sealed[:-4] + "AAAA") is None


def test_keys_are_changed_by_putting_a_new_one_before_the_old() -> None:
    old = Vault(["one"]).seal("ann", {"token": "t"})
    both = Vault(["two", "one"])
    assert both.open("ann", old) == {"token": "t"}
    anew = both.renewed(old)
    assert anew
    assert Vault(["two"]).open("ann", anew) == {"token": "t"}
    assert both.renewed(anew) is None
    assert Vault(["two"]).open("ann", old) is None


async def test_a_token_is_sealed_anew_when_it_is_used_under_a_new_key(
    redis: Redis, agent: TokenIssuingAgent, clock: Clock
) -> None:
    before = RedisSessions(redis, agent, clock, None, Vault(["one"]))
    token = (await before.wallet(ANN.id)).token
    both = RedisSessions(redis, agent, clock, None, Vault(["two", "one"]))
    assert (await both.wallet(ANN.id)).token == token
    after = RedisSessions(redis, agent, clock, None, Vault(["two"]))
    assert (await after.wallet(ANN.id)).token == token
    assert len(agent.clients) == 1


def test_a_key_is_generated_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    first = keys("", tmp_path / "data")
    assert keys("", tmp_path / "data") == first
    (file,) = (tmp_path / "data").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert keys("a, b", tmp_path) == ["a", "b"]


async def test_a_swapped_record_is_refused(people: RedisSessions, redis: Redis) -> None:
    await people.set_token(ANN.id, Token("nmv_usr_anns"))
    await redis.copy("{vm}:w:console:ann", "{vm}:w:console:bob", replace=True)
    assert (await people.wallet(BOB.id)).token != "nmv_usr_anns"
