"""Whole turns on Discord, with the durable core and an agent that is played."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bots.app.runtime import SystemClock
from bots.discord.receive.listener import DiscordListener, ListenerWaits
from bots.discord.send.adapter import DiscordAdapter
from bots.discord.transport.channel_cache import RedisCache
from bots.discord.wire import ids as names
from core.clients.store.sessions import RedisSessions
from core.composition import Config, Core, build
from core.model.agent import Token
from core.model.chat import ChatId, Sender
from core.model.turn import Step
from tests.bots.discord.recording_handler import until
from tests.bots.discord.rendered import labels, visible_messages
from tests.fakes.agent import FakeAgent
from tests.fakes.discord import FakeDiscord
from tests.fakes.discord_handlers import words_of
from tests.fakes.discord_state import BOT, LOADING, TOKEN, Json
from tests.patience import PATIENCE

ME = f"<@{BOT}>"


@pytest.fixture
async def discord() -> AsyncIterator[FakeDiscord]:
    async with FakeDiscord() as fake:
        yield fake
        assert fake.rest.complaints == []
        assert fake.rest.limiter.refused == 0


@pytest.fixture
def agent(redis: Redis) -> FakeAgent:
    return FakeAgent(redis)


class Bot:
    """One process with everything in it; ``start`` it, and ``start`` the next one."""

    def __init__(
        self,
        discord: FakeDiscord,
        redis: Redis,
        redis_url: str,
        folder: Path,
        agent: FakeAgent,
    ) -> None:
        self.discord, self.redis, self.url = discord, redis, redis_url
        self.folder, self.agent = folder, agent

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Core]:
        discord, redis = self.discord, self.redis
        shelf, clock = RedisCache(redis), SystemClock()
        adapter = DiscordAdapter(TOKEN, discord.api_url, shelf, clock=discord.now)
        config = Config(
            self.url,
            self.folder,
            b"secret",
            poll=0.1,
            gather=0.2,
            settle=0.5,
            reconcile=(1.0,) * 5,
            lease=2.0,
        )
        sessions = RedisSessions(redis, self.agent, clock, Token("operator"))
        adapters = {"discord": adapter}
        async with build(redis, self.agent, adapters, sessions, clock, config) as core:

            async def projects(chat: ChatId, sender: Sender) -> list[tuple[str, str]]:
                known = await sessions.projects(chat, sender)
                return [(each.id, each.name) for each in known if each.name]

            listener = DiscordListener(
                adapter, redis, projects=projects, waits=ListenerWaits(defer=1.0)
            )
            work = [
                asyncio.create_task(core.worker.run()),
                asyncio.create_task(listener.run(core.inbound)),
            ]
            await discord.online()
            try:
                yield core
            finally:
                for task in work:
                    task.cancel()
                await asyncio.gather(*work, return_exceptions=True)
                await core.inbound.drain()
                await adapter.aclose()


@pytest.fixture
def bot(
    discord: FakeDiscord, redis: Redis, redis_url: str, tmp_path: Path, agent: FakeAgent
) -> Bot:
    return Bot(discord, redis, redis_url, tmp_path, agent)


def told(
    discord: FakeDiscord, channel: Json | None = None, by: Json | None = None
) -> list[str]:
    channel, by = channel or discord.channel, by or discord.alice
    return [each.text for each in visible_messages(discord, channel["id"], by["id"])]


def carrying(discord: FakeDiscord, label: str) -> Json | None:
    for message in reversed(discord.seen(discord.channel["id"])):
        if label in labels(message):
            return message
    return None


async def finished(core: Core, discord: FakeDiscord) -> None:
    """Something was made and all of it is told."""
    chat = names.chat_id(discord.channel["id"])
    async with asyncio.timeout(PATIENCE):
        while not await core.store.newest_pending(chat) and not videos(discord):
            await asyncio.sleep(0.02)
        await core.wait_until_idle(chat)


async def reaches(core: Core, discord: FakeDiscord, step: Step) -> None:
    """The turn stands there, and its card is shown."""
    chat = names.chat_id(discord.channel["id"])
    async with asyncio.timeout(PATIENCE):
        while step not in [turn.step for turn in await core.store.pending_turns(chat)]:
            await asyncio.sleep(0.02)
    await discord.until(lambda: told(discord))


async def follows(core: Core, discord: FakeDiscord) -> None:
    """Another turn waits behind the one that runs."""
    chat = names.chat_id(discord.channel["id"])
    async with asyncio.timeout(PATIENCE):
        while await core.store.pending_count(chat) < 2:
            await asyncio.sleep(0.02)


def videos(discord: FakeDiscord) -> list[Json]:
    seen = discord.seen(discord.channel["id"])
    return [message for message in seen if message["attachments"]]


async def test_a_command_with_a_clip_becomes_a_video(
    bot: Bot, discord: FakeDiscord
) -> None:
    async with bot.running() as core:
        clip = discord.attach(b"video")
        await discord.command("edit", {"instruction": "make it fast", "clip": clip})
        await finished(core, discord)
        await discord.until(lambda: videos(discord))
    (answer,) = told(discord)
    assert "Did: make it fast" in answer
    (video,) = videos(discord)
    alt = video["attachments"][0]["description"]
    assert alt.startswith("Video of 1 s, 1920 × 1080. Timeline (1 track)")
    assert not _loading(discord)


async def test_buttons_work_after_a_restart(
    bot: Bot, discord: FakeDiscord, agent: FakeAgent
) -> None:
    async with bot.running() as core:
        clip = discord.attach(b"video")
        await discord.command("edit", {"instruction": "make it fast", "clip": clip})
        await finished(core, discord)
    message = carrying(discord, "Faster")
    assert message is not None
    await discord.gateway.forget()
    async with bot.running() as core:
        asked = await discord.press(message, "Faster")
        await discord.until(lambda: len(videos(discord)) == 2)
        await finished(core, discord)
    assert asked.answer["type"] == 6


async def test_a_turn_that_outlives_its_token_goes_on(
    bot: Bot, discord: FakeDiscord, agent: FakeAgent
) -> None:
    async with bot.running() as core:
        clip = discord.attach(b"video")
        with agent.busy():
            asked = await discord.command("edit", {"instruction": "slow", "clip": clip})
            await reaches(core, discord, Step.INSTRUCTING)
            asked.born -= 3600
            discord.shift = 14 * 60
        await finished(core, discord)
        await discord.until(lambda: videos(discord))
    (answer,) = told(discord)
    assert "Did: slow" in answer


async def test_a_process_that_dies_in_the_middle_is_followed_by_another(
    bot: Bot, discord: FakeDiscord, agent: FakeAgent
) -> None:
    with agent.busy():
        async with bot.running() as core:
            clip = discord.attach(b"video")
            await discord.command("edit", {"instruction": "slow", "clip": clip})
            await reaches(core, discord, Step.INSTRUCTING)
            await until(agent.received)
    await discord.gateway.forget()
    async with bot.running() as core:
        await finished(core, discord)
        await discord.until(lambda: videos(discord))
    assert len(videos(discord)) == 1
    assert [len(log) for log in (await agent.received()).values()] == [1]


async def test_words_that_are_changed_too_late_are_offered_as_a_new_request(
    bot: Bot, discord: FakeDiscord, agent: FakeAgent
) -> None:
    async with bot.running() as core:
        with agent.busy():
            clip = discord.attach(b"v")
            message = await discord.write(f"{ME} cut it fast", files=(clip,))
            await reaches(core, discord, Step.INSTRUCTING)
            await discord.rewrite(message, f"{ME} cut it slowly")
            running = await discord.until(lambda: carrying(discord, "Do it next"))
            assert "already working on this message" in running["content"]
            await discord.press(running, "Do it next")
            await follows(core, discord)
        await discord.until(lambda: videos(discord))  # one for both edits
        await finished(core, discord)
        await discord.rewrite(message, f"{ME} cut it slower still")
        ended = await discord.until(lambda: carrying(discord, "Do it as a new request"))
        await discord.press(ended, "Do it as a new request")
        await discord.until(lambda: len(videos(discord)) == 2)
    log = [text for texts in (await agent.received()).values() for text in texts]
    assert log == ["cut it fast", "cut it slowly", "cut it slower still"]


@pytest.mark.parametrize("way", ["command", "message"])
async def test_the_result_alone_pings_the_asker_once(
    bot: Bot, discord: FakeDiscord, way: str
) -> None:
    async with bot.running() as core:
        clip = discord.attach(b"video")
        if way == "command":
            await discord.command("edit", {"instruction": "make it", "clip": clip})
        else:
            await discord.write(f"{ME} make it", files=(clip,))
        await finished(core, discord)
        (video,) = await discord.until(lambda: videos(discord))
        assert _pinged(discord) == [video["id"]]
        if way == "command":
            await discord.press(video, "Faster")
            await discord.until(lambda: len(videos(discord)) == 2)
            assert _pinged(discord) == [each["id"] for each in videos(discord)]


def _pinged(discord: FakeDiscord) -> list[str]:
    """Messages of the bot that notified Alice, deleted ones included."""
    alice = discord.alice["id"]
    return [
        message["id"]
        for message in discord.everything_posted
        if alice in [user["id"] for user in message["mentions"]]
        and message["author"]["id"] == BOT
    ]


async def test_personal_answers_are_seen_by_one(bot: Bot, discord: FakeDiscord) -> None:
    bob = discord.add_user("Bob")
    async with bot.running():
        await discord.command("credits")
        await discord.until(discord.quiet)
        await discord.command("help")
        await discord.until(lambda: len(discord.quiet()) == 2)
    assert "10 available" in discord.quiet()[0]
    assert told(discord, by=bob) == []


async def test_whoever_may_not_stop_it_is_told_privately(
    bot: Bot, discord: FakeDiscord, agent: FakeAgent
) -> None:
    bob = discord.add_user("Bob")
    async with bot.running() as core:
        agent.takes = 60.0
        clip = discord.attach(b"video")
        await discord.command("edit", {"instruction": "slow", "clip": clip})
        message = await discord.until(lambda: carrying(discord, "Cancel"))
        await discord.press(message, "Cancel", user=bob)
        await discord.until(lambda: discord.quiet(bob))
        await discord.command(
            "cancel", user=bob, permissions=1 << 13
        )  # a moderator now
        await finished(core, discord)
        await discord.until(lambda: "Cancelled" in "".join(told(discord)))
    assert "Only the person who asked" in discord.quiet(bob)[0]


async def test_the_line_is_shown(
    bot: Bot, discord: FakeDiscord, agent: FakeAgent
) -> None:
    async with bot.running() as core:
        clip = discord.attach(b"video")
        with agent.busy():
            await discord.command("edit", {"instruction": "one", "clip": clip})
            await discord.command("edit", {"instruction": "two"})
            words = "I'll start this after your earlier request."
            await discord.until(lambda: words in told(discord))
        await finished(core, discord)
    log = [text for texts in (await agent.received()).values() for text in texts]
    assert log == ["one", "two"]


async def test_a_projects_name_is_chosen_while_typing(
    bot: Bot, discord: FakeDiscord
) -> None:
    async with bot.running() as core:
        await discord.command("new", {"name": "Beach"})
        await discord.until(lambda: told(discord))
        clip = discord.attach(b"video")
        await discord.command("edit", {"instruction": "cut this", "clip": clip})
        await finished(core, discord)
        await discord.command("new", {"name": "Berlin"})
        await discord.until(lambda: "New project" in told(discord)[-1])
        typed = await discord.type("projects", "name", "bea")
        choice = typed.answer["data"]["choices"][0]
        assert choice["name"] == "Beach"
        await discord.command("projects", {"name": choice["value"]})
        await discord.until(
            lambda: "Alice opened the project “Beach”" in " ".join(told(discord))
        )


async def test_a_mention_in_a_channel_without_the_intent(
    bot: Bot, discord: FakeDiscord
) -> None:
    async with bot.running() as core:
        await discord.write(f"{ME} cut this", files=(discord.attach(b"v"),))
        await discord.until(lambda: videos(discord))
        await finished(core, discord)
    assert [sign for _, sign in discord.reactions] == ["✅"]


async def test_everyones_clips_come_together(
    bot: Bot, discord: FakeDiscord, agent: FakeAgent, redis: Redis
) -> None:
    bob = discord.add_user("Bob")
    async with bot.running() as core:
        mine, his = discord.attach(b"a", "mine.mp4"), discord.attach(b"b", "his.mp4")
        await discord.write(f"{ME} take this", bob, files=(his,))
        await finished(core, discord)
        await discord.command("edit", {"instruction": "cut both", "clip": mine})
        await discord.until(lambda: len(videos(discord)) == 2)
        await finished(core, discord)
    files = await redis.lrange(f"agent:files:{1:019d}", 0, -1)
    assert ["his.mp4" in files[0], "mine.mp4" in files[1]] == [True, True]


def _loading(discord: FakeDiscord) -> bool:
    there = discord.messages[discord.channel["id"]].values()
    return any(message["flags"] & LOADING for message in there)


async def test_in_a_server_help_and_hints_name_what_works_there(
    bot: Bot, discord: FakeDiscord
) -> None:
    direct = discord.add_direct(discord.alice)
    async with bot.running():
        await discord.command("help")
        await discord.until(discord.quiet)
        await discord.command("status")
        await discord.until(lambda: told(discord))
        await discord.write("/status", channel=direct)
        await discord.until(lambda: discord.seen(direct["id"]))
    help_text, hint = discord.quiet()[0], told(discord)[-1]
    for text in (help_text, hint):
        assert "</edit:" in text
        assert "Apps" in text
        assert "mention" in text
    assert "</edit:" not in discord.seen(direct["id"])[0]["content"]


def _writes(discord: FakeDiscord) -> list[str]:
    """The calls that change something people see, reactions included.

    Progress on the card is left out: how often it is edited depends on time alone.
    """
    passive = ("GET ", "PATCH ")
    return [call for call in discord.rest.calls if not call.startswith(passive)]


@pytest.mark.parametrize("way", ["message", "command"])
async def test_an_edit_takes_six_calls_and_a_clip_two(
    bot: Bot, discord: FakeDiscord, way: str
) -> None:
    direct = discord.add_direct(discord.alice)
    async with bot.running() as core:
        start = len(_writes(discord))
        clip = discord.attach(b"v", "1.mp4")
        if way == "command":
            fields = {"instruction": "cut it", "clip": clip}
            await discord.command("edit", fields, channel=direct)
        else:
            await discord.write("cut it", channel=direct, files=(clip,))
        chat = names.chat_id(direct["id"])
        await discord.until(lambda: _videos_in(discord, direct))
        async with asyncio.timeout(PATIENCE):
            await core.wait_until_idle(chat)
        assert len(_writes(discord)[start:]) <= 6
        for number in range(2, 5):
            start = len(_writes(discord))
            clip = discord.attach(b"v", f"{number}.mp4")
            await discord.write("", channel=direct, files=(clip,))
            await discord.until(partial(_tray, discord, direct, number))
            async with asyncio.timeout(PATIENCE):
                await core.wait_until_idle(chat)
            assert len(_writes(discord)[start:]) <= 2


def _videos_in(discord: FakeDiscord, channel: Json) -> list[Json]:
    return [each for each in discord.seen(channel["id"]) if each["attachments"]]


def _tray(discord: FakeDiscord, channel: Json, clips: int) -> list[Json]:
    seen = discord.seen(channel["id"])
    return [each for each in seen if words_of(each).startswith(f"{clips} clips")]


async def test_an_edit_with_a_preview_takes_few_calls(
    bot: Bot, discord: FakeDiscord, agent: FakeAgent
) -> None:
    agent.previews = True
    discord.content_intent = True
    async with bot.running() as core:
        clip = discord.attach(b"video")
        await discord.write(f"{ME} make it fast", files=(clip,))
        await discord.until(lambda: videos(discord))
        await finished(core, discord)
    made = [call for call in discord.rest.calls if "messages" in call]
    assert len(made) <= 6, made
    (answer,) = told(discord)
    assert "Did: make it fast" in answer
