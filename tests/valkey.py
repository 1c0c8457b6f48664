"""Valkey servers of any kind, for tests: alone, in a cluster, watched by a Sentinel."""

import asyncio
import contextlib
import socket
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from common.redis.embedded import binary
from tests.patience import PATIENCE


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextlib.asynccontextmanager
async def valkey(
    folder: Path, *arguments: str, port: int | None = None
) -> AsyncIterator[tuple[int, subprocess.Popen[bytes]]]:
    """The port and the process of a server with these options."""
    port = port or free_port()
    folder.mkdir(parents=True, exist_ok=True)
    options = ("--port", str(port), "--dir", str(folder), "--save", "", *arguments)
    if arguments[:1] == ("--sentinel",):
        options = (str(folder / "sentinel.conf"), "--sentinel")
    process = subprocess.Popen(
        [binary(), *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        await _answers(port)
        yield port, process
    finally:
        process.kill()
        process.wait(PATIENCE)


async def command(client: Any, *words: str | int) -> Any:
    return await client.execute_command(*words)


async def _answers(port: int) -> None:
    client = Redis(port=port)
    async with asyncio.timeout(PATIENCE):
        while True:
            with contextlib.suppress(RedisError, OSError):
                await client.ping()
                break
            await asyncio.sleep(0.05)
    await client.aclose()


@contextlib.asynccontextmanager
async def cluster(folder: Path) -> AsyncIterator[str]:
    """The URL of a cluster of one node, which refuses commands over several slots."""
    options = ("--cluster-enabled", "yes", "--cluster-port", str(free_port()))
    async with valkey(folder, *options) as (port, _):
        await assign_slots(port)
        yield f"redis+cluster://127.0.0.1:{port}"


async def assign_slots(port: int) -> None:
    """Make a server all of its cluster."""
    client = Redis(port=port, decode_responses=True)
    await command(client, "CLUSTER", "ADDSLOTSRANGE", 0, 16383)
    async with asyncio.timeout(PATIENCE):
        while "cluster_state:ok" not in str(await command(client, "CLUSTER", "INFO")):
            await asyncio.sleep(0.05)
    await client.aclose()


@contextlib.asynccontextmanager
async def sentinel(
    folder: Path,
) -> AsyncIterator[tuple[str, subprocess.Popen[bytes]]]:
    """The URL of a primary and a replica behind a Sentinel, and the primary's process."""
    async with (
        valkey(folder / "primary") as (primary, process),
        valkey(folder / "replica", "--replicaof", f"127.0.0.1 {primary}") as (_, __),
    ):
        port = free_port()
        (folder / "sentinel").mkdir()
        (folder / "sentinel" / "sentinel.conf").write_text(
            f"port {port}\ndir {folder / 'sentinel'}\n"
            f"sentinel monitor main 127.0.0.1 {primary} 1\n"
            "sentinel down-after-milliseconds main 500\n"
            "sentinel failover-timeout main 2000\n"
        )
        async with valkey(folder / "sentinel", "--sentinel", port=port):
            client = Redis(port=port, decode_responses=True)
            async with asyncio.timeout(PATIENCE):
                while "'ok'" not in str(
                    await command(client, "SENTINEL", "REPLICAS", "main")
                ):
                    await asyncio.sleep(0.05)
            await client.aclose()
            yield f"redis+sentinel://127.0.0.1:{port}/main/0", process
