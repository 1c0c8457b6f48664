"""The whole bot is killed while it works and started again: people only see a pause."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.fakes.discord import state as discord_state
from tests.fakes.discord.bodies import words_of
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import TOKEN, Json
from tests.media.footage import clicks, wav, write
from tests.vidmuse_command import RunningCommand, running_vidmuse

pytestmark = [pytest.mark.journey, pytest.mark.chaos]


def on_telegram(telegram: FakeTelegram) -> dict[str, str]:
    return {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url}


def on_discord(discord: FakeDiscord, studio: str) -> dict[str, str]:
    return {
        "DISCORD_BOT_TOKEN": discord_state.TOKEN,
        "DISCORD_API_URL": discord.api_url,
        "STUDIO_URL": studio,
    }


@asynccontextmanager
async def bot(platform: dict[str, str], data: Path) -> AsyncIterator[RunningCommand]:
    """``vidmuse up`` and all its child processes."""
    own = {"VIDMUSE_DATA": str(data), "VIDMUSE_HTTP": "127.0.0.1:0"}
    async with running_vidmuse(os.environ | platform | own, str(data), "up") as command:
        try:
            yield command
        finally:
            await command.terminate()
            log = await command.log()
            secrets = [value for name, value in platform.items() if "TOKEN" in name]
            assert not [secret for secret in secrets if secret in log]
            assert "Traceback" not in log, log


def texts(telegram: FakeTelegram) -> list[str]:
    shown = telegram.seen(telegram.private)
    return [m.get("text") or m.get("caption") or "" for m in shown]


def videos(telegram: FakeTelegram) -> list[Json]:
    return [m for m in telegram.seen(telegram.private) if "video" in m]


def count(telegram: FakeTelegram, words: str) -> int:
    return sum(words in text for text in texts(telegram))


def says(telegram: FakeTelegram, *words: str) -> Callable[[], bool]:
    return lambda: any(word in text for text in texts(telegram) for word in words)


@pytest.mark.parametrize(
    ("moment", "size"),
    [
        (("Got it", "Getting", "Bringing", "Looking", "Cutting"), "360p"),
        (("preview", "Rendering", "Sending"), "720p"),
    ],
    ids=["as it begins", "while it renders"],
)
async def test_after_kill_9_only_a_pause_is_seen(
    tmp_path: Path, moment: tuple[str, ...], size: str
) -> None:
    clip = write(tmp_path / "one.mp4", 1, seconds=6).read_bytes()
    song = wav(tmp_path / "song.wav", clicks([n * 0.5 for n in range(1, 20)], 10.0))
    async with FakeTelegram() as telegram:
        async with bot(on_telegram(telegram), tmp_path) as process:
            await telegram.drop(clip, name="one.mp4")
            await telegram.drop(song.read_bytes(), "audio", name="song.wav")
            await telegram.say(f"sync to the beat, 5 seconds, {size}")
            # A quick render is over before the card may be edited again.
            await telegram.until(lambda: says(telegram, *moment)() or videos(telegram))
            await process.kill()
        await telegram.say("status")
        async with bot(on_telegram(telegram), tmp_path):
            await telegram.until(lambda: videos(telegram))
            # The card goes after the video has come.
            await telegram.until(lambda: count(telegram, "shots on the beat") == 1)
        shown = texts(telegram)
        assert len(videos(telegram)) == 1
        assert count(telegram, "shots on the beat") == 1, shown
        assert not [t for t in shown if "went wrong" in t or "Try again" in t], shown
        assert telegram.complaints == []


async def test_after_kill_9_on_discord_only_a_pause_is_seen(
    tmp_path: Path, studio_server: str
) -> None:
    """The studio, which other tests kill with the bot, is one that goes on."""
    clip = write(tmp_path / "one.mp4", 1, seconds=6).read_bytes()
    song = wav(tmp_path / "song.wav", clicks([n * 0.5 for n in range(1, 20)], 10.0))
    async with FakeDiscord() as discord:
        here = discord.channel["id"]

        def words() -> list[str]:
            return [words_of(message) for message in discord.seen(here)]

        def films() -> list[Json]:
            return [m for m in discord.seen(here) if m["attachments"]]

        async with bot(on_discord(discord, studio_server), tmp_path) as process:
            await discord.until(discord.gateway.ready.is_set)
            options = {
                "instruction": "sync to the beat, 5 seconds, 720p",
                "clip": discord.attach(clip, "one.mp4"),
                "clip2": discord.attach(song.read_bytes(), "song.wav", "audio/wav"),
            }
            await discord.command("edit", options)
            await discord.until(lambda: "Rendering" in str(words()) or films())
            await process.kill()
        async with bot(on_discord(discord, studio_server), tmp_path):
            await discord.until(films)
            # The card goes after the video has come.
            await discord.until(lambda: str(words()).count("Timeline (2 tracks)") == 1)
        shown = words()
        assert len(films()) == 1
        assert sum("Timeline (2 tracks)" in text for text in shown) == 1, shown
        assert not [t for t in shown if "went wrong" in t or "Try again" in t], shown
        assert discord.rest.complaints == []
