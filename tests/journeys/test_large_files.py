"""A clip too large for a chat is uploaded on the page; the video comes to the chat."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bots.discord.receive.listener import DiscordListener
from bots.discord.send.adapter import DiscordAdapter
from bots.discord.transport.channel_cache import RedisCache
from bots.telegram.receive.listener import TelegramListener
from bots.telegram.send.adapter import TelegramAdapter
from tests.bots.discord import rendered as discord_messages
from tests.bots.telegram import rendered as telegram_messages
from tests.bots.telegram.recording_handler import QUICK
from tests.bots.web.harness import PageHarness, page_on
from tests.core.harness import CHAT, MIA, TOM
from tests.fakes.discord import state as discord_state
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.telegram import state as telegram_state
from tests.fakes.telegram.server import FakeTelegram
from tests.patience import PATIENCE

DATA = b"a holiday in full quality" * 1000
TOO_LARGE = 30_000_000


async def say(page: PageHarness, link: str, text: str) -> None:
    words = {"mark": text, "text": text}
    answer = await page.http.post(f"{link}words", json=words)
    assert answer.status_code == 202, answer.text


async def until_added(page: PageHarness, link: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while not any(clip["added"] for clip in (await page.state(link))["clips"]):
            await asyncio.sleep(0.05)


async def heard(page: PageHarness) -> list[str]:
    logs = await page.agent.received()
    return [words for log in logs.values() for words in log]


@pytest.fixture
async def telegram() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as fake:
        yield fake
        assert fake.complaints == []


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as fake:
        yield fake
        assert fake.rest.complaints == []


def button_url(message: telegram_state.Json, label: str) -> str:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons = [each for row in rows for each in row if each["text"] == label]
    return str(buttons[0].get("url", "")) if buttons else ""


async def test_a_clip_too_large_for_telegram_ends_as_a_video_in_the_chat(
    redis: Redis, redis_url: str, tmp_path: Path, telegram: FakeTelegram
) -> None:
    adapter = TelegramAdapter(telegram_state.TOKEN, telegram.url, redis, rates=QUICK)
    private = telegram.private
    async with page_on(
        redis, redis_url, tmp_path,
        others={"telegram": adapter}, listeners=[TelegramListener(adapter, redis)],
    ) as page:  # fmt: skip
        await telegram.drop(name="beach.mp4", size=TOO_LARGE)

        def offered() -> str:
            urls = [
                button_url(message, "Upload large files")
                for message in telegram.seen(private)
            ]
            return next(filter(None, urls), "")

        link = await telegram.until(offered)
        assert (await page.http.get(link)).status_code == 200
        await page.upload(link, DATA)
        await until_added(page, link)
        await say(page, link, "sync it to the beat")

        def video() -> telegram_state.Json | None:
            messages = telegram.seen(private)
            return next((each for each in messages if "video" in each), None)

        assert telegram_messages.labels(await telegram.until(video))
        assert await heard(page) == ["sync it to the beat"]
        await telegram.until(
            lambda: any(
                "on the page: sync it to the beat" in seen.text
                for seen in telegram_messages.visible_messages(telegram, private)
            )
        )
    await adapter.aclose()


async def test_a_file_for_a_discord_channel_ends_as_a_video_in_it(
    redis: Redis, redis_url: str, tmp_path: Path, discord: FakeDiscord
) -> None:
    adapter = DiscordAdapter(discord_state.TOKEN, discord.api_url, RedisCache(redis))
    channel = discord.channel["id"]
    async with page_on(
        redis, redis_url, tmp_path,
        others={"discord": adapter}, listeners=[DiscordListener(adapter, redis)],
    ) as page:  # fmt: skip
        await discord.online()
        await discord.command("drop")

        def offered() -> str:
            links = [
                part["url"]
                for message in discord.seen(channel, by=discord.alice["id"])
                for row in message["components"]
                for part in row["components"]
                if part.get("url")
            ]
            return str(links[0]) if links else ""

        link = await discord.until(offered)
        bob = discord.add_user("Bob")
        assert discord.seen(channel, by=bob["id"]) == [], "the link is for one person"
        await page.upload(link, DATA)
        await until_added(page, link)
        await say(page, link, "sync it to the beat")
        await discord.until(
            lambda: [each for each in discord.seen(channel) if each["attachments"]]
        )
        assert await heard(page) == ["sync it to the beat"]
        shown = discord_messages.visible_messages(discord, channel)
        assert any("on the page: sync it to the beat" in each.text for each in shown)
    await adapter.aclose()


async def test_two_people_of_a_group_are_on_the_page_at_once(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with page_on(redis, redis_url, tmp_path) as page:
        mias, toms = await page.link(MIA), await page.link(TOM)
        await asyncio.gather(
            page.upload(mias, DATA, "beach.mp4"),
            page.upload(toms, DATA * 2, "boat.mp4"),
        )
        await page.wait_until_idle()
        for link, own in ((mias, "beach.mp4"), (toms, "boat.mp4")):
            clips = (await page.state(link))["clips"]
            by_name = {clip["name"]: clip for clip in clips}
            assert set(by_name) == {"beach.mp4", "boat.mp4"}
            assert [name for name, clip in by_name.items() if clip["mine"]] == [own]
            assert by_name["beach.mp4"]["by"] == "Mia"
            assert by_name["boat.mp4"]["by"] == "Tom"
        await say(page, mias, "sync it to the beat")
        async with asyncio.timeout(PATIENCE):
            while not (await page.state(toms))["video"]:
                await asyncio.sleep(0.05)
        await say(page, toms, "make it shorter")
        await page.wait_until_idle()
        assert await heard(page) == ["sync it to the beat", "make it shorter"]
        texts = await page.chat.texts(CHAT)
        assert any("Tom, on the page: make it shorter" in text for text in texts), texts
