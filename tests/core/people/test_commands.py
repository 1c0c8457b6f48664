"""Commands of a chat, over a real store."""

import pytest
from redis.asyncio import Redis

from core.clients.store.sessions import RedisSessions
from core.errors import AgentBusy
from core.flows.commands.context import CommandContext
from core.flows.commands.dispatch import Commands
from core.model.chat import ChatId, MessageRef, Sender, SenderId, UpdateId
from core.model.inbound import Command, MessageReceived
from core.model.reply import Reply
from core.model.session import ChatSettings
from core.model.turn import Turn
from core.ports import NoteOwner
from core.rules.replies.buttons import Buttons
from tests.core.people.stored_people import (
    ANN,
    BOB,
    CHAT,
    Clock,
    TokenIssuingAgent,
    everything,
)
from tests.fakes.agent import FakeAgent


class CoreHarness:
    def __init__(self, people: RedisSessions, agent: FakeAgent, clock: Clock) -> None:
        self.moderators = {ANN.id}
        self.buttons = Buttons(b"s")
        context = CommandContext(
            self._line,
            self._moderates,
            self._history,
            self._forget_notes,
            self._forget_uploads,
            clock,
        )
        self.commands = Commands(people, agent, self.buttons, context)

    async def _line(self, chat: ChatId) -> list[Turn]:
        return []

    async def _forget_notes(self, owner: NoteOwner) -> None:
        pass

    async def _forget_uploads(self, owner: SenderId) -> None:
        pass

    async def _history(self, owner: SenderId) -> tuple[int, int]:
        return 0, 0

    async def _moderates(self, chat: ChatId, sender: SenderId) -> bool:
        return sender in self.moderators

    async def say(
        self, line: str, who: Sender = ANN, *, private: bool = False
    ) -> tuple[Reply, ...]:
        name, _, argument = line.partition(" ")
        update, message = UpdateId("u"), MessageRef("m")
        sent = MessageReceived(
            update, CHAT, who, message, command=Command(name, argument), private=private
        )
        return await self.commands.answer(sent)


@pytest.fixture
def harness(
    people: RedisSessions, agent: TokenIssuingAgent, clock: Clock
) -> CoreHarness:
    return CoreHarness(people, agent, clock)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "line", ["help", "start", "status", "credits", "projects", "new", "settings", "language",
             "privacy", "forget", "forget yes", "switch nonsense", "settings x y", "nonsense"],
)  # fmt: skip
async def test_every_command_answers(
    harness: CoreHarness, people: RedisSessions, line: str, language: str
) -> None:
    await people.configure(CHAT, ChatSettings(language=language))
    (reply,) = await harness.say(line)
    assert reply.text
    assert any("\u4e00" <= c <= "\u9fff" for c in reply.text) == (language == "zh")


async def test_buttons_of_projects_lead_back(
    harness: CoreHarness, people: RedisSessions
) -> None:
    one = (await people.access(await people.project(CHAT, ANN), ANN)).project
    await harness.say("new Second one")
    (reply,) = await harness.say("projects")
    assert reply.buttons[0][0].label == "Second one"
    verb, command = harness.buttons.read(reply.buttons[1][0].data) or ("", "")
    assert verb == "do"
    await harness.say(command)
    assert (await people.project(CHAT, ANN)).id == one.id


async def test_settings_are_the_admins_matter(
    harness: CoreHarness, people: RedisSessions
) -> None:
    await harness.say("settings scope member", BOB)
    assert (await people.settings(CHAT)).scope == "chat"
    await harness.say("settings scope member")
    await harness.say("settings auto off")
    await harness.say("language 中文")
    assert await people.settings(CHAT) == ChatSettings(
        "zh", "member", "admins", auto_export=False
    )


@pytest.mark.parametrize(
    ("line", "notice"),
    [
        ("settings auto off", "Ann changed a setting of this chat. Video after each edit: off"),
        ("language 中文", "好的，以后在这里用简体中文回复。"),
    ],
)  # fmt: skip
async def test_a_change_of_a_groups_settings_is_posted_for_all(
    harness: CoreHarness, line: str, notice: str
) -> None:
    assert await harness.say(line) == (Reply(notice, to_all=True),)
    (panel,) = await harness.say(line.partition(" ")[0])
    assert not panel.to_all


async def test_the_buttons_of_forget_count_for_a_quarter_of_an_hour(
    harness: CoreHarness, people: RedisSessions, clock: Clock
) -> None:
    await people.access(await people.project(CHAT, ANN), ANN)
    question, *_ = await harness.say("forget")
    presses = [harness.buttons.read(row[0].data) for row in question.buttons]
    commands = [pressed[1] for pressed in presses if pressed]
    assert [command[:10] for command in commands] == ["forget yes", "forget cha"]
    clock.at += 15 * 60
    for command in commands:
        (reply,) = await harness.say(command)
        assert reply.text == "This button has expired. Send /forget to get a new one."
        assert reply.private_to == ANN.id
    assert (await people.holdings(ANN.id)).projects == 1
    clock.at -= 1
    for command in commands:
        (reply,) = await harness.say(command)
        assert reply.text.startswith("Deleted")
    assert (await people.holdings(ANN.id)).projects == 0


async def test_a_token_is_taken_in_private_only(
    harness: CoreHarness, people: RedisSessions, redis: Redis
) -> None:
    (reply,) = await harness.say("token nmv_usr_secret99")
    assert "did not store" in reply.text
    assert "secret99" not in await everything(redis)
    (reply,) = await harness.say("settings token nmv_usr_secret99", private=True)
    assert "nmv_usr" not in reply.text
    assert (await people.wallet(ANN.id)).token == "nmv_usr_secret99"
    assert "secret99" not in await everything(redis)


async def test_a_busy_agent_is_reported_in_a_sentence(
    harness: CoreHarness, agent: TokenIssuingAgent
) -> None:
    agent.faults["mint"] = [AgentBusy("limit"), AgentBusy("limit")]
    (reply,) = await harness.say("credits")
    assert "token" in reply.text
    assert "<" not in reply.text.replace("<token>", "")
