"""Configure the drop page from the settings: address, folder, limits, keys of its links."""

import hashlib
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from bots.web.wire import ids
from bots.web.wire.limits import UploadLimits
from common.http_address import host_and_port, is_loopback
from core.clients.agent.multipart import LARGEST_HOSTED_FILE
from core.errors import UserError
from core.model.drop_link import DropPage, Reach
from core.rules.drop_links import DropLinks
from core.settings import Settings

_ANYWHERE = ("192.0.2.1", 9)
"""An address reserved for documentation.

Nothing is sent to it: a socket aimed at it shows our own address.
"""


def largest_file(settings: Settings) -> int:
    """Size limit of a file at the configured agent, in bytes."""
    if settings.nemo_api_url:
        return LARGEST_HOSTED_FILE
    return settings.studio_upload_mb << 20


def address(
    settings: Settings, apps: Mapping[str, str] | None = None
) -> DropPage | None:
    """Where people reach the page; None without a known port.

    ``apps`` are the platforms that open it in their app, with their links (``DropPage``).
    Raises ``UserError`` if VIDMUSE_PUBLIC_URL is not an address.
    """
    largest = largest_file(settings)
    if public := settings.vidmuse_public_url.rstrip("/"):
        parts = urlsplit(public)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise UserError(
                "VIDMUSE_PUBLIC_URL cannot be read. Write it as https://clips.example.org"
            )
        return DropPage(public, Reach.PUBLIC, largest, apps or {})
    try:
        host, port = host_and_port(settings.vidmuse_http)
    except ValueError:
        return None
    if port == 0:
        return None
    if is_loopback(host):
        return DropPage(f"http://{_in_url(host)}:{port}", Reach.MACHINE, largest)
    if host in {"0.0.0.0", "::"}:  # noqa: S104  # what the operator wrote
        host = _own_address()
    return DropPage(f"http://{_in_url(host)}:{port}", Reach.NETWORK, largest)


def links(keys: Sequence[str], page: DropPage) -> DropLinks:
    """Links signed with a key derived from the first of ``keys``, and read with any of them."""
    secrets = [hashlib.sha256(f"drop:{key}".encode()).digest() for key in keys]
    return DropLinks(secrets, page)


def folder(settings: Settings) -> Path:
    """The folder of uploads and of files that the page shows."""
    return settings.vidmuse_data / "page"


def upload_limits(settings: Settings) -> UploadLimits:
    total = int(settings.vidmuse_upload_gb * 1e9)
    return UploadLimits(file=largest_file(settings), person=total, total=total)


def with_owner(allow: tuple[str, ...]) -> tuple[str, ...]:
    """The allow-list and the operator's own id on the page: only we sign links for that id."""
    return (*allow, ids.OWNER) if allow else ()


def _own_address() -> str:
    """This machine's address in its network."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(_ANYWHERE)
        return str(probe.getsockname()[0])
    return socket.gethostname()


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
