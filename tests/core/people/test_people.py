"""Wallets, projects, settings and commands: over a real store."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from core.clients.store.sessions import RedisSessions
from core.clients.vault import Vault, keys
from core.errors import AgentBusy
from core.flows.commands.context import CommandContext
from core.flows.commands.dispatch import Commands
from core.model.agent import AnonymousToken, Token, UploadedClip
from core.model.chat import (
    ChatId,
    Clip,
    Command,
    MessageReceived,
    MessageRef,
    Reply,
    Sender,
    SenderId,
    UpdateId,
)
from core.model.session import ChatSettings, ProjectClip, ProjectId, WalletKind
from core.model.turn import Turn
from core.rules.replies.buttons import Buttons
from tests.fakes.agent import FakeAgent

CHAT, TO = ChatId("console:1"), ChatId("console:2")
ANN, BOB = (
    Sender(SenderId("console:ann"), "Ann"),
    Sender(SenderId("console:bob"), "Bob"),
)
DAY = 86_400.0


class Clock:
    def __init__(self) -> None:
        self.at = 1_000_000.0

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += seconds


class Mint(FakeAgent):
    """Gives numbered tokens that last a week, and remembers who asked."""

    def __init__(self, redis: Redis, clock: Clock) -> None:
        super().__init__(redis)
        self.clock = clock
        self.clients: list[str] = []

    async def mint(self, client_id: str) -> AnonymousToken:
        self._fault("mint")
        self.clients.append(client_id)
        token = Token(f"nmv_usr_number{len(self.clients)}")
        return AnonymousToken(token, "anon_1", self.clock.now() + 7 * DAY, 100)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def agent(redis: Redis, clock: Clock) -> Mint:
    return Mint(redis, clock)


@pytest.fixture
def people(redis: Redis, agent: Mint, clock: Clock) -> RedisSessions:
    return RedisSessions(redis, agent, clock, None, Vault(["one"]))


async def everything(redis: Redis) -> str:
    """All that the store holds, as text."""
    out = []
    async for key in redis.scan_iter("*"):
        kind = await redis.type(key)
        value: object = (
            await redis.hgetall(key) if kind == "hash" else await redis.get(key)
        )
        out.append(f"{key!s} {value!s}")
    return "\n".join(out)


# the vault


def test_only_the_owner_opens_what_was_sealed() -> None:
    vault = Vault(["one"])
    sealed = vault.seal("own:ann", {"token": "t"})
    assert vault.open("own:ann", sealed) == {"token": "t"}
    assert vault.open("own:bob", sealed) is None
    assert vault.open("own:ann", sealed[:-4] + "AAAA") is None


def test_keys_are_changed_by_putting_a_new_one_before_the_old() -> None:
    old = Vault(["one"]).seal("ann", {"token": "t"})
    both = Vault(["two", "one"])
    assert both.open("ann", old) == {"token": "t"}
    anew = both.renewed(old)
    assert anew
    assert Vault(["two"]).open("ann", anew) == {"token": "t"}
    assert both.renewed(anew) is None
    assert Vault(["two"]).open("ann", old) is None


async def test_a_token_is_sealed_anew_when_it_is_used_under_a_new_key(
    redis: Redis, agent: Mint, clock: Clock
) -> None:
    before = RedisSessions(redis, agent, clock, None, Vault(["one"]))
    token = (await before.wallet(ANN.id)).token
    both = RedisSessions(redis, agent, clock, None, Vault(["two", "one"]))
    assert (await both.wallet(ANN.id)).token == token
    after = RedisSessions(redis, agent, clock, None, Vault(["two"]))
    assert (await after.wallet(ANN.id)).token == token
    assert len(agent.clients) == 1


def test_a_key_is_made_once_for_our_eyes_only(tmp_path: Path) -> None:
    first = keys("", tmp_path / "data")
    assert keys("", tmp_path / "data") == first
    (file,) = (tmp_path / "data").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert keys("a, b", tmp_path) == ["a", "b"]


# wallets


async def test_a_swapped_record_is_refused(people: RedisSessions, redis: Redis) -> None:
    await people.set_token(ANN.id, Token("nmv_usr_anns"))
    await redis.copy("{vm}:w:console:ann", "{vm}:w:console:bob", replace=True)
    assert (await people.wallet(BOB.id)).token != "nmv_usr_anns"


async def test_own_comes_before_the_operators(
    redis: Redis, agent: Mint, clock: Clock
) -> None:
    people = RedisSessions(redis, agent, clock, Token("operator"), Vault(["one"]))
    assert (await people.wallet(ANN.id)).kind is WalletKind.OPERATOR
    await people.set_token(ANN.id, Token("nmv_usr_mine"))
    assert (await people.wallet(ANN.id)).kind is WalletKind.OWN
    assert await people.remove_token(ANN.id)
    assert (await people.wallet(ANN.id)).kind is WalletKind.OPERATOR


# projects


async def test_the_payer_pays_whoever_asks(people: RedisSessions, agent: Mint) -> None:
    one = await people.access(await people.project(CHAT, ANN), ANN)
    two = await people.access(await people.project(CHAT, BOB), BOB)
    assert (one.token, one.session) == (two.token, two.session)
    assert len(agent.clients) == 1


async def test_projects_come_back_as_they_were(
    people: RedisSessions, clock: Clock
) -> None:
    kept = ProjectClip(Clip("r", "a.mp4", owner=ANN.id), UploadedClip("a.mp4"))
    one = (await people.access(await people.project(CHAT, ANN), ANN)).project
    await people.save(replace(one, clips=(kept,)))
    two = await people.new(CHAT, ANN, "Second")
    assert await people.project(CHAT, ANN) == two
    clock.at += 200 * DAY
    assert await people.switch(CHAT, ANN, ProjectId("nonsense")) is None
    back = await people.switch(CHAT, ANN, one.id)
    assert back is not None
    assert (back.session, back.clips) == (one.session, (kept,))
    assert (await people.project(CHAT, BOB)).id == one.id


async def test_late_words_about_a_project_do_not_replace_the_current_one(
    people: RedisSessions,
) -> None:
    one = (await people.access(await people.project(CHAT, ANN), ANN)).project
    two = await people.new(CHAT, ANN, "Second")
    await people.save(replace(one, name="First"))
    assert (await people.project(CHAT, ANN)).id == two.id
    assert [p.name for p in await people.projects(CHAT, ANN)] == ["Second", "First"]


async def test_everything_moves_with_its_chat(people: RedisSessions) -> None:
    one = (await people.access(await people.project(CHAT, ANN), ANN)).project
    two = (await people.access(await people.new(CHAT, ANN, "b"), ANN)).project
    await people.configure(CHAT, ChatSettings(language="zh"))
    await people.migrate_chat(CHAT, TO)
    found = await people.projects(TO, ANN)
    assert [(p.id, p.chat) for p in found] == [(two.id, TO), (one.id, TO)]
    assert (await people.settings(TO)).language == "zh"


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
    kept = ProjectClip(Clip("r", "a.mp4"), UploadedClip("a.mp4"))
    one = await people.access(await people.project(CHAT, ANN), ANN)
    two = await people.reopen(replace(one.project, clips=(kept,)), ANN)
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


# commands


class CoreHarness:
    def __init__(self, people: RedisSessions, agent: FakeAgent) -> None:
        self.moderators = {ANN.id}
        self.buttons = Buttons(b"s")
        context = CommandContext(
            self._line,
            self._moderates,
            self._history,
            self._forget_notes,
            self._forget_notes,
        )
        self.commands = Commands(people, agent, self.buttons, context)

    async def _line(self, chat: ChatId) -> list[Turn]:
        return []

    async def _forget_notes(self, owner: SenderId) -> None:
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
        said = MessageReceived(
            update, CHAT, who, message, command=Command(name, argument), private=private
        )
        return await self.commands.answer(said)


@pytest.fixture
def harness(people: RedisSessions, agent: Mint) -> CoreHarness:
    return CoreHarness(people, agent)


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


async def test_bad_days_are_told_in_words(harness: CoreHarness, agent: Mint) -> None:
    agent.faults["mint"] = [AgentBusy("limit"), AgentBusy("limit")]
    (reply,) = await harness.say("credits")
    assert "token" in reply.text
    assert "<" not in reply.text.replace("<token>", "")
