"""A session is deleted at once, with all that was made from it; nothing of it is left."""

import asyncio
from pathlib import Path

import pytest

from core.clients.agent.client import NemoAgent
from core.errors import AgentRefused, SessionGone
from core.model.agent import RenderId, RenderState
from tests.http_client import http_client
from tests.studio_server import stream, studio


@pytest.mark.long
async def test_nothing_of_a_deleted_session_is_left_and_others_keep_theirs(
    tmp_path: Path, files: dict[str, Path]
) -> None:
    clip = files["one.mp4"].read_bytes()
    own = files["two.mp4"].read_bytes()
    with studio(tmp_path) as url:
        async with http_client() as client:
            agent = NemoAgent(client, url)
            token = (await agent.mint("me")).token
            one = (await agent.open_session(token, "en")).session_id
            two = (await agent.open_session(token, "en")).session_id
            sent = [stream("one.mp4", clip), stream("two.mp4", own)]
            await agent.upload(token, one, sent)
            await agent.upload(token, two, [stream("one.mp4", clip)])
            for text in ("cut it, 2 seconds, 240p", "1 second"):
                [event async for event in agent.instruct(token, one, text)]
            state = await agent.state(token, one)
            infos = state.raw["video_infos"]
            contents = {info["filename"]: info["hash"] for info in infos}
            render = await agent.render(token, one, RenderId("r1"), state.draft)
            while (
                status := await agent.render_status(token, render)
            ).state is not RenderState.COMPLETED:
                await asyncio.sleep(0.1)
            long = [e async for e in agent.instruct(token, one, "make it 2 minutes")]
            assert long
            draft = (await agent.state(token, one)).draft
            running = await agent.render(token, one, RenderId("r2"), draft)

            deleted = await agent.delete_session(token, one)

            assert deleted is not None
            assert (deleted.clips, deleted.versions, deleted.videos) == (2, 3, 2)
            assert deleted.size > len(clip) + len(own)
            with pytest.raises(SessionGone):
                await agent.state(token, one)
            for gone in (render, running):
                with pytest.raises(AgentRefused):
                    await agent.render_status(token, gone)
            assert (await client.get(status.url)).status_code == 404
            assert len((await agent.state(token, two)).assets) == 1
        data = tmp_path / "studio"
        assert not [path for path in data.rglob("*") if one in path.name]
        assert list((data / "renders").iterdir()) == []
        analysed = {
            path.name.partition(".")[0] for path in (data / "analysis").iterdir()
        }
        assert analysed <= {contents["one.mp4"]}  # the other session has it, too


async def test_only_the_owner_deletes(server: str, agent: NemoAgent) -> None:
    mine, theirs = [(await agent.mint(name)).token for name in ("mine", "theirs")]
    session = await agent.open_session(mine, "en")
    assert await agent.delete_session(theirs, session.session_id) is not None
    await agent.state(mine, session.session_id)  # it is still there
    async with http_client() as client:
        url = f"{server}/api/sessions/nemo_agent/me/{session.session_id}"
        assert (await client.delete(url)).json()["code"] == 1001
