"""Wallets and projects, over a real store."""

from dataclasses import replace

from redis.asyncio import Redis

from core.clients.store.sessions import RedisSessions
from core.clients.vault import Vault
from core.model.agent import Token, UploadedClip
from core.model.chat import Clip
from core.model.session import ChatSettings, ProjectClip, ProjectId, WalletKind
from tests.core.people.stored_people import (
    ANN,
    BOB,
    CHAT,
    DAY,
    TO,
    Clock,
    TokenIssuingAgent,
    everything,
)

# wallets


async def test_own_comes_before_the_operators(
    redis: Redis, agent: TokenIssuingAgent, clock: Clock
) -> None:
    people = RedisSessions(redis, agent, clock, Token("operator"), Vault(["one"]))
    assert (await people.wallet(ANN.id)).kind is WalletKind.OPERATOR
    await people.set_token(ANN.id, Token("nmv_usr_mine"))
    assert (await people.wallet(ANN.id)).kind is WalletKind.OWN
    assert await people.remove_token(ANN.id)
    assert (await people.wallet(ANN.id)).kind is WalletKind.OPERATOR


# projects


async def test_the_payer_pays_whoever_asks(
    people: RedisSessions, agent: TokenIssuingAgent
) -> None:
    one = await people.access(await people.project(CHAT, ANN), ANN)
    two = await people.access(await people.project(CHAT, BOB), BOB)
    assert (one.token, one.session) == (two.token, two.session)
    assert len(agent.clients) == 1


async def test_projects_come_back_as_they_were(
    people: RedisSessions, clock: Clock
) -> None:
    project_clip = ProjectClip(Clip("r", "a.mp4", owner=ANN.id), UploadedClip("a.mp4"))
    one = (await people.access(await people.project(CHAT, ANN), ANN)).project
    await people.save(replace(one, clips=(project_clip,)))
    two = await people.new(CHAT, ANN, "Second")
    assert await people.project(CHAT, ANN) == two
    clock.at += 200 * DAY
    assert await people.switch(CHAT, ANN, ProjectId("nonsense")) is None
    back = await people.switch(CHAT, ANN, one.id)
    assert back is not None
    assert (back.session, back.clips) == (one.session, (project_clip,))
    assert (await people.project(CHAT, BOB)).id == one.id


async def test_late_words_about_a_project_do_not_replace_the_current_one(
    people: RedisSessions,
) -> None:
    one = (await people.access(await people.project(CHAT, ANN), ANN)).project
    two = await people.new(CHAT, ANN, "Second")
    await people.save(replace(one, name="First"))
    assert (await people.project(CHAT, ANN)).id == two.id
    assert [p.name for p in await people.projects(CHAT, ANN)] == ["Second", "First"]


async def test_a_migrated_chat_keeps_its_projects_and_settings(
    people: RedisSessions,
) -> None:
    one = (await people.access(await people.project(CHAT, ANN), ANN)).project
    two = (await people.access(await people.new(CHAT, ANN, "b"), ANN)).project
    await people.configure(CHAT, ChatSettings(language="zh"))
    await people.migrate_chat(CHAT, TO)
    projects = await people.projects(TO, ANN)
    assert [(p.id, p.chat) for p in projects] == [(two.id, TO), (one.id, TO)]
    assert (await people.settings(TO)).language == "zh"


async def test_a_chat_that_moves_keeps_what_was_begun_where_it_goes(
    people: RedisSessions,
) -> None:
    """A message to the new chat may come before the news of the move."""
    old = (await people.access(await people.project(CHAT, ANN), ANN)).project
    begun = (await people.access(await people.project(TO, BOB), BOB)).project
    await people.migrate_chat(CHAT, TO)
    assert [p.id for p in await people.projects(TO, ANN)] == [old.id, begun.id]


async def test_a_chat_that_moves_to_where_it_is_keeps_its_project_and_settings(
    people: RedisSessions,
) -> None:
    one = (await people.access(await people.project(CHAT, ANN), ANN)).project
    await people.configure(CHAT, ChatSettings(language="zh"))
    await people.migrate_chat(CHAT, CHAT)
    assert [p.id for p in await people.projects(CHAT, ANN)] == [one.id]
    assert (await people.settings(CHAT)).language == "zh"


async def test_members_have_projects_of_their_own_where_the_chat_says_so(
    people: RedisSessions,
) -> None:
    await people.configure(CHAT, ChatSettings(scope="member"))
    ann = (await people.access(await people.project(CHAT, ANN), ANN)).project
    assert (await people.project(CHAT, ANN)).id == ann.id
    assert (await people.project(CHAT, BOB)).id != ann.id


async def test_a_lost_session_is_opened_anew_and_its_clips_brought_again(
    people: RedisSessions,
) -> None:
    project_clip = ProjectClip(Clip("r", "a.mp4"), UploadedClip("a.mp4"))
    one = await people.access(await people.project(CHAT, ANN), ANN)
    two = await people.reopen(replace(one.project, clips=(project_clip,)), ANN)
    assert two.session != one.session
    assert [k.uploaded for k in two.project.clips] == [None]


async def test_forgetting_leaves_nothing_of_a_person(
    people: RedisSessions, redis: Redis
) -> None:
    bobs = (await people.access(await people.project(TO, BOB), BOB)).project
    clips = tuple(ProjectClip(Clip(str(s.id), "x.mp4", owner=s.id)) for s in (ANN, BOB))
    await people.save(replace(bobs, clips=clips))
    await people.access(await people.project(CHAT, ANN), ANN)
    await people.access(await people.new(CHAT, ANN, "b"), ANN)
    gone = await people.forget(ANN.id)
    assert (gone.wallets, gone.projects, gone.clips, gone.left) == (1, 2, 1, 0)
    assert ANN.id not in await everything(redis)
    assert [k.clip.owner for k in (await people.project(TO, BOB)).clips] == [BOB.id]


async def test_an_idle_chat_is_small_and_every_key_ends(
    people: RedisSessions, redis: Redis
) -> None:
    project = (await people.access(await people.project(CHAT, ANN), ANN)).project
    clips = tuple(
        ProjectClip(Clip(f"ref{n}" * 10, f"{n}.mp4"), UploadedClip(f"{n}.mp4"))
        for n in range(3)
    )
    await people.save(replace(project, clips=clips))
    await people.configure(CHAT, ChatSettings(language="zh"))
    size = 0
    async for key in redis.scan_iter("{vm}:*"):
        size += await redis.memory_usage(key) or 0
        assert await redis.ttl(key) > 0
    assert size <= 4096
