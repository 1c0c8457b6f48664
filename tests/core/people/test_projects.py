"""A turn stays with the project it was asked in; sessions end and are made anew."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from core.errors import SessionGone, TokenExpired
from core.model.agent import AnonymousToken, Token
from core.model.chat import Clip
from core.model.inbound import Command
from core.model.session import ChatSettings, ProjectClip, ProjectId
from core.model.turn import Step
from tests.core.harness import CHAT, MIA, TOM, CoreHarness, running_core
from tests.fakes.agent import FakeAgent


async def test_a_switch_of_projects_moves_no_waiting_request(
    harness: CoreHarness,
) -> None:
    await harness.say("first one", "a.mp4")
    await harness.over()
    with harness.agent.busy():
        await harness.say("second one", "b.mp4")
        await harness.say("third one", "c.mp4")
        await harness.at(Step.INSTRUCTING)
        await harness.say("", command=Command("new", "Other"))
        await harness.say("fourth one", "d.mp4")
    await harness.over()
    logs = await harness.agent.received()
    assert sorted(logs.values()) == [
        ["first one", "second one", "third one"],
        ["fourth one"],
    ]
    (named, old) = await harness.sessions.projects(CHAT, MIA)
    assert named.name == "Other"
    assert [each.clip.ref for each in old.clips] == ["a.mp4", "b.mp4", "c.mp4"]
    assert [each.clip.ref for each in named.clips] == ["d.mp4"]


async def test_words_in_line_for_an_empty_project_stay_with_it(
    harness: CoreHarness,
) -> None:
    await harness.say("cut it", "a.mp4")  # is held back a moment, as albums are
    await harness.say("", command=Command("new"))
    await harness.core.inbound.drain()
    await harness.say("and this", "b.mp4")
    await harness.over()
    assert sorted((await harness.agent.received()).values()) == [
        ["and this"],
        ["cut it"],
    ]


async def test_members_have_projects_of_their_own_in_one_line(
    harness: CoreHarness,
) -> None:
    await harness.sessions.configure(CHAT, ChatSettings(scope="member"))
    await harness.say("mias cut", "a.mp4")
    await harness.say("toms cut", "b.mp4", sender=TOM)
    await harness.say("mias next")
    await harness.over()
    logs = await harness.agent.received()
    assert sorted(logs.values()) == [["mias cut", "mias next"], ["toms cut"]]


async def test_several_clips_one_by_one_each_with_its_video(
    harness: CoreHarness,
) -> None:
    for number in range(3):
        await harness.say(f"do this with clip {number}", f"{number}.mp4")
        await harness.over()
    assert len(await harness.agent.received()) == 1
    assert await harness.agent.files() == ["0.mp4", "1.mp4", "2.mp4"]
    videos = await harness.chat.videos(CHAT)
    assert len({video["media"] for video in videos}) == 3


@pytest.mark.parametrize("call", ["state", "upload", "instruct"])
async def test_a_session_lost_before_the_edit_is_replaced_unseen(
    harness: CoreHarness, call: str
) -> None:
    await harness.say("one cut", "a.mp4")
    await harness.over()
    harness.agent.faults[call] = [SessionGone("gone", 1002)]
    await harness.say("two cuts", "b.mp4")
    await harness.over()
    assert await harness.sent() == ["one cut"], "an empty timeline is not worth paying"
    assert (await harness.agent.files())[-2:] == ["a.mp4", "b.mp4"]
    await harness.press("Try again")
    await harness.over()
    assert sorted(await harness.sent()) == ["one cut", "two cuts"]
    assert sum("opened a new one" in text for text in await harness.texts()) == 1
    assert len(await harness.chat.videos(CHAT)) == 2


@pytest.mark.parametrize("step", [Step.READING, Step.EXPORTING, Step.RENDERING])
async def test_a_session_lost_after_the_edit_is_reported_and_the_clips_come_back(
    harness: CoreHarness, step: Step
) -> None:
    agent = harness.agent
    calls = {Step.READING: 1, Step.EXPORTING: 3}
    healthy = [None] * calls.get(step, 0)
    agent.faults["render" if step is Step.RENDERING else "state"] = [
        *healthy,
        SessionGone("gone", 1002),
    ]
    await harness.say("one cut", "a.mp4")
    await harness.over()
    assert await harness.sent() == ["one cut"]
    assert await agent.files() == ["a.mp4", "a.mp4"]
    reply = (await harness.texts())[-1]
    assert "uploaded your clips again (1)" in reply
    await harness.press("Try again")
    await harness.over()
    assert sorted(await harness.sent()) == ["one cut", "one cut"]
    assert await agent.files() == ["a.mp4", "a.mp4"]
    assert len(await harness.chat.videos(CHAT)) == 1


async def test_a_session_lost_at_the_very_end_does_not_keep_the_video(
    harness: CoreHarness,
) -> None:
    harness.agent.faults["state"] = [*[None] * 4, SessionGone("gone", 1002)]
    await harness.say("one cut", "a.mp4")
    await harness.over()
    assert len(await harness.chat.videos(CHAT)) == 1


async def test_status_opens_a_lost_session_anew(harness: CoreHarness) -> None:
    await harness.say("one cut", "a.mp4")
    await harness.over()
    harness.agent.faults["state"] = [SessionGone("gone", 1002)]
    await harness.say("status")
    assert "opened a new one" in (await harness.texts())[-1]
    await harness.say("another cut")
    await harness.over()
    assert await harness.agent.files() == ["a.mp4", "a.mp4"]


async def test_a_dead_anonymous_token_is_renewed_once_in_the_middle_of_a_turn(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    async with running_core(redis, redis_url, tmp_path, token="") as harness:
        harness.agent.faults["instruct"] = [TokenExpired("x", 1001)]
        await harness.say("cut it", "a.mp4")
        await harness.over()
        assert await harness.sent() == ["cut it"]
        harness.agent.faults["instruct"] = [TokenExpired("x", 1001)] * 4
        await harness.say("cut more")
        await harness.over()
        assert await harness.sent() == ["cut it"]
        assert "free token has expired" in (await harness.texts())[-1]


class SessionPerTokenAgent(FakeAgent):
    """Each token is new, and a session belongs to the token that opened it."""

    async def mint(self, client_id: str) -> AnonymousToken:
        minted = await super().mint(client_id)
        number = await self._redis.incr("agent:tokens")
        return replace(minted, token=Token(f"nmv_usr_number{number}"))


async def test_months_later_a_new_token_gets_the_old_clips(
    redis: Redis, redis_url: str, tmp_path: Path
) -> None:
    agent = SessionPerTokenAgent(redis)
    agent.owned = True
    async with running_core(
        redis, redis_url, tmp_path, token="", agent=agent
    ) as harness:
        await harness.say("cut it", "a.mp4", "gone-soon.mp4")
        await harness.over()
        agent.revoked.add("nmv_usr_number1")
        await harness.say("cut more")
        await harness.over()
        await harness.press("Try again")
        await harness.over()
        texts = await harness.texts()
        assert any("opened a new one" in text for text in texts)
        assert len(await harness.chat.videos(CHAT)) == 2
        assert sorted(await harness.sent()) == ["cut it", "cut more"]


async def test_expired_clips_are_reported_and_the_others_used(
    harness: CoreHarness,
) -> None:
    await harness.say("one cut", "a.mp4", "b.mp4")
    await harness.over()
    project = await harness.sessions.project(CHAT, MIA)
    gone = Clip("gone", "old.mp4")
    await harness.sessions.save(
        replace(project, clips=(ProjectClip(gone), *project.clips))
    )
    harness.agent.faults["state"] = [SessionGone("gone", 1002)]
    await harness.say("two cuts")
    await harness.over()
    assert any(
        "“old.mp4” is no longer available" in text for text in await harness.texts()
    )
    assert (await harness.agent.files())[-2:] == ["a.mp4", "b.mp4"]


@pytest.mark.parametrize(
    ("keep", "words"),
    [(None, "Its owner must"), ("nmv_usr_mine", "Send a new one in a private")],
)
async def test_a_dead_token_says_whose_it_is(
    harness: CoreHarness, keep: str | None, words: str
) -> None:
    if keep:
        await harness.sessions.set_token(MIA.id, Token(keep))
    harness.agent.revoked |= {"operator", "nmv_usr_mine"}
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert words in (await harness.texts())[-1]


async def test_a_malformed_project_is_replaced_by_a_new_one(
    harness: CoreHarness, redis: Redis
) -> None:
    await redis.set("{vm}:p:fake:1", '{"id": 3, "clips": "nonsense"', ex=60)
    await redis.set("{vm}:set:fake:1", "[1]", ex=60)
    await harness.say("cut it", "a.mp4")
    await harness.over()
    assert len(await harness.chat.videos(CHAT)) == 1


async def test_fields_of_newer_versions_are_left_alone(
    harness: CoreHarness, redis: Redis
) -> None:
    await harness.say("cut it", "a.mp4")
    await harness.over()
    row = json.loads(await redis.get("{vm}:p:fake:1") or "")
    row["mood"] = row["clips"][0]["clip"]["mood"] = "sunny"
    await redis.set("{vm}:p:fake:1", json.dumps(row), ex=60)
    await redis.set("{vm}:set:fake:1", '{"mood": 1, "scope": "chat"}', ex=60)
    await harness.say("cut more")
    await harness.over()
    assert await harness.sent() == ["cut it", "cut more"]


async def test_a_forgotten_project_is_not_written_again(harness: CoreHarness) -> None:
    project = await harness.sessions.current(CHAT, MIA)
    await harness.sessions.forget(MIA.id)
    await harness.sessions.save(project)
    assert (await harness.sessions.project(CHAT, MIA)).id != project.id
    again = await harness.sessions.claim(CHAT, MIA, ProjectId(project.id))
    assert (again.id, again.clips) == (project.id, ())
