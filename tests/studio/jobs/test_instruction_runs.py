"""Runs survive the studio: an accepted instruction is carried out exactly once."""

import asyncio
import json
import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from common.correlation import bound
from core.clients.agent.client import NemoAgent
from core.errors import AgentError
from core.model.agent import AgentSession, AgentState, Token
from studio.clients.jobs.queue import open_job_queue
from studio.clients.media.folder import FolderStore
from studio.flows.analysis import Analysis
from studio.model.draft import Draft
from studio.model.project import PendingInstruction, Version
from studio.model.reading import ProjectView, Reading
from tests.http_client import http_client
from tests.patience import PATIENCE
from tests.studio.state import accounts_in, projects_in, runs_of
from tests.studio_server import Address, stream, studio


async def _hear(agent: NemoAgent, token: Token, session: AgentSession) -> None:
    with suppress(AgentError):
        async for _ in agent.instruct(token, session.session_id, "cut it, 3 seconds"):
            pass


async def _settled(agent: NemoAgent, token: Token, session: AgentSession) -> AgentState:
    async with asyncio.timeout(PATIENCE):
        while (state := await agent.state(token, session.session_id)).raw["working"]:
            await asyncio.sleep(0.1)
    return state


@pytest.mark.chaos
async def test_an_instruction_survives_a_kill_and_is_done_once(
    tmp_path: Path, files: dict[str, Path]
) -> None:
    async with http_client() as client:
        with studio(tmp_path, STUDIO_CREDITS="5") as url:
            agent = NemoAgent(client, url)
            token = (await agent.mint("me")).token
            session = await agent.open_session(token, "en")
            data = files["one.mp4"].read_bytes()
            await agent.upload(token, session.session_id, [stream("one.mp4", data)])
            instruction = asyncio.create_task(_hear(agent, token, session))
            while not (await agent.state(token, session.session_id)).raw["working"]:
                await asyncio.sleep(0.01)
            assert isinstance(url, Address)
            os.kill(url.pid, signal.SIGKILL)
            await instruction
        with studio(tmp_path, STUDIO_CREDITS="5") as url:
            agent = NemoAgent(client, url)
            state = await _settled(agent, token, session)
            assert state.draft["d"] == 3000
            assert (state.raw["instructions"], state.raw["version"]) == (1, 0)
            assert (await agent.credits(token)).available == 4
        with studio(tmp_path, STUDIO_CREDITS="5") as url:
            agent = NemoAgent(client, url)
            state = await _settled(agent, token, session)
            assert state.raw["version"] == 0


async def test_an_edit_that_was_saved_is_not_made_again(tmp_path: Path) -> None:
    projects = projects_in(tmp_path)
    id_ = (await projects.open("me", "x", "en")).session_id
    one = PendingInstruction("one", "key", id="1")
    await projects.add_pending(id_, one)
    await projects.add_pending(id_, PendingInstruction("two", "key", id="2"))
    await projects.save_version(id_, Version(Draft(), request="one"), by=one)
    again = projects_in(tmp_path)
    assert list(await again.at_work()) == [id_]
    _, taken = await again.take_over(id_, lambda _: True, "new")
    assert [(p.text, p.starts, p.owner) for p in taken] == [("two", 2, "new")]


class _HeldReader:
    """Reads nothing until ``go`` is set; ``began`` counts the requests."""

    def __init__(self) -> None:
        self.began, self.go = 0, asyncio.Event()

    async def read(self, text: str, view: ProjectView) -> Reading | None:
        self.began += 1
        await self.go.wait()
        return None


async def test_an_instruction_that_is_sent_again_is_carried_out_and_paid_once(
    tmp_path: Path, redis_url: str
) -> None:
    """One studio stored it, but its answer was lost; the bot sends it to another studio."""
    accounts, projects = accounts_in(tmp_path / "a"), projects_in(tmp_path / "p")
    issued = await accounts.mint("me", "127.0.0.1")
    token = f"Bearer {issued['token']}"
    account = await accounts.authenticate(token)
    id_ = (await projects.open(account.user_id, "x", "en")).session_id
    reader = _HeldReader()
    async with open_job_queue(redis_url) as jobs:
        analyst = Analysis(FolderStore(tmp_path), jobs)
        first, second = (
            runs_of(accounts, projects, analyst, reader=reader) for _ in "12"
        )
        words = "as if it rained"
        with bound("turn1"):
            one = await first.start(account, id_, words, silent=False)
            two = await second.start(account, id_, words, silent=False)
        project = await projects.get(id_, account.user_id)
        assert [each.starts for each in project.pending] == [2]
        assert project.instructions == 2
        assert (await accounts.authenticate(token)).available == 4
        reader.go.set()
        async with asyncio.timeout(PATIENCE):
            for run in (one, two):
                async for _ in run.events(PATIENCE):
                    pass
    assert two.texts
    assert (await projects.get(id_, account.user_id)).pending == ()
    assert (await accounts.authenticate(token)).available == 5


@pytest.mark.parametrize(
    ("request_", "text"), [("turn2", "faster"), ("turn1", "slower"), ("", "faster")]
)
async def test_another_instruction_stands_behind_the_one_before_it(
    tmp_path: Path, request_: str, text: str
) -> None:
    projects = projects_in(tmp_path)
    id_ = (await projects.open("me", "x", "en")).session_id
    before = "turn1" if request_ else ""
    one = PendingInstruction("faster", "key", id="1", request=before)
    two = PendingInstruction(text, "key", id="2", request=request_)
    assert await projects.add_pending(id_, one) == one
    assert await projects.add_pending(id_, two) == two
    assert (await projects.get(id_, "me")).pending == (one, two)


async def test_an_instruction_that_kills_the_studio_each_time_is_given_up(
    tmp_path: Path, redis_url: str
) -> None:
    accounts = accounts_in(tmp_path / "a")
    issued = await accounts.mint("me", "127.0.0.1")
    account = await accounts.authenticate(f"Bearer {issued['token']}")
    projects = projects_in(tmp_path / "p")
    id_ = (await projects.open(account.user_id, "x", "en")).session_id
    await projects.add_pending(
        id_, PendingInstruction("boom", account.user_id, starts=3)
    )
    again = projects_in(tmp_path / "p")
    async with open_job_queue(redis_url) as jobs:
        await runs_of(accounts, again, Analysis(FolderStore(tmp_path), jobs)).resume()
    file = tmp_path / "p" / id_ / "project.json"
    assert json.loads(file.read_text())["pending"] == []
    assert await again.at_work() == {}
