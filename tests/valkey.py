"""Start Valkey servers for tests: a single one, a cluster, or one with a Sentinel."""

import asyncio
import contextlib
import random
import socket
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Self

from redis.asyncio import Redis
from redis.crc import key_slot
from redis.exceptions import RedisError

from common.redis.embedded import binary
from core.clients.store.connection import connect
from tests.patience import PATIENCE

_PORTS = range(10_000, 32_000)
"""Systems give other ports to a client, or to a server that asks for any. A port of those
could be taken by another test before the server that it is for listens there."""


def free_port() -> int:
    """A port that stays free, also while its server is stopped for a time."""
    for port in random.SystemRandom().sample(_PORTS, 100):
        with (
            contextlib.suppress(OSError),
            socket.create_server(("127.0.0.1", port)),
        ):
            return port
    raise AssertionError("all of 100 ports are taken")


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
        await _answers(port, process)
        yield port, process
    finally:
        process.kill()
        process.wait(PATIENCE)


async def command(client: Any, *words: str | int) -> Any:
    return await client.execute_command(*words)


@contextlib.asynccontextmanager
async def connected(url: str) -> AsyncIterator[Redis]:
    """A client, after which the server has no key that stays for ever."""
    client = connect(url)
    yield client
    lasting = [
        key async for key in client.scan_iter("{vm}:*") if await _lasts(client, key)
    ]
    await client.aclose()
    assert lasting == [], "keys that nobody will ever delete"


async def _lasts(client: Redis, key: str) -> bool:
    """Keys of ours end by themselves, but for two that end with the work they are for.

    ``{vm}:lease`` and ``{vm}:mb:<chat>`` go when a chat has no turn left. The engine's
    own keys (``vm:…``) are few, and the same for any number of chats.
    """
    if key == "{vm}:lease" or key.startswith("{vm}:mb:"):
        return False
    return bool(await client.ttl(key) == -1)


async def sync_nothing(url: str) -> None:
    """Let a server not wait for the disk, which would cost seconds in each test."""
    client = Redis.from_url(url)
    await client.config_set("appendfsync", "no")
    await client.aclose()


async def _answers(port: int, process: subprocess.Popen[bytes]) -> None:
    client = Redis(port=port)
    async with asyncio.timeout(PATIENCE):
        while True:
            assert process.poll() is None, "the server has ended"
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


class LargeCluster:
    """A cluster of two primaries, which share the slots, and a replica of the first.

    ``kill`` ends a server at once; ``start`` starts it again where it was.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._bus = [free_port() for _ in range(3)]
        self.ports = [free_port() for _ in range(3)]
        self._servers: dict[int, contextlib.AsyncExitStack] = {}

    @property
    def url(self) -> str:
        """It names the second primary only: the others are found by it."""
        return f"redis+cluster://127.0.0.1:{self.ports[1]}"

    async def start(self, number: int) -> None:
        options = (
            *("--cluster-enabled", "yes", "--cluster-node-timeout", "1000"),
            *("--cluster-port", str(self._bus[number]), "--appendonly", "yes"),
            *("--repl-diskless-sync-delay", "0"),
        )
        server = self._servers[number] = contextlib.AsyncExitStack()
        await server.enter_async_context(
            valkey(self._folder / str(number), *options, port=self.ports[number])
        )

    async def kill(self, number: int) -> None:
        await self._servers.pop(number).aclose()

    async def command(self, number: int, *words: str | int) -> Any:
        client = Redis(port=self.ports[number], decode_responses=True)
        try:
            return await command(client, *words)
        finally:
            await client.aclose()

    async def wait_for(self, number: int, text: str, *words: str) -> None:
        """Ask a server until its answer has the text."""
        async with asyncio.timeout(PATIENCE):
            while text not in str(await self.command(number, *words)):
                await asyncio.sleep(0.05)

    async def take_over(self) -> None:
        """Make the replica a primary, as the others' votes would."""
        await self.command(2, "CLUSTER", "FAILOVER", "TAKEOVER")

    async def move_slots(self, source: int, target: int) -> int:
        """Move the slots of all keys of a server to another one; return how many."""
        names = {n: await self.command(n, "CLUSTER", "MYID") for n in (source, target)}
        keys = await self.command(source, "KEYS", "*")
        slots = {key_slot(key.encode()) for key in keys}
        to = ("127.0.0.1", self.ports[target], "", 0, 5000, "KEYS")
        for slot in slots:
            change = ("CLUSTER", "SETSLOT", slot)
            await self.command(target, *change, "IMPORTING", names[source])
            await self.command(source, *change, "MIGRATING", names[target])
            await asyncio.sleep(0.05)  # half of its keys are on each server
            while keys := await self.command(
                source, "CLUSTER", "GETKEYSINSLOT", slot, 10
            ):
                await self.command(source, "MIGRATE", *to, *keys)
            for server in (target, source):
                await self.command(server, *change, "NODE", names[target])
        return len(slots)

    async def __aenter__(self) -> Self:
        for number in range(3):
            await self.start(number)
        for other in (1, 2):
            bus = self._bus[other]
            await self.command(
                0, "CLUSTER", "MEET", "127.0.0.1", self.ports[other], bus
            )
        await self.command(0, "CLUSTER", "ADDSLOTSRANGE", 0, 8191)
        await self.command(1, "CLUSTER", "ADDSLOTSRANGE", 8192, 16383)
        first = await self.command(0, "CLUSTER", "MYID")
        await self.wait_for(2, first, "CLUSTER", "NODES")
        await self.command(2, "CLUSTER", "REPLICATE", first)
        await self.wait_for(2, "'master_link_status': 'up'", "INFO", "replication")
        for number in range(3):
            await self.wait_for(number, "cluster_state:ok", "CLUSTER", "INFO")
        return self

    async def __aexit__(self, *_: object) -> None:
        for number in list(self._servers):
            await self.kill(number)
