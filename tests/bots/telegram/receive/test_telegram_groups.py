"""Groups on Telegram: which messages are handled or ignored, and which notices are posted."""

import asyncio

from redis.asyncio import Redis

from bots.telegram.receive.handler import UpdateHandler
from bots.telegram.send.adapter import TelegramAdapter
from bots.telegram.transport.rate_limits import RateLimits
from bots.telegram.wire import ids as names
from bots.telegram.wire.mentions import BotIdentity
from core.model.inbound import Inbound, InboundResult
from core.model.reply import Reply
from tests.bots.telegram.harness import TelegramHarness
from tests.bots.telegram.rendered import texts
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import TOKEN, USERNAME
from tests.patience import PATIENCE


async def test_a_mention_in_reply_to_a_friends_clip_understands_the_words(
    here: TelegramHarness, telegram: FakeTelegram
) -> None:
    clip = await telegram.drop(name="bobs.mp4", user=telegram.bob, chat=telegram.group)
    await telegram.say(
        f"@{USERNAME} sync to the beat", chat=telegram.group, answers=clip
    )
    await here.wait_until_idle(telegram.group)
    assert await here.instructions() == ["sync to the beat"]
    assert await here.agent.files() == ["bobs.mp4"]


async def test_of_an_album_with_a_mention_the_hidden_rest_is_explained_once(
    here: TelegramHarness, telegram: FakeTelegram
) -> None:
    for number in range(3):
        caption = f"@{USERNAME} cut it" if number == 0 else ""
        await telegram.drop(
            name=f"{number}.mp4", chat=telegram.group, album="a", caption=caption
        )
    await here.wait_until_idle(telegram.group)
    await telegram.until(
        lambda: any(
            "the part of an album" in text for text in texts(telegram, telegram.group)
        )
    )
    assert await here.agent.files() == ["0.mp4"]
    explained = [
        t for t in texts(telegram, telegram.group) if "the part of an album" in t
    ]
    assert len(explained) == 1
    assert "make me an admin" in explained[0]


async def test_an_admin_bot_takes_an_album_whole_and_no_clips_of_others(
    here: TelegramHarness, telegram: FakeTelegram
) -> None:
    telegram.admins[telegram.group["id"]].append(telegram.bot["id"])
    await telegram.drop(name="party.mp4", user=telegram.bob, chat=telegram.group)
    await telegram.say("what a party", telegram.carol, telegram.group)
    await here.wait_until_idle(telegram.group)
    assert texts(telegram, telegram.group) == []
    for number in range(3):
        caption = f"@{USERNAME} cut it" if number == 1 else ""
        await telegram.drop(
            name=f"{number}.mp4", chat=telegram.group, album="a", caption=caption
        )
    await here.wait_until_idle(telegram.group)
    assert await here.agent.files() == ["0.mp4", "1.mp4", "2.mp4"]
    assert not any(
        "the part of an album" in text for text in texts(telegram, telegram.group)
    )


async def test_a_friends_reply_to_the_question_for_a_title_is_the_title(
    here: TelegramHarness, telegram: FakeTelegram
) -> None:
    await telegram.drop(name="a.mp4", chat=telegram.group, caption=f"@{USERNAME} cut")
    await here.wait_until_idle(telegram.group)
    await telegram.say(f"@{USERNAME} hello", chat=telegram.group)
    await here.wait_until_idle(telegram.group)
    await telegram.press(telegram.seen(telegram.group)[-1], "Add a title")
    await here.wait_until_idle(telegram.group)
    question = telegram.seen(telegram.group)[-1]
    assert question["text"] == "What should the title say?"
    await telegram.say("Summer", telegram.bob, telegram.group, answers=question)
    await here.wait_until_idle(telegram.group)
    assert (await here.instructions())[-1] == "Add the title “Summer”"


class NoticeHandler:
    """An inbound handler with a notice for each event."""

    async def handle_inbound(self, inbound: Inbound) -> InboundResult:
        return InboundResult(True, "a notice")


async def test_shutdown_gives_up_what_a_flood_holds_back(
    telegram: FakeTelegram, redis: Redis
) -> None:
    adapter = TelegramAdapter(TOKEN, telegram.url, redis)
    me = BotIdentity(telegram.bot["id"], USERNAME)
    handler = UpdateHandler(adapter, NoticeHandler(), me, grace=0.05)
    await RateLimits(redis).block(telegram.private["id"], 100)
    await telegram.say("hello")
    await handler.handle(telegram.updates[-1])
    async with asyncio.timeout(PATIENCE):
        await handler.drain()
    await adapter.aclose()
    assert texts(telegram, telegram.private) == []


async def test_a_person_is_reached_in_the_private_chat(
    here: TelegramHarness, telegram: FakeTelegram
) -> None:
    person = names.sender_id(telegram.alice["id"])
    chat = await here.adapter.direct_chat(person)
    await here.adapter.post(chat, Reply("The disk is nearly full."), "k1")
    assert texts(telegram, telegram.private) == ["The disk is nearly full."]
