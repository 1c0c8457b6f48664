"""Jobs are forks or started anew: what confines them holds for both."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.studio.fake_pyav import replace_pyav

ReplacePyav = Callable[[str], None]


@pytest.fixture(params=[True, False], ids=["forked", "started anew"])
def fake_pyav(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> ReplacePyav:
    """Let jobs run this code in place of PyAV; all tests have the same two of it."""
    name = "forked" if request.param else "anew"
    folder = tmp_path_factory.getbasetemp() / f"pyav-{name}"
    return partial(replace_pyav, monkeypatch, folder, forked=request.param)
