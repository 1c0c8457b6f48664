"""A fake PyAV for child processes, which behaves as a test needs."""

from pathlib import Path

import pytest

from tests.forked import start_fork_server

_IN_FORKS = """\
import sys
from pathlib import Path

sys.path.remove(str(Path(__file__).parents[1]))
del sys.modules["av"]
import av

def _open(*_, **__):
    exec({code!r}, {{"__name__": "av"}})

av.open = _open
"""
_ANEW = """\
import sys

if "fork-server" in sys.argv:
    raise ImportError("jobs have to start without it")
{code}
"""


def replace_pyav(
    monkeypatch: pytest.MonkeyPatch, folder: Path, code: str, *, forked: bool = True
) -> None:
    """Let child processes run this code where they open a file with PyAV.

    If they are not to be ``forked``, each starts anew, and runs it as it imports PyAV. The
    process that forks others for tests, and lasts longer than one, has the real one.
    """
    start_fork_server()
    package = folder / "library" / "av"
    package.mkdir(parents=True, exist_ok=True)
    text = (_IN_FORKS if forked else _ANEW).format(code=code)
    (package / "__init__.py").write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
