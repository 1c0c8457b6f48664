"""The studio's state in a folder, in Redis and in a cluster, and moves between them."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from common.redis.connection import connect
from studio.clients.state.folder_accounts import FolderAccounts
from studio.clients.state.folder_projects import FolderProjects
from studio.clients.state.leases import RedisStudioLease, SoleStudioLease
from studio.clients.state.move_to_redis import move_to_redis
from studio.clients.state.open_state import State
from studio.clients.state.redis.accounts import RedisAccounts
from studio.clients.state.redis.projects import RedisProjects
from studio.flows.projects import Projects
from studio.media.files import lock_folder
from tests.contracts.state import (
    CREDITS,
    Open,
    StateContract,
    Store,
    asset,
    instruction,
    requests,
    version,
)


def in_folder(data: Path) -> Store:
    projects = FolderProjects(data / "sessions")
    accounts = FolderAccounts(data / "accounts", credits_each=CREDITS, per_address=1)
    state = State(projects, accounts, SoleStudioLease())
    return Store(state, Projects(projects, data / "sessions"))


def in_redis(redis: Redis, data: Path) -> Store:
    projects = RedisProjects(redis, data / "sessions")
    accounts = RedisAccounts(redis, credits_each=CREDITS, per_address=1, keep=86400)
    state = State(projects, accounts, RedisStudioLease(redis))
    return Store(state, Projects(projects, data / "sessions"))


class TestFolder(StateContract):
    @pytest.fixture
    def open_(self, tmp_path: Path) -> Open:
        return lambda: in_folder(tmp_path)


class TestRedis(StateContract):
    @pytest.fixture
    def open_(self, redis: Redis, tmp_path: Path) -> Open:
        return lambda: in_redis(redis, tmp_path)


class TestCluster(StateContract):
    @pytest.fixture
    async def open_(self, cluster_url: str, tmp_path: Path) -> AsyncIterator[Open]:
        client = connect(cluster_url)
        await client.flushall()
        yield lambda: in_redis(client, tmp_path)
        await client.aclose()


async def test_processes_on_machines_of_their_own_share_a_project(
    redis: Redis, tmp_path: Path
) -> None:
    here, there = (in_redis(redis, tmp_path / name).projects for name in "ab")
    id_ = (await here.open("me", "x", "en")).session_id
    await here.add(id_, asset("a.mp4", here.folder(id_), "ab" * 32))
    await there.save_version(id_, version("one"))
    await here.save_version(id_, version("two"))
    project = await there.get(id_, "me")
    assert requests(project) == ["one", "two"]
    assert project.assets[0].path == str(there.folder(id_) / "assets" / "a.mp4")


async def test_a_studio_that_stops_or_is_silent_has_no_lease(redis: Redis) -> None:
    first, second = RedisStudioLease(redis), RedisStudioLease(redis)
    await first.renew()
    assert await second.renew() == {first.own_id, second.own_id}
    await first.release()
    assert await second.renew() == {second.own_id}
    await redis.zadd("studio:leases", {"silent": 1.0})
    assert await second.renew() == {second.own_id}


def test_studios_that_share_their_state_may_share_a_folder(tmp_path: Path) -> None:
    first = lock_folder(tmp_path, shared=True)
    second = lock_folder(tmp_path, shared=True)
    assert first
    assert second
    first.close()
    second.close()
    alone = lock_folder(tmp_path)
    assert alone
    alone.close()


async def test_files_move_into_redis_and_what_is_there_stays(
    redis: Redis, tmp_path: Path
) -> None:
    old = in_folder(tmp_path)
    token = (await old.state.accounts.mint("me", "127.0.0.1"))["token"]
    user = (await old.state.accounts.authenticate(f"Bearer {token}")).user_id
    await old.state.accounts.reserve(user, "one", 2)
    await old.state.accounts.settle(user, "one", 2, spend=True)
    id_ = (await old.projects.open(user, "mine", "en")).session_id
    folder = old.projects.folder(id_)
    await old.projects.add(id_, asset("a.mp4", folder, "ab" * 32))
    await old.projects.save_version(id_, version("one"))
    await old.projects.add_pending(id_, instruction("two", "dead"))
    before = await old.projects.get(id_, user)
    clip = folder / "assets" / "a.mp4"
    clip.parent.mkdir()
    clip.write_bytes(b"clip")

    async def move() -> int:
        new = in_redis(redis, tmp_path)
        assert isinstance(new.state.projects, RedisProjects)
        assert isinstance(new.state.accounts, RedisAccounts)
        return await move_to_redis(
            tmp_path / "sessions",
            tmp_path / "accounts",
            new.state.projects,
            new.state.accounts,
        )

    assert await move() == 2
    new = in_redis(redis, tmp_path)
    assert await new.projects.get(id_, user) == before
    assert (await new.projects.at_work())[id_] == {"dead"}
    account = await new.state.accounts.authenticate(f"Bearer {token}")
    assert (account.user_id, account.available) == (user, CREDITS - 2)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [clip]
    again = await new.state.accounts.mint("me", "127.0.0.1")
    assert (again["user_id"], again["credits"]) == (user, CREDITS - 2)
    await new.projects.save_version(id_, version("two"))
    clip.with_name("other").write_bytes(b"")
    (folder / "project.json").write_text(json.dumps({"session_id": id_}))
    assert await move() == 0
    assert requests(await in_redis(redis, tmp_path).projects.get(id_, user)) == [
        "one",
        "two",
    ]
