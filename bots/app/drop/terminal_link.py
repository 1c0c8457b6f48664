"""Print a link to the drop page for the operator, with a QR code for their phone."""

import getpass
import sys
import time
from contextlib import suppress
from typing import TextIO

import segno

from bots.web.wire import ids
from core.errors import StoreDown
from core.model.chat import Sender
from core.model.drop_link import DropLink, Reach
from core.ports import Sessions
from core.rules.drop_links import DropLinks
from core.rules.text.wording import say


async def show(
    links: DropLinks, sessions: Sessions, language: str, out: TextIO = sys.stdout
) -> None:
    """Print the link if stdout is a terminal, so that no log contains it."""
    if not out.isatty():
        return
    owner = Sender(ids.OWNER, _user_name(), language)
    with suppress(StoreDown):
        project = await sessions.linked(ids.HOME, owner)
        link = DropLink(ids.HOME, project.id, owner, 0.0, private=True)
        address = links.address(link, time.time())
        out.write(say(language, f"drop.here.{links.page.reach}") + "\n")
        if links.page.reach is not Reach.MACHINE:
            segno.make(address, error="l").terminal(out, compact=True)
        out.write(f"{address}\n")
        out.flush()


def _user_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ids.OWNER
