"""The index "Where is …?" names files and names that exist, and covers every folder."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/where-is.md").read_text()
ROWS = [
    (cells[1].strip(" `"), tuple(re.findall(r"`([^`]+)`", cells[2])), cells[0].strip())
    for line in PAGE.splitlines()
    if len(cells := line.strip("|").split(" | ")) == 3 and "`" in cells[1]
]
"""Of each row: the file, the names in it, and what is there."""
LAYERS = ("common", "core", "bots", "studio", "bench", "train", "tests/fakes")
PARTS = {Path("studio/rules/language"), Path("core/words")}
"""The rooms of the reader are on the architecture page; other languages are like English."""


def test_the_tables_are_read() -> None:
    tables = re.findall(r"^\|---\|---\|---\|$", PAGE, re.MULTILINE)
    lines = [line for line in PAGE.splitlines() if line.startswith("|")]
    assert len(ROWS) == len(lines) - 2 * len(tables)


def test_each_place_of_the_index_holds_the_names() -> None:
    missing = [
        f"{what}: {name} in {file}"
        for file, names, what in ROWS
        for name in names
        if not re.search(
            rf"(?<![\w.]){re.escape(name)}(?!\w)", (ROOT / file).read_text("utf-8")
        )
    ]
    assert missing == []


def test_each_module_of_the_index_defines_the_names() -> None:
    """A module that only imports the name is not the place where it is changed."""
    missing = [
        f"{what}: {name} in {file}"
        for file, names, what in ROWS
        if file.endswith(".py")
        for name in sorted({*names} - _defined(ROOT / file))
    ]
    assert missing == []


def _defined(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return names


def test_nothing_stands_in_the_index_twice() -> None:
    places = [(file, name) for file, names, _ in ROWS for name in names]
    assert len(set(places)) == len(places)


def test_the_contents_name_every_heading() -> None:
    contents = re.findall(r"\[([^\]]+)\]\(#", PAGE.partition("\n## ")[0])
    assert contents == re.findall(r"^##+ (.+)$", PAGE, re.MULTILINE)


def test_every_folder_of_the_code_has_a_row() -> None:
    listed = {Path(file).parent for file, _, _ in ROWS}
    rooms = {
        path.parent.relative_to(ROOT)
        for layer in LAYERS
        for path in (ROOT / layer).rglob("*.py")
        if path.name != "__init__.py"
    }
    rooms = {room for room in rooms if not PARTS & set(room.parents)}
    assert sorted(map(str, rooms - listed)) == []
