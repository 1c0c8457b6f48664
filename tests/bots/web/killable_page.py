"""Run the upload routes of the page in a process of their own, to be killed.

``python -m tests.bots.web.killable_page FOLDER``: prints its port; every link's project is there.
"""

import asyncio
import sys
import time
from pathlib import Path
from typing import cast

import uvicorn
from starlette.applications import Starlette

from bots.web.receive.finished_uploads import UploadHandler
from bots.web.receive.link_reader import LinkReader
from bots.web.receive.membership_cache import MembershipCache
from bots.web.receive.upload_routes import UploadRoutes
from bots.web.transport.receiving import Receiver
from bots.web.transport.uploads import UploadFolder
from bots.web.wire.limits import UploadLimits
from common.http_address import bind
from core.model.chat import ChatId, Sender, SenderId
from core.model.drop_link import DropLink, DropPage, Reach
from core.model.session import Project, ProjectId
from core.ports import CommandSessions
from core.rules.drop_links import DropLinks

LINK = DropLink(
    ChatId("fake:1"),
    ProjectId("p"),
    Sender(SenderId("fake:mia"), "Mia"),
    time.time() + 3600,
)
LINKS = DropLinks([b"key"], DropPage("", Reach.PUBLIC, 1 << 30))


class OneProject:
    """Sessions with the project of the link only."""

    async def projects(self, chat: ChatId, asker: Sender) -> list[Project]:
        return [Project(LINK.project, chat, "", "en", asker.id, used_at=1.0)]


def main(folder: str) -> None:
    uploads = UploadFolder(
        Path(folder),
        UploadLimits(file=500 << 20, person=20 << 30, total=20 << 30, reserve=0),
    )
    link_reader = LinkReader(
        LINKS, cast("CommandSessions", OneProject()), MembershipCache({}), time.time
    )
    handler = UploadHandler(uploads, link_reader)
    routes = UploadRoutes(link_reader, uploads, Receiver(uploads), handler)
    listening = bind("127.0.0.1:0")
    print(listening.getsockname()[1], flush=True)
    config = uvicorn.Config(Starlette(routes=routes.routes()), log_level="error")
    asyncio.run(uvicorn.Server(config).serve([listening]))


if __name__ == "__main__":
    main(sys.argv[1])
