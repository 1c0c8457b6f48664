"""Turns that are cancelled, edited, moved to another chat, or orphaned."""

import asyncio

from core.model.chat import ChatId, MessageRef, UpdateId
from core.model.inbound import (
    BotRemoved,
    ButtonPressed,
    ChatMigrated,
    MessageDeleted,
    MessageEdited,
)
from tests.core.harness import ADMIN, CHAT, MIA, TOM, CoreHarness
from tests.patience import PATIENCE


async def test_cancel_goes_around_the_line(harness: CoreHarness) -> None:
    harness.agent.takes = 30
    await harness.say("a long one", "a.mp4")
    await harness.say("the next one")
    await harness.say("stop")
    await harness.say("cancel")
    await harness.over()
    texts = {post["text"] for post in await harness.chat.posts(CHAT)}
    assert all(text.startswith("Cancelled") for text in texts)


async def test_only_the_asker_or_an_admin_may_cancel(harness: CoreHarness) -> None:
    harness.agent.takes = 30
    await harness.say("a long one", "a.mp4")
    async with asyncio.timeout(PATIENCE):
        while not await harness.sent():
            await asyncio.sleep(0.01)
    assert "Only the person who asked" in await harness.press("Cancel", TOM)
    assert await harness.press("Cancel", ADMIN) == "Cancelled."
    await harness.over()


async def test_forged_buttons_are_refused(harness: CoreHarness) -> None:
    pressed = ButtonPressed(
        UpdateId("x"), CHAT, MIA, MessageRef("m"), "AAAAAAAAexport:"
    )
    assert "has expired" in (await harness.core.inbound.handle_inbound(pressed)).notice


async def test_edited_and_deleted_messages_of_waiting_turns_count(
    harness: CoreHarness,
) -> None:
    inbound = harness.core.inbound
    with harness.agent.busy():
        await harness.say("first one", "a.mp4")
        second, third = await harness.say("second one"), await harness.say("third one")
        better = "second one, better"
        await inbound.handle_inbound(
            MessageEdited(UpdateId("e"), CHAT, MIA, second.message, better)
        )
        await inbound.handle_inbound(MessageDeleted(UpdateId("d"), CHAT, third.message))
    await harness.over()
    assert await harness.sent() == ["first one", "second one, better"]


async def test_a_chat_that_moves_and_one_that_is_left(harness: CoreHarness) -> None:
    to = ChatId("fake:2")
    migrated = ChatMigrated(UpdateId("mv"), CHAT, to)
    with harness.agent.busy():
        await harness.say("first one", "a.mp4")
        await harness.core.inbound.handle_inbound(migrated)
    async with asyncio.timeout(PATIENCE):
        await harness.core.wait_until_idle(to)
    assert len(await harness.chat.videos(to)) == 1
    assert len(await harness.sent()) == 1
    await harness.say("never read", "b.mp4", chat=to)
    await harness.core.inbound.handle_inbound(BotRemoved(UpdateId("rm"), to))
    async with asyncio.timeout(PATIENCE):
        await harness.core.wait_until_idle(to)
