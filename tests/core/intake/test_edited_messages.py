"""Edited messages: a waiting request is changed; for others the new words are offered."""

from typing import Any

from core.model.chat import UpdateId
from core.model.inbound import MessageEdited, MessageReceived
from core.model.turn import Step
from tests.core.harness import CHAT, MIA, TOM, CoreHarness


async def edit(
    harness: CoreHarness, message: MessageReceived, text: str, **more: bool
) -> None:
    harness.number += 1
    update = UpdateId(f"e:{harness.number}")
    event = MessageEdited(update, CHAT, MIA, message.message, text, **more)
    await harness.core.inbound.handle_inbound(event)
    await harness.core.inbound.drain()


async def offers(harness: CoreHarness) -> list[str]:
    return [text for text in await harness.texts() if "already w" in text]


async def test_the_new_words_of_an_ended_request_run_when_the_button_is_pressed(
    harness: CoreHarness,
) -> None:
    message = await harness.say("cut it", "a.mp4")
    await harness.over()
    await edit(harness, message, "cut it")  # what platforms send for a link preview
    assert await offers(harness) == []
    await edit(harness, message, "cut it slowly")
    assert (
        "Shall I do the edited message as a new request" in (await offers(harness))[0]
    )
    assert await harness.press("Do it as a new request") == ""
    await harness.over()
    assert await harness.press("Do it as a new request") == "This was already pressed."
    assert await harness.sent() == ["cut it", "cut it slowly"]


async def test_words_changed_while_they_run_can_follow_or_stop_them(
    harness: CoreHarness,
) -> None:
    with harness.agent.busy():
        message = await harness.say("cut it", "a.mp4")
        await harness.at(Step.INSTRUCTING)
        await edit(harness, message, "cut it slowly")
        (offer,) = [p for p in await harness.chat.posts(CHAT) if "already" in p["text"]]
        assert [label for label, *_ in offer["buttons"]] == [
            "Do it next",
            "Cancel",
        ]
        await harness.press("Do it next")
    await harness.over()
    assert await harness.sent() == ["cut it", "cut it slowly"]


async def test_an_earlier_message_counts_too_and_gets_one_offer(
    harness: CoreHarness,
) -> None:
    first = await harness.say("cut it", "a.mp4")
    await harness.over()
    await harness.say("warmer")
    await harness.over()
    await edit(harness, first, "cut it slowly")
    await edit(harness, first, "cut it very slowly")
    assert len(await offers(harness)) == 1
    await harness.press("Do it as a new request")
    await harness.over()
    assert await harness.sent() == ["cut it", "warmer", "cut it very slowly"]


async def test_only_the_author_runs_the_new_words(harness: CoreHarness) -> None:
    message = await harness.say("cut it", "a.mp4")
    await harness.over()
    await edit(harness, message, "cut it slowly")
    assert "expired" in await harness.press("Do it as a new request", TOM)
    await harness.over()
    assert await harness.sent() == ["cut it"]


async def test_a_cancelled_requests_clips_come_with_the_new_words(
    harness: CoreHarness,
) -> None:
    with harness.agent.busy():
        await harness.say("first", "a.mp4")
        second = await harness.say("second", "b.mp4")
        await harness.say("cancel")
    await harness.over()
    await edit(harness, second, "third")
    await harness.press("Do it as a new request")
    await harness.over()
    assert await harness.sent() == ["first", "third"]
    assert await harness.agent.files() == ["a.mp4", "b.mp4"]


async def test_a_caption_that_comes_by_an_edit_is_the_instruction(
    harness: CoreHarness,
) -> None:
    with harness.agent.busy():
        await harness.say("first", "a.mp4")
        await harness.at(Step.INSTRUCTING)
        clip = await harness.say("", "b.mp4")
        await edit(harness, clip, "second")
    await harness.over()
    assert await harness.sent() == ["first", "second"]


async def test_secrets_in_an_edit_reach_neither_the_agent_nor_the_notes(
    harness: CoreHarness, redis: Any
) -> None:
    with harness.agent.busy():
        await harness.say("first", "a.mp4")
        waiting = await harness.say("second")
        await edit(harness, waiting, "nmv_usr_abcdefghijklmnopqrstuvwxyz0123")
    await harness.over()
    assert await harness.sent() == ["first", "second"]
    notes = [key async for key in redis.scan_iter("{vm}:n:*")]
    rows = [await redis.hgetall(key) for key in notes]
    assert "nmv_usr" not in str(rows)


async def test_an_edited_wish_waits_for_clips_with_its_new_words(
    harness: CoreHarness,
) -> None:
    message = await harness.say("vertical please")
    await harness.over()
    await edit(harness, message, "square please")
    assert "square please" in (await harness.texts())[-1]
    await harness.say("", "a.mp4")
    await harness.over()
    assert await harness.sent() == ["square please"]


async def test_remarks_among_people_are_edited_in_silence(harness: CoreHarness) -> None:
    clip = await harness.say("", "a.mp4")
    await harness.over()
    await edit(harness, clip, "look at that", addressed=False)
    assert await offers(harness) == []
