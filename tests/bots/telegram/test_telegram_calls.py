"""How many calls an edit takes on Telegram, where a group allows twenty a minute."""

import math
from collections import Counter
from pathlib import Path

import pytest
from redis.asyncio import Redis

from tests.bots.telegram.harness import harness
from tests.fakes.agent import FakeAgent
from tests.fakes.clocks import FastClock
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import USERNAME

_RUN = 2.0
"""Seconds that an edit really takes here."""


def calls(telegram: FakeTelegram) -> Counter[str]:
    return Counter(method for _, method, _ in telegram.journal)


@pytest.mark.parametrize(
    ("chat_name", "seconds", "most"),
    [("private", 30, 6), ("group", 30, 6), ("private", 120, 12)],
)
async def test_an_edit_with_a_preview_takes_few_calls(
    redis: Redis,
    redis_url: str,
    tmp_path: Path,
    chat_name: str,
    seconds: float,
    most: int,
) -> None:
    """A third of the time is the edit's and the preview's, the rest the video's."""
    agent = FakeAgent(redis, takes=_RUN / 6)
    agent.previews = agent.tells_progress = True
    agent.preview_takes = _RUN / 6
    agent.renders_take = _RUN * 4 / 6
    clock = FastClock(seconds / _RUN)
    async with (
        FakeTelegram(strict=False) as telegram,
        harness(telegram, redis, redis_url, tmp_path, agent=agent, clock=clock) as here,
    ):
        chat = getattr(telegram, chat_name)
        caption = f"@{USERNAME} cut it" if chat_name == "group" else "cut it"
        began = clock.now()
        await telegram.drop(b"1", name="1.mp4", caption=caption, chat=chat)
        await here.wait_until_idle(chat)
        counts = calls(telegram)
        # On a slow machine the card is late, and a reaction comes before it.
        # The edit also takes longer, and the card is edited more often.
        late = max(0, counts["setMessageReaction"] - 1)
        late += max(0, math.ceil((clock.now() - began - seconds) / 10))
        assert counts.total() - late <= most, counts
        assert telegram.seen(chat) == here.videos(chat)
        assert counts["sendMessageDraft"] <= (1 if chat_name == "private" else 0)
        assert telegram.drafts == {}
        assert telegram.complaints == []
