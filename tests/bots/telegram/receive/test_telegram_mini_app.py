"""The page inside Telegram: whom Telegram's signed data lets in."""

import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import httpx
import pytest
import pytest_asyncio
from redis.asyncio import Redis

from bots.telegram.send.adapter import TelegramAdapter
from bots.telegram.wire import ids, init_data
from core.model.chat import ChatId
from core.model.drop_link import AppTicket, DropLink, DropPage, Reach
from core.rules.drop_links import DropLinks
from tests.bots.telegram.harness import harness
from tests.bots.telegram.recording_handler import QUICK
from tests.bots.web.harness import PageHarness, page_on
from tests.browser import PHONE, browser_page
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import TOKEN, USERNAME, Json
from tests.valkey import connected

if TYPE_CHECKING:
    from playwright.async_api import Browser

pytestmark = pytest.mark.asyncio(loop_scope="session")

APP = "https://t.me/vidmuse_bot/clips"


def proof(person: Json, token: str = TOKEN, at: float = 0.0, **more: str) -> str:
    """Telegram's signed data of a person, ``at`` unix seconds (default: now)."""
    user = {key: person[key] for key in ("id", "first_name")}
    fields = {
        "auth_date": str(int(at or time.time())),
        "query_id": "AAF9",
        "user": json.dumps(user | {"language_code": "en"}),
        "signature": "c2lnbmF0dXJl",
    } | more
    lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
    return urlencode(fields | {"hash": init_data.sign(lines, token).decode()})


@pytest_asyncio.fixture(loop_scope="session")
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with connected(redis_url) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake
        assert fake.complaints == []


@pytest_asyncio.fixture(loop_scope="session")
async def page(
    redis: Redis, redis_url: str, tmp_path: Path, telegram: FakeTelegram
) -> AsyncIterator[PageHarness]:
    adapter = TelegramAdapter(TOKEN, telegram.url, redis, rates=QUICK)
    others = {"telegram": adapter}
    async with page_on(
        redis, redis_url, tmp_path, others=others, apps={"telegram": APP}
    ) as running:
        yield running
    await adapter.aclose()


async def open_app(
    page: PageHarness, init_data: str, ticket: str = ""
) -> httpx.Response:
    sent = {"proof": init_data, "ticket": ticket}
    return await page.http.post(f"{page.url}/drop/app/open", json=sent)


def ticket_of(page: PageHarness, person: Json) -> str:
    chat = ids.chat_id(person["id"])
    ticket = AppTicket(chat, ids.sender_id(person["id"]), private=True)
    return page.links.sign_ticket(ticket)


async def test_the_button_of_a_private_chat_opens_that_chat_s_page(
    page: PageHarness, telegram: FakeTelegram
) -> None:
    alice = telegram.alice
    ticket = ticket_of(page, alice)
    door = await page.http.get(f"{page.url}/drop/app/{ticket}")
    assert door.status_code == 200
    assert "x-frame-options" not in door.headers
    policy = door.headers["content-security-policy"]
    assert "frame-ancestors https://web.telegram.org" in policy
    answer = await open_app(page, proof(alice), ticket)
    link = page.links.read(answer.json()["address"].split("/")[-2], time.time())
    assert isinstance(link, DropLink)
    chat = ids.chat_id(alice["id"])
    assert (link.chat, link.person.id) == (chat, ids.sender_id(alice["id"]))
    assert link.project == (await page.sessions.current(chat, link.person)).id
    opened = await page.http.get(answer.json()["address"])
    assert (
        "frame-ancestors https://web.telegram.org"
        in (opened.headers["content-security-policy"])
    )


async def test_the_mini_app_opens_the_project_only_inside_telegram(
    browser: "Browser", page: PageHarness, telegram: FakeTelegram
) -> None:
    """Telegram puts its data into the fragment of the address."""
    door = f"{page.url}/drop/app/{ticket_of(page, telegram.alice)}"
    fragment = urlencode(
        {"tgWebAppData": proof(telegram.alice), "tgWebAppVersion": "9.1"}
    )
    async with browser_page(browser, PHONE) as shown:
        await shown.goto(door)
        outside = await shown.inner_text("#problem")
        await shown.goto("about:blank")
        await shown.goto(f"{door}#{fragment}")
        await shown.wait_for_selector("#pick-label")
        person = await shown.text_content(".person")
    assert outside == "Open this page from the button in Telegram."
    assert "You are Alice" in (person or "")


async def test_what_telegram_did_not_say_or_said_long_ago_lets_nobody_in(
    page: PageHarness, telegram: FakeTelegram
) -> None:
    alice, bob = telegram.alice, telegram.bob
    ticket, good = ticket_of(page, alice), proof(alice)
    bad = [
        proof(alice, token="123:another-bot"),  # a fake
        proof(alice, at=time.time() - init_data.FRESH_SECONDS - 60),
        proof(alice, at=time.time() + 7200),
        good.replace("query_id=AAF9", "query_id=AAF8"),
        good.replace(f"%22id%22%3A+{alice['id']}", f"%22id%22%3A+{bob['id']}"),
        good.partition("&hash=")[0],
        "hash=", "x", "", "user=%7B%7D&" * 2000,
    ]  # fmt: skip
    for data in bad:
        answer = await open_app(page, data, ticket)
        assert answer.status_code == 403, data
        assert "Telegram did not confirm" in answer.json()["text"]
    assert (await open_app(page, good, ticket)).status_code == 200
    other = await open_app(page, proof(bob), ticket)
    assert other.status_code == 403
    assert "made for somebody else" in other.json()["text"]
    for forged in ("", "x", ticket[:-1] + "A", page.links.sign_ticket(AppTicket(ChatId("discord:1")))):  # fmt: skip
        assert (await open_app(page, good, forged)).status_code == 403


async def test_a_group_s_app_lets_its_members_in_and_nobody_else(
    page: PageHarness, telegram: FakeTelegram
) -> None:
    group, bob = telegram.group, telegram.bob
    chat = ids.chat_id(group["id"])
    address = page.links.group_address(chat, "Holiday")
    assert address.startswith(f"{APP}?startapp=")
    start = address.partition("startapp=")[2]
    assert len(start) <= 512
    assert set(start) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
    )
    answer = await open_app(page, proof(bob, start_param=start))
    link = page.links.read(answer.json()["address"].split("/")[-2], time.time())
    assert isinstance(link, DropLink)
    assert (link.chat, link.person.id) == (chat, ids.sender_id(bob["id"]))
    assert (link.place, link.private) == ("Holiday", False)
    stranger = {"id": 99, "first_name": "Eve"}
    refused = await open_app(page, proof(stranger, start_param=start))
    assert refused.status_code == 403
    assert "Only members of the group" in refused.json()["text"]
    del telegram.members[group["id"]][bob["id"]]
    gone = await page.http.get(answer.json()["address"])
    assert gone.status_code == 403
    assert "no longer in the chat" in gone.text


async def test_too_large_clips_offer_the_app(
    redis: Redis, redis_url: str, tmp_path: Path, telegram: FakeTelegram
) -> None:
    """In private as a button of the app, in a group as its link."""
    place = DropPage("https://clips.test", Reach.PUBLIC, 1 << 30, {"telegram": APP})
    links = DropLinks([b"key"], place)
    async with harness(telegram, redis, redis_url, tmp_path, drop=links) as bot:
        for chat in (telegram.private, telegram.group):
            await telegram.drop(
                caption=f"cut it @{USERNAME}", size=30_000_000, chat=chat
            )
            await bot.wait_until_idle(chat)
        inside, outside = (
            button
            for chat in (telegram.private, telegram.group)
            for message in telegram.seen(chat)
            for row in message.get("reply_markup", {}).get("inline_keyboard", [])
            for button in row
            if button["text"] == "Upload large files"
        )
        ticket = links.read_ticket(inside["web_app"]["url"].rpartition("/")[2])
        assert ticket
        assert ticket.person == ids.sender_id(telegram.alice["id"])
        ticket = links.read_ticket(outside["url"].partition("startapp=")[2])
        assert ticket
        assert (ticket.chat, ticket.person) == (ids.chat_id(telegram.group["id"]), None)
