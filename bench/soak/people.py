"""Simulate people in private chats of both platforms: request, wait for the video, repeat."""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from bots.discord.wire import ids as discord_ids
from bots.telegram.wire import ids as telegram_ids
from core.model.chat import ChatId, MessageRef, SenderId
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.telegram.server import FakeTelegram

_LOOK = 0.05
_THINK = (0.5, 4.0)
"""Seconds until the next request."""
_LONGEST_WAIT = 300.0
"""Seconds after which a person gives up and asks for something else."""
_FIRST = "cut it, 1 second long, 144p, no music"
_NEXT = ("make it 1 second long", "make it 2 seconds long")
"""By turns; each changes the video."""


@dataclass
class Request:
    """What a person asked for; ``sign`` seconds until the first sign, None if none came."""

    message: MessageRef
    text: str
    sent: float
    sign: float | None = None
    video: float | None = None


class Phone(Protocol):
    """One person's chat on a platform."""

    chat: ChatId
    person: SenderId

    async def send(self, text: str, clip: bytes | None) -> MessageRef: ...
    def has_sign(self, message: MessageRef) -> bool:
        """Whether the bot has reacted to the message or posted something after it."""
        ...

    def videos(self) -> int: ...


class TelegramPhone:
    def __init__(self, telegram: FakeTelegram, name: str) -> None:
        self._telegram = telegram
        self._user = telegram.add_user(name)
        self._place = telegram.add_private_chat(self._user)
        self.chat = telegram_ids.chat_id(self._place["id"])
        self.person = telegram_ids.sender_id(self._user["id"])

    async def send(self, text: str, clip: bytes | None) -> MessageRef:
        where = {"user": self._user, "chat": self._place}
        if clip:
            message = await self._telegram.drop(
                clip, caption=text, name="a.mp4", **where
            )
        else:
            message = await self._telegram.say(text, **where)
        return telegram_ids.message_ref(self._place["id"], [message["message_id"]])

    def has_sign(self, message: MessageRef) -> bool:
        number = telegram_ids.parse_message_ref(message).ids[-1]
        if (self._place["id"], number) in self._telegram.reactions:
            return True
        messages = self._telegram.seen(self._place)
        return any(one["message_id"] > number for one in messages)

    def videos(self) -> int:
        return sum("video" in one for one in self._telegram.seen(self._place))


class DiscordPhone:
    def __init__(self, discord: FakeDiscord, name: str) -> None:
        self._discord = discord
        self._user = discord.add_user(name)
        self._place = discord.add_direct(self._user)
        self.chat = discord_ids.chat_id(self._place["id"])
        self.person = discord_ids.sender_id(self._user["id"])

    async def send(self, text: str, clip: bytes | None) -> MessageRef:
        files = (self._discord.attach(clip, "a.mp4"),) if clip else ()
        message = await self._discord.write(text, self._user, self._place, files=files)
        return MessageRef(f"m.{self._place['id']}.{message['id']}")

    def has_sign(self, message: MessageRef) -> bool:
        id_ = message.rpartition(".")[2]
        if any(one == id_ for one, _ in self._discord.reactions):
            return True
        messages = self._discord.seen(self._place["id"])
        return any(int(one["id"]) > int(id_) for one in messages)

    def videos(self) -> int:
        messages = self._discord.seen(self._place["id"])
        return sum(bool(one["attachments"]) for one in messages)


@dataclass
class Person:
    """Asks until ``over()``, one request after the other."""

    phone: Phone
    clip: bytes
    random: random.Random
    requests: list[Request] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)

    async def live(self, over: Callable[[], bool]) -> None:
        await asyncio.sleep(self.random.uniform(0, 10))
        while not over():
            await self._ask()
            await asyncio.sleep(self.random.uniform(*_THINK))

    async def _ask(self) -> None:
        number = len(self.requests)
        text = _FIRST if number == 0 else _NEXT[number % len(_NEXT)]
        before = self.phone.videos()
        sent = time.monotonic()
        message = await self.phone.send(text, self.clip if number == 0 else None)
        request = Request(message, text, sent)
        self.requests.append(request)
        while (now := time.monotonic()) - sent < _LONGEST_WAIT:
            if request.sign is None and self.phone.has_sign(message):
                request.sign = now - sent
            if self.phone.videos() > before:
                request.video = now - sent
                return
            await asyncio.sleep(_LOOK)
