"""Redis by its URL: a cluster, Sentinels with a failover, TLS; turns and jobs go through."""

import asyncio
import datetime as dt
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from redis.exceptions import RedisError

from common.redis.connection import address
from core.clients.store.connection import connect
from core.clients.store.turns.store import RedisTurnStore
from core.clients.wake_queue import DocketWakeQueue
from core.errors import StoreDown, UserError
from core.model.chat import ChatId, UpdateId
from core.model.turn import TurnKind, TurnRequest
from studio.clients.jobs.queue import open_job_queue
from studio.model.jobs.job import Job, JobKind, JobState, Operation, Outcome
from studio.ports.jobs import Report
from tests.core.harness import MIA
from tests.patience import PATIENCE
from tests.studio.job_queue import ended, working
from tests.valkey import assign_slots, cluster, free_port, sentinel, valkey

CHAT = ChatId("test:1")


async def do_nothing(job: Job, report: Report) -> Outcome:
    await report(0.5)
    return Outcome(JobState.COMPLETED)


async def use(url: str, folder: Path, name: str) -> None:
    """Store a turn, pass a hint, run a job."""
    client = connect(url)
    store = RedisTurnStore(client)
    request = TurnRequest(TurnKind.INSTRUCT, MIA, text="cut it", at=1.0)
    receipt = await store.submit(UpdateId(name), CHAT, request)
    assert receipt.fresh
    assert any(turn.id == receipt.turn for turn in await store.pending_turns(CHAT))
    got: asyncio.Queue[ChatId] = asyncio.Queue()
    async with DocketWakeQueue(url) as queue:
        work = asyncio.create_task(queue.run(got.put))
        await queue.wake(CHAT)
        assert await got.get() == CHAT
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
    slots = {JobKind.RENDER: 1}
    async with working(url, folder, slots=slots, handler=do_nothing) as jobs:
        job = await jobs.submit(
            Job(name, JobKind.RENDER, Operation.RENDER, name, "me", "s")
        )
        assert (await ended(jobs, job)).state is JobState.COMPLETED
        assert [one.key for one in await jobs.of_session("s")][-1:]
    await client.aclose()


async def test_a_cluster_takes_turns_hints_and_jobs(tmp_path: Path) -> None:
    async with cluster(tmp_path / "cluster") as url, asyncio.timeout(PATIENCE):
        await use(url, tmp_path, "a")


async def test_the_engine_and_the_store_share_no_key_of_a_cluster(
    cluster_url: str,
) -> None:
    client = connect(cluster_url)
    await client.flushall()
    store = RedisTurnStore(client)
    await store.report_worker("one", 0)
    own = {key async for key in client.scan_iter()}
    async with DocketWakeQueue(cluster_url) as queue:
        woken = asyncio.Event()

        async def wake(_: ChatId) -> None:
            woken.set()

        work = asyncio.create_task(queue.run(wake))
        await queue.wake(CHAT)
        async with asyncio.timeout(PATIENCE):
            await woken.wait()
            while not await client.exists("{vm-hints}:workers"):
                await asyncio.sleep(0.02)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
    others = {key async for key in client.scan_iter()} - own
    assert not [key for key in others if key.startswith("{vm}:")]
    assert [worker.id for worker in await store.workers()] == ["one"]
    await client.aclose()


async def test_a_missing_cluster_is_named_as_the_reason_and_used_again(
    tmp_path: Path,
) -> None:
    port, bus = free_port(), str(free_port())
    options = ("--cluster-enabled", "yes", "--cluster-port", bus)
    request = TurnRequest(TurnKind.INSTRUCT, MIA, text="cut it", at=1.0)
    async with valkey(tmp_path, *options, port=port) as (_, process):
        await assign_slots(port)
        client = connect(f"redis+cluster://127.0.0.1:{port}")
        store = RedisTurnStore(client)
        await store.submit(UpdateId("one"), CHAT, request)
        process.kill()
        process.wait()
        with pytest.raises(StoreDown, match="cannot be reached"):
            await store.submit(UpdateId("two"), CHAT, request)
    async with (
        valkey(tmp_path, *options, port=port),
        asyncio.timeout(PATIENCE),
    ):
        while True:
            try:
                assert (await store.submit(UpdateId("three"), CHAT, request)).fresh
                break
            except StoreDown:
                await asyncio.sleep(0.05)
        await client.aclose()


async def test_another_primary_takes_over_behind_a_sentinel(tmp_path: Path) -> None:
    async with (
        sentinel(tmp_path / "servers") as (url, primary),
        asyncio.timeout(PATIENCE),
        open_job_queue(url) as jobs,
    ):
        await use(url, tmp_path, "a")
        client = connect(url)
        await client.set("written", "before the failover")
        assert await client.wait(1, 0) == 1  # the replica has this and all before it
        primary.kill()
        while True:
            try:
                await client.set("written", "after the failover")
                break
            except (RedisError, OSError):
                await asyncio.sleep(0.1)
        await client.aclose()
        job = await jobs.get("a")
        assert job
        assert job.state is JobState.COMPLETED
        await use(url, tmp_path, "b")


@asynccontextmanager
async def tls_before(socket: str, folder: Path) -> AsyncIterator[str]:
    """The URL of a TLS server that forwards to a Unix socket."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    chain, secret = folder / "certificate.pem", folder / "key.pem"
    chain.write_bytes(certificate.public_bytes(encoding))
    plain = serialization.NoEncryption()
    secret.write_bytes(
        key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, plain)
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(chain, secret)

    async def copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while data := await source.read(1 << 16):
            target.write(data)
            await target.drain()
        target.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner, outer = await asyncio.open_unix_connection(socket)
        ways = copy(reader, outer), copy(inner, writer)
        await asyncio.gather(*ways, return_exceptions=True)
        writer.close()
        outer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    yield f"rediss://localhost:{port}/0?ssl_ca_certs={chain}"
    server.close()


async def test_tls_with_an_authority_of_one_s_own(
    redis_url: str, tmp_path: Path
) -> None:
    socket = redis_url.removeprefix("unix://")
    async with tls_before(socket, tmp_path) as url, asyncio.timeout(PATIENCE):
        await use(url, tmp_path, "a")
        stranger = connect(url.partition("?")[0], retries=0)
        with pytest.raises((RedisError, OSError)):
            await stranger.ping()
        await stranger.aclose()


@pytest.mark.parametrize(
    "url",
    ["redis:/host", "redis+sentinel://host:26379", "http://host", "redis+sentinel://"],
)
def test_a_malformed_url_is_reported_with_the_valid_forms(url: str) -> None:
    with pytest.raises(UserError, match=r"redis\+cluster"):
        _ = connect(url)


def test_an_address_is_shown_without_its_password() -> None:
    shown = [
        address(url)
        for url in (
            "redis://:pw@host:6379/0",
            "unix:///run/redis.sock?db=1",
            "redis+sentinel://u:pw@a:1,b:2/main/0?x=1",
        )
    ]
    assert shown == ["host:6379", "/run/redis.sock", "a:1,b:2"]
