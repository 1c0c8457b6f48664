"""Sizes of files in words."""

import pytest

from core.rules.text.file_size import size_text


@pytest.mark.parametrize(
    ("size", "text"),
    [(500 << 20, "500 MB"), (2 << 30, "2 GB"), (2500 << 20, "2500 MB")],
)
def test_a_size_is_said_in_megabytes_or_full_gigabytes(size: int, text: str) -> None:
    assert size_text(size) == text
