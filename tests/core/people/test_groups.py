"""Several people in a chat: rights, payment, quotas and access."""

from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from redis.asyncio import Redis

from core.model.chat import ChatId, Clip, Sender
from core.model.inbound import Command
from core.model.session import ChatSettings, Quota
from core.model.turn import Step
from tests.core.harness import ADMIN, CHAT, MIA, TOM, CoreHarness, running_core
from tests.fakes.clocks import ShiftedClock


async def test_a_days_requests_end_and_come_back(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    clock = ShiftedClock()
    async with running_core(
        redis, redis_url, tmp_path, clock=clock, quota=Quota(turns=2)
    ) as harness:
        await harness.say("one cut", "a.mp4")
        message = await harness.say("two cuts")
        await harness.core.inbound.handle_inbound(message)  # delivered twice
        await harness.say("three cuts")
        await harness.core.inbound.handle_inbound(message)
        await harness.over()
        assert await harness.sent() == ["one cut", "two cuts"]
        (notice,) = [text for text in await harness.texts() if "quota" in text]
        assert notice.startswith(
            "You have used today's quota (2 requests). It resets in "
        )
        await harness.say("toms cut", sender=TOM)
        clock.ahead = 86_400
        await harness.say("four cuts")
        await harness.over()
        assert (await harness.sent())[2:] == ["toms cut", "four cuts"]


async def test_a_chats_megabytes_are_counted_together_and_admins_go_on(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    big = Clip("a.mp4", "a.mp4", size=3_000_000)
    async with running_core(
        redis, redis_url, tmp_path, chat_quota=Quota(megabytes=5), admins=(ADMIN.id,)
    ) as harness:
        await harness.say("mias cut", clips=(big,))
        await harness.over()
        other = replace(big, ref="b.mp4")
        await harness.say("toms cut", clips=(other,), sender=TOM)
        await harness.say("in private", clips=(other,), sender=TOM, private=True)
        await harness.say("anns cut", clips=(replace(big, ref="c.mp4"),), sender=ADMIN)
        await harness.over()
        assert await harness.sent() == ["mias cut", "in private", "anns cut"]
        assert any(
            "This chat has used today's quota (5 MB" in text
            for text in await harness.texts()
        )


async def test_credits_are_counted_by_what_a_turn_has_cost(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(
        redis, redis_url, tmp_path, quota=Quota(credits=1)
    ) as harness:
        await harness.say("one cut", "a.mp4")
        await harness.over()
        await harness.say("二次剪辑")
        await harness.over()
        assert await harness.sent() == ["one cut"]
        assert any("1 积分" in text for text in await harness.texts())


@pytest.mark.parametrize(
    ("allow", "chat", "heard"),
    [
        ((MIA.id,), CHAT, True),
        ((CHAT,), CHAT, True),
        ((CHAT,), ChatId(f"{CHAT}:77"), True),
        ((CHAT,), ChatId(f"{CHAT}7"), False),
        ((TOM.id,), CHAT, False),
    ],
)
async def test_people_and_chats_with_their_threads_are_let_in(
    redis: Redis,
    redis_url: str,
    tmp_path: Path,
    allow: tuple[str, ...],
    chat: ChatId,
    heard: bool,
) -> None:
    async with running_core(redis, redis_url, tmp_path, allow=allow) as harness:
        message = harness.message("cut it", "a.mp4", chat=chat)
        admitted = await harness.core.inbound.handle_inbound(message)
        assert ("private" in admitted.notice) is not heard
        await harness.over(chat)
        assert len(await harness.sent()) == int(heard)


async def test_the_operators_admins_are_always_let_in_and_may_cancel(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(
        redis, redis_url, tmp_path, allow=(MIA.id,), admins=(TOM.id,)
    ) as harness:
        harness.agent.takes = 30
        await harness.sessions.configure(CHAT, ChatSettings(controllers="asker"))
        await harness.say("a long one", "a.mp4")
        await harness.at(Step.INSTRUCTING)
        assert await harness.press("Cancel", TOM) == "Cancelled."
        await harness.over()


@pytest.mark.parametrize(
    ("controllers", "who", "may"),
    [
        ("asker", ADMIN, False),
        ("admins", ADMIN, True),
        ("admins", TOM, False),
        ("everyone", TOM, True),
    ],
)
async def test_the_chats_setting_says_who_else_may_cancel_and_export(
    harness: CoreHarness,
    controllers: Literal["asker", "admins", "everyone"],
    who: Sender,
    may: bool,
) -> None:
    await harness.sessions.configure(CHAT, ChatSettings(controllers=controllers))
    await harness.say("cut it", "a.mp4")
    await harness.over()
    message = harness.message("", command=Command("export"), sender=who)
    notice = (await harness.core.inbound.handle_inbound(message)).notice
    assert ("Only the person" in notice) is not may
    await harness.over()
    harness.agent.takes = 30
    await harness.say("a long one")
    await harness.at(Step.INSTRUCTING)
    notice = await harness.press("Cancel", who)
    assert ("Only the person" in notice) is not may
    if not may:
        await harness.press("Cancel")
    await harness.over()


async def test_whoever_asked_for_an_edit_may_export(harness: CoreHarness) -> None:
    await harness.say("mias cut", "a.mp4")
    await harness.over()
    await harness.say("toms cut", sender=TOM)
    await harness.over()
    await harness.say("export", sender=TOM)
    await harness.over()
    assert len(await harness.chat.videos(CHAT)) == 3


async def test_who_pays_is_shown(harness: CoreHarness) -> None:
    await harness.say("cut it", "a.mp4")
    await harness.over()
    await harness.say("status", sender=TOM)
    await harness.say("credits", sender=TOM)
    texts = await harness.texts()
    assert all("This bot's owner pays." in text for text in texts[-2:])
