"""Measure the start and the idle load of `vidmuse up`: ``python -m bench.chat.idle [SECONDS]``.

It is started with a Telegram and a Discord bot, whose servers are fakes in this process, in
an empty folder and once more in the same one. CPU seconds do not depend on other work of
the machine, but seconds until it is ready do. Memory is the sum of the proportional shares
(PSS) of the process and all its children.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx

from bench.soak.parts import free_port
from common.tls import tls_context
from tests.fakes.discord import state as discord_state
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.telegram import state as telegram_state
from tests.fakes.telegram.server import FakeTelegram

_SECONDS = 60.0
_LOOK = 0.05
_SETTLE = 10.0
"""Seconds between ready and the first measurement, in which the start finishes its work."""


@asynccontextmanager
async def running(
    data: Path, telegram: FakeTelegram, discord: FakeDiscord, address: str
) -> AsyncIterator[int]:
    """Start ``vidmuse up``; its process id."""
    log = data.parent / "up.log"
    with log.open("ab") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "bots", "up"),
            stdout=output,
            stderr=output,
            env=os.environ
            | {
                "VIDMUSE_DATA": str(data),
                "VIDMUSE_HTTP": address,
                "TELEGRAM_BOT_TOKEN": telegram_state.TOKEN,
                "TELEGRAM_API_URL": telegram.url,
                "DISCORD_BOT_TOKEN": discord_state.TOKEN,
                "DISCORD_API_URL": discord.api_url,
            },
        )
    try:
        yield process.pid
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def ready(address: str) -> None:
    """Wait until ``/readyz`` says so."""
    async with httpx.AsyncClient(verify=tls_context(), trust_env=False) as http:
        while True:
            with suppress(httpx.HTTPError):
                if (await http.get(f"http://{address}/readyz")).is_success:
                    return
            await asyncio.sleep(_LOOK)


def tree(root: int) -> Mapping[int, str]:
    """The process and all below it, by name."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            stat = (entry / "stat").read_text().rpartition(")")[2].split()
            parents[int(entry.name)] = int(stat[1])
    processes = [root]
    for one in processes:
        processes += [child for child, parent in parents.items() if parent == one]
    return {one: _name(one) for one in processes}


def _name(process: int) -> str:
    words = Path(f"/proc/{process}/cmdline").read_bytes().decode().split("\0")
    words = [Path(word).name for word in words if word and not word.startswith("-")]
    return " ".join(words[:3])[:40]


def cpu_seconds(process: int) -> float:
    """CPU seconds of the process and its ended children; 0 after its end."""
    with suppress(OSError):
        stat = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, stat[11:15])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def memory(process: int) -> float:
    """Proportional set size in MB; 0 after its end."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1000
    return 0.0


async def main(seconds: float) -> None:
    with tempfile.TemporaryDirectory(prefix="idle-") as name:
        async with FakeTelegram() as telegram, FakeDiscord() as discord:
            for start in ("first start", "second start"):
                address = f"127.0.0.1:{free_port()}"
                began = time.monotonic()
                data = Path(name) / "data"
                async with running(data, telegram, discord, address) as root:
                    await ready(address)
                    took = time.monotonic() - began
                    spent = sum(map(cpu_seconds, tree(root)))
                    print(f"{start}: ready in {took:.1f} s, {spent:.2f} s of CPU")
                    if start == "second start":
                        await _idle(root, seconds)
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")


async def _idle(root: int, seconds: float) -> None:
    await asyncio.sleep(_SETTLE)
    before = {one: cpu_seconds(one) for one in tree(root)}
    began = time.monotonic()
    await asyncio.sleep(seconds)
    over = time.monotonic() - began
    total_cpu = total_memory = 0.0
    for one, what in tree(root).items():
        cpu, size = cpu_seconds(one) - before.get(one, 0.0), memory(one)
        total_cpu, total_memory = total_cpu + cpu, total_memory + size
        print(f"  {what}: {100 * cpu / over:.2f} % of a core, {size:.0f} MB")
    print(f"idle: {100 * total_cpu / over:.2f} % of a core, {total_memory:.0f} MB")


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else _SECONDS))
