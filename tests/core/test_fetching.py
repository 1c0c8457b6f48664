"""Clips that the agent may fetch by itself, and what happens when it cannot."""

from core.errors import AgentDown, AgentRefused, UnsupportedFile
from core.model.chat import Clip, ClipKind
from tests.core.room import CHAT, MIA, Room
from tests.core.test_turns import sent

URL = "https://cdn.test/beach.mp4?ex=1"


async def test_the_agent_fetches_by_itself_what_has_an_address(room: Room) -> None:
    await room.say("cut it", clips=(Clip("a1", "beach.mp4", url=URL),))
    await room.over()
    assert (room.chat.calls["open"], len(await room.chat.videos())) == (0, 1)


async def test_what_the_agent_cannot_fetch_is_brought_to_it(room: Room) -> None:
    room.agent.faults["upload_urls"] = [AgentRefused("no way there", 400)]
    await room.say("cut it", clips=(Clip("a1", "beach.mp4", url=URL),))
    await room.over()
    assert (room.chat.calls["open"], len(await room.chat.videos())) == (1, 1)


async def test_a_link_that_nobody_can_fetch_is_told(room: Room) -> None:
    room.agent.faults["upload_urls"] = [UnsupportedFile("not public", 4001)]
    link = Clip(URL, "beach.mp4", url=URL)
    await room.say("cut it", "a.mp4")
    await room.say("", clips=(link,))
    await room.over()
    told = [text for text in await room.texts() if "could not fetch" in text]
    assert len(told) == 1
    assert told[0].startswith("I could not fetch beach.mp4. Is the link public")
    assert len(await room.chat.videos()) == 1


async def test_an_instruction_is_not_paid_for_clips_that_cannot_be_used(
    room: Room,
) -> None:
    await room.say("cut it", "gone.mp4")
    await room.over()
    texts = await room.texts()
    assert '"gone.mp4" cannot be fetched' in texts[0]
    assert "I need a clip that works" in texts[1]
    assert await sent(room) == []
    await room.say("", "b.mp4")
    await room.over()
    await room.press("Try again")
    await room.over()
    assert await sent(room) == ["cut it"]
    assert len(await room.chat.videos()) == 1


async def test_a_song_alone_is_called_a_song(room: Room) -> None:
    await room.say("", clips=(Clip("s", "song.mp3", ClipKind.AUDIO),))
    await room.over()
    assert (await room.texts())[0] == "Got the song. Say what you want."


async def test_a_clip_at_which_the_agent_fails_stops_no_other_and_is_not_lost(
    room: Room,
) -> None:
    room.agent.faults["upload"] = [AgentDown("internal error", 500)] * 4
    await room.say("cut it", "a.mp4", "b.mp4")
    await room.over()
    (told,) = [text for text in await room.texts() if "a.mp4" in text]
    assert "internal error of the agent" in told
    assert await sent(room) == ["cut it"]
    assert len(await room.chat.videos()) == 1
    await room.say("faster")
    await room.over()
    project = await room.people.project(CHAT, MIA)
    assert [clip.uploaded is not None for clip in project.clips] == [True, True]
