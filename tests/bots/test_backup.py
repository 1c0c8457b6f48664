"""Backup and restore: people's data comes back, deleted data does not."""

import asyncio
import json
import shutil
import tarfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bots.app.backup import command
from bots.app.backup.archive import read_backup, write_backup
from bots.app.runtime import SystemClock
from common.redis.embedded import EmbeddedRedis
from core.clients.agent.client import NemoAgent
from core.clients.store.connection import connect
from core.clients.store.sessions import RedisSessions
from core.clients.store.turns.store import RedisTurnStore
from core.clients.vault import Vault
from core.errors import UserError
from core.model.agent import AgentSessionId, RenderId, RenderState, Token
from core.model.chat import ChatId, Sender, SenderId, UpdateId
from core.model.turn import TurnKind, TurnRequest
from core.settings import Settings
from tests.fakes.agent import FakeAgent
from tests.fakes.bucket import CREDENTIALS, bucket_server, make_bucket
from tests.http_client import http_client
from tests.media import footage
from tests.patience import PATIENCE
from tests.settings import read_settings
from tests.studio_server import stream, studio

CHAT, MIA = ChatId("fake:1"), Sender(SenderId("fake:mia"), "Mia")


@pytest.fixture
async def other(tmp_path: Path) -> AsyncIterator[tuple[str, Redis]]:
    """The Redis of another machine."""
    async with EmbeddedRedis(tmp_path / "other") as url:
        client = connect(url)
        yield url, client
        await client.aclose()


def sessions(redis: Redis) -> RedisSessions:
    return RedisSessions(
        redis, FakeAgent(redis), SystemClock(), None, Vault(["one key"])
    )


async def fill(redis: Redis, data: Path) -> str:
    """A project, a sealed token, an open turn, files; return the turn's id."""
    people = sessions(redis)
    await people.new(CHAT, MIA, "Holiday")
    await people.set_token(MIA.id, Token("nmv_usr_mia"))
    request = TurnRequest(TurnKind.INSTRUCT, MIA, "cut it", at=1.0)
    turn = await RedisTurnStore(redis).submit(UpdateId("u1"), CHAT, request)
    for name, content in {
        "studio/sessions/1/assets/a.mp4": b"clip",
        "studio/sessions/1/assets/.in-b": b"half a clip",
        "studio/renders/2/.out.mp4.part": b"half a video",
        "secret-key": b"key",
        "studio-address": b"http://127.0.0.1:1",
        "redis/appendonly": b"the server's own",
    }.items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(content)
    return turn.turn


async def test_people_go_on_where_they_were_after_a_restore_elsewhere(
    redis: Redis, other: tuple[str, Redis], tmp_path: Path
) -> None:
    turn = await fill(redis, tmp_path / "one")
    left = await redis.pttl("{vm}:seen:u1")
    done = await write_backup(redis, tmp_path / "one", tmp_path / "b.tar.gz")
    assert (done.files, done.size) == (2, 7)
    assert (tmp_path / "b.tar.gz").stat().st_mode & 0o077 == 0
    _, there = other
    assert await read_backup(there, tmp_path / "two", tmp_path / "b.tar.gz") == done
    assert (await sessions(there).project(CHAT, MIA)).name == "Holiday"
    assert (await sessions(there).wallet(MIA.id)).token == "nmv_usr_mia"
    store = RedisTurnStore(there)
    assert [one.id for one in await store.pending_turns(CHAT)] == [turn]
    assert not await store.mark_seen(UpdateId("u1"))  # the same update, not twice
    claimed = await store.claim_next_turn(CHAT)
    assert claimed.turn is not None
    assert 0 < await there.pttl("{vm}:seen:u1") <= left
    restored = {
        str(path.relative_to(tmp_path / "two"))
        for path in (tmp_path / "two").rglob("*")
        if path.is_file()
    }
    assert restored == {"studio/sessions/1/assets/a.mp4", "secret-key"}


async def test_a_restore_replaces_all_of_ours_and_nothing_of_others(
    redis: Redis, other: tuple[str, Redis], tmp_path: Path
) -> None:
    await fill(redis, tmp_path / "one")
    await write_backup(redis, tmp_path / "one", tmp_path / "b.tar.gz")
    _, there = other
    await there.set("another program's", "1")
    await sessions(there).new(ChatId("fake:2"), MIA, "Newer than the backup")
    (tmp_path / "two/studio/sessions/9").mkdir(parents=True)
    await read_backup(there, tmp_path / "two", tmp_path / "b.tar.gz")
    assert await there.get("another program's") == "1"
    assert (await sessions(there).project(ChatId("fake:2"), MIA)).name == ""
    assert not (tmp_path / "two/studio/sessions/9").exists()


@pytest.mark.parametrize("damage", ["text", "cut", "newer"])
async def test_what_is_no_backup_of_ours_changes_nothing(
    redis: Redis, tmp_path: Path, damage: str
) -> None:
    file = tmp_path / "b.tar.gz"
    await fill(redis, tmp_path / "one")
    await write_backup(redis, tmp_path / "one", file)
    match damage:
        case "text":
            file.write_text("not a tar file")
        case "cut":
            file.write_bytes(file.read_bytes()[:-200])
        case _:
            (tmp_path / "manifest.json").write_text(json.dumps({"format": 99}))
            with tarfile.open(file, "w:gz") as archive:
                archive.add(tmp_path / "manifest.json", "manifest.json")
    with pytest.raises(UserError, match=r"damaged|update VidMuse"):
        await read_backup(redis, tmp_path / "one", file)
    assert (await sessions(redis).project(CHAT, MIA)).name == "Holiday"
    assert (tmp_path / "one/secret-key").read_bytes() == b"key"


async def test_the_commands_refuse_a_running_bot_and_a_place_with_data(
    redis: Redis,
    redis_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await fill(redis, tmp_path / "one")
    (tmp_path / "one/studio-address").unlink()
    settings = read_settings(
        Settings, redis_url=redis_url, vidmuse_data=tmp_path / "one"
    )
    file = tmp_path / "b.tar.gz"
    with pytest.raises(UserError, match="There is no folder"):
        await command.backup(settings, tmp_path / "nowhere/b.tar.gz")
    assert await command.backup(settings, file) == 0
    assert "keep it safe" in capsys.readouterr().out
    with pytest.raises(UserError, match="add --replace"):
        await command.restore(settings, file, replace=False)
    assert await command.restore(settings, file, replace=True) == 0
    await RedisTurnStore(redis).report_worker("host:1", 0)
    with pytest.raises(UserError, match="Stop it before you restore"):
        await command.restore(settings, file, replace=True)


async def test_a_studio_with_a_bucket_goes_on_after_a_restore_elsewhere(
    redis: Redis,
    redis_url: str,
    other: tuple[str, Redis],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a bucket the backup holds the records, not the clips and videos."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    clip = footage.write(tmp_path / "a.mp4", 1, seconds=2, size=(160, 90)).read_bytes()
    with bucket_server() as endpoint:
        make_bucket(endpoint, "clips")
        shared = {
            "STUDIO_STATE": "redis",
            "STUDIO_BUCKET": "s3://clips/vm",
            "STUDIO_BUCKET_ENDPOINT": endpoint,
            "STUDIO_PREVIEWS": "0",
        }
        async with http_client() as client:
            with studio(tmp_path / "one", REDIS_URL=redis_url, **shared) as address:
                agent = NemoAgent(client, address)
                token = (await agent.mint("mia")).token
                session = (await agent.open_session(token, "en")).session_id
                await agent.upload(token, session, [stream("a.mp4", clip)])
                await tell(agent, token, session, "cut it, 1 second, 144p, no music")
                before = (await agent.state(token, session)).draft
            await write_backup(redis, tmp_path / "one", tmp_path / "b.tar.gz")
            url, there = other
            await read_backup(there, tmp_path / "two", tmp_path / "b.tar.gz")
            shutil.rmtree(tmp_path / "two/studio/sessions", ignore_errors=True)
            with studio(tmp_path / "two", REDIS_URL=url, **shared) as address:
                agent = NemoAgent(client, address)
                assert (await agent.state(token, session)).draft == before
                await tell(agent, token, session, "black and white")
                draft = (await agent.state(token, session)).draft
                assert draft != before
                id_ = await agent.render(token, session, RenderId("render_1"), draft)
                status = await agent.render_status(token, id_)
                async with asyncio.timeout(PATIENCE):
                    while status.state in {RenderState.PENDING, RenderState.PROCESSING}:
                        status = await agent.render_status(token, id_, status)
                assert status.state is RenderState.COMPLETED, status.message


async def tell(
    agent: NemoAgent, token: Token, session: AgentSessionId, text: str
) -> None:
    """Give an instruction and read the answer to its end."""
    async for _ in agent.instruct(token, session, text):
        pass
