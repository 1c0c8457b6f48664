"""Addresses given by people: only public ones are fetched."""

import ipaddress
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from core.clients.agent.client import NemoAgent
from core.errors import (
    UnsupportedFile,
)
from core.model.agent import AgentSession, Token
from studio.media.fetch import Guard, allowed


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.org/a.mp4",
        "http://10.0.0.1/a.mp4",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:10.0.0.1]/a.mp4",
        "http://user:pw@127.0.0.1/a.mp4",
        "not a url",
    ],
)
async def test_addresses_are_guarded(
    agent: NemoAgent, token: Token, session: AgentSession, url: str
) -> None:
    with pytest.raises(UnsupportedFile):
        await agent.upload_urls(token, session.session_id, [url])


async def test_an_address_is_fetched_and_redirects_are_checked(
    agent: NemoAgent, token: Token, session: AgentSession, files: dict[str, Path]
) -> None:
    data = files["one.mp4"].read_bytes()

    class Web(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/away"):
                self.send_response(302)
                self.send_header("Location", "http://10.1.2.3/x.mp4")
                self.end_headers()
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            if self.path.startswith("/page"):
                self.send_header("Content-Type", "text/html; charset=utf-8")
            if self.path.startswith("/download"):
                name = "filename*=UTF-8''mein%20Film.mp4"
                self.send_header("Content-Disposition", f"attachment; {name}")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    web = ThreadingHTTPServer(("127.0.0.1", 0), Web)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{web.server_address[1]}"
    try:
        (got,) = await agent.upload_urls(
            token, session.session_id, [f"{base}/my%20clip.mp4?x=1"]
        )
        assert got.name == "my clip.mp4"
        other = await agent.open_session(token, "en")
        (got,) = await agent.upload_urls(
            token, other.session_id, [f"{base}/download?id=1"]
        )
        assert got.name == "mein Film.mp4"
        with pytest.raises(UnsupportedFile, match="not public"):
            await agent.upload_urls(token, session.session_id, [f"{base}/away"])
        with pytest.raises(UnsupportedFile, match="a web page, not a file"):
            await agent.upload_urls(token, session.session_id, [f"{base}/page"])
    finally:
        web.shutdown()
        web.server_close()


PRIVATE = (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10",
    "0.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4", "fc00::/7", "fe80::/10", "ff00::/8",
    "::ffff:10.0.0.0/104", "2002:0a00::/24", "64:ff9b::7f00:0/104",
)  # fmt: skip


@given(
    st.sampled_from(PRIVATE).map(ipaddress.ip_network), st.integers(0), st.booleans()
)
def test_inner_addresses_are_never_allowed(
    net: ipaddress.IPv4Network, number: int, loopback: bool
) -> None:
    address = net[number % net.num_addresses]
    assert not allowed(str(address), Guard(1, loopback=loopback))


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "127.9.9.9"]
)
def test_loopback_is_for_those_who_ask(address: str) -> None:
    assert allowed(address, Guard(1, loopback=True))
    assert not allowed(address, Guard(1))


def test_public_addresses_are_allowed() -> None:
    assert allowed("93.184.216.34", Guard(1))
    assert allowed("2606:2800:220:1:248:1893:25c8:1946", Guard(1))
