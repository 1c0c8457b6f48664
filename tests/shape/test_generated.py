"""What is generated from the edit records is up to date."""

from pathlib import Path

import pytest

from studio.commands.examples import files

ROOT = Path(__file__).parents[2]
FILES = files()


@pytest.mark.parametrize("path", FILES)
def test_a_generated_file_is_up_to_date(path: str) -> None:
    """Run ``python -m studio.commands.examples`` if this fails."""
    assert (ROOT / path).read_text(encoding="utf-8") == FILES[path]
