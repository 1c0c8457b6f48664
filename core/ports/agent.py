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
        """A link with which a person claims the project; "" if there is none."""
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

        ``language`` is the one to reply in, "" for that of the text. ``answers`` False: the
        text is no answer to the agent's open question; ``is_title``: it has the words of a
        title. Both are sent only to our own studio. Before the first event it raises only
        refusals and errors of a request that was not sent; later ``TurnUncertain``.
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
        """A small JPEG of a clip; None if the agent makes none."""
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
        """Start a render; a preview only if the state offers one."""
        ...

    async def render_status(
        self, token: Token, render: RenderId, seen: RenderStatus | None = None
    ) -> RenderStatus:
        """Return the status; an agent may wait until it differs from ``seen``."""
        ...

    async def still(self, token: Token, render: RenderId) -> bytes | None:
        """The JPEG of a preview that ``has_still``; None if there is none."""
        ...

    async def cancel_render(self, token: Token, render: RenderId) -> None: ...
    async def delete_session(
        self, token: Token, session: AgentSessionId
    ) -> DeletedSession | None:
        """Delete a session with its clips, versions and videos.

        None: this agent cannot delete (the hosted service has no such call). A session that
        does not exist counts as deleted.
        """
        ...

    def download(
        self, token: Token, render: RenderId, url: str
    ) -> AbstractAsyncContextManager[ByteStream]: ...
