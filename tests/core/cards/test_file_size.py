"""Sizes of files in words."""

import pytest

from core.rules.text.file_size import size_text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (500 << 20, "500 MB"),
        (2 << 30, "2 GB"),
        (2500 << 20, "2500 MB"),
        (60_000_000, "57.2 MB"),
        ((50 << 20) + 1, "50 MB"),
        ((200 << 20) - 1, "199 MB"),
        (0, "0 MB"),
    ],
)
def test_a_size_is_said_in_full_gigabytes_or_megabytes_rounded_down(
    size: int, text: str
) -> None:
    assert size_text(size) == text
