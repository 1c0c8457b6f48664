"""Wire one process together: the only reader of settings among the bots."""

import asyncio
import os
import tempfile
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx

from bots import studio
from core.clients.agent import NemoAgent
from core.model.agent import Token
from core.settings import Settings

_SCRATCH = "vidmuse-"


class SystemClock:
    """``Clock`` of this machine."""

    def now(self) -> float:
        return time.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@asynccontextmanager
async def agent(settings: Settings, data: Path) -> AsyncIterator[NemoAgent]:
    """The configured agent: the hosted one, a studio that runs, or one of our own."""
    async with AsyncExitStack() as stack:
        base = settings.nemo_api_url or settings.studio_url
        if not base:
            base = await stack.enter_async_context(studio.embedded(data))
        client = await stack.enter_async_context(
            httpx.AsyncClient(trust_env=bool(settings.nemo_api_url))
        )
        yield NemoAgent(
            client,
            base,
            web_url=settings.nemo_web_url,
            platform=settings.skill_source,
            quiet=settings.vidmuse_quiet_seconds,
            turn=settings.vidmuse_turn_seconds,
        )


async def token(settings: Settings, agent_: NemoAgent) -> Token:
    """The operator's token, or an anonymous one; that of a hosted agent is kept.

    An anonymous token may be had once a week, so it is written down, for our eyes only.
    """
    if own := settings.nemo_token.get_secret_value():
        return Token(own)
    if not settings.nemo_api_url:
        return (await agent_.mint(str(uuid.uuid4()))).token
    folder = settings.vidmuse_data
    kept = folder / "anonymous-token"
    if (known := _read(kept)) and known[1] > time.time() + 3600:
        return Token(known[0])
    client = settings.nemo_client_id or _client_id(folder / "client-id")
    minted = await agent_.mint(client)
    _write(kept, f"{minted.token}\n{minted.expires_at}")
    return minted.token


def _read(path: Path) -> tuple[str, float] | None:
    try:
        token_, expires = path.read_text().split("\n")
        return token_, float(expires)
    except (OSError, ValueError):
        return None


def _client_id(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        made = str(uuid.uuid4())
        _write(path, made)
        return made


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    with os.fdopen(
        os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w"
    ) as file:
        file.write(text)
    part.replace(path)


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder for one run; what a killed run left behind is removed first."""
    for old in Path(tempfile.gettempdir()).glob(f"{_SCRATCH}*-*"):
        owner = old.name.removeprefix(_SCRATCH).partition("-")[0]
        if owner.isdigit() and not _alive(int(owner)):
            tempfile.TemporaryDirectory._rmtree(str(old), ignore_errors=True)  # type: ignore[attr-defined]  # noqa: SLF001
    return tempfile.TemporaryDirectory(prefix=f"{_SCRATCH}{os.getpid()}-")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
