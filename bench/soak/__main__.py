"""Run the soak test: minutes, chats, seconds between two faults, a seed."""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.soak.parts import ROOT, Fleet, fleet, studio_addresses
from bench.soak.people import DiscordPhone, Person, TelegramPhone
from bench.soak.verdict import (
    Verdict,
    judge,
    memory_line,
    quantile,
    refused_instructions,
)
from core.clients.store.connection import connect
from core.clients.store.turns.store import RedisTurnStore
from tests.fakes.balancer import balanced
from tests.fakes.discord import state as discord_state
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.telegram import state as telegram_state
from tests.fakes.telegram.server import FakeTelegram
from tests.media import footage

_LIMITED = {
    "sendMessage", "sendVideo", "editMessageText", "editMessageCaption",
    "editMessageMedia", "deleteMessage",
}  # fmt: skip
"""Methods that count towards Telegram's 30 a second."""
_AFTERWARDS = 420.0
"""Seconds for running work to end after the last fault."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.soak")
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--chats", type=int, default=300)
    parser.add_argument("--every", type=float, default=10.0, help="seconds")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--keep", type=Path, help="folder for logs and data")
    parser.add_argument(
        "--update-from", type=Path, metavar="FOLDER", default=None,
        help="start the version of this folder and update it, instead of trouble",
    )  # fmt: skip
    arguments = parser.parse_args()
    if arguments.keep:
        arguments.keep.mkdir(parents=True)
        return asyncio.run(soak(arguments, arguments.keep))
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        return asyncio.run(soak(arguments, Path(name)))


async def soak(arguments: argparse.Namespace, folder: Path) -> int:
    """Print the counts; the exit code is 1 if anything was lost or doubled."""
    clip = footage.write(folder / "a.mp4", 1, seconds=2.5, size=(160, 90)).read_bytes()
    studios = studio_addresses()
    async with (
        FakeTelegram(strict=False) as telegram,
        FakeDiscord() as discord,
        balanced(studios) as (studio_url, _),
    ):
        parts, place = fleet(
            folder,
            _telegram_settings(telegram),
            _discord_settings(discord),
            studios,
            studio_url,
            arguments.seed,
            arguments.update_from or ROOT,
        )
        people = [
            Person(
                TelegramPhone(telegram, f"T{n}") if n % 2
                else DiscordPhone(discord, f"D{n}"),
                clip, random.Random(arguments.seed + n),
            )
            for n in range(arguments.chats)
        ]  # fmt: skip
        for part in parts.parts.values():
            await part.start()
            if part.name == "studio1":
                await _folder_of(folder / "data/studio")
        await discord.online()
        keeping = asyncio.create_task(parts.keep())
        lives = await _run(arguments, people, parts)
        redis = connect(place.redis_url)
        _, late = await asyncio.wait(lives, timeout=_AFTERWARDS)
        for task in late:
            task.cancel()
        await _settle(RedisTurnStore(redis))
        refused = refused_instructions(folder.glob("studio?.log"))
        verdict = await judge(people, redis, refused)
        if not parts.deeds:  # counters restart with each process
            print(await _costs(redis, parts, verdict.requests))
        await redis.aclose()
        keeping.cancel()
        await asyncio.gather(keeping, *lives, return_exceptions=True)
        await parts.stop()
    _report(arguments, people, parts, verdict)
    _report_platforms(people, telegram, discord)
    return 0 if verdict.clean and not parts.deaths else 1


def _telegram_settings(telegram: FakeTelegram) -> dict[str, str]:
    token, url = telegram_state.TOKEN, telegram.url
    return {"TELEGRAM_BOT_TOKEN": token, "TELEGRAM_API_URL": url}


def _discord_settings(discord: FakeDiscord) -> dict[str, str]:
    token, url = discord_state.TOKEN, discord.api_url
    return {"DISCORD_BOT_TOKEN": token, "DISCORD_API_URL": url}


async def _run(
    arguments: argparse.Namespace, people: Sequence[Person], parts: Fleet
) -> list[asyncio.Task[None]]:
    """Let people write for the minutes asked for, under faults or an update.

    Returns the people's tasks, which still wait for answers.
    """
    end = time.monotonic() + arguments.minutes * 60
    lives = [
        asyncio.create_task(one.live(lambda: time.monotonic() > end)) for one in people
    ]
    trouble = asyncio.create_task(
        parts.update(arguments.minutes * 60)
        if arguments.update_from
        else parts.trouble(arguments.every)
    )
    await asyncio.sleep(max(0.0, end - time.monotonic()))
    trouble.cancel()
    await asyncio.gather(trouble, return_exceptions=True)
    return lives


async def _folder_of(path: Path) -> None:
    while not path.is_dir():
        await asyncio.sleep(0.1)


async def _settle(store: RedisTurnStore) -> None:
    """Wait until no chat has a turn left, or nothing changes any more."""
    before, deadline = {}, time.monotonic() + _AFTERWARDS
    while (now := await store.chats_with_work()) and time.monotonic() < deadline:
        if now.keys() != before.keys():
            before, deadline = now, time.monotonic() + _AFTERWARDS
        await asyncio.sleep(1.0)


async def _costs(redis: Any, parts: Fleet, requests: int) -> str:
    """The cost of a request for each part, including its start."""
    info = await redis.info()
    count = max(1, requests)
    each = {
        name: f"{1000 * part.cpu_seconds() / count:.0f} ms"
        for name, part in parts.parts.items()
    }
    return (
        f"CPU for a request: {each}; Redis: "
        f"{info['total_commands_processed'] / count:.0f} commands, "
        f"{(info['total_net_input_bytes'] + info['total_net_output_bytes']) / count / 1e3:.0f} KB, "
        f"{info['aof_current_size'] / count / 1e3:.0f} KB of log; "
        f"{info['used_memory'] / 1e6:.1f} MB in all"
    )


def _report(
    arguments: argparse.Namespace,
    people: Sequence[Person],
    parts: Fleet,
    verdict: Verdict,
) -> None:
    requests = [request for person in people for request in person.requests]
    signs = [one.sign for one in requests if one.sign is not None]
    videos = [one.video for one in requests if one.video is not None]
    print(
        f"{arguments.minutes:g} minutes, {arguments.chats} chats, "
        f"{verdict.requests} requests: {dict(verdict.ends)}"
    )
    print(f"troubles: {dict(parts.deeds)}")
    print(f"parts that ended by themselves: {dict(parts.deaths) or 'none'}")
    print(f"videos that may have been posted, as people were told: {verdict.uncertain}")
    for name in ("unanswered", "lost", "doubled", "paid_twice"):
        faults = getattr(verdict, name)
        shown = faults[:10] if name == "unanswered" else faults
        print(f"{name.replace('_', ' ')}: {len(faults)}", *shown, sep="\n  ")
    print(
        f"first sign: {len(signs)} of {len(requests)}, median "
        f"{quantile(signs, 0.5):.2f} s, 99 % {quantile(signs, 0.99):.2f} s"
    )
    print(
        f"video: {len(videos)}, median {quantile(videos, 0.5):.1f} s, "
        f"99 % {quantile(videos, 0.99):.1f} s"
    )
    print("memory:", "; ".join(memory_line(parts.memory)))


def _report_platforms(
    people: Sequence[Person], telegram: FakeTelegram, discord: FakeDiscord
) -> None:
    calls = sum(count for name, count in telegram.counts.items() if name in _LIMITED)
    requests = sum(len(one.requests) for one in people if "telegram" in one.phone.chat)
    if requests:
        print(f"limited calls to Telegram for a request: {calls / requests:.1f}")
    complaints = [*telegram.complaints, *discord.rest.complaints]
    print(f"complaints of the platforms: {len(complaints)}", *complaints[:5])


if __name__ == "__main__":
    sys.exit(main())
