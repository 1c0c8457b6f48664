"""A fake PyAV for child processes, which behaves as a test needs."""

from pathlib import Path

import pytest

from tests.forked import start_fork_server

_IN_FORKS = """\
import sys
from pathlib import Path

library = Path(__file__).parents[1]
sys.path.remove(str(library))
del sys.modules["av"]
import av

sys.path.append(str(library))  # what is on the path, jobs may read

def _open(*_, **__):
    exec((library / "behaviour.py").read_text(), {"__name__": "av"})

av.open = _open
"""
_ANEW = """\
import sys
from pathlib import Path

if "fork-server" in sys.argv:
    raise ImportError("jobs have to start without it")
exec((Path(__file__).parents[1] / "behaviour.py").read_text())
"""


def replace_pyav(
    monkeypatch: pytest.MonkeyPatch, folder: Path, code: str, *, forked: bool = True
) -> None:
    """Let child processes run this code where they open a file with PyAV.

    If they are not to be ``forked``, each starts anew, and runs it as it imports PyAV. The
    process that forks others for tests, and lasts longer than one, has the real one.
    The jobs of tests with the same ``folder`` are forks of one process.
    """
    start_fork_server()
    package = folder / "library" / "av"
    package.mkdir(parents=True, exist_ok=True)
    (package / "__init__.py").write_text(_IN_FORKS if forked else _ANEW)
    (package.parent / "behaviour.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
