"""Fixtures of starts: the environment of a command."""

import os
from pathlib import Path

import pytest


@pytest.fixture
def place(tmp_path: Path) -> dict[str, str]:
    """An environment of its own, with no setting of the machine's in it."""
    inherited = {
        name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ
    }
    return inherited | {"HOME": str(tmp_path), "VIDMUSE_HTTP": "127.0.0.1:0"}
