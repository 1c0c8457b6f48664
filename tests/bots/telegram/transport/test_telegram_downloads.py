"""Clips from Telegram: streamed, resumed, refused."""

import pytest

from bots.telegram.send.adapter import TelegramAdapter
from core import metrics
from core.errors import ClipTooLarge, ClipUnavailable, NotSent
from core.model.chat import Clip
from tests.bots.telegram.transport.telegram_files import clip_of, fetched
from tests.fakes.telegram.server import FakeTelegram


def repeated() -> float:
    """How many of these calls the metrics count as repeated so far."""
    labels = {"name": "telegram_download"}
    return metrics.REGISTRY.get_sample_value("vidmuse_retries_total", labels) or 0.0


async def test_a_download_that_breaks_goes_on_where_it_broke(
    telegram: FakeTelegram, adapter: TelegramAdapter
) -> None:
    data = bytes(range(256)) * 8192
    telegram.break_after += [700_000, 1]
    before = repeated()
    assert await fetched(adapter, clip_of(telegram, data)) == data
    assert telegram.counts["file"] == 3
    assert repeated() == before + 2


async def test_a_download_that_breaks_for_good_may_be_tried_later(
    telegram: FakeTelegram, adapter: TelegramAdapter
) -> None:
    telegram.break_after += [1] * 10
    with pytest.raises(NotSent):
        await fetched(adapter, clip_of(telegram, b"footage"))


async def test_clips_that_cannot_be_had_say_why(
    telegram: FakeTelegram, adapter: TelegramAdapter
) -> None:
    with pytest.raises(ClipTooLarge) as large:
        await fetched(adapter, clip_of(telegram, b"", 30 << 20))
    assert large.value.limit == 20 << 20
    with pytest.raises(ClipUnavailable):
        await fetched(adapter, Clip("unknown", "a.mp4"))
    with pytest.raises(ClipUnavailable):
        await fetched(adapter, Clip("x", "a.mp4", url="https://example.com/a.mp4"))


async def test_a_link_is_given_on_and_a_files_own_address_is_not(
    telegram: FakeTelegram, adapter: TelegramAdapter
) -> None:
    link = Clip("x", "a.mp4", url="https://example.com/a.mp4")
    assert await adapter.locate(link) == link.url
    assert await adapter.locate(clip_of(telegram, b"1")) is None
