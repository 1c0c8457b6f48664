"""Simulate many active chats over measured costs: ``python -m bench.chat.capacity``.

Requests arrive at random and pass one part after the other; each part is a FIFO queue
before a number of equal servers. The costs are those of docs/scaling.md. For each part the
simulation finds how many chats it serves alone, then increases to 100,000 chats: the first
part that is too slow is doubled until it is fast enough.
"""

import argparse
import heapq
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

REQUESTS_PER_HOUR = 5
"""Requests of an active chat."""
_SECONDS = 900.0
"""Simulated time; only waits of its last two thirds are measured."""


@dataclass(frozen=True, slots=True)
class Part:
    """``cost`` seconds of one server a request, exponentially spread if ``varies``.

    It is too slow if one in a hundred requests waits longer than ``patience`` seconds.
    ``remedy`` tells how to double its servers.
    """

    name: str
    cost: float
    patience: float
    remedy: str
    varies: bool = True


PARTS = (
    Part("listener", 0.04, 2.0, "another bot: one process listens for a bot at a time"),
    Part(
        "Redis",
        0.036,
        2.0,
        "one of its own for the studios, then a cluster",
        varies=False,
    ),
    Part("worker", 0.2, 2.0, "another `vidmuse worker`"),
    Part("studio", 0.1, 5.0, "another studio with STUDIO_STATE=redis"),
    Part("renderer", 46.0, 120.0, "another core with `vidmuse renderer`"),
    Part("Telegram", 4.8 / 30, 10.0, "another bot, or paid broadcasts", varies=False),
)


def arrivals(chats: int, source: random.Random) -> list[float]:
    """Return the arrival times of requests in seconds."""
    rate, at = chats * REQUESTS_PER_HOUR / 3600, 0.0
    times = []
    while (at := at + source.expovariate(rate)) < _SECONDS:
        times.append(at)
    return times


def serve(
    part: Part, servers: int, arriving: Sequence[float], source: random.Random
) -> tuple[list[float], float]:
    """Return the sorted end times of the requests, and the 99th percentile of the wait."""
    free = [0.0] * servers
    waits, leaving = [], []
    for at in arriving:
        begins = max(at, free[0])
        cost = part.cost * (source.expovariate(1.0) if part.varies else 1.0)
        heapq.heapreplace(free, begins + cost)
        leaving.append(begins + cost)
        if at > _SECONDS / 3:
            waits.append(begins - at)
    ordered = sorted(waits)
    return sorted(leaving), ordered[int(0.99 * len(ordered))] if ordered else 0.0


def simulate(
    chats: int, servers: Mapping[str, int], seed: int = 1
) -> Iterator[tuple[Part, float]]:
    """Yield each part with the 99th percentile of the wait before it."""
    source = random.Random(seed)
    moving = arrivals(chats, source)
    for part in PARTS:
        moving, wait = serve(part, servers[part.name], moving, source)
        yield part, wait


def first_broken(chats: int, servers: Mapping[str, int]) -> Part | None:
    """Return the part that exceeds its patience most."""
    broken = [
        (wait / part.patience, part)
        for part, wait in simulate(chats, servers)
        if wait > part.patience
    ]
    return max(broken, key=lambda each: each[0])[1] if broken else None


def bears(part: Part) -> int:
    """The number of chats that one server of the part serves."""
    low, high = 1, int(3600 / REQUESTS_PER_HOUR / part.cost) + 2  # without a pause
    while high - low > max(1, low // 50):
        chats = (low + high) // 2
        source = random.Random(1)
        _, wait = serve(part, 1, arrivals(chats, source), source)
        low, high = (chats, high) if wait <= part.patience else (low, chats)
    return low


def main(most: int) -> None:
    for part in sorted(PARTS, key=bears):
        print(f"one {part.name} bears {bears(part)} active chats")
    servers = dict.fromkeys((part.name for part in PARTS), 1)
    chats = 100
    while chats <= most:
        grown = []
        while part := first_broken(chats, servers):
            servers[part.name] *= 2
            grown.append(part)
        needed = ", ".join(f"{count} × {name}" for name, count in servers.items())
        print(f"\n{chats} chats: {needed}")
        for part in dict.fromkeys(grown):
            print(f"  {part.name}: {part.remedy}")
        chats *= 10


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.chat.capacity")
    parser.add_argument("--chats", type=int, default=100_000)
    main(parser.parse_args().chats)
