"""The health pages: alive, ready only if Redis accepts writes, metrics."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from itertools import chain, repeat
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bots.app import disk_watch, health
from common.http_address import bind
from common.http_server import HttpServer
from core.clients.store.connection import connect
from core.clients.store.turns.store import RedisTurnStore
from core.errors import ChatGone
from core.model.chat import ChatId, Sender, SenderId, UpdateId
from core.model.turn import TurnKind, TurnRequest
from tests.fakes.chat import FakeChat
from tests.http_client import http_client
from tests.studio_server import studio


@pytest.fixture
async def dead() -> AsyncIterator[Redis]:
    client = connect("redis://127.0.0.1:1/0", retries=0)
    yield client
    await client.aclose()


def client(
    store: RedisTurnStore,
    data: Path | None = None,
    studio_url: str = "",
    worker_alive: Callable[[], bool] | None = None,
) -> httpx.AsyncClient:
    application = health.build_app(
        store,
        lambda: {"rendering": 2},
        data=data,
        studio_url=studio_url,
        worker_alive=worker_alive,
    )
    transport = httpx.ASGITransport(application)
    return httpx.AsyncClient(transport=transport, base_url="http://here")


async def test_the_server_sends_the_time_and_exits_when_asked_to() -> None:
    """It does not wake up ten times a second, as uvicorn does."""
    with bind("127.0.0.1:0") as listening:
        pages = Starlette(routes=[Route("/", lambda _: JSONResponse("here"))])
        server = HttpServer(pages, "off")
        serving = asyncio.create_task(server._serve([listening]))
        port = listening.getsockname()[1]
        async with http_client() as http:
            answer = await http.get(f"http://127.0.0.1:{port}/")
        assert answer.headers["date"].endswith("GMT")
        server.handle_exit(signal.SIGTERM, None)
        await serving


async def test_a_request_that_waits_at_the_exit_gets_503_and_logs_no_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A client that waits for its render holds a request open."""
    begun = asyncio.Event()

    async def wait(_: Request) -> JSONResponse:
        begun.set()
        await asyncio.Event().wait()
        raise AssertionError

    with bind("127.0.0.1:0") as listening:
        pages = Starlette(routes=[Route("/", wait)])
        server = HttpServer(pages, "off", grace=0)
        serving = asyncio.create_task(server._serve([listening]))
        port = listening.getsockname()[1]
        async with http_client() as http:
            asking = asyncio.create_task(http.get(f"http://127.0.0.1:{port}/"))
            await begun.wait()
            server.handle_exit(signal.SIGTERM, None)
            await serving
            assert (await asking).status_code == 503
    assert not [record for record in caplog.records if record.exc_info]


async def test_with_redis_it_is_ready_and_counts(redis: Redis) -> None:
    store = RedisTurnStore(redis)
    request = TurnRequest(TurnKind.INSTRUCT, Sender(SenderId("fake:mia"), "Mia"), "cut")
    await store.submit(UpdateId("u"), ChatId("fake:1"), request)
    async with client(store) as http:
        assert (await http.get("/healthz")).status_code == 200
        assert (await http.get("/readyz")).status_code == 200
        text = (await http.get("/metrics")).text
    assert "vidmuse_chats_with_work 1.0" in text
    assert 'vidmuse_turns_running{step="rendering"} 2.0' in text
    assert "vidmuse_redis_up 1.0" in text


async def test_a_worker_that_hangs_makes_its_process_unready(redis: Redis) -> None:
    async with client(RedisTurnStore(redis), worker_alive=lambda: False) as http:
        answer = await http.get("/readyz")
    assert (answer.status_code, "the worker of this process hangs" in answer.text) == (
        503,
        True,
    )


async def test_readyz_warns_where_no_worker_runs_or_all_are_drained(
    redis: Redis,
) -> None:
    store = RedisTurnStore(redis)
    async with client(store, worker_alive=lambda: True) as http:
        answer = await http.get("/readyz")
        assert answer.status_code == 200
        assert "warning: no worker is running" in answer.text
        await store.report_worker("host:1", 3)
        assert (await http.get("/readyz")).text == "ready\n"
        assert "vidmuse_workers 1.0" in (await http.get("/metrics")).text
        await store.set_draining(on=True)
        assert (
            "warning: the workers start no new turns"
            in (await http.get("/readyz")).text
        )


async def test_without_redis_it_is_alive_but_not_ready(dead: Redis) -> None:
    async with client(RedisTurnStore(dead)) as http:
        assert (await http.get("/healthz")).status_code == 200
        answer = await http.get("/readyz")
        assert answer.status_code == 503
        assert "cannot be reached" in answer.text
        assert "vidmuse_redis_up 0.0" in (await http.get("/metrics")).text


async def test_the_studio_s_numbers_and_state_are_shown_with_ours(
    redis: Redis, tmp_path: Path
) -> None:
    store = RedisTurnStore(redis)
    with studio(tmp_path, STUDIO_DISK_GB="0.001", STUDIO_RESERVE_GB="0.002") as url:
        async with client(store, tmp_path, url) as http:
            answer = await http.get("/readyz")
            assert answer.status_code == 200
            assert "warning: the studio has only 0.0 GB of space left" in answer.text
            text = (await http.get("/metrics")).text
            assert "vidmuse_disk_free_bytes" in text
            assert "vidmuse_studio_disk_room_bytes" in text
            (tmp_path / "studio" / "ballast").write_bytes(bytes(1_000_000))
            answer = await http.get("/readyz")
            assert answer.status_code == 503
            assert "STUDIO_DISK_GB" in answer.text
    async with client(store, tmp_path, url) as http:
        answer = await http.get("/readyz")
        assert (answer.status_code, answer.text) == (
            503,
            "the studio does not answer\n",
        )
        assert (await http.get("/metrics")).status_code == 200


async def test_a_low_disk_is_logged_once_and_its_recovery_too(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    measured = chain([10**10, 10**9, 10**9, 10**6], repeat(10**10))

    def free(_: Path) -> int:
        return next(measured)

    notices: list[str] = []

    async def tell(key: str, gigabytes: float) -> None:
        notices.append(f"{key} {gigabytes:.3f}")

    caplog.set_level("INFO")
    watching = disk_watch.watch_disk(tmp_path, tell, every=0.0, free=free)
    watch = asyncio.create_task(watching)
    while len(caplog.messages) < 3:
        await asyncio.sleep(0)
    watch.cancel()
    await asyncio.gather(watch, return_exceptions=True)
    words = [message.partition(": ")[2] for message in caplog.messages]
    assert words == [
        "the disk is low: free some space",
        "the disk is full: free some space",
        "space again",
    ]
    assert notices == ["admin.disk_low 1.000", "admin.disk_full 0.001"]


async def test_a_full_studio_is_reported() -> None:
    states = chain(["ok", "low", "low"], repeat("full"))

    async def readyz(_: Request) -> JSONResponse:
        return JSONResponse({"status": next(states), "room": 2e8})

    notices: list[str] = []

    async def tell(key: str, gigabytes: float) -> None:
        notices.append(f"{key} {gigabytes}")

    listener = bind("127.0.0.1:0")
    pages = Starlette(routes=[Route("/readyz", readyz)])
    serving = asyncio.create_task(health.serve(listener, pages))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    watch = asyncio.create_task(disk_watch.watch_studio(url, tell, every=0.0))
    while len(notices) < 2:
        await asyncio.sleep(0.01)
    watch.cancel()
    serving.cancel()
    await asyncio.gather(watch, serving, return_exceptions=True)
    listener.close()
    assert notices == ["admin.studio_low 0.2", "admin.studio_full 0.2"]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"status": "no_redis"}, "the studio cannot reach its Redis"),
        ({"status": "no_redis", "room": 2e9}, "the studio cannot reach its Redis"),
        ({"status": "full", "room": 0}, "the studio has no space left"),
        ({"status": "strange"}, "the studio does not answer"),
        ([], "the studio does not answer"),
    ],
)
async def test_what_is_wrong_with_the_studio_is_named(
    redis: Redis, tmp_path: Path, body: object, problem: str
) -> None:
    async def readyz(_: Request) -> JSONResponse:
        return JSONResponse(body, 503)

    listener = bind("127.0.0.1:0")
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    pages = Starlette(routes=[Route("/readyz", readyz)])
    async with (
        health.served(listener, pages),
        client(RedisTurnStore(redis), tmp_path, url) as http,
    ):
        answer = await http.get("/readyz")
    assert answer.status_code == 503
    assert problem in answer.text


class ChatWithPrivateChats(FakeChat):
    """A platform on which each person has a private chat."""

    async def direct_chat(self, person: SenderId) -> ChatId:
        if person.endswith("blocked"):
            raise ChatGone
        return ChatId(f"{person}:direct")


async def test_admins_get_a_private_message_once_a_day(redis: Redis) -> None:
    chat = ChatWithPrivateChats(redis)
    admins = ("fake:blocked", "fake:ann", "other:tom")
    for _ in range(2):  # two processes
        notices = disk_watch.AdminNotices(
            RedisTurnStore(redis), {"fake": chat}, admins, "en"
        )
        await notices.send("admin.disk_low", 1.96)
    (post,) = await chat.posts(ChatId("fake:ann:direct"))
    assert post["text"].startswith("This bot's disk is nearly full: 2 GB left")
    assert len(await chat.posts()) == 1
