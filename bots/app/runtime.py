"""Open the services of one process from the settings."""

import asyncio
import hashlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import httpx
from redis.asyncio import Redis

from bots.app.anonymous_token import anonymous_token
from bots.app.clip_converter import StudioConverter
from bots.app.drop import drop_page
from bots.app.studio_process import StudioProcess
from common.redis.embedded import EmbeddedRedis
from common.tls import tls_context
from core.clients import vault
from core.clients.agent.client import NemoAgent
from core.clients.disk import prepare_data_folder
from core.clients.speech import HttpSpeechRecogniser
from core.clients.store.connection import connect, translate_redis_errors
from core.clients.store.sessions import RedisSessions
from core.clients.store.wallets import TokenPolicy
from core.clients.vault import Vault
from core.composition import Config, Core, build
from core.model.agent import StudioRetention, Token
from core.model.drop_link import DropPage
from core.model.session import Quota
from core.ports import ChatAdapter
from core.rules.drop_links import DropLinks
from core.settings import Settings

_log = logging.getLogger(__name__)
_DAY = 86_400
_LOCAL_POLL = 2.0
"""Seconds between status requests for a render on this machine; they are cheap here."""
_LOCAL_SETTLE, _HOSTED_SETTLE = 20.0, 75.0
"""Seconds after which a request has certainly been accepted or lost."""


class SystemClock:
    """``Clock`` of this machine."""

    def now(self) -> float:
        return time.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Supervisor(Protocol):
    """Restarts a child server when it dies."""

    async def keep(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Services:
    """The services of one process; ``supervisors`` restart its child servers.

    ``drop`` makes links to the drop page, None where there is none.
    """

    core: Core
    agent: NemoAgent
    sessions: RedisSessions
    redis: Redis
    adapters: Mapping[str, ChatAdapter]
    supervisors: tuple[Supervisor, ...]
    studio_url: str = ""
    drop: DropLinks | None = None


@asynccontextmanager
async def open_services(
    settings: Settings,
    data: Path,
    adapters: Callable[[Redis], Mapping[str, ChatAdapter]],
    *,
    shared: bool = True,
    page: DropPage | None = None,
    log_file: Path | None = None,
) -> AsyncIterator[Services]:
    """Open all services of a conversation; ``data`` is this machine's data folder.

    ``adapters`` builds the adapters. ``shared`` is False for a single run that no other
    process shares. ``log_file`` gets the log of a studio that is started here.
    """
    async with AsyncExitStack() as stack:
        await asyncio.to_thread(prepare_data_folder, data)
        supervisors: list[Supervisor] = []
        url = settings.redis_url.get_secret_value() if shared else ""
        url = url or await _start_redis(data, stack, supervisors)
        redis = connect(url)
        stack.push_async_callback(redis.aclose)
        agent = await stack.enter_async_context(
            _open_agent(settings, data, url, supervisors, log_file, previews=shared)
        )
        keys = vault.keys(settings.vidmuse_secret_key.get_secret_value(), data)
        sessions = await _sessions(settings, redis, agent, keys, shared=shared)
        platform_adapters = adapters(redis)
        drop = drop_page.links(keys, page) if page else None
        config = _config(settings, url, data, keys[0], shared=shared)
        core = await stack.enter_async_context(
            build(
                redis,
                agent,
                platform_adapters,
                sessions,
                SystemClock(),
                replace(config, drop=drop),
                converter=StudioConverter() if settings.nemo_api_url else None,
            )
        )
        yield Services(
            core,
            agent,
            sessions,
            redis,
            platform_adapters,
            tuple(supervisors),
            "" if settings.nemo_api_url else agent.base_url,
            drop,
        )


async def _start_redis(
    data: Path, stack: AsyncExitStack, supervisors: list[Supervisor]
) -> str:
    """Start the bundled Redis until the stack is closed; returns its URL."""
    server = EmbeddedRedis(data)
    async with translate_redis_errors():
        url = await stack.enter_async_context(server)
    supervisors.append(server)
    return url


async def _sessions(
    settings: Settings,
    redis: Redis,
    agent: NemoAgent,
    keys: Sequence[str],
    *,
    shared: bool,
) -> RedisSessions:
    operator = settings.nemo_token.get_secret_value()
    token = Token(operator) if operator else None
    if not (shared or token):
        token = await anonymous_token(settings, agent)
    policy = TokenPolicy(
        settings.nemo_client_id,
        own_studio=not settings.nemo_api_url,
        retry=settings.vidmuse_retry_seconds,
    )
    keep = settings.vidmuse_keep_days * _DAY
    return RedisSessions(redis, agent, SystemClock(), token, Vault(keys), keep, policy)


@asynccontextmanager
async def _open_agent(
    settings: Settings,
    data: Path,
    redis_url: str,
    supervisors: list[Supervisor],
    log_file: Path | None,
    *,
    previews: bool,
) -> AsyncIterator[NemoAgent]:
    """The configured agent: the hosted one, a running studio, or a studio started here."""
    async with AsyncExitStack() as stack:
        base = settings.nemo_api_url or settings.studio_url
        if not base:
            studio = StudioProcess(
                data,
                listen=settings.studio_http,
                previews=previews,
                quiet=not _log.isEnabledFor(logging.INFO),
                redis_url=redis_url,
                log_file=log_file,
            )
            base = await stack.enter_async_context(studio)
            supervisors.append(studio)
        client = await stack.enter_async_context(
            httpx.AsyncClient(
                verify=tls_context(),
                trust_env=bool(settings.nemo_api_url),
                limits=httpx.Limits(max_connections=None),  # one per turn
            )
        )
        yield NemoAgent(
            client,
            base,
            web_url=settings.nemo_web_url if settings.nemo_api_url else "",
            platform=settings.skill_source,
            quiet=settings.vidmuse_quiet_seconds,
            turn=settings.vidmuse_turn_seconds,
            largest=drop_page.largest_file(settings),
        )


def _recogniser(settings: Settings) -> HttpSpeechRecogniser | None:
    """Raises ``UserError`` if VIDMUSE_SPEECH_URL is not an address."""
    if not settings.vidmuse_speech_url:
        return None
    return HttpSpeechRecogniser(
        settings.vidmuse_speech_url,
        settings.vidmuse_speech_model,
        settings.vidmuse_speech_key.get_secret_value(),
    )


def _config(
    settings: Settings, url: str, data: Path, key: str, *, shared: bool
) -> Config:
    own = not settings.nemo_api_url
    poll = settings.vidmuse_poll_seconds
    return Config(
        url,
        data,
        hashlib.sha256(f"buttons:{key}".encode()).digest(),
        poll=min(poll, _LOCAL_POLL) if own else poll,
        still_working=settings.vidmuse_still_working_seconds,
        reconcile=settings.vidmuse_reconcile_seconds,
        retry=settings.vidmuse_retry_seconds,
        # A command that makes one video ends, so that its caller can go on.
        agent_patience=settings.vidmuse_agent_patience_seconds if shared else 0.0,
        settle=_LOCAL_SETTLE if own else _HOSTED_SETTLE,
        allow=drop_page.with_owner(settings.vidmuse_allow),
        admins=settings.vidmuse_admins,
        language=settings.vidmuse_lang or "en",
        quota=Quota(
            settings.vidmuse_quota_turns,
            settings.vidmuse_quota_megabytes,
            settings.vidmuse_quota_credits,
        ),
        chat_quota=Quota(
            settings.vidmuse_chat_quota_turns,
            settings.vidmuse_chat_quota_megabytes,
            settings.vidmuse_chat_quota_credits,
        ),
        web_url="" if own else settings.nemo_web_url,
        previews=shared,
        keep_days=settings.vidmuse_keep_days,
        retention=StudioRetention(
            settings.studio_keep_days, settings.studio_keep_export_days
        )
        if own
        else None,
        largest_file=drop_page.largest_file(settings),
        recogniser=_recogniser(settings),
    )
