"""Every deferred interaction is answered, in order, also if a process dies or hangs."""

import asyncio
from collections.abc import Mapping

from redis.asyncio import Redis

from bots.discord.receive.listener import ListenerWaits
from bots.discord.send.adapter import DiscordAdapter
from bots.discord.transport.channel_cache import RedisCache
from bots.discord.transport.channel_locks import ChannelLocks
from bots.discord.wire import ids as names
from core.model.inbound import Command, Inbound, InboundResult
from core.model.reply import Reply
from tests.bots.discord.recording_handler import RecordingHandler, listening, until
from tests.bots.discord.rendered import visible_messages
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.discord.state import BOT, LOADING, Json
from tests.patience import PATIENCE

ME = f"<@{BOT}>"
MANY = 200


class HangingCache(RedisCache):
    """A Redis in which writes of pending interactions and forms never finish."""

    async def put(self, name: str, value: str, seconds: int) -> None:
        if name.startswith("form:"):
            await asyncio.Event().wait()
        await super().put(name, value, seconds)

    async def set_fields(
        self, name: str, fields: Mapping[str, str], seconds: int
    ) -> None:
        if name == "asked":
            await asyncio.Event().wait()
        await super().set_fields(name, fields, seconds)


class WaitingHandler(RecordingHandler):
    """An inbound handler that stores events only after ``free`` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.free = asyncio.Event()
        self.knocks = 0

    async def handle_inbound(self, inbound: Inbound) -> InboundResult:
        self.knocks += 1
        await self.free.wait()
        return await super().handle_inbound(inbound)


async def test_a_deferral_does_not_wait_for_the_core(
    discord: FakeDiscord, redis: Redis
) -> None:
    handler = WaitingHandler()
    async with listening(discord, redis, handler):
        interaction = await discord.command("edit", {"instruction": "go"})
        assert interaction.answer["type"] == 5
        assert handler.inbox == []
        handler.free.set()
        await handler.messages()


async def test_a_deferral_does_not_wait_for_a_store_that_hangs(
    discord: FakeDiscord, redis: Redis
) -> None:
    handler = RecordingHandler()
    async with listening(discord, redis, handler, HangingCache(redis)):
        interaction = await discord.command("edit", {"instruction": "go"})
        assert (await handler.messages())[0].text == "go"
    assert interaction.answer["type"] == 5


async def test_a_form_does_not_wait_for_a_store_that_hangs(
    discord: FakeDiscord, redis: Redis
) -> None:
    handler = RecordingHandler()
    async with listening(discord, redis, handler, HangingCache(redis)):
        interaction = await discord.command("edit", {"clip": _clip(discord)})
    assert interaction.answer["type"] == 9


async def test_interactions_of_a_killed_process_are_handled_by_the_next(
    discord: FakeDiscord, redis: Redis
) -> None:
    stuck, handler = WaitingHandler(), RecordingHandler()
    async with listening(discord, redis, stuck, waits=ListenerWaits(drain=0.1)):
        await discord.command("edit", {"instruction": "go", "clip": _clip(discord)})
        menu = await discord.write("look", files=(_clip(discord),))
        await discord.menu("Add to project", menu)
        async with asyncio.timeout(PATIENCE):
            while not stuck.knocks:
                await asyncio.sleep(0.01)
    await discord.gateway.forget()  # the process was killed: its session is not resumed
    async with listening(discord, redis, handler):
        first, second = await handler.messages(2)
    assert first.text == "go"
    assert len(first.clips) == len(second.clips) == 1


async def test_a_pressed_button_is_not_lost_either(
    discord: FakeDiscord, redis: Redis
) -> None:
    from core.model.inbound import ButtonPressed
    from core.model.reply import Button

    stuck, handler = WaitingHandler(), RecordingHandler()
    async with listening(
        discord, redis, stuck, waits=ListenerWaits(drain=0.1)
    ) as adapter:
        chat = names.chat_id(discord.channel["id"])
        await adapter.post(chat, Reply("?", ((Button("Export", "x"),),)), "k")
        await discord.press(discord.seen(discord.channel["id"])[0], "Export")
    await discord.gateway.forget()
    async with listening(discord, redis, handler):
        assert (await handler.next_event(ButtonPressed)).data == "x"


async def test_an_interaction_that_a_crash_interrupted_is_answered_so(
    discord: FakeDiscord, redis: Redis
) -> None:
    """The event was stored, but the process died before it answered."""
    handler = RecordingHandler()
    async with listening(discord, redis, handler, waits=ListenerWaits(defer=60)):
        await discord.command("credits")
        await handler.messages()
    await discord.gateway.forget()
    async with listening(discord, redis, handler, waits=ListenerWaits(defer=60)):
        await discord.until(discord.quiet)
    assert "interrupted" in discord.quiet()[0]
    assert len(handler.inbox) == 1


async def test_what_was_answered_is_not_asked_again(
    discord: FakeDiscord, redis: Redis
) -> None:
    handler = RecordingHandler()
    async with listening(
        discord, redis, handler, waits=ListenerWaits(defer=0.01)
    ) as adapter:
        await discord.command("credits")
        message = (await handler.messages())[0]
        await adapter.post(message.chat, Reply("10 credits", to=message.message), "k")
        await until(lambda: _none(adapter))
    async with listening(discord, redis, handler):
        assert len(handler.inbox) == 1
    assert "10 credits" in discord.quiet()


async def test_a_deferred_interaction_without_an_answer_is_confirmed(
    discord: FakeDiscord, redis: Redis
) -> None:
    """A clip that is added to a waiting turn gets no card of its own."""
    handler = RecordingHandler()
    async with listening(discord, redis, handler, waits=ListenerWaits(defer=0.05)):
        await discord.command("edit", {"instruction": "go"})
        await discord.until(lambda: discord.seen(discord.channel["id"]))
    assert visible_messages(discord, discord.channel["id"])[0].text == "👌 Got it."


async def test_two_quick_commands_are_stored_in_their_order(
    discord: FakeDiscord, redis: Redis
) -> None:
    """The first event takes long, because it searches the messages before it for clips."""
    discord.content_intent = True
    handler = RecordingHandler()
    history = discord.rest.hold("GET /channels/{channel_id}/messages")
    async with listening(discord, redis, handler):
        await discord.write(f"{ME} one")
        await discord.command("edit", {"instruction": "two"})
        await discord.command("edit", {"instruction": "3", "clip": _clip(discord)})
        assert handler.inbox == []
        history.set()
        assert [each.text for each in await handler.messages(3)] == ["one", "two", "3"]


async def test_what_was_missed_comes_before_what_is_new(
    discord: FakeDiscord, redis: Redis
) -> None:
    channel = discord.add_direct(discord.alice)
    handler = RecordingHandler()
    async with listening(discord, redis, handler) as adapter:
        await discord.write("zero", channel=channel)
        await until(lambda: adapter.channel_cache.remembered_channels(""))
    await discord.gateway.forget()
    for number in range(120):
        await discord.write(f"missed {number}", channel=channel)
    async with listening(discord, redis, handler):
        await discord.write("new", channel=channel)
        heard = [each.text for each in await handler.messages(122)]
    assert heard == ["zero", *(f"missed {n}" for n in range(120)), "new"]


async def test_lines_do_not_wait_for_one_another() -> None:
    lines, done = ChannelLocks(), []
    free = asyncio.Event()

    async def work(place: str, name: str) -> None:
        async with lines.acquire(place):
            if name == "first":
                await free.wait()
            done.append(name)

    async with asyncio.TaskGroup() as group:
        for place, name in (("a", "first"), ("a", "second"), ("b", "other")):
            group.create_task(work(place, name))
        while not done:
            await asyncio.sleep(0)
        free.set()
    assert done == ["other", "first", "second"]


async def test_two_hundred_at_once_are_all_acknowledged_before_one_is_stored(
    discord: FakeDiscord, redis: Redis
) -> None:
    handler = WaitingHandler()
    places = [discord.add_channel(discord.guild, f"c{n}") for n in range(MANY)]
    async with listening(discord, redis, handler):
        interactions = await asyncio.gather(
            *(
                discord.command("edit", {"instruction": "go"}, channel=place)
                for place in places
            )
        )
        assert {each.answer["type"] for each in interactions} == {5}
        handler.free.set()
        assert len(await handler.messages(MANY)) == MANY


async def test_simultaneous_commands_are_handled_once(
    discord: FakeDiscord, redis: Redis
) -> None:
    """After a resume the gateway repeats events that may not have been received."""
    handler = RecordingHandler()
    async with listening(discord, redis, handler):
        await discord.command("status")
        await handler.messages()
        session = next(iter(discord.gateway.sessions.values()))
        assert session.line
        await session.line.send(session.frames[-1][1])
        await discord.command("export")
        assert [each.command for each in await handler.messages(2)] == [
            Command("status"),
            Command("export"),
        ]


async def test_a_command_past_its_deadline_is_answered_by_an_ordinary_message(
    discord: FakeDiscord, redis: Redis
) -> None:
    handler = RecordingHandler()
    async with listening(
        discord, redis, handler, waits=ListenerWaits(defer=60)
    ) as adapter:
        interaction = await discord.command("status", late=60.0)
        message = (await handler.messages())[0]
        await adapter.post(message.chat, Reply("All is well", to=message.message), "k")
    assert interaction.state == "none"
    assert [each.text for each in visible_messages(discord, discord.channel["id"])] == [
        "All is well"
    ]


async def test_no_deferred_interaction_stays_unanswered(
    discord: FakeDiscord, redis: Redis
) -> None:
    handler = RecordingHandler()
    async with listening(
        discord, redis, handler, waits=ListenerWaits(defer=0.01)
    ) as adapter:
        await discord.command("edit", {"instruction": "go"})
        await until(lambda: _none(adapter))
    assert not any(
        message["flags"] & LOADING
        for message in discord.messages[discord.channel["id"]].values()
    )


async def _none(adapter: DiscordAdapter) -> bool:
    return not await adapter.channel_cache.pending()


def _clip(discord: FakeDiscord) -> Json:
    return discord.attach(b"video")
