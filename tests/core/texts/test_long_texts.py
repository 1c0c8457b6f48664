"""A request that is too long is refused with a sentence; nothing of it is cut."""

from core.model.chat import UpdateId
from core.model.inbound import MessageEdited, MessageReceived
from core.rules.intake.text_length import LONGEST_TEXT, refusal_of_length
from tests.core.harness import CHAT, MIA, CoreHarness

WORDS = "cut it on the beat "
TOO_LONG = "x" + WORDS * (LONGEST_TEXT // len(WORDS)) + WORDS
LONGEST = TOO_LONG[:LONGEST_TEXT].rstrip()


async def notice(harness: CoreHarness, message: MessageReceived) -> str:
    return (await harness.core.inbound.handle_inbound(message)).notice


def test_only_the_length_of_the_words_counts() -> None:
    assert refusal_of_length("en", f"  {'x' * LONGEST_TEXT}\n") == ""
    assert "20,001 characters" in refusal_of_length("en", "x" * (LONGEST_TEXT + 1))
    assert "2 characters, and I read 1" in refusal_of_length("en", "ab", 1)


async def test_a_message_is_refused_or_passed_on_whole(harness: CoreHarness) -> None:
    refused = await notice(harness, harness.message(TOO_LONG, "a.mp4"))
    assert "I read 20,000 at most" in refused
    assert await harness.core.store.pending_turns(CHAT) == []
    assert await notice(harness, harness.message(LONGEST, "a.mp4")) == ""
    await harness.over()
    assert await harness.sent() == [LONGEST]


async def test_a_refused_message_leaves_the_one_that_waits_for_clips(
    harness: CoreHarness,
) -> None:
    await harness.say("vertical please")
    await harness.over()
    assert await notice(harness, harness.message(LONGEST, "a.mp4"))
    await harness.say("", "b.mp4")
    await harness.over()
    assert await harness.sent() == ["vertical please"]


async def test_words_that_wait_for_clips_are_stored_whole(harness: CoreHarness) -> None:
    await harness.say(LONGEST)
    await harness.over()
    await harness.say("vertical please")
    await harness.over()
    assert "does not fit any more" in (await harness.texts())[-1]
    await harness.say("", "a.mp4")
    await harness.over()
    assert await harness.sent() == [LONGEST]


async def test_words_of_an_edited_message_are_refused(harness: CoreHarness) -> None:
    message = await harness.say("cut it", "a.mp4")
    event = MessageEdited(UpdateId("e:1"), CHAT, MIA, message.message, TOO_LONG)
    await harness.core.inbound.handle_inbound(event)
    await harness.over()
    assert await harness.sent() == ["cut it"]
    assert any("I read 20,000 at most" in text for text in await harness.texts())
