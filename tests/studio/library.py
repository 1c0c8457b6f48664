"""A PyAV of our own for child processes: it does what a test wants of a decoder."""

from pathlib import Path

import pytest


def replace_pyav(monkeypatch: pytest.MonkeyPatch, folder: Path, code: str) -> None:
    """Children that import ``av`` from now on run this code instead."""
    package = folder / "library" / "av"
    package.mkdir(parents=True, exist_ok=True)
    (package / "__init__.py").write_text(code + "\n")
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
