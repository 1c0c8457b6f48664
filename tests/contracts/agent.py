"""What every video agent must do: one suite, run over each.

Tests subclass ``AgentContract`` and give it a fixture ``agency``: an agent, a clip that
it can use, and a wish that it can fulfil with the clip alone.
"""

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from core.errors import (
    AgentError,
    AgentRefused,
    SessionGone,
    TokenExpired,
    UnsupportedFile,
)
from core.model.agent import (
    AgentSession,
    AgentSessionId,
    AgentState,
    RenderId,
    RenderState,
    RenderStatus,
    Token,
)
from core.model.event import AgentEvent, Text
from core.ports import ByteStream, VideoAgent
from core.rules.draft.timeline import exportable, summary
from tests.patience import PATIENCE

NOBODY = Token("bad_token")
NOWHERE = AgentSessionId("9999999999999999999")
OVER = {RenderState.COMPLETED, RenderState.FAILED, RenderState.CANCELLED}


@dataclass(frozen=True, slots=True)
class AgentUnderTest:
    agent: VideoAgent
    clip: bytes
    wish: str
    deletes: bool = True
    """Whether the agent can delete sessions."""

    async def opened(self) -> tuple[Token, AgentSession]:
        token = (await self.agent.mint(str(uuid.uuid4()))).token
        return token, await self.agent.open_session(token, "en")

    async def events_of(
        self, token: Token, session: AgentSession, text: str
    ) -> list[AgentEvent]:
        events = self.agent.instruct(token, session.session_id, text)
        return [event async for event in events]

    async def edited(self) -> tuple[Token, AgentSession, AgentState]:
        """A session with a clip and a draft."""
        token, session = await self.opened()
        await self.agent.upload(token, session.session_id, [stream(self.clip)])
        await self.events_of(token, session, self.wish)
        return token, session, await self.agent.state(token, session.session_id)

    async def ended(self, token: Token, render: RenderId) -> RenderStatus:
        async with asyncio.timeout(PATIENCE):
            while True:
                status = await self.agent.render_status(token, render)
                if status.state in OVER:
                    return status
                await asyncio.sleep(0.1)


def stream(data: bytes, name: str = "a.mp4") -> ByteStream:
    async def chunks() -> AsyncIterator[bytes]:
        for at in range(0, len(data), 7_000):
            yield data[at : at + 7_000]

    return ByteStream(name, "", len(data), chunks())


class AgentContract:
    async def test_a_token_opens_sessions_of_its_own(
        self, agency: AgentUnderTest
    ) -> None:
        minted = await agency.agent.mint(str(uuid.uuid4()))
        assert minted.token not in repr(minted)
        assert minted.credits > 0
        one, two = [await agency.agent.open_session(minted.token, "zh") for _ in "ab"]
        assert one.session_id != two.session_id
        assert one.session_id.isdigit()

    async def test_a_fresh_session_is_empty(self, agency: AgentUnderTest) -> None:
        token, session = await agency.opened()
        state = await agency.agent.state(token, session.session_id)
        assert not exportable(state.draft)
        assert state.assets == ()

    async def test_an_unknown_token_is_expired(self, agency: AgentUnderTest) -> None:
        agent = agency.agent
        _, session = await agency.opened()
        with pytest.raises(TokenExpired):
            await agent.credits(NOBODY)
        with pytest.raises(TokenExpired):
            await agent.state(NOBODY, session.session_id)
        with pytest.raises(TokenExpired):
            await agency.events_of(NOBODY, session, "cut")

    async def test_an_unknown_session_is_gone_before_anything_is_done(
        self, agency: AgentUnderTest
    ) -> None:
        token, session = await agency.opened()
        lost = AgentSession(NOWHERE, session.task_id)
        with pytest.raises(SessionGone):
            await agency.agent.state(token, NOWHERE)
        with pytest.raises(SessionGone):
            await agency.events_of(token, lost, "cut")
        with pytest.raises(SessionGone):
            await agency.agent.upload(token, NOWHERE, [stream(agency.clip)])

    async def test_a_clip_is_there_once_it_is_uploaded(
        self, agency: AgentUnderTest
    ) -> None:
        token, session = await agency.opened()
        (one,) = await agency.agent.upload(
            token, session.session_id, [stream(agency.clip)]
        )
        state = await agency.agent.state(token, session.session_id)
        assert [asset.name for asset in state.assets] == [one.name] == ["a.mp4"]

    async def test_a_file_that_is_no_clip_is_refused(
        self, agency: AgentUnderTest
    ) -> None:
        token, session = await agency.opened()
        with pytest.raises(UnsupportedFile):
            await agency.agent.upload(
                token, session.session_id, [stream(b"hello", "notes.txt")]
            )
        assert (await agency.agent.state(token, session.session_id)).assets == ()

    async def test_an_instruction_changes_the_draft_and_is_answered(
        self, agency: AgentUnderTest
    ) -> None:
        token, session = await agency.opened()
        await agency.agent.upload(token, session.session_id, [stream(agency.clip)])
        before = await agency.agent.state(token, session.session_id)
        events = await agency.events_of(token, session, agency.wish)
        after = await agency.agent.state(token, session.session_id)
        assert any(isinstance(event, Text) for event in events)
        assert before.draft != after.draft
        assert exportable(after.draft)
        assert summary(after.draft, "en").startswith("Timeline (")

    async def test_credits_are_reported(self, agency: AgentUnderTest) -> None:
        token, _ = await agency.opened()
        credits_ = await agency.agent.credits(token)
        assert credits_.available > 0
        assert credits_.total >= credits_.available

    async def test_a_render_ends_as_a_video(self, agency: AgentUnderTest) -> None:
        token, session, state = await agency.edited()
        id_ = session.session_id
        render_id = RenderId(f"render_{uuid.uuid4().int % 10**13}")
        render = await agency.agent.render(token, id_, render_id, state.draft)
        assert await agency.agent.render(token, id_, render_id, state.draft) == render
        status = await agency.ended(token, render)
        assert status.state is RenderState.COMPLETED
        for url in (status.url, ""):
            async with agency.agent.download(token, render, url) as got:
                data = b"".join([chunk async for chunk in got.chunks])
            assert got.size in (None, len(data))
            assert data

    async def test_a_render_nobody_asked_for_is_unknown(
        self, agency: AgentUnderTest
    ) -> None:
        token, _ = await agency.opened()
        with pytest.raises(AgentRefused):
            await agency.agent.render_status(token, RenderId("render_0"))

    async def test_a_cancelled_render_ends(self, agency: AgentUnderTest) -> None:
        token, session, state = await agency.edited()
        render_id = RenderId(f"render_{uuid.uuid4().int % 10**13}")
        render = await agency.agent.render(
            token, session.session_id, render_id, state.draft
        )
        await agency.agent.cancel_render(token, render)
        assert (await agency.ended(token, render)).state in OVER

    async def test_a_claim_link_holds_no_token_of_the_payer(
        self, agency: AgentUnderTest
    ) -> None:
        token, session = await agency.opened()
        link = await agency.agent.claim_link(token, session)
        assert link == "" or link.startswith("https://")
        assert token not in link

    async def test_a_deleted_session_is_gone_and_its_deletion_may_be_repeated(
        self, agency: AgentUnderTest
    ) -> None:
        token, session, _ = await agency.edited()
        id_ = session.session_id
        deleted = await agency.agent.delete_session(token, id_)
        assert (deleted is not None) is agency.deletes
        if deleted is None:
            assert (await agency.agent.state(token, id_)).assets
            return
        assert (deleted.clips, deleted.versions) == (1, 1)
        with pytest.raises(SessionGone):
            await agency.agent.state(token, id_)
        assert await agency.agent.delete_session(token, id_) is not None

    async def test_errors_are_of_one_family(self, agency: AgentUnderTest) -> None:
        with pytest.raises(AgentError):
            await agency.agent.open_session(NOBODY, "en")
