"""Download a file from an untrusted URL: public addresses only, with limits.

Every address a name resolves to must be public, the connection goes to the very address
that was checked, and each redirect is checked again.
"""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from email.message import Message
from urllib.parse import unquote, urljoin, urlsplit

import httpx

from common.tls import tls_context
from studio.errors import FileTooLarge, UnsupportedFile

_REDIRECTS = 5
_ADDRESSES = 4
"""Number of addresses of a name that are tried: some may be in an unreachable network."""
_CONNECT_SECONDS = 10.0
_WHOLE_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Guard:
    """Limits of a download; ``loopback`` allows local addresses."""

    largest: int
    loopback: bool = False
    seconds: float = _WHOLE_SECONDS


async def fetch(url: str, guard: Guard) -> AsyncGenerator[tuple[str, bytes], None]:
    """Yield (name, chunk) pairs of the file; close it. Raises ``UserFault``."""
    try:
        async with (
            asyncio.timeout(guard.seconds),
            aclosing(_follow(url, guard)) as pieces,
        ):
            async for piece in pieces:
                yield piece
    except TimeoutError as error:
        raise UnsupportedFile("link_slow") from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        raise UnsupportedFile("link_failed") from error


async def _follow(url: str, guard: Guard) -> AsyncGenerator[tuple[str, bytes], None]:
    timeout = httpx.Timeout(30.0, connect=_CONNECT_SECONDS)
    async with httpx.AsyncClient(
        verify=tls_context(), timeout=timeout, trust_env=False
    ) as client:
        for _ in range(_REDIRECTS + 1):
            response = await _request_checked(client, url, guard)
            try:
                if response.has_redirect_location:
                    url = urljoin(url, response.headers["location"])
                    continue
                if response.status_code != httpx.codes.OK:
                    raise UnsupportedFile("link_status", status=response.status_code)
                async for piece in _body(response, url, guard):
                    yield piece
                return
            finally:
                await response.aclose()
    raise UnsupportedFile("link_redirects")


async def _body(
    response: httpx.Response, url: str, guard: Guard
) -> AsyncIterator[tuple[str, bytes]]:
    if response.headers.get("content-type", "").startswith("text/html"):
        raise UnsupportedFile("link_page")
    name = _name(response.headers.get("content-disposition", ""), url)
    length_header = response.headers.get("content-length", "")
    if length_header.isdigit() and int(length_header) > guard.largest:
        raise FileTooLarge("link_too_large", most=guard.largest // 1_000_000)
    async for chunk in response.aiter_bytes(1 << 18):
        yield name, chunk


def _name(disposition: str, url: str) -> str:
    """The file name from the server (RFC 6266), else from the URL."""
    if disposition:
        message = Message()
        message["Content-Disposition"] = disposition
        if name := message.get_filename():
            return name
    return unquote(urlsplit(url).path.rsplit("/", 1)[-1]) or "clip"


async def _request_checked(
    client: httpx.AsyncClient, url: str, guard: Guard
) -> httpx.Response:
    """Connect to the checked addresses, with the host name for TLS and Host."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise UnsupportedFile("link_scheme")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise UnsupportedFile("link_invalid") from error
    *others, last = await _addresses(parts.hostname, port, guard)
    for address in others:
        try:
            return await client.send(_pinned(client, url, address), stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            continue
    return await client.send(_pinned(client, url, last), stream=True)


def _pinned(client: httpx.AsyncClient, url: str, address: str) -> httpx.Request:
    parts = urlsplit(url)
    return client.build_request(
        "GET",
        httpx.URL(url).copy_with(host=f"[{address}]" if ":" in address else address),
        headers={
            "Host": parts.netloc,
            "Accept": "*/*",
            "Accept-Encoding": "identity",
        },
        extensions={"sni_hostname": parts.hostname},
    )


async def _addresses(host: str, port: int, guard: Guard) -> list[str]:
    loop = asyncio.get_running_loop()
    try:
        infos = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnsupportedFile("link_unknown") from error
    addresses = list(dict.fromkeys(str(info[4][0]) for info in infos))
    if not addresses or not all(allowed(address, guard) for address in addresses):
        raise UnsupportedFile("link_private")
    return addresses[:_ADDRESSES]


def allowed(address: str, guard: Guard) -> bool:
    """Return whether the guard allows an IP address."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    ip = inner or ip
    if ip.is_loopback:
        return guard.loopback
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
