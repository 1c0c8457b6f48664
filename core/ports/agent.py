"""The video agent, as the flows call it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from core.model.agent import (
    AgentSession,
    AgentSessionId,
    AgentState,
    AnonymousToken,
    Credits,
    DeletedSession,
    RenderId,
    RenderQuality,
    RenderStatus,
    Token,
    UploadedClip,
)
from core.model.event import AgentEvent
from core.ports.streams import ByteStream


class VideoAgent(Protocol):
    """The NEMO API. Errors: ``core.errors.AgentError`` and its leaves."""

    async def mint(self, client_id: str) -> AnonymousToken: ...
    async def open_session(self, token: Token, language: str) -> AgentSession: ...
    async def claim_link(self, token: Token, session: AgentSession) -> str:
        """A link with which a person takes the project over; "" if there is none."""
        ...

    def instruct(
        self,
        token: Token,
        session: AgentSessionId,
        text: str,
        *,
        language: str = "",
        answers: bool = True,
        is_title: bool = False,
    ) -> AsyncIterator[AgentEvent]:
        """Send the instruction and yield the events of the reply.

        ``language`` is the one to reply in, "" for that of the text. ``answers`` False:
        the text is no answer to the question that the agent has open; ``is_title``: it
        answers what a title is to say. Only our own studio is told.

        Raises before the first event only what is surely not sent or refused;
        ``TurnUncertain`` when it broke later.
        """
        ...

    async def upload(
        self, token: Token, session: AgentSessionId, files: Sequence[ByteStream]
    ) -> list[UploadedClip]: ...
    async def upload_urls(
        self, token: Token, session: AgentSessionId, urls: Sequence[str]
    ) -> list[UploadedClip]: ...
    async def thumbnail(
        self, token: Token, session: AgentSessionId, clip: UploadedClip
    ) -> bytes | None:
        """A small JPEG of a clip; None where the agent makes none."""
        ...

    async def credits(self, token: Token) -> Credits: ...
    async def state(self, token: Token, session: AgentSessionId) -> AgentState: ...
    async def render(
        self,
        token: Token,
        session: AgentSessionId,
        render: RenderId,
        draft: Mapping[str, Any],
        quality: RenderQuality = RenderQuality.HIGH,
    ) -> RenderId:
        """Start a render; a preview only where the state offers one."""
        ...

    async def render_status(
        self, token: Token, render: RenderId, seen: RenderStatus | None = None
    ) -> RenderStatus:
        """Return the status; an agent that can waits until it is not as ``seen``."""
        ...

    async def still(self, token: Token, render: RenderId) -> bytes | None:
        """The JPEG of a preview that ``has_still``; None where there is none."""
        ...

    async def cancel_render(self, token: Token, render: RenderId) -> None: ...
    async def delete_session(
        self, token: Token, session: AgentSessionId
    ) -> DeletedSession | None:
        """Delete a session with its clips, versions and videos.

        None: this agent cannot delete (the hosted service has no such call). A session
        that is gone already counts as deleted.
        """
        ...

    def download(
        self, token: Token, render: RenderId, url: str
    ) -> AbstractAsyncContextManager[ByteStream]: ...
