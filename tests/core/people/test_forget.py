"""Deletion of people's data: who may, what goes, what stays for others, what is said."""

from dataclasses import replace

import pytest

from core.errors import AgentDown
from core.model.chat import Clip, Sender
from core.model.inbound import Command
from tests.core.harness import ADMIN, CHAT, MIA, TOM, CoreHarness


async def answers(harness: CoreHarness) -> list[str]:
    await harness.core.inbound.drain()
    return [t for t in await harness.texts() if t]


async def shared_project(harness: CoreHarness) -> None:
    for sender, name in ((MIA, "a.mp4"), (TOM, "t.mp4")):
        clip = Clip(name, name, owner=sender.id)
        await harness.say("cut it", clips=(clip,), sender=sender)
        await harness.over()


async def forget(harness: CoreHarness, sender: Sender) -> None:
    await harness.say("", command=Command("forget"), sender=sender)
    await harness.core.inbound.drain()


async def test_a_confirmation_is_private_and_says_what_it_deletes(
    harness: CoreHarness,
) -> None:
    await shared_project(harness)
    await forget(harness, TOM)
    post = (await harness.chat.posts(CHAT))[-1]
    assert post["private_to"] == TOM.id
    assert "0 projects of your own, 1 clip, 0 tokens" in post["text"]
    assert "Others keep 1 project that they take part in" in post["text"]


async def test_anothers_press_deletes_nothing(harness: CoreHarness) -> None:
    await shared_project(harness)
    await forget(harness, TOM)
    await harness.press("Delete my data", MIA)
    assert "belongs to the person who asked" in (await answers(harness))[-1]
    project = await harness.sessions.current(CHAT, MIA)
    assert {k.clip.owner for k in project.clips} == {MIA.id, TOM.id}


@pytest.mark.parametrize("leaver", [MIA, TOM])
async def test_a_members_data_goes_and_the_groups_project_stays(
    harness: CoreHarness, leaver: Sender
) -> None:
    await shared_project(harness)
    before = await harness.sessions.current(CHAT, MIA)
    await forget(harness, leaver)
    await harness.press("Delete my data", leaver)
    reply = (await answers(harness))[-1]
    assert "Others keep 1 project that they take part in" in reply
    after = await harness.sessions.current(CHAT, MIA)
    stays = TOM if leaver is MIA else MIA
    assert after.id == before.id
    assert [k.clip.owner for k in after.clips] == [stays.id]
    assert after.payer == stays.id
    await harness.say("cut more", sender=stays)
    await harness.over()
    assert "cut more" in await harness.sent()


async def test_our_studio_deletes_at_once(harness: CoreHarness) -> None:
    await harness.say("cut it", "a.mp4")
    await harness.over()
    await forget(harness, MIA)
    await harness.press("Delete my data")
    assert "nothing is left" in (await answers(harness))[-1]
    assert await harness.agent.files() == []


async def test_what_an_agent_cannot_delete_is_said(harness: CoreHarness) -> None:
    harness.agent.deletes = False
    await harness.say("cut it", "a.mp4")
    await harness.over()
    await forget(harness, MIA)
    await harness.press("Delete my data")
    assert "keeps the files of 1 project" in (await answers(harness))[-1]


async def test_what_could_not_be_deleted_is_said_and_can_be_tried_again(
    harness: CoreHarness,
) -> None:
    await harness.say("cut it", "a.mp4")
    await harness.over()
    harness.agent.faults["delete_session"] = [AgentDown("503")]
    await forget(harness, MIA)
    await harness.press("Delete my data")
    assert "1 item could not be deleted yet" in (await answers(harness))[-1]
    await forget(harness, MIA)
    await harness.press("Delete my data")
    assert "nothing is left" in (await answers(harness))[-1]


async def test_a_groups_project_goes_only_with_its_admins(
    harness: CoreHarness,
) -> None:
    await shared_project(harness)
    await forget(harness, TOM)
    labels = [b[0] for p in await harness.chat.posts(CHAT) for b in p["buttons"]]
    assert "Delete this group's projects" not in labels
    await harness.say("", command=Command("forget", "chat"), sender=TOM)
    assert "Only an admin" in (await answers(harness))[-1]
    await forget(harness, ADMIN)
    await harness.press("Delete this group's projects", ADMIN)
    await harness.core.inbound.drain()
    project = await harness.sessions.project(CHAT, replace(MIA))
    assert project.clips == ()
