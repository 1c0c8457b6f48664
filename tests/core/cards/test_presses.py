"""Presses of buttons: one per button, message and person counts and is marked."""

import asyncio
from dataclasses import replace
from pathlib import Path

from redis.asyncio import Redis

from core.errors import AgentRefused
from core.model.chat import MessageRef, UpdateId
from core.model.inbound import ButtonPressed
from core.model.reply import Button
from core.model.session import ChatSettings
from core.model.turn import Step
from core.rules.replies.buttons import mark_pressed
from tests.core.harness import CHAT, MIA, TOM, CoreHarness, running_core
from tests.core.previews.preview_posts import preview_is_out


async def edited(harness: CoreHarness) -> None:
    await harness.say("cut it", "a.mp4")
    await harness.over()


async def test_pressing_twice_makes_one_turn(harness: CoreHarness) -> None:
    await edited(harness)
    first = await harness.press("Faster")
    assert first == ""
    assert await harness.press("Faster") == "This was already pressed."
    await harness.over()
    assert await harness.sent() == ["cut it", "Make the cuts faster"]


async def test_simultaneous_presses_make_one_turn(harness: CoreHarness) -> None:
    await edited(harness)
    (post,) = [p for p in await harness.chat.posts(CHAT) if p["media"]]
    (data,) = [data for label, data, _ in post["buttons"] if label == "Faster"]
    ref = MessageRef(post["ref"])
    presses = [
        ButtonPressed(UpdateId(f"press:{n}"), CHAT, MIA, ref, data) for n in range(6)
    ]
    await asyncio.gather(*map(harness.core.inbound.handle_inbound, presses))
    await harness.over()
    assert await harness.sent() == ["cut it", "Make the cuts faster"]


async def test_another_person_or_another_message_counts_anew(
    harness: CoreHarness,
) -> None:
    await edited(harness)
    await harness.press("Faster")
    await harness.press("Faster", TOM)
    await harness.over()
    await harness.press("Faster")  # of the newest video
    await harness.over()
    assert await harness.sent() == ["cut it", *["Make the cuts faster"] * 3]


async def test_what_two_people_press_under_a_failed_request_is_paid_once(
    harness: CoreHarness,
) -> None:
    await edited(harness)
    harness.agent.faults["instruct"] = [AgentRefused("no way", 777)]
    await harness.say("make it blue")
    await harness.over()
    assert await harness.press("Try again") == ""
    assert await harness.press("Try again", TOM) == "This was already pressed."
    await harness.over()
    assert await harness.press("Try again", TOM) == "This was already pressed."
    await harness.over()
    assert await harness.sent() == ["cut it", "make it blue"]


async def test_two_people_take_the_same_edit_back_once(harness: CoreHarness) -> None:
    await edited(harness)
    (post,) = [p for p in await harness.chat.posts(CHAT) if p["media"]]
    (data,) = [data for label, data, _ in post["buttons"] if label == "Undo"]
    ref = MessageRef(post["ref"])
    for person in (MIA, TOM):
        await harness.sessions.configure(CHAT, ChatSettings(controllers="everyone"))
        await harness.press_data(data, person, ref)
    await harness.over()
    assert len(await harness.sent()) == 2


async def test_a_press_whose_turn_failed_may_be_repeated(harness: CoreHarness) -> None:
    await edited(harness)
    posts = await harness.chat.posts(CHAT)
    (post,) = [p for p in posts if p["media"]]
    (data,) = [data for label, data, _ in post["buttons"] if label == "Faster"]
    press = ButtonPressed(UpdateId("p:1"), CHAT, MIA, MessageRef(post["ref"]), data)
    harness.agent.faults["instruct"] = [AgentRefused("no way", 777)]
    await harness.core.inbound.handle_inbound(press)
    await harness.over()
    assert not (await harness.core.inbound.handle_inbound(press)).fresh
    again = replace(press, update=UpdateId("p:2"))
    assert (await harness.core.inbound.handle_inbound(again)).notice == ""
    await harness.over()
    assert await harness.sent() == ["cut it", "Make the cuts faster"]


async def test_a_button_shows_at_once_who_pressed_it(harness: CoreHarness) -> None:
    await edited(harness)
    with harness.agent.busy():
        await harness.press("Faster")
        await harness.core.inbound.drain()
        labels = [b[0] for p in await harness.chat.posts(CHAT) for b in p["buttons"]]
        assert "✓ Faster · Mia" in labels
    await harness.over()


async def shown_labels(harness: CoreHarness) -> list[str]:
    await harness.core.inbound.drain()
    return [b[0] for p in await harness.chat.posts(CHAT) for b in p["buttons"]]


async def test_a_mark_that_the_platform_refuses_for_a_moment_is_shown_later(
    harness: CoreHarness,
) -> None:
    await edited(harness)
    await harness.chat.button_mishaps("flood", "refused", "lost", "flood")
    await harness.press("Faster")
    assert "✓ Faster · Mia" in await shown_labels(harness)
    await harness.over()


async def test_presses_during_an_edit_share_the_next_one_and_all_are_marked(
    harness: CoreHarness,
) -> None:
    """Each press carries the buttons as they were before the marks of the others."""
    await edited(harness)
    harness.chat.takes_buttons.clear()
    await harness.press("Faster")
    await harness.until(lambda: harness.chat.calls["edit_buttons"] == 1)
    await harness.press("Vertical", TOM)
    await harness.press("Faster", TOM)
    harness.chat.takes_buttons.set()
    shown = await shown_labels(harness)
    assert {"✓ Faster · Mia, Tom", "✓ Vertical · Tom"} <= {*shown}
    assert harness.chat.calls["edit_buttons"] == 2
    await harness.over()


async def test_a_mark_under_a_preview_is_not_tried_again(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    """The turn edits that message too: marking a press must not restore the old keyboard."""
    async with running_core(redis, redis_url, tmp_path) as harness:
        harness.agent.previews, harness.agent.renders_take = True, 60.0
        await harness.say("cut it", "a.mp4")
        await preview_is_out(harness)
        await harness.at(Step.RENDERING)
        await harness.chat.button_mishaps("flood")
        await harness.press("Faster")
        await harness.core.inbound.drain()
        assert harness.chat.calls["edit_buttons"] == 1
        harness.agent.renders_take = 0.02
        await harness.over()


def test_the_sign_names_each_person_once_and_fits_a_label() -> None:
    rows = ((Button("Faster", "x"), Button("Undo", "y")),)
    one = mark_pressed(rows, "x", "Mia")
    assert one[0][0].label == "✓ Faster · Mia"
    assert one[0][1] == rows[0][1]
    assert mark_pressed(one, "x", "Mia") == one
    assert mark_pressed(one, "x", "Tom")[0][0].label == "✓ Faster · Mia, Tom"
    assert mark_pressed(rows, "x", "")[0][0].label == "✓ Faster"
    assert len(mark_pressed(rows, "x", "N" * 99)[0][0].label) == 60
