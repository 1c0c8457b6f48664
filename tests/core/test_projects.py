"""A turn stays with the project it was asked in; sessions end and are made anew."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from core.errors import SessionGone, TokenExpired
from core.model.agent import AnonymousToken, Token
from core.model.chat import Clip, Command
from core.model.session import ChatSettings, ProjectClip, ProjectId
from core.model.turn import Step
from tests.core.room import CHAT, MIA, TOM, Room, opened
from tests.fakes.agent import FakeAgent


async def test_a_switch_while_a_turn_runs_takes_nothing_along(room: Room) -> None:
    await room.say("first one", "a.mp4")
    await room.over()
    room.agent.takes = 0.6
    await room.say("second one", "b.mp4")
    await room.say("third one", "c.mp4")
    await room.at(Step.INSTRUCTING)
    await room.say("", command=Command("new", "Other"))
    await room.say("fourth one", "d.mp4")
    await room.over()
    logs = await room.agent.received()
    assert sorted(logs.values()) == [
        ["first one", "second one", "third one"],
        ["fourth one"],
    ]
    (named, old) = await room.people.projects(CHAT, MIA)
    assert named.name == "Other"
    assert [kept.clip.ref for kept in old.clips] == ["a.mp4", "b.mp4", "c.mp4"]
    assert [kept.clip.ref for kept in named.clips] == ["d.mp4"]


async def test_words_in_line_for_an_empty_project_stay_with_it(room: Room) -> None:
    await room.say("cut it", "a.mp4")  # is held back a moment, as albums are
    await room.say("", command=Command("new"))
    await room.office.inbound.drain()
    await room.say("and this", "b.mp4")
    await room.over()
    assert sorted((await room.agent.received()).values()) == [["and this"], ["cut it"]]


async def test_members_have_projects_of_their_own_in_one_line(room: Room) -> None:
    await room.people.configure(CHAT, ChatSettings(scope="member"))
    await room.say("mias cut", "a.mp4")
    await room.say("toms cut", "b.mp4", sender=TOM)
    await room.say("mias next")
    await room.over()
    logs = await room.agent.received()
    assert sorted(logs.values()) == [["mias cut", "mias next"], ["toms cut"]]


async def test_several_clips_one_by_one_each_with_its_video(room: Room) -> None:
    for number in range(3):
        await room.say(f"do this with clip {number}", f"{number}.mp4")
        await room.over()
    assert len(await room.agent.received()) == 1
    assert await room.agent.files() == ["0.mp4", "1.mp4", "2.mp4"]
    videos = await room.chat.videos(CHAT)
    assert len({video["media"] for video in videos}) == 3


@pytest.mark.parametrize("call", ["state", "upload", "instruct"])
async def test_a_session_lost_before_the_edit_costs_nothing(
    room: Room, call: str
) -> None:
    await room.say("one cut", "a.mp4")
    await room.over()
    room.agent.faults[call] = [SessionGone("gone", 1002)]
    await room.say("two cuts", "b.mp4")
    await room.over()
    assert sorted(await room.sent()) == ["one cut", "two cuts"]
    assert (await room.agent.files())[-2:] == ["a.mp4", "b.mp4"]
    assert sum("opened a new one" in text for text in await room.texts()) == 1
    assert len(await room.chat.videos(CHAT)) == 2


@pytest.mark.parametrize("step", [Step.READING, Step.EXPORTING, Step.RENDERING])
async def test_a_session_lost_after_the_edit_is_told_and_the_clips_come_back(
    room: Room, step: Step
) -> None:
    agent = room.agent
    calls = {Step.READING: 1, Step.EXPORTING: 3}
    healthy = [None] * calls.get(step, 0)
    agent.faults["render" if step is Step.RENDERING else "state"] = [
        *healthy,
        SessionGone("gone", 1002),
    ]
    await room.say("one cut", "a.mp4")
    await room.over()
    assert await room.sent() == ["one cut"]
    assert await agent.files() == ["a.mp4", "a.mp4"]
    told = (await room.texts())[-1]
    assert "brought your clips back (1)" in told
    await room.press("Try again")
    await room.over()
    assert sorted(await room.sent()) == ["one cut", "one cut"]
    assert await agent.files() == ["a.mp4", "a.mp4"]
    assert len(await room.chat.videos(CHAT)) == 1


async def test_a_session_lost_at_the_very_end_does_not_keep_the_video(
    room: Room,
) -> None:
    room.agent.faults["state"] = [*[None] * 4, SessionGone("gone", 1002)]
    await room.say("one cut", "a.mp4")
    await room.over()
    assert len(await room.chat.videos(CHAT)) == 1


async def test_status_opens_a_lost_session_anew(room: Room) -> None:
    await room.say("one cut", "a.mp4")
    await room.over()
    room.agent.faults["state"] = [SessionGone("gone", 1002)]
    await room.say("status")
    assert "opened a new one" in (await room.texts())[-1]
    await room.say("another cut")
    await room.over()
    assert await room.agent.files() == ["a.mp4", "a.mp4"]


async def test_a_dead_anonymous_token_is_renewed_once_in_the_middle_of_a_turn(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with opened(redis, redis_url, tmp_path, token="") as room:
        room.agent.faults["instruct"] = [TokenExpired("x", 1001)]
        await room.say("cut it", "a.mp4")
        await room.over()
        assert await room.sent() == ["cut it"]
        room.agent.faults["instruct"] = [TokenExpired("x", 1001)] * 2
        await room.say("cut more")
        await room.over()
        assert await room.sent() == ["cut it"]
        assert "free token ran out" in (await room.texts())[-1]


class Weekly(FakeAgent):
    """Every token is another one; sessions are for those who opened them."""

    async def mint(self, client_id: str) -> AnonymousToken:
        minted = await super().mint(client_id)
        number = await self._redis.incr("agent:tokens")
        return replace(minted, token=Token(f"nmv_usr_number{number}"))


async def test_months_later_a_new_token_gets_the_old_clips(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent = Weekly(redis)
    agent.owned = True
    async with opened(redis, redis_url, tmp_path, token="", agent=agent) as room:
        await room.say("cut it", "a.mp4", "gone-soon.mp4")
        await room.over()
        agent.revoked.add("nmv_usr_number1")
        await room.say("cut more")
        await room.over()
        texts = await room.texts()
        assert any("opened a new one" in text for text in texts)
        assert len(await room.chat.videos(CHAT)) == 2
        assert sorted(await room.sent()) == ["cut it", "cut more"]


async def test_clips_that_expired_are_told_and_the_others_used(room: Room) -> None:
    await room.say("one cut", "a.mp4", "b.mp4")
    await room.over()
    project = await room.people.project(CHAT, MIA)
    gone = Clip("gone", "old.mp4")
    await room.people.save(replace(project, clips=(ProjectClip(gone), *project.clips)))
    room.agent.faults["state"] = [SessionGone("gone", 1002)]
    await room.say("two cuts")
    await room.over()
    assert any('"old.mp4" cannot be fetched' in text for text in await room.texts())
    assert (await room.agent.files())[-2:] == ["a.mp4", "b.mp4"]


@pytest.mark.parametrize(
    ("keep", "words"),
    [(None, "Its owner must"), ("nmv_usr_mine", "Send a new one in a private")],
)
async def test_a_dead_token_says_whose_it_is(
    room: Room, keep: str | None, words: str
) -> None:
    if keep:
        await room.people.keep_token(MIA.id, Token(keep))
    room.agent.revoked |= {"operator", "nmv_usr_mine"}
    await room.say("cut it", "a.mp4")
    await room.over()
    assert words in (await room.texts())[-1]


async def test_a_garbled_project_is_a_fresh_one(room: Room, redis: Redis) -> None:
    await redis.set("{vm}:p:fake:1", '{"id": 3, "clips": "nonsense"', ex=60)
    await redis.set("{vm}:set:fake:1", "[1]", ex=60)
    await room.say("cut it", "a.mp4")
    await room.over()
    assert len(await room.chat.videos(CHAT)) == 1


async def test_fields_of_newer_versions_are_left_alone(
    room: Room, redis: Redis
) -> None:
    await room.say("cut it", "a.mp4")
    await room.over()
    row = json.loads(await redis.get("{vm}:p:fake:1"))
    row["mood"] = row["clips"][0]["clip"]["mood"] = "sunny"
    await redis.set("{vm}:p:fake:1", json.dumps(row), ex=60)
    await redis.set("{vm}:set:fake:1", '{"mood": 1, "scope": "chat"}', ex=60)
    await room.say("cut more")
    await room.over()
    assert await room.sent() == ["cut it", "cut more"]


async def test_a_forgotten_project_is_not_written_again(room: Room) -> None:
    project = await room.people.current(CHAT, MIA)
    await room.people.forget(MIA.id)
    await room.people.save(project)
    assert (await room.people.project(CHAT, MIA)).id != project.id
    again = await room.people.claim(CHAT, MIA, ProjectId(project.id))
    assert (again.id, again.clips) == (project.id, ())
