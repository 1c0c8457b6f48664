"""One browser for all tests of a worker: a start of one costs more than most tests."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from tests.patience import PATIENCE

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

PHONE = {"width": 390, "height": 844}
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator["Browser"]:
    """Headless Chromium, for tests in the event loop of the session."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium is installed")
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=chromium, args=_FLAGS, timeout=PATIENCE * 1000
        )
        try:
            yield started
        finally:
            await started.close()


@asynccontextmanager
async def browser_page(
    browser: "Browser", size: dict[str, int]
) -> AsyncIterator["Page"]:
    """A page of a person of its own."""
    context = await browser.new_context(
        viewport={"width": size["width"], "height": size["height"]}
    )
    try:
        page = await context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        yield page
    finally:
        await context.close()
