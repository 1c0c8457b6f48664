"""Chats that change while the bot works: a group becomes a supergroup, the bot is put out."""

import pytest

from tests.bots.telegram.harness import TelegramHarness
from tests.bots.telegram.rendered import labels, texts
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import USERNAME


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
