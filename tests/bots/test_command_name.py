"""Messages name the program as it was started, so that their commands can be copied."""

import sys
from pathlib import Path

import pytest

from bots.shared.command_name import command_name


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "vidmuse"
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_a_path_is_named_as_it_was_typed(
    monkeypatch: pytest.MonkeyPatch, script: Path
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(sys, "argv", [str(script)])
    assert command_name() == str(script)


def test_on_the_path_the_name_is_enough(
    monkeypatch: pytest.MonkeyPatch, script: Path
) -> None:
    monkeypatch.setenv("PATH", str(script.parent))
    monkeypatch.setattr(sys, "argv", [str(script)])
    assert command_name() == "vidmuse"


def test_a_module_run_by_python_is_called_by_its_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "argv", ["bots/__main__.py"])
    assert command_name() == "vidmuse"
