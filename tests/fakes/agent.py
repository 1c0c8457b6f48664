"""A fake agent whose state is in Redis: it survives killed bots and counts its requests.

An instruction counts as received when it is in the log; its edit is in the draft ``takes``
seconds later, also if nobody listens any more.
"""

import asyncio
import json
import math
import random
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

from core.errors import UnsupportedFile
from core.model.agent import (
    AgentSession,
    AgentSessionId,
    AgentState,
    AnonymousToken,
    Credits,
    DeletedSession,
    TaskId,
    Token,
    UploadedClip,
)
from core.model.event import AgentEvent, Fault, Heartbeat, Text
from core.ports import ByteStream
from core.rules.agent.responses import state as read_state
from tests.fakes.agent_renders import RenderCalls


class FakeAgent(RenderCalls):
    """An agent that makes a segment of each instruction (``AgentControls`` has its switches)."""

    async def mint(self, client_id: str) -> AnonymousToken:
        self._fault("mint")
        return AnonymousToken(Token("nmv_usr_x"), "anon", time.time() + 7 * 86400, 100)

    async def open_session(self, token: Token, language: str) -> AgentSession:
        self._fault("open_session")
        await self._check(token)
        number = await self._redis.incr("agent:sessions")
        await self._redis.hset("agent:owners", f"{number:019d}", token)
        return AgentSession(AgentSessionId(f"{number:019d}"), TaskId(f"t{number}"))

    async def claim_link(self, token: Token, session: AgentSession) -> str:
        return "https://nemo.test/workspace/claim?ct=clm_1"

    async def instruct(
        self, token: Token, session: AgentSessionId, text: str, **about: Any
    ) -> AsyncIterator[AgentEvent]:
        self._fault("instruct")
        await self._check(token, session)
        self.about.append(about)
        await asyncio.sleep(random.random() * self.accepts)
        row = json.dumps([text, time.time()])
        await self._redis.rpush(f"agent:log:{session}", row)
        self._fault("stream")
        end = time.time() + self.takes * (0.5 + random.random())
        while time.time() < end or self._busy_since < math.inf:
            yield Heartbeat()
            await asyncio.sleep(min(0.05, max(0.01, self.takes / 2)))
        await asyncio.sleep(max(0.0, self.takes - (time.time() - json.loads(row)[1])))
        if self.fault_in_stream:
            yield Fault("500", "KeyError")
            yield Heartbeat()
        if not self.silent:
            yield Text(self.asks or f"Did: {text}")

    async def upload(
        self, token: Token, session: AgentSessionId, files: Sequence[ByteStream]
    ) -> list[UploadedClip]:
        self._fault("upload")
        await self._check(token, session)
        for file in files:
            if file.name.endswith(".txt"):
                raise UnsupportedFile("no media", 4001)
            data = b"".join([chunk async for chunk in file.chunks])
            row = json.dumps([file.name, data.decode("utf-8", "replace")])
            await self._redis.rpush(f"agent:files:{session}", row)
        return [UploadedClip(file.name) for file in files]

    async def upload_urls(
        self, token: Token, session: AgentSessionId, urls: Sequence[str]
    ) -> list[UploadedClip]:
        self._fault("upload_urls")
        await self._check(token, session)
        for url in urls:
            await self._redis.rpush(f"agent:files:{session}", json.dumps([url, url]))
        return [UploadedClip(url) for url in urls]

    async def thumbnail(
        self, token: Token, session: AgentSessionId, clip: UploadedClip
    ) -> bytes | None:
        await self._check(token, session)
        return self.thumbnails.get(clip.name)

    async def credits(self, token: Token) -> Credits:
        self._fault("credits")
        await self._check(token)
        spent = len([text for log in (await self.received()).values() for text in log])
        return Credits(10 - spent, 0, 10 - spent)

    async def state(self, token: Token, session: AgentSessionId) -> AgentState:
        self._fault("state")
        await self._check(token, session)
        log = [json.loads(row) for row in await self._log(session)]
        now = min(time.time(), self._busy_since)
        done = [text for text, at in log if at + self.takes <= now]
        done = [] if self.asks else done
        segments = [
            {"id": str(i), "name": text, "st": i * 1000, "d": 1000, "ss": 0}
            for i, text in enumerate(done)
        ]
        files = await self._redis.lrange(f"agent:files:{session}", 0, -1)
        raw: dict[str, Any] = {
            "draft": {"t": [{"tt": 0, "sg": segments}], "m": self.meta}
            if segments
            else {},
            "video_infos": [{"filename": json.loads(row)[0]} for row in files],
        }
        if self.choices is not None and log:
            raw["question"] = {"key": "which_clip", "choices": self.choices}
        if self.options and self.choices:
            raw["options"] = [
                {
                    "label": label,
                    "about": f"opens with clip {number}",
                    "draft": {"t": [{"tt": 0, "sg": []}], "m": self.meta},
                    "preview": {"short_side": 540},
                }
                for number, label in enumerate(self.choices, 1)
            ]
        if self.versions:
            raw["version"] = len(done) - 1
        if self.previews and segments:
            raw["preview"] = {"short_side": 540}
        if self.counts:
            raw["instructions"] = len(log)
        if self.keeps_replies:
            texts = [f"Did: {done[-1]}"] if done else []
            raw["reply"] = {"instruction": len(done), "texts": texts}
        return read_state({"state": raw})

    async def _log(self, session: str) -> list[str]:
        return list(await self._redis.lrange(f"agent:log:{session}", 0, -1))

    async def delete_session(
        self, token: Token, session: AgentSessionId
    ) -> DeletedSession | None:
        self._fault("delete_session")
        if not self.deletes:
            return None
        files = await self._redis.llen(f"agent:files:{session}")
        log = await self._redis.llen(f"agent:log:{session}")
        await self._redis.hdel("agent:owners", session)
        await self._redis.delete(f"agent:files:{session}", f"agent:log:{session}")
        return DeletedSession(clips=files, versions=log)

    # what it received

    async def received(self) -> dict[str, list[str]]:
        """Instructions by session, in the order they were received."""
        out = {}
        async for key in self._redis.scan_iter("agent:log:*"):
            rows = await self._redis.lrange(key, 0, -1)
            out[key.removeprefix("agent:log:")] = [json.loads(row)[0] for row in rows]
        return out

    async def files(self) -> list[str]:
        """Those of all sessions, oldest session first."""
        out: list[str] = []
        keys = [key async for key in self._redis.scan_iter("agent:files:*")]
        for key in sorted(keys):
            out += [json.loads(row)[0] for row in await self._redis.lrange(key, 0, -1)]
        return out
