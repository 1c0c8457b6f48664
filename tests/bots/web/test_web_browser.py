"""The page for large files in a real headless Chromium, on a phone and on a desktop."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright
from redis.asyncio import Redis

from tests.bots.web.harness import PageHarness, page_on
from tests.patience import PATIENCE

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


@asynccontextmanager
async def browser_page(size: dict[str, int]) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS, timeout=PATIENCE * 1000
        )
        try:
            page = await browser.new_page(
                viewport={"width": size["width"], "height": size["height"]}
            )
            page.set_default_timeout(PATIENCE * 1000)
            yield page
        finally:
            await browser.close()


@pytest.fixture
async def harness(
    redis: Redis, redis_url: str, tmp_path: Path
) -> AsyncIterator[PageHarness]:
    async with page_on(redis, redis_url, tmp_path) as made:
        yield made


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_a_file_picked_on_the_page_is_in_the_project(
    harness: PageHarness, tmp_path: Path, size: dict[str, int]
) -> None:
    clip = tmp_path / "beach day.mp4"
    clip.write_bytes(os.urandom(600_000))
    link = await harness.link()
    asked: list[str] = []
    broken: list[str] = []
    async with browser_page(size) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: broken.append(str(error)))
        await page.goto(link)
        await page.set_input_files("#pick", clip)
        await page.wait_for_selector("#clip-list li")
        listed = await page.inner_text("#clip-list")
        wide = await page.evaluate("document.documentElement.scrollWidth")
    assert "beach day.mp4" in listed
    assert [url for url in asked if not url.startswith(harness.url)] == []
    assert broken == []
    assert wide <= size["width"]


async def test_an_instruction_typed_on_the_page_runs(harness: PageHarness) -> None:
    link = await harness.link()
    await harness.upload(link, b"a clip")
    await harness.wait_until_idle()
    async with browser_page(PHONE) as page:
        await page.goto(link)
        await page.fill("#words", "sync it to the beat")
        await page.click("#send")
        await page.wait_for_function("document.getElementById('words').value === ''")
        await harness.wait_until_idle()
    heard = [
        words for log in (await harness.agent.received()).values() for words in log
    ]
    assert heard == ["sync it to the beat"]


async def test_every_control_has_a_name(harness: PageHarness) -> None:
    async with browser_page(PHONE) as page:
        await page.goto(await harness.link())
        names = await page.eval_on_selector_all(
            "button, input, textarea, video, img",
            "found => found.map(e => [e.id, e.ariaLabel, e.alt, e.innerText,"
            " e.labels && e.labels.length].slice(0))",
        )
    unnamed = [row[0] for row in names if not any(row[1:])]
    assert unnamed == []
