"""Chats that change while the bot works: a group becomes a supergroup, the bot is put out."""

from pathlib import Path

import pytest
from redis.asyncio import Redis

from tests.bots.telegram.harness import TelegramHarness, harness
from tests.bots.telegram.rendered import labels, texts
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import USERNAME, Json


@pytest.mark.parametrize("with_update", [True, False])
async def test_a_group_that_becomes_a_supergroup_in_mid_work_gets_its_video(
    telegram: FakeTelegram, here: TelegramHarness, with_update: bool
) -> None:
    """Whether Telegram tells it, or a post that is refused."""
    group = telegram.add_group("Old", [telegram.alice])
    group["type"] = "group"
    with here.agent.busy():
        await telegram.drop(
            b"1", caption=f"@{USERNAME} cut it", chat=group, name="1.mp4"
        )
        await telegram.until(lambda: telegram.seen(group))
        grown = await telegram.migrate_to_supergroup(group, with_update=with_update)
    await telegram.until(lambda: here.videos(grown))
    await here.wait_until_idle(grown)
    assert await here.instructions() == ["cut it"]
    assert len(here.videos(grown)) == 1


@pytest.mark.parametrize("with_update", [True, False])
async def test_all_requests_of_a_group_that_becomes_a_supergroup_are_answered_there(
    telegram: FakeTelegram, here: TelegramHarness, with_update: bool
) -> None:
    """Their cards stay behind: messages of the old group cannot be edited any more."""
    group = telegram.add_group("Old", [telegram.alice, telegram.bob])
    group["type"] = "group"
    words = ["cut it", "make it red"]
    people = [telegram.alice, telegram.bob]
    with here.agent.busy():
        for text, person in zip(words, people, strict=True):
            await telegram.drop(
                b"1", caption=f"@{USERNAME} {text}", user=person, chat=group
            )
        await telegram.until(lambda: len(telegram.seen(group)) == len(words))
        grown = await telegram.migrate_to_supergroup(group, with_update=with_update)
    await telegram.until(lambda: here.videos(grown))
    await here.wait_until_idle(grown)
    assert await here.instructions() == words
    shown = texts(telegram, grown)
    assert len(shown) == len(words), shown
    assert all(text in each for text, each in zip(words, shown, strict=True)), shown
    assert not [m for m in telegram.seen(grown) if "Cancel" in labels(m)]


async def test_whoever_blocks_us_is_left_alone_and_may_come_back(
    telegram: FakeTelegram, here: TelegramHarness
) -> None:
    with here.agent.busy():
        await telegram.drop(b"1", name="1.mp4", caption="cut it")
        await telegram.until(lambda: telegram.seen(telegram.private))
        await telegram.remove_bot(telegram.private)
    await here.wait_until_idle(telegram.private)
    assert here.videos(telegram.private) == []
    telegram.broken.clear()
    await telegram.say("calmer")
    await here.wait_until_idle(telegram.private)
    assert len(here.videos(telegram.private)) == 1


@pytest.mark.parametrize("with_update", [True, False])
async def test_a_card_in_a_group_that_put_us_out_is_ended_when_we_are_let_in_again(
    redis: Redis, redis_url: str, tmp_path: Path, with_update: bool
) -> None:
    """No message can be edited before that. Telegram tells of it, or refuses a post."""
    async with (
        FakeTelegram(strict=False) as telegram,
        harness(telegram, redis, redis_url, tmp_path, lease=0.5) as here,
    ):
        group = telegram.group

        def cards() -> list[Json]:
            return [m for m in telegram.seen(group) if "Cancel" in labels(m)]

        with here.agent.busy():
            await telegram.drop(b"1", caption=f"@{USERNAME} cut it", chat=group)
            await telegram.until(cards)
            if with_update:
                await telegram.remove_bot(group)
            else:
                telegram.broken[group["id"]] = "bot was kicked from the group chat"
        await here.wait_until_idle(group)
        before = telegram.counts["editMessageText"]
        await telegram.until(lambda: telegram.counts["editMessageText"] > before)
        telegram.broken.clear()
        await telegram.until(lambda: not cards())
        assert here.videos(group) == []
