"""`make install` takes uv with pip's index, and pip where uv is missing or fails."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = """#!/bin/sh
all="$*"
case "$all" in
  *"config list") echo "global.extra-index-url='https://more.example/simple'"
    echo "global.index-url='https://mirror.example/simple'" ;;
  *requirements-uv.lock) [ ! -e "$PWD/uv" ] || cp "$PWD/uv" .venv/bin/uv ;;
  *) echo "pip ${all#*install }" >> said ;;
esac
"""
UV = """#!/bin/sh
all="$*"
echo "uv $UV_DEFAULT_INDEX $UV_COMPILE_BYTECODE ${all#*install }" >> said
"""
LIBRARIES = "--no-deps --require-hashes -r requirements.lock"
TOOLS = "--no-deps --require-hashes -r requirements-dev.lock"
OURS = "--no-deps -e ."
PLACE = "-q -p .venv/bin/python"
MIRROR = "https://mirror.example/simple"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose Python has a pip that only tells what it is asked for."""
    for path in [ROOT / "Makefile", ROOT / "pyproject.toml", *ROOT.glob("*.lock")]:
        shutil.copy(path, tmp_path)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    script(tmp_path / ".venv" / "bin" / "python", PYTHON)
    return tmp_path


def script(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def commands(checkout: Path, target: str, **variables: str) -> list[str]:
    """The installations that the target begins, in order."""
    ours = {name: value for name, value in os.environ.items() if name[:3] != "UV_"}
    environment = {**ours, "MAKEFLAGS": "", **variables}
    subprocess.run(["make", target], cwd=checkout, env=environment, check=True)
    return (checkout / "said").read_text().splitlines()


def test_uv_gets_the_index_of_pip_and_compiles_what_services_run(
    checkout: Path,
) -> None:
    script(checkout / "uv", UV)
    assert commands(checkout, ".venv/.tools") == [
        f"uv {MIRROR} 1 {PLACE} {LIBRARIES}",
        f"uv {MIRROR} 1 {PLACE} {OURS}",
        f"uv {MIRROR} 0 {PLACE} {TOOLS}",
    ]


def test_an_index_for_uv_wins(checkout: Path) -> None:
    script(checkout / "uv", UV)
    own = "https://own.example/simple"
    calls = commands(checkout, "install", UV_DEFAULT_INDEX=own)
    assert calls == [f"uv {own} 1 {PLACE} {what}" for what in (LIBRARIES, OURS)]


def test_pip_installs_where_there_is_no_uv(checkout: Path) -> None:
    calls = commands(checkout, ".venv/.tools")
    assert calls == [f"pip {what}" for what in (LIBRARIES, OURS, TOOLS)]


def test_pip_installs_what_uv_could_not(checkout: Path) -> None:
    script(checkout / "uv", "#!/bin/sh\nexit 1\n")
    assert commands(checkout, "install") == [f"pip {LIBRARIES}", f"pip {OURS}"]
