"""Run the parts of VidMuse as processes, and kill and freeze them at random."""

import asyncio
import os
import random
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from common.redis.embedded import binary

ROOT = Path(__file__).parents[2]
_LONGEST_PAUSE = (0.2, 2.0)
"""Seconds until a killed part is restarted."""
_FREEZE = (2.0, 15.0)
"""Seconds for which a part is frozen; a lease lasts ten."""
_SIDE_BY_SIDE = 5.0
"""Seconds that the former and the new process of a part run together in an update."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@dataclass
class Part:
    """One process and its start command."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self.command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(self.environment),
                cwd=self.log.parent,
                start_new_session=True,
            )

    async def update(self, root: Path) -> None:
        """Replace the process by one of another version, as a rolling update does.

        A studio's successor waits for its port, all others run beside it for a while.
        """
        old, self.process = self.process, None
        self.environment = {**self.environment, "PYTHONPATH": str(root)}
        if "STUDIO_HTTP" not in self.environment:
            await self.start()
            await asyncio.sleep(_SIDE_BY_SIDE)
        if old and old.returncode is None:
            old.terminate()
            await old.wait()
        if self.process is None:
            await self.start()

    def send(self, number: int) -> None:
        if self.process and self.process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.process.pid, number)

    async def stop(self, number: int = signal.SIGKILL) -> None:
        """End it; its children notice by their pipes."""
        self.send(number)
        if self.process:
            await self.process.wait()

    def memory(self) -> int:
        """Resident bytes, 0 while it is not running."""
        with suppress(OSError, ValueError, IndexError):
            if self.process and self.process.returncode is None:
                words = Path(f"/proc/{self.process.pid}/statm").read_text().split()
                return int(words[1]) * os.sysconf("SC_PAGE_SIZE")
        return 0

    def cpu_seconds(self) -> float:
        """CPU of the process and of its ended children since it was started."""
        with suppress(OSError, ValueError, IndexError):
            if self.process and self.process.returncode is None:
                stat = Path(f"/proc/{self.process.pid}/stat").read_text()
                ticks = sum(
                    int(word) for word in stat.rpartition(")")[2].split()[11:15]
                )
                return ticks / os.sysconf("SC_CLK_TCK")
        return 0.0


@dataclass
class Fleet:
    """All parts; ``memory`` has samples of (seconds, part, resident bytes)."""

    parts: dict[str, Part]
    random: random.Random
    deeds: Counter[str] = field(default_factory=Counter)
    deaths: Counter[str] = field(default_factory=Counter)
    memory: list[tuple[float, str, int]] = field(default_factory=list)

    async def keep(self) -> None:
        """Restart parts that died by themselves, and count them: none should."""
        started = time.monotonic()
        while True:
            for part in self.parts.values():
                self.memory.append(
                    (time.monotonic() - started, part.name, part.memory())
                )
                if part.process and part.process.returncode is not None:
                    code = part.process.returncode
                    if code != -signal.SIGKILL:
                        self.deaths[f"{part.name} ({code})"] += 1
                        await part.start()
            await asyncio.sleep(1.0)

    async def update(self, seconds: float) -> None:
        """Bring all parts but Redis to this version, one after the other."""
        parts = [part for part in self.parts.values() if part.name != "redis"]
        for part in parts:
            await asyncio.sleep(seconds / (len(parts) + 1))
            await part.update(ROOT)
            self.deeds[f"{part.name} updated"] += 1

    async def trouble(self, every: float) -> None:
        """Kill or freeze a part every so many seconds on average, until cancelled."""
        frozen: Part | None = None
        try:
            while True:
                await asyncio.sleep(self.random.expovariate(1 / every))
                part = self.random.choice(list(self.parts.values()))
                if self.random.random() < 0.6:
                    self.deeds[f"{part.name} killed"] += 1
                    await part.stop()
                    await asyncio.sleep(self.random.uniform(*_LONGEST_PAUSE))
                    await part.start()
                else:
                    self.deeds[f"{part.name} frozen"] += 1
                    frozen = part
                    part.send(signal.SIGSTOP)
                    await asyncio.sleep(self.random.uniform(*_FREEZE))
                    part.send(signal.SIGCONT)
                    frozen = None
        finally:
            if frozen:
                frozen.send(signal.SIGCONT)
            for part in self.parts.values():
                if part.process and part.process.returncode == -signal.SIGKILL:
                    await part.start()

    async def stop(self) -> None:
        for name, part in self.parts.items():
            if name != "redis":
                part.send(signal.SIGCONT)
                with suppress(TimeoutError):
                    async with asyncio.timeout(20):
                        await part.stop(signal.SIGTERM)
                await part.stop()
        await self.parts["redis"].stop(signal.SIGTERM)


@dataclass(frozen=True)
class Place:
    """Addresses and folders of the parts."""

    folder: Path
    redis_url: str
    studio_url: str


def studio_addresses() -> list[str]:
    """Addresses of the two studios."""
    return [f"http://127.0.0.1:{free_port()}" for _ in range(2)]


def fleet(
    folder: Path,
    telegram: Mapping[str, str],
    discord: Mapping[str, str],
    studios: Sequence[str],
    studio_url: str,
    seed: int,
    root: Path = ROOT,
) -> tuple[Fleet, Place]:
    """Two listeners, two workers, two studios behind one address, a renderer and Redis.

    ``root`` is the folder of the version that is started.
    """
    socket_path = folder / "redis.sock"
    place = Place(folder, f"unix://{socket_path}", studio_url)
    base = {k: v for k, v in os.environ.items() if not k.startswith(_OURS)} | {
        "PYTHONPATH": str(root),
        "REDIS_URL": place.redis_url,
        "STUDIO_URL": place.studio_url,
        "STUDIO_STATE": "redis",
        "STUDIO_RENDERS": "1",
        "VIDMUSE_DATA": str(folder / "data"),
        "VIDMUSE_HTTP": "127.0.0.1:0",
        "VIDMUSE_SECRET_KEY": "x" * 44,
        **telegram,
        **discord,
    }
    commands = {
        "redis": _redis_command(folder / "redis", socket_path),
        "studio1": _command("studio"),
        "studio2": _command("studio"),
        "renderer": _command("renderer"),
        "telegram": _command("telegram"),
        "discord": _command("discord"),
        "worker1": _command("worker"),
        "worker2": _command("worker"),
    }
    http = {
        f"studio{number}": {"STUDIO_HTTP": address.removeprefix("http://")}
        for number, address in enumerate(studios, 1)
    }
    parts = {
        name: Part(name, command, base | http.get(name, {}), folder / f"{name}.log")
        for name, command in commands.items()
    }
    return Fleet(parts, random.Random(seed)), place


_OURS = ("VIDMUSE_", "STUDIO_", "NEMO_", "TELEGRAM_", "DISCORD_", "REDIS_", "RENDERER_")


def _redis_command(folder: Path, socket_path: Path) -> tuple[str, ...]:
    folder.mkdir()
    return (
        *(binary(), str(ROOT / "deploy/redis/redis.conf"), "--port", "0"),
        *("--dir", str(folder), "--unixsocket", str(socket_path)),
        *("--unixsocketperm", "700"),
    )


def _command(name: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "bots", name)
