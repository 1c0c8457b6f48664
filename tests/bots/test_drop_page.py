"""Addresses of servers; address and limits of the page for large files, from the settings."""

import io
import socket
import time

import pytest
from redis.asyncio import Redis

from bots.app.drop import drop_page, terminal_link
from bots.app.runtime import SystemClock
from bots.web.wire import ids
from common.http_address import bind, host_and_port, is_loopback
from core.clients.store.sessions import RedisSessions
from core.clients.vault import Vault
from core.model.agent import Token
from core.model.drop_link import DropLink, DropPage, Reach
from core.settings import Settings
from tests.fakes.agent import FakeAgent
from tests.settings import read_settings


@pytest.mark.parametrize(
    ("values", "largest"),
    [
        ({}, 2 << 30),
        ({"studio_upload_mb": 100}, 100 << 20),
        ({"nemo_api_url": "https://agent.test"}, 500 << 20),
        ({"studio_url": "http://127.0.0.1:9"}, 2 << 30),
    ],
)
def test_the_page_takes_what_the_agent_takes(
    values: dict[str, object], largest: int
) -> None:
    settings = read_settings(Settings, None, vidmuse_http="127.0.0.1:8080", **values)
    page = drop_page.address(settings)
    assert page
    assert page.largest == drop_page.upload_limits(settings).file == largest


class Terminal(io.StringIO):
    """A stream that claims to be a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("reach", list(Reach))
async def test_who_starts_the_bot_sees_a_link_and_others_a_code_for_a_phone(
    redis: Redis, reach: Reach
) -> None:
    links = drop_page.links(["key"], DropPage("http://192.168.1.5:8080", reach, 1))
    sessions = RedisSessions(
        redis, FakeAgent(redis), SystemClock(), Token("operator"), Vault(["one"])
    )
    terminal, log = Terminal(), io.StringIO()
    await terminal_link.show(links, sessions, "en", terminal)
    await terminal_link.show(links, sessions, "en", log)
    shown = terminal.getvalue()
    link = links.read(shown.split("/")[-2], time.time())
    assert isinstance(link, DropLink)
    assert (link.chat, link.person.id) == (ids.HOME, ids.OWNER)
    assert any(block in shown for block in "█▀▄") is (reach is not Reach.MACHINE)
    assert log.getvalue() == "", "a log never gets the link"


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("127.0.0.1:8080", ("127.0.0.1", 8080)),
        (":8080", ("127.0.0.1", 8080)),
        ("[::1]:8080", ("::1", 8080)),
        ("example.org:0", ("example.org", 0)),
    ],
)
def test_an_address_has_a_host_and_a_port(address: str, parts: tuple[str, int]) -> None:
    assert host_and_port(address) == parts


@pytest.mark.parametrize("address", ["", "localhost:", "localhost:65536"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"port|int"):
        host_and_port(address)


def test_an_address_of_ipv6_is_bound() -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("no IPv6 here")
    with bind("[::1]:0") as listening:
        assert listening.getsockname()[0] == "::1"


@pytest.mark.parametrize("host", ["localhost", "127.8.0.1", "::1"])
def test_this_machine_is_known_by_each_of_its_names(host: str) -> None:
    assert is_loopback(host)
    assert not is_loopback(f"{host}.example.org")
