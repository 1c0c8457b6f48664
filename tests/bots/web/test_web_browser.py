"""The page for large files in a real headless Chromium, on a phone and on a desktop."""

import asyncio
import base64
import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from core.model.agent import AgentSessionId, AgentState, Token, UploadedClip
from core.ports import ByteStream
from core.rules.intake.text_length import LONGEST_MESSAGE
from core.rules.text.file_size import size_text
from tests.bots.web.harness import PageHarness, page_on
from tests.browser import PHONE, browser_page
from tests.core.harness import TOM
from tests.fakes.agent import FakeAgent
from tests.patience import PATIENCE
from tests.valkey import connected

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page, Route

DESKTOP = {"width": 1280, "height": 800}
pytestmark = [pytest.mark.long, pytest.mark.asyncio(loop_scope="session")]


async def until_true(page: "Page", script: str) -> None:
    """The page's policy forbids what Playwright's ``wait_for_function`` does: evaluate strings."""
    async with asyncio.timeout(PATIENCE):
        while not await page.evaluate(script):
            await asyncio.sleep(0.02)


@pytest_asyncio.fixture(loop_scope="session")
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with connected(redis_url) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def harness(
    redis: Redis, redis_url: str, tmp_path: Path
) -> AsyncIterator[PageHarness]:
    async with page_on(redis, redis_url, tmp_path) as running:
        yield running


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_a_file_picked_on_the_page_is_in_the_project(
    browser: "Browser", harness: PageHarness, tmp_path: Path, size: dict[str, int]
) -> None:
    clip = tmp_path / "beach day.mp4"
    clip.write_bytes(os.urandom(600_000))
    link = await harness.link()
    urls: list[str] = []
    broken: list[str] = []
    async with browser_page(browser, size) as page:
        page.on("request", lambda request: urls.append(request.url))
        page.on("pageerror", lambda error: broken.append(str(error)))
        await page.goto(link)
        await page.set_input_files("#pick", clip)
        await page.wait_for_selector("#clip-list li")
        listed = await page.inner_text("#clip-list")
        wide = await page.evaluate("document.documentElement.scrollWidth")
    assert "beach day.mp4" in listed
    assert [url for url in urls if not url.startswith(harness.url)] == []
    assert broken == []
    assert wide <= size["width"]


async def test_the_page_writes_sizes_as_the_chats_do(
    browser: "Browser", harness: PageHarness
) -> None:
    sizes = (200 << 20, 500 << 20)
    async with browser_page(browser, PHONE) as page:
        await page.goto(await harness.link())
        scripts = page.locator("script[src]")
        src = str(await scripts.first.get_attribute("src"))
        dom = urljoin(page.url, src.rpartition("/")[0] + "/dom.js")
        texts = [
            await page.evaluate(
                "async ([dom, size]) => (await import(dom)).bytes(size)", [dom, size]
            )
            for size in sizes
        ]
    assert texts == [size_text(size) for size in sizes]


async def test_an_instruction_typed_on_the_page_runs(
    browser: "Browser", harness: PageHarness
) -> None:
    link = await harness.link()
    await harness.upload(link, b"a clip")
    await harness.wait_until_idle()
    async with browser_page(browser, PHONE) as page:
        await page.goto(link)
        await page.fill("#words", "sync it to the beat")
        await page.click("#send")
        await until_true(page, "document.getElementById('words').value === ''")
        async with asyncio.timeout(PATIENCE):
            while not (heard := await _heard(harness)):
                await asyncio.sleep(0.02)
        await harness.wait_until_idle()
    assert heard == await _heard(harness) == ["sync it to the beat"]


async def test_words_that_are_too_long_stay_in_the_field_until_they_are_shortened(
    browser: "Browser", harness: PageHarness
) -> None:
    link = await harness.link()
    async with browser_page(browser, PHONE) as page:
        await page.goto(link)
        await page.fill("#words", "x" * (LONGEST_MESSAGE + 1))
        assert "Shorten it" in await page.inner_text("#ask-state")
        await page.click("#send")
        length = await page.evaluate("document.getElementById('words').value.length")
        assert length == LONGEST_MESSAGE + 1
        await page.fill("#words", "thanks")
        assert await page.inner_text("#ask-state") == ""
        await page.click("#send")
        await until_true(page, "document.getElementById('words').value === ''")
        await harness.wait_until_idle()


async def _heard(harness: PageHarness) -> list[str]:
    """What the agent was told, in order."""
    received = await harness.agent.received()
    return [words for log in received.values() for words in log]


async def test_a_reopened_browser_resumes_the_upload(
    browser: "Browser", harness: PageHarness, tmp_path: Path
) -> None:
    """Also in a second tab; a page that is open for days says that its link expired."""
    clip, piece = tmp_path / "long.mp4", 8 << 20
    clip.write_bytes(os.urandom(piece + 1000))
    link = await harness.link()
    whole = asyncio.Event()
    offsets: list[str] = []
    requests: list[tuple[str, str]] = []

    async def lose(route: "Route") -> None:
        """The connection breaks after the first piece, until it is whole again."""
        offset = route.request.headers.get("upload-offset", "")
        breaks = offset == str(piece) and not whole.is_set()
        await (route.abort() if breaks else route.continue_())

    async with browser_page(browser, PHONE) as page:
        await page.context.route("**/files/*", lose)
        await page.goto(link)
        await page.set_input_files("#pick", clip)
        await page.wait_for_selector("#upload-list .warn")
        tab = await page.context.new_page()
        tab.on("request", lambda each: requests.append((each.method, each.url)))
        await tab.goto(link)
        await tab.wait_for_selector("[id^=stored-]")
        await tab.set_input_files("#pick", clip)
        await tab.wait_for_selector("#upload-list .item:not([id]) .warn")
        await tab.close()
        await page.goto("about:blank")
        page.on(
            "request",
            lambda each: offsets.append(each.headers.get("upload-offset", "")),
        )
        await page.goto(link)
        await page.wait_for_selector("[id^=stored-]")
        whole.set()
        await page.set_input_files("#pick", clip)
        await page.wait_for_selector("#clip-list li")
        harness.ahead[0] = 13 * 3600
        await page.wait_for_selector("#problem:not([hidden])")
        problem = await page.inner_text("#problem")
        closed = await page.is_disabled("#words")
    assert [each for each in offsets if each] == [str(piece)]
    begun = [url for method, url in requests if method == "POST"]
    assert begun == [], "the second tab goes on with the same upload"
    assert "This link has expired" in problem
    assert closed


JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsN"
    "DhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAA"
    "AAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q=="
)
TIMELINE = {
    "d": 4000,
    "t": [
        {
            "tt": 0,
            "sg": [
                {"id": "1", "name": "a.mp4", "st": 0, "d": 2000},
                {"id": "2", "name": "b.mp4", "st": 2000, "d": 2000},
            ],
        },
        {"tt": 7, "sg": [{"id": "3", "text": "Summer", "st": 0, "d": 1000}]},
        {"tt": 1, "sg": [{"id": "4", "name": "song.mp3", "st": 0, "d": 4000}]},
    ],
    "m": {"beats": [500, 1000], "downbeats": [500], "wave": [0.2, 1.0, 0.4]},
}  # fmt: skip


class EditedAgent(FakeAgent):
    """An agent whose project has an edit and pictures of its clips."""

    async def state(self, token: Token, session: AgentSessionId) -> AgentState:
        return replace(await super().state(token, session), draft=TIMELINE)

    async def upload(
        self, token: Token, session: AgentSessionId, files: Sequence[ByteStream]
    ) -> list[UploadedClip]:
        clips = await super().upload(token, session, files)
        return [replace(clip, url=f"studio://{clip.name}") for clip in clips]


async def findings(page: "Page") -> list[str]:
    """Serious findings of an accessibility audit (axe-core)."""
    from axe_playwright_python.async_playwright import Axe

    report = (await Axe().run(page)).response
    assert report["testEngine"]["name"] == "axe-core"
    return [
        f"{each['id']}: {each['nodes'][0]['html']}"
        for each in report["violations"]
        if each["impact"] in {"serious", "critical"}
    ]


UNNAMED = """
found => found.filter(e => !(e.ariaLabel || e.innerText || e.hasAttribute("alt")
  || e.getAttribute("aria-labelledby") || (e.labels && e.labels.length))).map(e => e.id)
"""


@pytest.mark.parametrize(("scheme", "size"), [("light", PHONE), ("dark", DESKTOP)])
async def test_a_project_is_shown_to_all_who_see_hear_and_type(
    browser: "Browser",
    redis: Redis,
    redis_url: str,
    tmp_path: Path,
    scheme: str,
    size: dict[str, int],
) -> None:
    agent = EditedAgent(redis)
    agent.thumbnails = {"a.mp4": JPEG}
    async with page_on(redis, redis_url, tmp_path, agent=agent) as harness:
        link = await harness.link()
        await harness.upload(link, b"one", "a.mp4")
        await harness.upload(await harness.link(TOM), b"two", "b.mp4")
        await harness.create(link, b"half", "half.mp4")
        await harness.wait_until_idle()
        async with browser_page(browser, size) as page:
            await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            await page.goto(link)
            await page.wait_for_selector("#timeline svg .shot")
            await until_true(page, "document.querySelector('.clip img').naturalWidth")
            clips = await page.inner_text("#clip-list")
            about = await page.get_attribute("#timeline svg", "aria-label")
            shots = await page.locator("#shot-list li").all_text_contents()
            unnamed = await page.eval_on_selector_all(
                "button, input, textarea, video, img", UNNAMED
            )
            serious = await findings(page)
            await page.focus("#words")
            await page.keyboard.type("make it vertical")
            await page.keyboard.press("Enter")
            await page.wait_for_selector("#work li")
            await harness.wait_until_idle()
    assert "from Tom" in clips
    assert "half.mp4" not in clips
    assert about == "0:04 long · Cuts: 1 · Beats: 2"
    assert shots == ["0:00.0 to 0:02.0: a.mp4", "0:02.0 to 0:04.0: b.mp4"]
    assert unnamed == []
    assert serious == []
