"""The image, compose and systemd: settings, commands and files exist, rights are least."""

import asyncio
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from common.redis.connection import connect
from common.redis.embedded import binary
from tests.deploy.manifests import (
    COMPOSE,
    DEPLOY,
    ROOT,
    SERVICES,
    SETTINGS,
    known_commands,
)
from tests.patience import PATIENCE

OURS = {name: one for name, one in SERVICES.items() if "vidmuse" in one["image"]}
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
LEAST_EXPOSURE = 1.5
"""The most that `systemd-analyze security` may say; 10 is the worst."""


# the image


def test_the_image_holds_all_that_is_needed_and_runs_unprivileged() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for package in project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]:
        assert f"COPY {package} {package}\n" in text
    assert "libfribidi0" in text
    user = re.search(r"^USER (\d+):(\d+)$", text, re.MULTILINE)
    assert user
    assert int(user.group(1)) >= 10_000


# compose


def test_compose_names_settings_and_commands_that_exist(
    capsys: pytest.CaptureFixture[str],
) -> None:
    commands = known_commands(capsys)
    for name, service in OURS.items():
        assert set(service["environment"]) <= SETTINGS, name
        assert set(service["command"]) <= commands, name


def test_compose_services_have_no_rights_to_lose() -> None:
    for name, service in SERVICES.items():
        assert service["restart"] == "unless-stopped"
        if name == "telegram-server":  # its image begins as root
            continue
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        for port in service.get("ports", ()):
            assert port.startswith("127.0.0.1:"), name


def test_compose_names_volumes_files_and_services_that_exist() -> None:
    for name, service in SERVICES.items():
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            exists = (
                (DEPLOY / source).exists()
                if source.startswith(".")
                else source in COMPOSE["volumes"]
            )
            assert exists, (name, source)
        assert set(service.get("depends_on", ())) <= set(SERVICES)
    scraped = yaml.safe_load((DEPLOY / "prometheus/prometheus.yml").read_text())
    for job in scraped["scrape_configs"]:
        for target in job["dns_sd_configs"]:
            assert set(target["names"]) <= set(SERVICES)


# systemd


def unit_lines(path: Path) -> list[str]:
    lines = path.read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def test_both_units_confine_alike() -> None:
    both = [
        {line for line in unit_lines(path) if line.partition("=")[0] in CONFINING}
        for path in UNITS
    ]
    assert both[0] == both[1]
    assert len(both[0]) > 25


CONFINING = {
    line.partition("=")[0]
    for line in unit_lines(UNITS[0])
    if re.match(
        "No|Protect|Private|Proc|Restrict(?!art)|Lock|Cap|Amb|System|UMask|Mem|Tasks",
        line,
    )
}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.stem)
def test_systemd_understands_the_unit_and_finds_it_confined(
    unit: Path, tmp_path: Path
) -> None:
    here = tmp_path / unit.name
    here.write_text(
        re.sub("/opt/vidmuse/.venv/bin/vidmuse", "/bin/true", unit.read_text())
    )
    verify = subprocess.run(
        ["systemd-analyze", "verify", here], capture_output=True, text=True, check=False
    )
    complaints = [line for line in verify.stderr.splitlines() if unit.name in line]
    assert complaints == []
    security = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", here],
        capture_output=True,
        text=True,
        check=False,
    )
    level = re.search(r"exposure level for \S+: ([\d.]+)", security.stdout)
    assert level, security.stderr
    assert float(level.group(1)) <= LEAST_EXPOSURE


# Redis


async def test_redis_takes_its_configuration_and_keeps_what_is_written(
    tmp_path: Path,
) -> None:
    socket = tmp_path / "s"
    place = ("--port", "0", "--unixsocket", str(socket), "--dir", str(tmp_path))
    process = await asyncio.create_subprocess_exec(
        binary(), str(DEPLOY / "redis/redis.conf"), *place,
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    client = connect(f"unix://{socket}")
    try:
        async with asyncio.timeout(PATIENCE):
            while not socket.exists():
                await asyncio.sleep(0.02)
        settings = await client.config_get(
            "appendonly", "appendfsync", "maxmemory-policy"
        )
    finally:
        await client.aclose()
        process.terminate()
        await process.wait()
    assert settings == {
        "appendonly": "yes",
        "appendfsync": "always",
        "maxmemory-policy": "noeviction",
    }
