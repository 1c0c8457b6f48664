"""The index "Where is …?" names files and names that exist, and covers every folder."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/where-is.md").read_text()
ROWS = [
    (cells[1].strip(" `"), cells[2].strip(" `"), cells[0].strip())
    for line in PAGE.splitlines()
    if len(cells := line.strip("|").split(" | ")) == 3 and "`" in cells[1]
]
PARTS = {Path("studio/rules/language"), Path("core/words")}
"""The rooms of the reader are on the architecture page; other languages are like English."""


def test_the_tables_are_read() -> None:
    tables = re.findall(r"^\|---\|---\|---\|$", PAGE, re.MULTILINE)
    lines = [line for line in PAGE.splitlines() if line.startswith("|")]
    assert len(ROWS) == len(lines) - 2 * len(tables)


@pytest.mark.parametrize(("file", "name", "what"), ROWS, ids=[row[2] for row in ROWS])
def test_each_place_of_the_index_holds_the_name(
    file: str, name: str, what: str
) -> None:
    text = (ROOT / file).read_text("utf-8")
    assert re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", text), what


@pytest.mark.parametrize(("file", "name", "what"), ROWS, ids=[row[2] for row in ROWS])
def test_each_module_of_the_index_defines_the_name(
    file: str, name: str, what: str
) -> None:
    """A module that only imports the name is not the place where it is changed."""
    if file.endswith(".py"):
        assert name in _defined(ROOT / file), what


def _defined(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return names


def test_nothing_stands_in_the_index_twice() -> None:
    places = [(file, name) for file, name, _ in ROWS]
    assert len(set(places)) == len(places)


def test_every_folder_of_the_code_has_a_row() -> None:
    listed = {Path(file).parent for file, _, _ in ROWS}
    rooms = {
        path.parent.relative_to(ROOT)
        for layer in ("common", "core", "bots", "studio")
        for path in (ROOT / layer).rglob("*.py")
        if path.name != "__init__.py"
    }
    rooms = {room for room in rooms if not PARTS & set(room.parents)}
    assert sorted(map(str, rooms - listed)) == []
