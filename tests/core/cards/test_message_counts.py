"""How many messages and notifications an edit takes: one message, one tray, one sound."""

from core.model.session import ChatSettings
from core.model.turn import Step, Turn, TurnId, TurnKind, TurnRequest
from core.rules.replies.card import CardState, card_text
from core.rules.replies.pacing import Pace
from tests.core.harness import CHAT, MIA, TOM, CoreHarness


async def test_an_edit_leaves_one_message_with_six_calls_at_most(
    harness: CoreHarness,
) -> None:
    harness.chat.pace = 10.0
    await harness.say("cut it", "a.mp4")
    await harness.over()
    (video,) = await harness.chat.posts(CHAT)
    assert video["media"]
    assert video["text"].startswith("Did: cut it")
    assert "Faster" in [label for label, _, _ in video["buttons"]]
    late = harness.chat.calls["receipt"] - 1  # the card was late on a slow machine
    assert harness.chat.calls.total() - harness.chat.calls["open"] - late <= 6


async def test_only_the_video_makes_a_sound_and_notifies_the_asker(
    harness: CoreHarness,
) -> None:
    await harness.say("", "a.mp4")
    await harness.over()
    await harness.say("cut it")
    await harness.over()
    posts = await harness.chat.posts(CHAT)
    loud = [post for post in posts if not post["silent"]]
    assert [bool(post["media"]) for post in loud] == [True]
    assert loud[0]["notify"] == MIA.id


async def test_clips_that_come_one_by_one_stand_in_one_tray(
    harness: CoreHarness,
) -> None:
    for number in range(3):
        await harness.say("", f"{number}.mp4")
        await harness.over()
    await harness.say("", "Kick_It.mp3")
    await harness.over()
    (tray,) = await harness.chat.posts(CHAT)
    assert tray["text"].startswith("3 clips · Kick It")
    assert tray["buttons"][0][0] == "Cut it"
    assert harness.chat.calls.total() - harness.chat.calls["open"] <= 2 * 4


async def test_clips_after_an_edit_begin_a_new_tray(harness: CoreHarness) -> None:
    await harness.say("", "a.mp4")
    await harness.over()
    await harness.press("Cut it")
    await harness.over()
    await harness.say("", "b.mp4")
    await harness.over()
    posts = await harness.chat.posts(CHAT)
    assert len([post for post in posts if "\n" in post["text"]]) == 3
    assert posts[-1]["text"].startswith("2 clips")


async def test_a_tray_that_somebody_deleted_is_posted_anew(
    harness: CoreHarness,
) -> None:
    await harness.say("", "a.mp4")
    await harness.over()
    (project,) = [await harness.sessions.current(CHAT, MIA)]
    assert project.tray
    await harness.chat.delete(CHAT, project.tray)
    await harness.say("", "b.mp4")
    await harness.over()
    (tray,) = await harness.chat.posts(CHAT)
    assert tray["text"].startswith("2 clips")


async def test_a_rejected_clip_is_named_in_its_own_message(
    harness: CoreHarness,
) -> None:
    await harness.say("", "a.mp4")
    await harness.over()
    await harness.say("", "notes.txt")
    await harness.over()
    texts = await harness.texts()
    assert "“notes.txt” is not a format" in texts[-1]


async def test_without_a_video_the_card_becomes_the_answer(
    harness: CoreHarness,
) -> None:
    harness.agent.takes = 0.2
    await harness.sessions.configure(CHAT, ChatSettings(auto_export=False))
    await harness.say("cut it", "a.mp4")
    await harness.over()
    posts = [p for p in await harness.chat.posts(CHAT) if "Did: cut it" in p["text"]]
    assert len(posts) == 1
    assert not posts[0]["card"]
    assert "Export" in [label for label, _, _ in posts[0]["buttons"]]


async def test_the_last_edit_of_a_card_comes_after_refusals(
    harness: CoreHarness,
) -> None:
    await harness.chat.edit_mishaps("flood", "refused", "lost", "flood")
    await harness.say("export")
    await harness.over()
    await harness.say("cut it", "gone.mp4")
    await harness.over()
    posts = await harness.chat.posts(CHAT)
    assert not [post for post in posts if post["card"]]
    assert "I need a clip that works" in posts[-1]["text"]


async def test_places_in_the_queue_move_and_name_those_ahead(
    harness: CoreHarness,
) -> None:
    with harness.agent.busy():
        await harness.say("one", "a.mp4")
        await harness.at(Step.INSTRUCTING)
        for text, sender in (("two", TOM), ("three", MIA)):
            await harness.say(text, sender=sender)
            await harness.core.inbound.drain()
    cards = [p["text"] for p in await harness.chat.posts(CHAT) if p["card"]]
    assert "Tom: #2 in the queue, after Mia. I'll start automatically." in cards
    assert "Mia: #3 in the queue, after Tom. I'll start automatically." in cards
    await harness.over()
    assert "Mia: #2 in the queue, after Tom. I'll start automatically." in (
        harness.chat.edits
    )


async def test_in_private_the_queue_shows_no_names(harness: CoreHarness) -> None:
    with harness.agent.busy():
        await harness.say("one", "a.mp4", private=True)
        await harness.at(Step.INSTRUCTING)
        await harness.say("two", private=True)
        await harness.core.inbound.drain()
    cards = [p["text"] for p in await harness.chat.posts(CHAT) if p["card"]]
    assert "I'll start this after your earlier request." in cards
    await harness.over()


def test_the_renderers_own_queue_is_shown_instead_of_a_bar() -> None:
    request = TurnRequest(TurnKind.EXPORT, MIA)
    turn = Turn(TurnId("t"), CHAT, request, Step.RENDERING)
    waiting = card_text(turn, CardState(queue_position=3), 0.0, 0, 0)
    assert waiting == "Waiting for the renderer, #3 in its queue · 0:00"
    assert "▰" in card_text(turn, CardState(), 0.5, 0, 0)


def test_a_bar_that_moves_is_shown_within_twenty_seconds() -> None:
    pace, now = Pace(least=1.1), 1.0
    for _ in range(20):
        now += pace.wait(now, news=True)
        pace.edited(now)
    assert pace.wait(now, news=True) <= 20


async def test_the_first_change_of_a_private_card_is_shown_in_passing(
    harness: CoreHarness,
) -> None:
    harness.chat.has_drafts, harness.agent.renders_take = True, 0.6
    with harness.agent.busy():
        await harness.say("cut it", "a.mp4", private=True)
        await harness.until(lambda: harness.chat.drafts)
    await harness.over()
    assert len(harness.chat.drafts) == 1
    (video,) = await harness.chat.posts(CHAT)
    assert video["media"]


async def test_an_answer_that_comes_after_a_draft_is_posted_and_ends_it(
    harness: CoreHarness,
) -> None:
    harness.chat.has_drafts = True
    await harness.sessions.configure(CHAT, ChatSettings(auto_export=False))
    with harness.agent.busy():
        await harness.say("cut it", "a.mp4", private=True)
        await harness.until(lambda: harness.chat.drafts)
    await harness.over()
    assert len(harness.chat.drafts) == 1
    (answer,) = await harness.chat.posts(CHAT)
    assert "Did: cut it" in answer["text"]
    assert not answer["card"]
