"""A fake chat platform with its state in Redis, so that it survives killed bots.

``mishaps`` are met by the next posts, one each: refused (surely not shown), lost (shown,
but the answer never came), gone, big, flood, rejected (in vain); ``edit_mishaps`` by the
edits that end a card, ``replace_mishaps`` by replacements of a file, ``delete_mishaps`` by
deletions, ``button_mishaps`` by edits of buttons, which wait until ``takes_buttons``. With
``die_after_card`` a card is shown, but its post never returns; so it is for a file with
``die_after_media``, or is not shown with ``die_before_media``, and for a reaction with
``die_at_receipt``: ``died`` tells it. ``down`` platforms refuse every post and edit.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from redis.asyncio import Redis

from core.errors import (
    ChatGone,
    ClipUnavailable,
    MaybeSent,
    MediaTooLarge,
    MessageGone,
    NotSent,
    PostRejected,
    RateLimited,
    Unavailability,
)
from core.model.chat import ChatId, Clip, MessageRef, SenderId
from core.model.reply import ButtonRows, Limits, Receipt, Reply
from core.ports import ByteStream


class FakeChat:
    platform = "fake"

    def __init__(self, redis: Redis, *, idempotent: bool = False) -> None:
        self._redis: Any = redis
        self._idempotent = idempotent
        self.upload = 1 << 30
        self.down = False
        self.die_after_card = self.die_after_media = self.die_before_media = False
        self.die_at_receipt: Receipt | None = None
        self.died = asyncio.Event()
        self.takes_buttons = asyncio.Event()
        self.takes_buttons.set()
        self.pace = 0.05
        self.calls: Counter[str] = Counter()
        self.edits: list[str] = []
        self.has_drafts = self.galleries = False
        self.timelines: list[bytes] = []
        self.left: set[SenderId] = set()
        self.drafts: list[str] = []

    async def limits(self, chat: ChatId) -> Limits:
        return Limits(self.upload, self.pace, self._idempotent, self.galleries)

    async def has_left(self, chat: ChatId, person: SenderId) -> bool:
        return person in self.left

    async def mishaps(self, *kinds: str) -> None:
        await self._redis.rpush("chat:mishaps", *kinds)

    async def edit_mishaps(self, *kinds: str) -> None:
        await self._redis.rpush("chat:edit_mishaps", *kinds)

    async def delete_mishaps(self, *kinds: str) -> None:
        await self._redis.rpush("chat:delete_mishaps", *kinds)

    async def button_mishaps(self, *kinds: str) -> None:
        await self._redis.rpush("chat:button_mishaps", *kinds)

    async def replace_mishaps(self, *kinds: str) -> None:
        await self._redis.rpush("chat:replace_mishaps", *kinds)

    async def post(self, chat: ChatId, reply: Reply, key: str) -> MessageRef:
        assert len(key) <= 25
        self.calls["post"] += 1
        if self.down:
            raise NotSent("503")
        mishap = None if reply.card else await self._redis.lpop("chat:mishaps")
        _raise_mishap(mishap)
        if self._idempotent and (posted := await self._redis.hget("chat:keys", key)):
            return MessageRef(f"fake-{posted}")
        if reply.media and self.die_before_media:
            self.died.set()
            await asyncio.Event().wait()  # until the process is stopped
        self._note_timeline(reply)
        number = await self._redis.incr("chat:last")
        await self._redis.hset("chat:keys", key, number)
        media = Path(reply.media.path).read_bytes().hex() if reply.media else ""
        row = {
            "chat": chat,
            "text": reply.text,
            "card": reply.card,
            "silent": reply.silent,
            "notify": reply.notify,
            "to": reply.to,
            "ask": reply.ask,
            "private_to": reply.private_to,
            "key": key,
            "media": media,
            "buttons": _buttons(reply),
        }
        await self._redis.hset("chat:posts", number, json.dumps(row))
        if (reply.card and self.die_after_card) or (media and self.die_after_media):
            self.died.set()
            await asyncio.Event().wait()  # until the process is stopped
        if mishap == "lost":
            raise MaybeSent
        return MessageRef(f"fake-{number}")

    async def edit(self, chat: ChatId, message: MessageRef, reply: Reply) -> MessageRef:
        self.calls["edit"] += 1
        if self.down:
            raise NotSent("503")
        self.edits.append(reply.text)
        if not reply.card:
            match await self._redis.lpop("chat:edit_mishaps"):
                case "refused":
                    raise NotSent
                case "flood":
                    raise RateLimited(0.01)
                case "lost":
                    raise MaybeSent
                case "rejected":
                    raise PostRejected
                case _:
                    pass
        changed = {"text": reply.text, "card": reply.card, "buttons": _buttons(reply)}
        await self._change(message, changed)
        return message

    async def _change(self, message: MessageRef, changed: dict[str, Any]) -> None:
        """Change a message at once, as a platform does: no freeze comes in between."""
        number = message.removeprefix("fake-")

        async def change(pipe: Any) -> None:
            if (text := await pipe.hget("chat:posts", number)) is None:
                raise MessageGone
            pipe.multi()
            pipe.hset("chat:posts", number, json.dumps(json.loads(text) | changed))

        await self._redis.transaction(change, "chat:posts")

    def _note_timeline(self, reply: Reply) -> None:
        if reply.timeline:
            self.timelines.append(Path(reply.timeline.path).read_bytes())

    async def show_draft(self, chat: ChatId, message: MessageRef, text: str) -> bool:
        if self.has_drafts:
            self.calls["draft"] += 1
            self.drafts.append(text)
        return self.has_drafts

    async def replace_media(
        self, chat: ChatId, message: MessageRef, reply: Reply
    ) -> MessageRef:
        self.calls["replace_media"] += 1
        if self.down:
            raise NotSent("503")
        assert reply.media is not None
        self._note_timeline(reply)
        match await self._redis.lpop("chat:replace_mishaps"):
            case "refused":
                raise NotSent
            case "lost":
                lost = True
            case "big":
                raise MediaTooLarge(10)
            case _:
                lost = False
        changed = {
            "text": reply.text,
            "card": reply.card,
            "buttons": _buttons(reply),
            "media": Path(reply.media.path).read_bytes().hex(),
        }
        await self._change(message, changed)
        if lost:
            raise MaybeSent
        return message

    async def edit_buttons(
        self,
        chat: ChatId,
        message: MessageRef,
        buttons: ButtonRows,
    ) -> None:
        self.calls["edit_buttons"] += 1
        await self.takes_buttons.wait()
        match await self._redis.lpop("chat:button_mishaps"):
            case "flood":
                raise RateLimited(0.01)
            case "refused":
                raise NotSent
            case "lost":
                raise MaybeSent
            case _:
                pass
        await self._change(message, {"buttons": _buttons(Reply(buttons=buttons))})

    async def delete(self, chat: ChatId, message: MessageRef) -> None:
        self.calls["delete"] += 1
        match await self._redis.lpop("chat:delete_mishaps"):
            case "refused":
                raise NotSent
            case "rejected":
                raise PostRejected
            case _:
                pass
        await self._redis.hdel("chat:posts", message.removeprefix("fake-"))

    def message_id(self, message: MessageRef) -> str:
        return message.removeprefix("fake-")

    async def find(
        self, chat: ChatId, after: MessageRef, buttons: ButtonRows
    ) -> MessageRef | None:
        self.calls["find"] += 1
        for row in await self.posts(chat):
            there = {data for _, data, _ in row["buttons"]}
            if {each.data for line in buttons for each in line} <= there:
                return MessageRef(row["ref"])
        return None

    async def acknowledge(
        self, chat: ChatId, message: MessageRef, receipt: Receipt
    ) -> None:
        self.calls["receipt"] += 1
        if self.die_at_receipt is receipt:
            self.died.set()
            await asyncio.Event().wait()  # until the process is stopped
        await self._redis.hset("chat:receipts", message, receipt)

    @asynccontextmanager
    async def open(self, clip: Clip) -> AsyncIterator[ByteStream]:
        if clip.ref.startswith("gone"):
            raise ClipUnavailable(clip.name)
        if clip.ref.startswith("http"):
            raise ClipUnavailable(clip.name, Unavailability.LINK)
        self.calls["open"] += 1

        async def chunks() -> AsyncIterator[bytes]:
            yield clip.ref.encode()

        yield ByteStream(clip.name, clip.mime, len(clip.ref), chunks())

    async def locate(self, clip: Clip) -> str | None:
        return clip.url

    async def moderates(self, chat: ChatId, sender: SenderId) -> bool:
        return sender == "fake:admin"

    # what people see

    async def posts(self, chat: ChatId | None = None) -> list[dict[str, Any]]:
        """Messages in order, cards included."""
        rows = await self._redis.hgetall("chat:posts")
        ordered = [
            json.loads(rows[number]) | {"ref": f"fake-{number}"}
            for number in sorted(rows, key=int)
        ]
        return [row for row in ordered if chat in (None, row["chat"])]

    async def restore(self, row: dict[str, Any]) -> None:
        """Let a deleted message stand in the chat again: its deletion was lost."""
        number = row["ref"].removeprefix("fake-")
        await self._redis.hset("chat:posts", number, json.dumps(row))

    async def texts(self, chat: ChatId) -> list[str]:
        return [row["text"] for row in await self.posts(chat) if not row["card"]]

    async def videos(self, chat: ChatId | None = None) -> list[dict[str, Any]]:
        return [row for row in await self.posts(chat) if row["media"]]


def _buttons(reply: Reply) -> list[list[str]]:
    shown = [button for row in reply.buttons for button in row if not button.share]
    return [[each.label, each.data, each.url] for each in shown]


def _raise_mishap(mishap: str | None) -> None:
    match mishap:
        case "refused":
            raise NotSent
        case "flood":
            raise RateLimited(0.01)
        case "rejected":
            raise PostRejected
        case "gone":
            raise ChatGone
        case "big":
            raise MediaTooLarge(10)
        case _:
            pass
