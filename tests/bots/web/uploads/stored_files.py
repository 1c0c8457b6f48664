"""Bytes to upload, and the files of uploads in the page's folder."""

from pathlib import Path

from tests.bots.web.harness import PageHarness

DATA = b"0123456789abcdef" * 64_000


def stored(page: PageHarness) -> list[Path]:
    return [path for path in page.web.uploads._folder.rglob("*") if path.is_file()]
