"""Run the fake Discord as a process: JSON lines on stdin are answered on stdout."""

import asyncio
import json
import sys
from collections import Counter
from typing import Any

from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.state import Json


async def many(discord: FakeDiscord, count: int) -> list[float]:
    """Let people run a command at once; return the seconds until each was acknowledged."""
    places = [discord.add_channel(discord.guild, f"c{n}") for n in range(count)]
    options = {"instruction": "sync to the beat", "clip": discord.attach(b"video")}
    interactions = await asyncio.gather(
        *(discord.command("edit", options, channel=place) for place in places)
    )
    for place in places:
        await discord.until(lambda: videos(discord, place))  # noqa: B023
    return [each.acknowledged for each in interactions]


def videos(discord: FakeDiscord, place: Json) -> bool:
    return any(each["attachments"] for each in discord.seen(place["id"]))


async def turns(discord: FakeDiscord, count: int) -> dict[str, int]:
    """Let people in turn run a command and wait for the video; return all calls by route."""
    before = len(discord.rest.calls)
    for number in range(count):
        place = discord.add_channel(discord.guild, f"t{number}")
        options = {"instruction": "sync to the beat", "clip": discord.attach(b"video")}
        await discord.command("edit", options, channel=place)
        await discord.until(lambda: videos(discord, place))  # noqa: B023
        await asyncio.sleep(1)  # the last edit of the card
    return dict(Counter(discord.rest.calls[before:]))


async def main() -> None:
    loop = asyncio.get_running_loop()
    async with FakeDiscord() as discord:
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            answer: Any = None
            match json.loads(line):
                case {"do": "address"}:
                    answer = discord.api_url
                case {"do": "online"}:
                    await discord.online()
                case {"do": "many", "count": count}:
                    answer = await many(discord, count)
                case {"do": "turns", "count": count}:
                    answer = await turns(discord, count)
                case order:
                    raise ValueError(f"no such order: {order}")
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
