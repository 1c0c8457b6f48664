"""Calls of the studio's API that several tests of renders need."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.clients.agent.client import NemoAgent
from core.model.agent import AgentSession, RenderId, RenderState, RenderStatus, Token
from tests.studio_server import stream


async def drafted(
    agent: NemoAgent, token: Token, session: AgentSession, clip: Path, say: str
) -> Mapping[str, Any]:
    """The draft of one clip with these cuts."""
    id_ = session.session_id
    await agent.upload(token, id_, [stream("one.mp4", clip.read_bytes())])
    [e async for e in agent.instruct(token, id_, say)]
    return (await agent.state(token, id_)).draft


async def finished(agent: NemoAgent, token: Token, render: RenderId) -> RenderStatus:
    while True:
        status = await agent.render_status(token, render)
        if status.state not in (RenderState.PENDING, RenderState.PROCESSING):
            return status
        await asyncio.sleep(0.1)
