"""Run the drop page on a real socket, with a whole core behind it."""

import asyncio
import base64
import socket
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from redis.asyncio import Redis
from starlette.applications import Starlette

from bots.app.platforms.chat_platform import Listener
from bots.app.runtime import SystemClock
from bots.web.receive.finished_uploads import UploadHandler
from bots.web.receive.listener import WebListener, WebServices
from bots.web.send.adapter import WebAdapter
from bots.web.wire.limits import UploadLimits
from common.http_address import bind
from core.clients.store.sessions import RedisSessions
from core.clients.vault import Vault
from core.composition import Core, build
from core.model.agent import Token
from core.model.chat import ChatId, Sender
from core.model.drop_link import DropLink, DropPage, Reach
from core.ports import AppPlatform, ChatAdapter, MembershipPlatform
from core.rules.drop_links import DropLinks
from tests.core.harness import CHAT, MIA, config
from tests.fakes.agent import FakeAgent
from tests.fakes.chat import FakeChat
from tests.http_client import http_client
from tests.patience import PATIENCE

KEY = b"a key for the links"
LIMITS = UploadLimits(file=500 << 20, person=20 << 30, total=20 << 30, reserve=0)
TUS = {"Tus-Resumable": "1.0.0"}


@dataclass
class PageHarness:
    core: Core
    agent: FakeAgent
    chat: FakeChat
    web: WebAdapter
    sessions: RedisSessions
    links: DropLinks
    url: str
    http: httpx.AsyncClient
    listener: WebListener
    ahead: list[float]
    """Seconds by which the page's clock is ahead."""

    @property
    def intake(self) -> UploadHandler:
        return self.listener._intake

    def receiving(self, address: str) -> bool:
        """Whether a connection is sending to this upload now."""
        return address.rpartition("/")[2] in self.listener._receiver._running

    async def link(self, person: Sender = MIA, chat: ChatId = CHAT, **more: Any) -> str:
        """The path of a person's page for the chat's current project."""
        project = await self.sessions.current(chat, person)
        link = DropLink(chat, project.id, person, 0.0, **more)
        return self.links.address(link, SystemClock().now())

    async def create(self, link: str, data: bytes, name: str = "beach.mp4") -> str:
        """Create an upload; return its address."""
        answer = await self.try_create(link, len(data), name)
        assert answer.status_code == 201, answer.text
        return str(httpx.URL(link).join("files").join(answer.headers["location"]))

    async def try_create(
        self, link: str, size: int, name: str = "beach.mp4"
    ) -> httpx.Response:
        metadata = f"filename {base64.b64encode(name.encode()).decode()}"
        headers = TUS | {"Upload-Length": str(size), "Upload-Metadata": metadata}
        return await self.http.post(f"{link}files", headers=headers)

    async def patch(
        self, address: str, offset: int, data: Any, **headers: str
    ) -> httpx.Response:
        defaults = {"Content-Type": "application/offset+octet-stream"}
        sent = TUS | defaults | {"Upload-Offset": str(offset)} | headers
        return await self.http.patch(address, content=data, headers=sent)

    async def head(self, address: str) -> httpx.Response:
        return await self.http.head(address, headers=TUS)

    async def upload(self, link: str, data: bytes, name: str = "beach.mp4") -> str:
        """Upload a file in one request; return its address."""
        address = await self.create(link, data, name)
        answer = await self.patch(address, 0, data)
        assert answer.status_code == 204, answer.text
        return address

    async def state(self, link: str, *marks: str) -> dict[str, Any]:
        answer = await self.http.get(f"{link}state", params={"mark": marks})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def wait_until_idle(self, chat: ChatId = CHAT) -> None:
        async with asyncio.timeout(PATIENCE):
            await self.core.wait_until_idle(chat)

    async def until_state(self, link: str, key: str, value: Any) -> dict[str, Any]:
        """Wait until the page's state has this value."""
        async with asyncio.timeout(PATIENCE):
            while (state := await self.state(link))[key] != value:
                await asyncio.sleep(0.05)
        return state


@asynccontextmanager
async def page_on(
    redis: Redis,
    redis_url: str,
    folder: Path,
    *,
    limits: UploadLimits = LIMITS,
    reach: Reach = Reach.PUBLIC,
    works: bool = True,
    agent: FakeAgent | None = None,
    others: Mapping[str, ChatAdapter] | None = None,
    listeners: Sequence[Listener] = (),
    apps: Mapping[str, str] | None = None,
    **changes: Any,
) -> AsyncIterator[PageHarness]:
    """``others`` and ``listeners`` are of other platforms, ``changes`` fields of the config.

    With ``works`` False there is no worker.
    """
    listening = bind("127.0.0.1:0")
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    links = DropLinks([KEY], DropPage(url, reach, limits.file, apps or {}))
    agent, chat = agent or FakeAgent(redis), FakeChat(redis)
    web = WebAdapter(folder / "page", redis, limits)
    clock = SystemClock()
    sessions = RedisSessions(redis, agent, clock, Token("operator"), Vault(["one"]))
    settings = config(redis_url, folder)
    settings = replace(settings, drop=links, **changes)
    adapters: dict[str, ChatAdapter] = {"fake": chat, "web": web, **(others or {})}
    async with (
        build(redis, agent, adapters, sessions, clock, settings) as core,
        http_client() as http,
    ):
        shift = [0.0]
        services = _services(core, sessions, agent, adapters)
        listener = WebListener(
            web, links, services, folder / "page",
            now=lambda: clock.now() + shift[0], sweep=0.1,
        )  # fmt: skip
        harness = PageHarness(
            core, agent, chat, web, sessions, links, url, http, listener, shift
        )
        runs = [each.run(core.inbound) for each in (listener, *listeners)]
        if works:
            runs.append(core.worker.run())
        async with _served(listener, listening), _running(core, runs):
            yield harness


def _services(
    core: Core,
    sessions: RedisSessions,
    agent: FakeAgent,
    adapters: Mapping[str, ChatAdapter],
) -> WebServices:
    apps = {n: each for n, each in adapters.items() if isinstance(each, AppPlatform)}
    members = {
        n: each for n, each in adapters.items() if isinstance(each, MembershipPlatform)
    }
    return WebServices(sessions, agent, core.store, apps, members)


@asynccontextmanager
async def _served(
    listener: WebListener, listening: socket.socket
) -> AsyncIterator[None]:
    server = uvicorn.Server(
        uvicorn.Config(
            Starlette(routes=list(listener.routes())),
            log_config=None,  # it would change the logging of later tests
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
    )
    serving = asyncio.create_task(server._serve([listening]))
    try:
        yield
    finally:
        server.should_exit = True
        await serving


@asynccontextmanager
async def _running(
    core: Core, runs: Sequence[Coroutine[Any, Any, None]]
) -> AsyncIterator[None]:
    """Run all; at the end let messages that came be stored, then cancel the last first."""
    tasks = [asyncio.create_task(run) for run in runs]
    try:
        yield
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await core.inbound.drain()
        for task in reversed(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
