"""``vidmuse`` as an operator starts it, on a machine where something is not right."""

import re
import shutil
from pathlib import Path

import pytest

from common.redis.embedded import binary
from core.clients.store.connection import connect
from tests.http_client import http_client
from tests.journeys.starts.commands import cold, forked, run, running

pytestmark = pytest.mark.journey

ROOT = Path(__file__).parents[3]


async def test_redis_away_is_logged_as_such_and_it_comes_up_when_redis_is_there(
    place: dict[str, str], tmp_path: Path, unused_tcp_port: int
) -> None:
    place |= {
        "REDIS_URL": f"redis://:s3cret@127.0.0.1:{unused_tcp_port}/0",
        "STUDIO_URL": "http://127.0.0.1:9",
        "VIDMUSE_DATA": str(tmp_path / "data"),
    }
    server = (
        binary(), "--port", str(unused_tcp_port), "--requirepass", "s3cret",
        "--save", "", "--dir", str(tmp_path),
    )  # fmt: skip
    async with forked(place, "worker") as bot:
        await bot.logs("waiting for Redis: Redis cannot be reached")
        assert "VidMuse is up" not in bot.logged
        async with running(place, *server):
            await bot.logs("VidMuse is up: worker")
    assert "s3cret" not in bot.logged
    assert bot.logged.count("waiting for Redis") == 1


@pytest.mark.parametrize(
    ("command", "url"),
    [
        ("worker", "localhost:6379"),
        ("worker", "redis:/:s3cret@host/0"),
        ("chat", "http://:s3cret@h"),
        ("chat", "redis://:s3cret@host:port/0"),
    ],
)
def test_a_malformed_redis_url_is_reported_without_the_password(
    place: dict[str, str], command: str, url: str
) -> None:
    done = run(place | {"REDIS_URL": url}, command)
    assert done.returncode == 2, done.stderr
    assert "REDIS_URL cannot be read. Write it as redis://" in done.stderr
    assert "s3cret" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["worker", "chat"])
def test_a_data_folder_that_cannot_be_written_is_one_error_and_the_end(
    place: dict[str, str], tmp_path: Path, command: str
) -> None:
    file = tmp_path / "file"
    file.write_text("")
    done = run(place | {"VIDMUSE_DATA": str(file / "data")}, command)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1, done.stderr
    assert "Set VIDMUSE_DATA to a folder that this user may write to" in done.stderr


def _unit() -> dict[str, list[str]]:
    settings: dict[str, list[str]] = {}
    text = (ROOT / "deploy" / "systemd" / "vidmuse.service").read_text()
    for name, value in re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE):
        settings.setdefault(name, []).append(value)
    return settings


async def test_the_systemd_unit_starts_with_a_copied_example(
    place: dict[str, str], tmp_path: Path
) -> None:
    """Without systemd: its environment variables are set in the order in which it sets them."""
    unit = _unit()
    state = tmp_path / "var" / unit["StateDirectory"][0]
    state.mkdir(parents=True, mode=0o700)
    environment = dict(
        pair.split("=", 1)
        for line in unit.get("Environment", [])
        for pair in line.split()
    )
    example = (ROOT / ".env.example").read_text()
    copied = dict(re.findall(r"^([A-Z_]+)=(.*)$", example, re.MULTILINE))
    place = (
        place
        | environment
        | copied
        | {"STATE_DIRECTORY": str(state), "HOME": "/nonexistent"}
        | {"VIDMUSE_HTTP": "127.0.0.1:0", "TMPDIR": str(tmp_path)}
    )
    async with cold(place, "worker", cwd=state) as bot:
        await bot.logs("VidMuse is up: worker")
    assert (state / "redis").is_dir()
    assert (state / "studio").is_dir()


def test_the_unit_does_not_repeat_what_a_wrong_setting_ends() -> None:
    assert _unit()["RestartPreventExitStatus"] == ["2"]


async def test_the_shipped_redis_settings_start_on_a_host_and_listen_there_only(
    place: dict[str, str], tmp_path: Path, unused_tcp_port: int
) -> None:
    settings = tmp_path / "redis.conf"
    shutil.copy(ROOT / "deploy" / "redis" / "redis.conf", settings)
    port = ("--port", str(unused_tcp_port))
    async with running(place, binary(), str(settings), *port, cwd=tmp_path):
        client = connect(f"redis://127.0.0.1:{unused_tcp_port}/0", retries=50)
        await client.set("kept", "yes")
        config = await client.config_get("*")
        await client.aclose()
    assert config["bind"] == "127.0.0.1 -::1"
    assert config["protected-mode"] == "yes"
    assert config["appendonly"] == "yes"
    assert config["appendfsync"] == "always"
    assert config["maxmemory-policy"] == "noeviction"


async def test_health_is_served_while_redis_is_there(
    place: dict[str, str], tmp_path: Path, unused_tcp_port: int
) -> None:
    address = f"127.0.0.1:{unused_tcp_port}"
    place |= {"VIDMUSE_DATA": str(tmp_path / "data"), "VIDMUSE_HTTP": address}
    async with forked(place, "worker") as bot:
        await bot.logs("VidMuse is up")
        async with http_client() as client:
            answer = await client.get(f"http://{address}/readyz")
            assert answer.text.startswith("ready")
        assert await bot.terminate() == 0


async def test_the_page_alone_is_served_for_whoever_has_a_link(
    place: dict[str, str], redis_url: str, tmp_path: Path, unused_tcp_port: int
) -> None:
    place |= {
        "REDIS_URL": redis_url,
        "STUDIO_URL": "http://127.0.0.1:9",
        "VIDMUSE_DATA": str(tmp_path / "data"),
        "VIDMUSE_HTTP": f"127.0.0.1:{unused_tcp_port}",
        "VIDMUSE_PUBLIC_URL": "https://clips.test",
    }
    async with forked(place, "web") as bot:
        await bot.logs("VidMuse is up: web")
        async with http_client() as http:
            base = f"http://127.0.0.1:{unused_tcp_port}"
            answer = await http.get(f"{base}/drop/", headers={"Accept": "text/html"})
            assert answer.status_code == 403
            assert "This link is not valid" in answer.text
            assert (await http.get(f"{base}/healthz")).text == "ok\n"
        assert "/drop/" not in bot.logged, "links are secrets"
