"""Which follow-up rule wins does not depend on which module was imported first."""

import subprocess
import sys
from pathlib import Path

import studio.rules.language.resolve.followups as package

_MODULES = sorted(
    path.stem
    for path in Path(package.__path__[0]).glob("*.py")
    if path.stem not in {"__init__", "load", "rule"}
)
_PRINT_ORDER = """
import sys
from importlib import import_module
for name in sys.argv[1:]:
    import_module(f"studio.rules.language.resolve.followups.{name}")
from studio.rules.language.resolve.followups.load import EARLY, LATE
for one in (*EARLY, *LATE):
    print(one.build.__module__, one.build.__qualname__)
"""


def _order(*imported_first: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", _PRINT_ORDER, *imported_first],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[4],
    ).stdout  # fmt: skip


def test_the_order_of_imports_does_not_decide_which_rule_wins() -> None:
    assert _order(*reversed(_MODULES)) == _order()


def test_rules_of_every_module_are_loaded() -> None:
    assert {line.split()[0].rpartition(".")[2] for line in _order().splitlines()} == {
        *_MODULES
    }
