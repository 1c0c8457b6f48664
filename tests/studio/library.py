"""A fake PyAV for child processes, which behaves as a test needs."""

from pathlib import Path

import pytest

from tests.forked import start_fork_server


def replace_pyav(monkeypatch: pytest.MonkeyPatch, folder: Path, code: str) -> None:
    """Let child processes run this code when they import ``av``.

    Not the process that forks others: it lasts longer than a test.
    """
    start_fork_server()
    package = folder / "library" / "av"
    package.mkdir(parents=True, exist_ok=True)
    (package / "__init__.py").write_text(code + "\n")
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
