"""Store messages of page-only chats in Redis, and their files in a folder.

``{vm}:web:m:<chat>`` holds messages by number, ``{vm}:web:k:<chat>`` numbers by the key of
their post, so that a repeated post is shown once. The newest 200 are kept.
"""

import asyncio
import json
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bots.web.wire import ids
from core.errors import MessageGone, NotSent
from core.model.chat import ChatId, MessageRef
from core.model.reply import Media

_MOST = 200
_KEEP_SECONDS = 90 * 86_400
Fields = dict[str, Any]


class MessageStore:
    """Raises ``NotSent`` when Redis or the disk fails, ``MessageGone``."""

    def __init__(self, redis: Redis | None, folder: Path) -> None:
        self._redis: Any = redis
        self._folder = folder

    async def add(
        self, chat: ChatId, key: str, fields: Mapping[str, Any], media: Media | None
    ) -> MessageRef:
        with _as_not_sent():
            if not await self._redis.hexists(_keys(chat), key):
                fresh = await self._redis.incr(_last(chat))
                await self._redis.hsetnx(_keys(chat), key, fresh)
            number = int(await self._redis.hget(_keys(chat), key))
            await self._keep(chat)
            if await self._redis.hexists(_messages(chat), number):
                return ids.message_ref(number)
            await self._write(chat, number, fields, media)
            await self._keep(chat)
            await self._trim(chat)
            return ids.message_ref(number)

    async def change(
        self, chat: ChatId, ref: MessageRef, fields: Mapping[str, Any]
    ) -> None:
        """Replace some fields of a message."""
        number = _number(ref)
        row = await self.find(chat, ref)
        with _as_not_sent():
            await self._set(chat, number, row | dict(fields))

    async def replace(
        self, chat: ChatId, ref: MessageRef, fields: Mapping[str, Any], media: Media
    ) -> None:
        """Replace fields and file of a message; delete the old file."""
        before = await self.find(chat, ref)
        with _as_not_sent():
            await self._write(chat, _number(ref), fields, media)
            await self._delete_file(before)

    async def remove(self, chat: ChatId, ref: MessageRef) -> None:
        """Delete a message; one that no longer exists is no error."""
        with _as_not_sent():
            try:
                number = _number(ref)
                row = await self.find(chat, ref)
            except MessageGone:
                return
            await self._redis.hdel(_messages(chat), number)
            await self._delete_file(row)

    async def find(self, chat: ChatId, ref: MessageRef) -> Fields:
        number = _number(ref)
        with _as_not_sent():
            text = await self._redis.hget(_messages(chat), number)
        if text is None:
            raise MessageGone
        return dict(json.loads(text))

    async def all(self, chat: ChatId) -> list[Fields]:
        """Messages in order, each with its ``number``."""
        with _as_not_sent():
            rows = await self._redis.hgetall(_messages(chat))
        return [
            json.loads(rows[number]) | {"number": int(number)}
            for number in sorted(rows, key=int)
        ]

    def path(self, name: str) -> Path:
        """The path of a message's file; ``name`` is the one stored in the message."""
        return self._folder / name

    async def _write(
        self, chat: ChatId, number: int, fields: Mapping[str, Any], media: Media | None
    ) -> None:
        name = await asyncio.to_thread(self._copy, media) if media else ""
        file = {"file": name, "kind": media.kind, "name": media.name} if media else {}
        await self._set(chat, number, {**fields, **file, "at": time.time()})

    async def _keep(self, chat: ChatId) -> None:
        for name in (_messages(chat), _keys(chat), _last(chat)):
            await self._redis.expire(name, _KEEP_SECONDS)

    async def _set(self, chat: ChatId, number: int, row: Mapping[str, Any]) -> None:
        text = json.dumps(row, ensure_ascii=False).encode("utf-8", "replace").decode()
        await self._redis.hset(_messages(chat), number, text)

    def _copy(self, media: Media) -> str:
        """Copy the file, because the caller deletes it after the post."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = secrets.token_hex(16) + Path(media.name).suffix.lower()[:6]
        part = self._folder / f".{name}"
        shutil.copyfile(media.path, part)
        part.rename(self._folder / name)
        return name

    async def _trim(self, chat: ChatId) -> None:
        rows = await self.all(chat)
        for row in rows[:-_MOST]:
            await self._redis.hdel(_messages(chat), row["number"])
            await self._delete_file(row)

    async def _delete_file(self, row: Mapping[str, Any]) -> None:
        if name := row.get("file"):
            await asyncio.to_thread(self.path(name).unlink, missing_ok=True)


@contextmanager
def _as_not_sent() -> Iterator[None]:
    """Convert errors to ``NotSent``: posts have keys, so that a failed one may be repeated."""
    try:
        yield
    except (RedisError, OSError) as error:
        raise NotSent(type(error).__name__) from error


def _number(ref: MessageRef) -> int:
    try:
        return ids.message_number(ref)
    except ValueError:
        raise MessageGone from None


def _messages(chat: ChatId) -> str:
    return f"{{vm}}:web:m:{chat}"


def _keys(chat: ChatId) -> str:
    return f"{{vm}}:web:k:{chat}"


def _last(chat: ChatId) -> str:
    return f"{{vm}}:web:n:{chat}"
