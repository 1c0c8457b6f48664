"""A bot that dies at any call leaves no card that still shows progress."""

import asyncio
from pathlib import Path

import pytest
from redis.asyncio import Redis

from core.clients.store.connection import connect
from tests.bots.telegram.harness import harness
from tests.bots.telegram.rendered import labels
from tests.fakes.agent import FakeAgent
from tests.fakes.relay import Relay
from tests.fakes.telegram.server import FakeTelegram
from tests.fakes.telegram.state import USERNAME, Json
from tests.patience import PATIENCE


def agent_with_previews(redis: Redis) -> FakeAgent:
    agent = FakeAgent(redis)
    agent.previews = True
    return agent


async def ask(telegram: FakeTelegram, chat: Json) -> None:
    """Two edits; the second one is queued and has a card of its own."""
    if chat["id"] > 0:
        await telegram.drop(b"1", name="1.mp4", caption="cut it", chat=chat)
        await telegram.say("calmer", chat=chat)
        return
    mention = f"@{USERNAME}"
    await telegram.say("what a day", chat=chat)
    caption = f"{mention} cut it"
    await telegram.drop(b"1", name="1.mp4", caption=caption, chat=chat)
    await telegram.say(f"{mention} calmer", telegram.bob, chat)


async def die_at(
    call: tuple[str, int],
    redis: Redis,
    url: str,
    folder: Path,
    chat_name: str,
    *,
    done: bool,
) -> list[Json]:
    """Let a bot die at a call, before or after it is ``done``, and start another one.

    Returns the bot's messages at the end.
    """
    async with FakeTelegram(strict=False) as telegram, Relay(url, folder) as relay:
        chat = getattr(telegram, chat_name)
        telegram.stop_at, telegram.stop_after_effect = call, done
        store = connect(relay.url, retries=0)
        agent = agent_with_previews(redis)
        more = {"agent": agent, "lease": 0.4, "gather": 0.1, "sweep": 0.1}
        async with harness(telegram, store, url, folder, **more) as first:
            await ask(telegram, chat)
            dying = asyncio.create_task(telegram.stopped.wait())
            living = asyncio.create_task(first.wait_until_idle(chat))
            await asyncio.wait({dying, living}, return_when="FIRST_COMPLETED")
            assert telegram.stopped.is_set(), "it came to its end alive"
            relay.cut()
            for task in (dying, living):
                task.cancel()
            await asyncio.gather(dying, living, return_exceptions=True)
        await store.aclose()
        telegram.resume()
        async with harness(telegram, redis, url, folder, **more) as second:
            await second.wait_until_idle(chat)
            async with asyncio.timeout(PATIENCE):
                while await redis.zcard("{vm}:strays"):
                    await asyncio.sleep(0.02)
        assert telegram.complaints == []
        return telegram.seen(chat)


def shows_work(message: Json) -> bool:
    """Whether the message still has a cancel button or announces a video."""
    text = str(message.get("text") or message.get("caption"))
    return "Cancel" in labels(message) or "will replace it" in text


@pytest.mark.chaos
@pytest.mark.parametrize(
    ("chat_name", "method", "which", "done"),
    [
        ("private", "sendMessage", 1, True),
        ("group", "sendMessage", 1, True),
        ("group", "sendMessage", 2, True),
        ("group", "sendVideo", 1, True),
        ("group", "deleteMessage", 1, False),
        ("group", "editMessageMedia", 1, True),
        ("group", "setMessageReaction", 2, False),
    ],
)
async def test_a_bot_killed_at_a_call_leaves_no_card_open(
    redis: Redis,
    redis_url: str,
    tmp_path: Path,
    chat_name: str,
    method: str,
    which: int,
    done: bool,
) -> None:
    messages = await die_at(
        (method, which), redis, redis_url, tmp_path, chat_name, done=done
    )
    assert [message for message in messages if shows_work(message)] == []
    assert any("calmer" in str(message.get("caption")) for message in messages)
