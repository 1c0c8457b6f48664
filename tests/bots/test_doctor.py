"""Findings of the doctor about Redis, the agent, the model, lists and files."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bots.app import health
from bots.app.doctor import agents, setup, storage
from bots.shared.doctor_finding import Finding
from bots.web.wire.page import HEADERS
from common.http_address import bind
from common.redis.embedded import EmbeddedRedis
from core.clients.store.connection import connect
from core.clients.store.turns.store import RedisTurnStore
from core.settings import Settings
from studio.commands import selftest
from tests.fakes.agent import FakeAgent
from tests.fakes.hosted_service import hosted_app
from tests.settings import read_settings
from tests.studio_server import studio


def settings(**changes: object) -> Settings:
    return read_settings(Settings, **changes)


def failed(findings: list[Finding]) -> str:
    return " | ".join(one.summary for one in findings if one.level != "ok")


@asynccontextmanager
async def served(app: Starlette) -> AsyncIterator[str]:
    listener = bind("127.0.0.1:0")
    work = asyncio.create_task(health.serve(listener, app))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        listener.close()


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[tuple[str, Redis]]:
    """A Redis server whose configuration a test may change."""
    async with EmbeddedRedis(tmp_path / "own") as url:
        client = connect(url, retries=1)
        yield url, client
        await client.aclose()


async def test_a_redis_that_works_is_fine(own: tuple[str, Redis]) -> None:
    url, client = own
    await RedisTurnStore(client).report_worker("host:1", 0)
    assert failed(await storage.redis(settings(redis_url=url))) == ""
    assert await client.keys("*doctor*") == []


async def test_missing_or_drained_workers_are_reported_with_what_helps(
    own: tuple[str, Redis],
) -> None:
    url, client = own
    *_, one = await storage.redis(settings(redis_url=url))
    assert one.summary == "no worker is running"
    assert one.fix.endswith("worker`")
    for number, summary in ((1, "1 worker runs turns"), (2, "2 workers run turns")):
        await RedisTurnStore(client).report_worker(f"host:{number}", 0)
        *_, one = await storage.redis(settings(redis_url=url))
        assert one.summary == summary
    await RedisTurnStore(client).set_draining(on=True)
    *_, one = await storage.redis(settings(redis_url=url))
    assert "drained" in one.summary
    assert "admin drain --off" in one.fix


async def test_workers_of_the_bundled_server_are_looked_at_while_it_runs(
    own: tuple[str, Redis], tmp_path: Path
) -> None:
    await RedisTurnStore(own[1]).set_draining(on=True)
    *_, one = await storage.redis(settings(vidmuse_data=tmp_path / "own"))
    assert "drained" in one.summary
    (one,) = await storage.redis(settings(vidmuse_data=tmp_path / "elsewhere"))
    assert one.level == "ok"


def test_a_finding_without_a_fix_is_refused() -> None:
    assert Finding("ok", "Redis answers").fix == ""
    with pytest.raises(ValueError, match="say what mends it"):
        Finding("warn", "Redis is slow")


async def test_a_full_redis_fails(own: tuple[str, Redis]) -> None:
    url, client = own
    await client.config_set("maxmemory", "1")
    assert "full: it takes no writes" in failed(
        await storage.redis(settings(redis_url=url))
    )
    await client.config_set("maxmemory", "0")


async def test_a_nearly_full_redis_is_a_warning(own: tuple[str, Redis]) -> None:
    url, client = own
    used = int((await client.info("memory"))["used_memory"])
    await client.config_set("maxmemory", str(used + 60_000))
    assert "MB of" in failed(await storage.redis(settings(redis_url=url)))


async def test_a_read_only_redis_fails(own: tuple[str, Redis]) -> None:
    url, client = own
    await client.slaveof("127.0.0.1", 1)
    findings = await storage.redis(settings(redis_url=url))
    assert "read-only replica" in failed(findings)
    await client.slaveof()


@pytest.mark.parametrize(
    "url", ["localhost:6379", "redis://:s3cret@host:port/0", "redis:/:s3cret@host/0"]
)
async def test_a_malformed_redis_url_fails_without_its_password(url: str) -> None:
    (one,) = await storage.redis(settings(redis_url=url))
    assert (one.level, one.summary) == ("fail", "REDIS_URL cannot be read")
    assert "s3cret" not in one.fix
    assert "cannot be read" not in one.fix


async def test_the_hosted_agent_and_its_token_are_checked_separately(
    redis: Redis,
) -> None:
    fake = FakeAgent(redis)
    async with served(hosted_app(fake, "")) as url:
        (one,) = await agents.agent(settings(nemo_api_url=url, nemo_token="good"))
        assert one == Finding(
            "ok", f"hosted agent at {url} answers and takes NEMO_TOKEN"
        )
        (one,) = await agents.agent(settings(nemo_api_url=url, nemo_token="bad_one"))
        assert (one.level, "refuses NEMO_TOKEN" in one.summary) == ("fail", True)
        fake.revoked.add("doctor")
        (one,) = await agents.agent(settings(nemo_api_url=url))
        assert one == Finding("ok", f"hosted agent at {url} answers")


async def test_a_studio_of_ones_own_is_an_agent(studio_server: str) -> None:
    (one,) = await agents.agent(settings(studio_url=studio_server))
    assert one == Finding("ok", f"studio at {studio_server} answers")


async def _page(_: Request) -> Response:
    return HTMLResponse("<h1>Welcome to our shop</h1>")


async def _other(_: Request) -> Response:
    return JSONResponse({"detail": "Not Found"}, 404)


@pytest.mark.parametrize("page", [_page, _other], ids=["a web page", "another API"])
async def test_a_wrong_site_as_agent_fails(
    page: Callable[[Request], Awaitable[Response]],
) -> None:
    app = Starlette(routes=[Route("/{path:path}", page)])
    async with served(app) as url:
        for name in ("nemo_api_url", "studio_url"):
            (one,) = await agents.agent(settings(**{name: url}))
            assert one.level == "fail"
            assert "is not a video agent" in one.summary
            assert name.upper() in one.fix


async def test_an_agent_that_is_away_fails_and_an_unused_token_is_a_warning() -> None:
    (one,) = await agents.agent(settings(nemo_api_url="http://127.0.0.1:9"))
    assert (one.level, "cannot be reached" in one.summary) == ("fail", True)
    _, two = await agents.agent(settings(nemo_token="nmv_usr_x"))
    assert (two.level, "NEMO_TOKEN is set" in two.summary) == ("warn", True)


async def _models(request: Request) -> Response:
    good = request.headers.get("authorization") == "Bearer good"
    return JSONResponse({"data": []}, 200 if good else 401)


async def test_a_dead_model_address_and_a_wrong_key_fail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    routes = [Route("/v1/models", _models), Route("/{path:path}", _page)]
    async with served(Starlette(routes=routes)) as url:
        for address, key, words in [
            (f"{url}/v1", "good", ""),
            (f"{url}/v1", "bad", "refuses STUDIO_LLM_KEY"),
            (f"{url}/shop", "good", "a web page answers"),
            ("http://127.0.0.1:9/v1", "good", "cannot be reached"),
        ]:
            fault = await asyncio.to_thread(selftest.model_fault, address, key)
            report = failed(agents.language_model({"model": fault}))
            assert words in report
            assert ("language model" in report) is bool(words)
        monkeypatch.setenv("STUDIO_LLM_URL", f"{url}/v1")
        monkeypatch.setenv("STUDIO_LLM_KEY", "bad")
        assert "refuses STUDIO_LLM_KEY" in failed(await agents.media(settings()))


def test_a_system_without_fribidi_is_a_warning() -> None:
    assert agents.letters({"letters_ordered": True}) == []
    assert "Arabic and Hebrew" in failed(agents.letters({"letters_ordered": False}))


async def test_an_entry_without_a_platform_fails() -> None:
    good = settings(
        vidmuse_allow="telegram:1,discord:2,discord:guild:3",
        vidmuse_admins="telegram:-100:7",
    )
    assert await setup.people(good) == []
    findings = await setup.people(
        settings(vidmuse_allow="123,telegram:1,telegram:tom", vidmuse_admins="@me")
    )
    assert failed(findings) == (
        "VIDMUSE_ALLOW lists '123', which matches nobody | "
        "VIDMUSE_ALLOW lists 'telegram:tom', which matches nobody | "
        "VIDMUSE_ADMINS lists '@me', which matches nobody"
    )


async def test_a_language_that_is_not_spoken_is_a_warning() -> None:
    assert await setup.language(settings(vidmuse_lang="zh-TW")) == []
    (one,) = await setup.language(settings(vidmuse_lang="french"))
    assert one.level == "warn"
    assert "en, zh" in one.fix


async def test_an_env_file_that_others_can_read_is_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert await setup.env_file(settings()) == []
    file = tmp_path / ".env"
    file.write_text("")
    file.chmod(0o644)
    (one,) = await setup.env_file(settings())
    assert (one.level, one.fix) == ("warn", "chmod 600 .env")
    file.chmod(0o600)
    assert await setup.env_file(settings()) == []


async def test_a_studio_without_space_fails(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    limits = {"STUDIO_DISK_GB": "0.001", "STUDIO_RESERVE_GB": "0.002"}
    with studio(tmp_path, **limits) as url:
        (tmp_path / "studio-address").write_text(url)
        mine = settings(vidmuse_data=tmp_path)
        assert "has only 0.0 GB of space" in failed(await storage.data_folder(mine))
        (tmp_path / "studio" / "ballast").write_bytes(bytes(1_000_000))
        assert "takes no clips" in failed(await storage.data_folder(mine))


async def test_a_folder_that_cannot_be_written_fails(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    findings = await storage.data_folder(settings(vidmuse_data=file / "data"))
    assert "cannot write" in failed(findings)
    assert os.fspath(file) in failed(findings)


async def test_the_page_s_address_must_lead_to_the_page() -> None:
    async def page(_: Request) -> Response:
        return HTMLResponse("This link is not valid.", 403, HEADERS)

    async def other(_: Request) -> Response:
        return HTMLResponse("Welcome to nginx!")

    app = Starlette(routes=[Route("/drop/", page), Route("/other/drop/", other)])
    async with served(app) as url:
        findings = await setup.drop_page(settings(vidmuse_public_url=url))
        assert [one.level for one in findings] == ["ok", "warn"]
        assert "not encrypted" in failed(findings)
        findings = await setup.drop_page(settings(vidmuse_public_url=f"{url}/other"))
        assert "but not as the page for large files" in failed(findings)
    findings = await setup.drop_page(settings(vidmuse_public_url=url))
    assert "does not answer" in failed(findings)
    findings = await setup.drop_page(settings(vidmuse_public_url="clips.test"))
    assert "VIDMUSE_PUBLIC_URL cannot be read" in failed(findings)
    assert failed(await setup.drop_page(settings())) == ""
