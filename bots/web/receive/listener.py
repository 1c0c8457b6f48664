"""The inbound half of the drop page: its HTTP routes, and the cleanup of uploads."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from starlette.routing import BaseRoute

from bots.web.receive.app_entry import AppEntry
from bots.web.receive.finished_uploads import UploadHandler
from bots.web.receive.link_reader import LinkReader
from bots.web.receive.membership_cache import MembershipCache
from bots.web.receive.page_routes import PageRoutes
from bots.web.receive.project_state import ProjectState
from bots.web.receive.upload_routes import UploadRoutes
from bots.web.receive.videos import Videos
from bots.web.send.adapter import WebAdapter
from bots.web.transport.receiving import Receiver
from core.ports import (
    AppPlatform,
    CommandSessions,
    InboundHandler,
    MembershipPlatform,
    TurnStore,
    VideoAgent,
)
from core.rules.drop_links import DropLinks

_log = logging.getLogger(__name__)
_SWEEP_SECONDS = 5.0
_CLEAN_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class WebServices:
    """Services that the page uses.

    ``apps`` are the platforms, by name, that open the page inside their own app,
    ``memberships`` those that tell who is in a chat.
    """

    sessions: CommandSessions
    agent: VideoAgent
    store: TurnStore
    apps: Mapping[str, AppPlatform] = field(default_factory=dict)
    memberships: Mapping[str, MembershipPlatform] = field(default_factory=dict)


class WebListener:
    """Serves the drop page, and passes complete uploads on while it runs."""

    def __init__(
        self,
        adapter: WebAdapter,
        links: DropLinks,
        services: WebServices,
        folder: Path,
        *,
        language: str = "en",
        now: Callable[[], float] = time.time,
        sweep: float = _SWEEP_SECONDS,
    ) -> None:
        membership = MembershipCache(services.memberships)
        link_reader = LinkReader(links, services.sessions, membership, now)
        self._uploads = adapter.uploads
        self._intake = UploadHandler(adapter.uploads, link_reader)
        self._now = now
        self._sweep = sweep
        videos = Videos(services.agent, folder / "videos")
        state = ProjectState(
            link_reader, adapter, services.store, services.agent, videos
        )
        self._receiver = Receiver(adapter.uploads)
        frames = {name: each.app_frames for name, each in services.apps.items()}
        pages = PageRoutes(link_reader, state, self._intake, language, frames)
        self._routes: list[BaseRoute] = [
            *UploadRoutes(
                link_reader, adapter.uploads, self._receiver, self._intake
            ).routes(),
            *AppEntry(link_reader, pages, services.apps).routes(),
            *pages.routes(),
        ]

    def routes(self) -> Sequence[BaseRoute]:
        return self._routes

    async def run(self, inbound_handler: InboundHandler) -> None:
        """Pass uploads on and delete old ones until cancelled."""
        self._intake.handler = inbound_handler
        cleaned = float("-inf")
        try:
            while True:
                try:
                    await self._intake.admit_waiting()
                    if self._now() - cleaned > _CLEAN_SECONDS:
                        cleaned = self._now()
                        await self._uploads.delete_old(cleaned)
                except OSError as error:
                    _log.warning("uploads: cannot be looked through: %s", error)
                await asyncio.sleep(self._sweep)
        finally:
            self._intake.handler = None
