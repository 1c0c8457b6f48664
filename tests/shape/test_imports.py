"""A command imports only what it needs, so that it starts quickly."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE
from tests.shape.platform_libraries import platform_libraries

ROOT = Path(__file__).parents[2]
MEDIA = {"av", "numpy", "PIL"}
SERVICES = {"httpx", "redis", "docket", "pydantic", "starlette", "uvicorn", "asyncio"}


def imported(folder: Path, *arguments: str) -> set[str]:
    """The packages that a command of Python imports, with all processes it becomes."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env=os.environ
        | {"PYTHONPROFILEIMPORTTIME": "1", "VIDMUSE_DATA": str(folder / "data")},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    names = re.findall(r"^import time:.*\| +([\w.]+)$", done.stderr, re.MULTILINE)
    assert "argparse" in names, done.stderr
    return {name.partition(".")[0] for name in names}


@pytest.mark.parametrize(
    "command", ["--help", "make --help", "up --help", "beats --help", "studio --help"]
)
def test_help_needs_no_library(tmp_path: Path, command: str) -> None:
    names = imported(tmp_path, "-m", "bots", *command.split())
    assert (
        names & (MEDIA | platform_libraries() | SERVICES | {"rich", "cryptography"})
        == set()
    )


def test_a_mistake_in_the_files_is_reported_before_anything_is_loaded(
    tmp_path: Path,
) -> None:
    names = imported(tmp_path, "-m", "bots", "make", "nothing.mp4")
    assert (
        names & (MEDIA | platform_libraries() | {"docket", "starlette", "uvicorn"})
        == set()
    )


def test_the_terminal_needs_no_chat_platform(tmp_path: Path) -> None:
    load = "import argparse, bots.app.commands.chat, bots.app.commands.demo"
    assert (
        imported(tmp_path, "-c", load) & (platform_libraries() | {"av", "numpy"})
        == set()
    )


def test_the_bots_load_only_the_platforms_that_are_configured(tmp_path: Path) -> None:
    load = "import argparse, bots.app.serve"
    assert (
        imported(tmp_path, "-c", load) & (platform_libraries() | {"av", "numpy"})
        == set()
    )


def test_the_studio_leaves_media_to_its_children(tmp_path: Path) -> None:
    load = "import argparse, studio.api.app"
    assert imported(tmp_path, "-c", load) & MEDIA == set()


def test_a_file_is_probed_without_numpy(tmp_path: Path) -> None:
    load = (
        "import argparse, studio.media.inspection.probe, studio.rules.serial.media_json"
    )
    assert "numpy" not in imported(tmp_path, "-c", load)


def test_the_bundled_redis_is_found_without_the_client_that_comes_with_it(
    tmp_path: Path,
) -> None:
    load = "import argparse; from common.redis import embedded; embedded.binary()"
    assert "valkey" not in imported(tmp_path, "-c", load)


@pytest.mark.parametrize(
    ("load", "frozen"), [("import colorsys", True), ("import gc", False)]
)
def test_modules_are_loaded_without_the_garbage_collector(
    load: str, frozen: bool
) -> None:
    code = f"""
import gc
from common.process.startup import importing
with importing():
    {load}
    print(gc.isenabled())
print(gc.isenabled(), gc.get_freeze_count() > 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["False", "True", str(frozen)]


def test_every_client_of_http_shares_the_tls_context() -> None:
    """A context of its own costs the event loop 20 ms."""
    calls = re.compile(r"httpx\.AsyncClient\([^)]*|httpx_kwargs={[^}]*")
    clients = [
        call
        for folder in ("core", "bots", "studio", "common")
        for path in (ROOT / folder).rglob("*.py")
        for call in calls.findall(path.read_text())
    ]
    assert clients
    assert [call for call in clients if "tls_context()" not in call + ")"] == []


@pytest.mark.parametrize("command", ["bots", "studio"])
def test_a_process_starts_without_the_extras_of_libraries(command: str) -> None:
    """The switch of key_value is its own: it reads it when pydocket imports it."""
    run = f"from {command}.__main__ import main\ntry: main(['nothing'])\nexcept SystemExit: pass\n"
    show = (
        "import sys, httpx, docket, redis, key_value.aio\n"
        "print(*(name in sys.modules for name in ('rich', 'opentelemetry.sdk')))\n"
        "print(key_value.aio.strategy.name)"
    )
    unset = {k: v for k, v in os.environ.items() if not k.startswith("PY_KEY_VALUE")}
    done = subprocess.run(
        [sys.executable, "-c", run + show],
        env=unset,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    )
    assert done.stdout.split()[-3:] == ["False", "False", "O0"]
