"""Check the data folder, its disk, and Redis."""

import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from redis.asyncio import Redis
from redis.exceptions import OutOfMemoryError, ReadOnlyError, RedisError

from bots.app.studio_health import StudioAway, StudioStatus, studio_state
from bots.app.studio_process import read_address
from bots.shared.command_name import command_name
from bots.shared.doctor_finding import Finding
from common.errors import RedisUnavailable, UnreadableUrl
from common.http_address import is_loopback
from common.redis.connection import URL_FORMS, address, connect, reason
from common.redis.embedded import binary, running_url
from core.clients.disk import DiskLevel, disk_level
from core.clients.store.turns.store import RedisTurnStore
from core.settings import Settings

_MIN_FREE_GB = 5.0
"""Space for an evening of clips and results; below it the doctor warns."""
_NEARLY_FULL = 0.9
"""Share of Redis' memory beyond which the doctor warns."""
_PROBE = "{vm}:doctor"


async def data_folder(settings: Settings) -> list[Finding]:
    """Is the folder writable and private, and is there enough free space?"""
    folder = settings.vidmuse_data
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return [
            Finding(
                "fail",
                f"cannot write to {folder}: {error.strerror}",
                "set VIDMUSE_DATA to a folder that this user may write to",
            )
        ]
    findings = [_space(folder), *await _studio_space(folder)]
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        findings.append(
            Finding("warn", f"others can read {folder}", f"chmod 700 {folder}")
        )
    return findings


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    fix = f"free some space: clips and results need {_MIN_FREE_GB:.0f} GB or more"
    if disk_level(free) is DiskLevel.FULL:
        return Finding("fail", f"the disk of {folder} is full", fix)
    if free < _MIN_FREE_GB * 1e9:
        return Finding("warn", f"only {free / 1e9:.1f} GB free in {folder}", fix)
    return Finding("ok", f"data in {folder}, {free / 1e9:.0f} GB free")


async def _studio_space(folder: Path) -> list[Finding]:
    """Ask the studio of this folder, if it runs, for the free space in its budget."""
    if not (url := read_address(folder)):
        return []
    try:
        state = await studio_state(url)
    except StudioAway:
        return []  # it does not run now
    fix = "free some space, raise STUDIO_DISK_GB, or lower STUDIO_KEEP_DAYS"
    if state.status is StudioStatus.FULL:
        return [Finding("fail", "the studio has no space: it takes no clips", fix)]
    if state.status is StudioStatus.LOW:
        left = f"the studio has only {state.free_gb:.1f} GB of space"
        return [Finding("warn", left, fix)]
    return []


async def redis(settings: Settings) -> list[Finding]:
    """Does the configured Redis answer, accept writes, persist them, and never evict?"""
    url = settings.redis_url.get_secret_value()
    if not url:
        return await _bundled_redis(settings.vidmuse_data)
    try:
        client = connect(url, retries=0)
    except UnreadableUrl:
        return [Finding("fail", "REDIS_URL cannot be read", URL_FORMS)]
    where = address(url)
    try:
        await client.ping()
        version = (await client.info("server")).get("redis_version", "?")
        findings = [Finding("ok", f"Redis {version} answers at {where}")]
        findings += await _redis_writes(client)
        findings += await _redis_memory(client) + await _redis_settings(client, url)
        return [*findings, await _workers(client)]
    except (RedisError, OSError) as error:
        fix = "correct REDIS_URL, or empty it to use the bundled server"
        return [Finding("fail", f"Redis at {where}: {reason(error)}", fix)]
    finally:
        await client.aclose()


async def _redis_writes(client: Redis) -> list[Finding]:
    try:
        await client.set(_PROBE, "1", ex=10)
        await client.delete(_PROBE)
    except ReadOnlyError:
        fix = "give REDIS_URL the address of the primary"
        return [Finding("fail", "this Redis is a read-only replica", fix)]
    except OutOfMemoryError:
        fix = "raise maxmemory, and keep maxmemory-policy noeviction"
        return [Finding("fail", "Redis is full: it takes no writes", fix)]
    except RedisError as error:
        fix = "look at the log of Redis: its disk may be full"
        return [Finding("fail", f"Redis takes no writes: {reason(error)}", fix)]
    return []


async def _workers(client: Redis) -> Finding:
    """Is a worker running for the stored turns?"""
    store = RedisTurnStore(client)
    if await store.is_draining():
        fix = f"`{command_name()} admin drain --off` when you are done"
        return Finding("warn", "the workers are drained: they start no new turns", fix)
    if count := len(await store.workers()):
        run = "1 worker runs" if count == 1 else f"{count} workers run"
        return Finding("ok", f"{run} turns")
    fix = f"start `{command_name()} up` or `{command_name()} worker`"
    return Finding("warn", "no worker is running", fix)


async def _redis_memory(client: Redis) -> list[Finding]:
    memory = await client.info("memory")
    most, used = int(memory.get("maxmemory", 0)), int(memory.get("used_memory", 0))
    if not most or used < _NEARLY_FULL * most:
        return []
    text = f"Redis uses {used / 1e6:.0f} MB of {most / 1e6:.0f} MB"
    return [Finding("warn", text, "raise maxmemory before it refuses writes")]


async def _redis_settings(client: Redis, url: str) -> list[Finding]:
    findings = []
    parts = urlsplit(url)
    if parts.hostname and not is_loopback(parts.hostname) and not parts.password:
        fix = "set requirepass, and REDIS_URL=redis://:password@host:6379/0"
        findings.append(Finding("warn", "Redis on the network has no password", fix))
    try:
        config = await client.config_get("*")
    except RedisError:
        fix = "make sure appendonly is yes"
        return [*findings, Finding("warn", "Redis does not show its settings", fix)]
    if config.get("appendonly") != "yes":
        fix = "set appendonly yes: without it a restart of Redis loses turns"
        findings.append(Finding("warn", "Redis keeps no append-only file", fix))
    if config.get("maxmemory-policy") not in (None, "noeviction"):
        fix = "set maxmemory-policy noeviction: others may throw away turns"
        findings.append(Finding("fail", "Redis may evict what we store", fix))
    return findings


async def _bundled_redis(data: Path) -> list[Finding]:
    try:
        binary()
    except RedisUnavailable:
        fix = "install redis-server, or set REDIS_URL"
        return [Finding("fail", "no bundled server for this system", fix)]
    findings = [Finding("ok", "the bundled Redis-protocol server is used")]
    if url := await running_url(data):
        client = connect(url, retries=0)
        with suppress(RedisError, OSError):
            findings.append(await _workers(client))
        await client.aclose()
    return findings
