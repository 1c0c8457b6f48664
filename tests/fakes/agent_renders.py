"""The renders of the fake agent: submitted, polled, cancelled, downloaded."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from core.errors import AgentRefused
from core.model.agent import (
    AgentSessionId,
    RenderId,
    RenderQuality,
    RenderState,
    RenderStatus,
    Token,
)
from core.ports import ByteStream
from tests.fakes.agent_controls import AgentControls


class RenderCalls(AgentControls):
    """A render is done ``takes`` seconds after it was submitted, or ``renders_take``."""

    async def render(
        self,
        token: Token,
        session: AgentSessionId,
        render: RenderId,
        draft: Mapping[str, Any],
        quality: RenderQuality = RenderQuality.HIGH,
    ) -> RenderId:
        self._fault("render")
        await self._check(token, session)
        if quality is RenderQuality.PREVIEW:
            assert self.previews, "a preview was asked for that was never offered"
            await self._redis.sadd("agent:previews", render)
        else:
            self.renders.append(draft)
        await self._redis.hincrby("agent:renders", render, 1)
        await self._redis.hset("agent:rendered", render, time.time())
        return render

    async def render_status(
        self, token: Token, render: RenderId, seen: RenderStatus | None = None
    ) -> RenderStatus:
        self._fault("render_status")
        await self._check(token)
        self.questions += 1
        until = time.time() + (seen.longest_wait if seen else 0.0)
        while True:
            status = await self._status_of(render)
            share = (seen.progress or 0) + 0.1 if seen else 0.0
            is_same = seen and status.state is seen.state
            if not is_same or (status.progress or 0) >= share or time.time() >= until:
                return status
            await asyncio.sleep(0.02)

    async def _status_of(self, render: RenderId) -> RenderStatus:
        began = await self._redis.hget("agent:rendered", render)
        if began is None:
            raise AgentRefused("no such render", 404)
        if await self._redis.sismember("agent:cancelled", render):
            return RenderStatus(RenderState.CANCELLED)
        small = await self._redis.sismember("agent:previews", render)
        takes = self.preview_takes if small else self.renders_take
        if time.time() < float(began) + (takes or self.takes):
            done = (time.time() - float(began)) / (takes or self.takes)
            share = done if self.tells_progress else 0.5
            return RenderStatus(
                RenderState.PROCESSING,
                share,
                longest_wait=self.longest_wait,
                has_still=bool(small and self.still_picture),
            )
        return RenderStatus(RenderState.COMPLETED, 1.0, self.url)

    async def still(self, token: Token, render: RenderId) -> bytes | None:
        self._fault("still")
        await self._check(token)
        return self.still_picture or None

    async def cancel_render(self, token: Token, render: RenderId) -> None:
        await self._redis.sadd("agent:cancelled", render)

    @asynccontextmanager
    async def download(
        self, token: Token, render: RenderId, url: str
    ) -> AsyncIterator[ByteStream]:
        self._fault("download")

        small = await self._redis.sismember("agent:previews", render)
        data = (b"preview:" if small else b"mp4:") + render.encode()
        if self.renders and self.size:
            share = self.renders[-1].get("m", {}).get("height", 1080) / 1080
            data += bytes(int(self.size * share**1.4))

        async def chunks() -> AsyncIterator[bytes]:
            yield data

        yield ByteStream("video.mp4", "video/mp4", len(data), chunks())
