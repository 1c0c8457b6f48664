"""One video in one go: clips up, an instruction, the export, the MP4 down.

What ``vidmuse make`` does; it knows no chat and keeps nothing.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import (
    AgentError,
    ExportLocked,
    FileTooLarge,
    NoCredits,
    RenderFailed,
    TurnUncertain,
    UnsupportedFile,
    UserError,
)
from core.model.agent import AgentSession, AgentState, RenderId, RenderState, Token
from core.model.event import Fault, Refused, Text, ToolCall
from core.ports import ByteStream, Clock, VideoAgent
from core.rules.timeline import exportable

Opened = Callable[[], AbstractAsyncContextManager[ByteStream]]
Progress = Callable[[str, float | None], None]
"""A step's key and the share done, None when unknown."""

_FIRST_POLL = 0.5
USERS_FAULT = (UserError, UnsupportedFile, FileTooLarge, NoCredits, ExportLocked)


class NothingMade(UserError):
    """The agent made no video of it; ``said`` is what it answered."""

    def __init__(self, said: Sequence[str]) -> None:
        super().__init__(" ".join(said))
        self.said = tuple(said)


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it.

    ``draft`` is what was rendered; ``said`` the agent's words; ``refused`` the files
    that were left out, each with why.
    """

    path: Path
    draft: dict[str, Any]
    said: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Producer:
    """Makes videos.

    ``poll`` seconds between looks at a render; ``looks`` are the waits before each look
    at the state after a broken stream.
    """

    agent: VideoAgent
    clock: Clock
    poll: float = 30.0
    looks: tuple[float, ...] = (30.0, 60.0, 60.0, 60.0, 60.0)

    async def make(
        self,
        token: Token,
        files: Sequence[tuple[str, Opened]],
        text: str,
        language: str,
        out: Path,
        progress: Progress,
    ) -> Made:
        """Raises ``NothingMade``, ``UserError`` or ``AgentError``; writes ``out`` whole."""
        progress("open", None)
        session = await self.agent.open_session(token, language)
        refused = await self._upload(token, session, files, progress)
        if len(refused) == len(files):
            raise UnsupportedFile(refused[0][1])
        before = await self.agent.state(token, session.session_id)
        said = await self._say(token, session, text, before, progress)
        state = await self.agent.state(token, session.session_id)
        if not exportable(state.draft) or state.draft == before.draft:
            raise NothingMade(said)
        await self._render(token, session, state, out, progress)
        return Made(out, dict(state.draft), tuple(said), tuple(refused))

    async def _upload(
        self,
        token: Token,
        session: AgentSession,
        files: Sequence[tuple[str, Opened]],
        progress: Progress,
    ) -> list[tuple[str, str]]:
        """One after another; a file that cannot be used does not stop the rest."""
        refused: list[tuple[str, str]] = []
        for index, (name, opened) in enumerate(files):
            progress("upload", index / len(files))
            try:
                async with opened() as stream:
                    await self.agent.upload(token, session.session_id, [stream])
            except (UnsupportedFile, FileTooLarge) as error:
                refused.append((name, error.reason))
            except UserError as error:
                refused.append((name, str(error)))
        return refused

    async def _say(
        self,
        token: Token,
        session: AgentSession,
        text: str,
        before: AgentState,
        progress: Progress,
    ) -> list[str]:
        """Say it once; after a broken stream look at the state, never say it again."""
        said: list[str] = []
        progress("edit", None)
        try:
            async for event in self.agent.instruct(token, session.session_id, text):
                match event:
                    case Text(words):
                        said.append(words)
                    case ToolCall(name, _):
                        progress(name, None)
                    case Fault(_, message) | Refused(_, message):
                        raise TurnUncertain(message)
                    case _:
                        pass
        except TurnUncertain:
            await self._look(token, session, before)
        return said

    async def _look(
        self, token: Token, session: AgentSession, before: AgentState
    ) -> None:
        for wait in self.looks:
            await self.clock.sleep(wait)
            with suppress(AgentError):
                now = await self.agent.state(token, session.session_id)
                if now.fingerprint != before.fingerprint and now.draft != before.draft:
                    return
        raise TurnUncertain("the agent did not finish the edit")

    async def _render(
        self,
        token: Token,
        session: AgentSession,
        state: AgentState,
        out: Path,
        progress: Progress,
    ) -> None:
        asked = RenderId(f"render_{time.time_ns() // 1_000_000}")
        progress("render", 0.0)
        render = await self.agent.render(token, session.session_id, asked, state.draft)
        try:
            url = await self._finished(token, render, progress)
            progress("download", None)
            await self._download(token, render, url, out)
        except (asyncio.CancelledError, UserError):
            with suppress(AgentError):
                await self.agent.cancel_render(token, render)
            raise

    async def _finished(
        self, token: Token, render: RenderId, progress: Progress
    ) -> str:
        wait = _FIRST_POLL
        while True:
            await self.clock.sleep(min(wait, self.poll))
            wait = min(wait * 1.3, 3.0) if self.poll > 3 else self.poll
            status = await self.agent.render_status(token, render)
            match status.state:
                case RenderState.COMPLETED:
                    return status.url
                case RenderState.FAILED | RenderState.CANCELLED:
                    raise RenderFailed(status.message)
                case RenderState.PENDING | RenderState.PROCESSING:
                    progress("render", status.progress)

    async def _download(
        self, token: Token, render: RenderId, url: str, out: Path
    ) -> None:
        part = out.with_name(f".{out.name}.part")
        try:
            async with self.agent.download(token, render, url) as stream:
                with part.open("wb") as file:
                    async for chunk in stream.chunks:
                        await asyncio.to_thread(file.write, chunk)
                if stream.size is not None and part.stat().st_size != stream.size:
                    raise RenderFailed("the download was cut off")
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)


@asynccontextmanager
async def local(path: Path) -> AsyncIterator[ByteStream]:
    """A file on this machine as a stream. Raises ``OSError`` when it is gone."""
    with await asyncio.to_thread(path.open, "rb") as file:

        async def chunks() -> AsyncIterator[bytes]:
            while chunk := await asyncio.to_thread(file.read, 1 << 20):
                yield chunk

        size = file.seek(0, 2)
        file.seek(0)
        yield ByteStream(path.name, "", size, chunks())
