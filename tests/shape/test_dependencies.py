"""Every supported Python gets the same libraries."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_each_library_is_locked_in_one_version_for_every_python() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    names = Counter(re.findall(r"^([a-z0-9_.-]+)==", lock, re.MULTILINE))
    assert names["av"] == 1
    assert [name for name, count in names.items() if count > 1] == []


def test_no_requirement_of_ours_depends_on_the_version_of_python() -> None:
    assert "python_version" not in (ROOT / "pyproject.toml").read_text()


def test_every_locked_library_is_pinned_by_hashes() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        rows = re.split(r"\n(?=\S)", lock.read_text().strip())
        pinned = re.compile(r"[a-z0-9_.-]+(\[.*\])?==.*--hash=sha256:", re.DOTALL)
        assert [row.split()[0] for row in rows if not pinned.match(row)] == []
