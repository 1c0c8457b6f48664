"""Jobs are forks or started anew: what confines them holds for both."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.studio.fake_pyav import replace_pyav

ReplacePyav = Callable[[str], None]


@pytest.fixture(params=[True, False], ids=["forked", "started anew"])
def fake_pyav(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> ReplacePyav:
    """Let jobs run this code in place of PyAV."""
    return partial(replace_pyav, monkeypatch, tmp_path, forked=request.param)
