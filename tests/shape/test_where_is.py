"""The index "Where is …?" names files and names that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs/where-is.md").read_text().partition("|---|---|---|\n")[2]
ROWS = [
    tuple(cell.strip(" `") for cell in line.strip("|").split(" | "))
    for line in TABLE.strip().splitlines()
]


@pytest.mark.parametrize(("what", "file", "name"), ROWS, ids=[row[0] for row in ROWS])
def test_each_place_of_the_index_holds_the_name(
    what: str, file: str, name: str
) -> None:
    text = (ROOT / file).read_text("utf-8")
    assert re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", text), what


def test_nothing_stands_in_the_index_twice() -> None:
    places = [(file, name) for _, file, name in ROWS]
    assert len(set(places)) == len(places)
