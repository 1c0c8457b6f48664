"""Retention and disk budget of the studio's folder, and recovery from failures."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from core.clients.agent.client import NemoAgent
from core.errors import AgentFull
from studio.clients.jobs.queue import open_job_queue
from studio.clients.media.folder import FolderStore
from studio.clients.state.folder_projects import FolderProjects
from studio.errors import DeletionFailed, DiskFull
from studio.flows.analysis import Analysis
from studio.flows.projects import Projects
from studio.flows.upkeep.housekeeping import DiskLevel
from studio.model.project import PendingInstruction
from studio.ports.jobs import JobQueue
from tests.http_client import http_client
from tests.studio.upkeep import CLIP, DAY, EXPORT, Folder, make_older
from tests.studio_server import stream, studio


@pytest.fixture
async def jobs(redis_url: str) -> AsyncIterator[JobQueue]:
    async with open_job_queue(redis_url) as queue:
        yield queue


@pytest.fixture
def folder(tmp_path: Path, jobs: JobQueue) -> Folder:
    return Folder(tmp_path, jobs)


async def test_what_is_past_its_time_goes(folder: Folder) -> None:
    old, new = await folder.project(31 * DAY), await folder.project(29 * DAY)
    exports = [await folder.export("a", 8 * DAY), await folder.export("b", 6 * DAY)]
    results = [folder.analysed("1", 31 * DAY), folder.analysed("2", 29 * DAY)]
    assert await folder.keeper(reserve=0).sweep()
    sessions = folder.data / "sessions"
    assert [(sessions / id_).exists() for id_ in (old, new)] == [False, True]
    assert [folder.there(job) for job in exports] == [False, True]
    assert [path.exists() for path in results] == [False, True]


async def test_a_project_in_use_is_kept(folder: Folder) -> None:
    touched, pending = await folder.project(31 * DAY), await folder.project(0)
    await folder.projects.touch(touched)
    await folder.projects.add_pending(pending, PendingInstruction("cut it", "me"))
    make_older(folder.projects.folder(pending) / "project.json", 31 * DAY)
    await folder.keeper(reserve=0).sweep()
    assert folder.projects.folder(touched).exists()
    assert folder.projects.folder(pending).exists()


async def test_exports_go_first_then_analyses_and_projects_last(
    folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = await folder.project(3 * DAY), await folder.project(2 * DAY)
    old = await folder.export("a", 2 * DAY)
    new = await folder.export("b", DAY)
    result = folder.analysed("1", DAY)
    # What is left as the budget gets smaller:
    used = (await folder.keeper(reserve=0).measure()).used
    reserve = 20_000

    def left() -> list[bool]:
        folders = [folder.projects.folder(id_) for id_ in (first, second)]
        there = [folder.there(old), folder.there(new), result.exists()]
        return [*there, *(one.exists() for one in folders)]

    for spare, names in [
        (reserve, [True] * 5),
        (0, [False, True, True, True, True]),
        (-EXPORT, [False, False, True, True, True]),
        (-2 * EXPORT, [False, False, False, True, True]),
    ]:
        keeper = folder.keeper(budget=used + spare, reserve=reserve)
        await keeper.sweep()
        assert left() == names
        assert "before its time" not in caplog.text
    keeper = folder.keeper(budget=CLIP + 10_000, reserve=reserve)
    await keeper.sweep()
    assert left() == [False, False, False, False, True]
    assert f"project {first} was deleted before its time" in caplog.text
    assert f"project {second}" not in caplog.text


async def test_proxies_go_before_exports_unless_they_are_in_use(folder: Folder) -> None:
    session = folder.projects.folder(await folder.project(DAY))
    (session / "proxies").mkdir()
    old, used = session / "proxies" / "a.mp4", session / "proxies" / "b.mp4"
    for path in (old, used):
        path.write_bytes(bytes(CLIP))
    make_older(old, DAY)
    export = await folder.export("a", DAY)
    used_bytes = (await folder.keeper(reserve=0).measure()).used
    await folder.keeper(budget=used_bytes, reserve=10_000).sweep()
    assert [old.exists(), used.exists(), folder.there(export)] == [False, True, True]
    assert not await folder.keeper(budget=1, reserve=10_000).has_room()


async def test_the_log_says_once_when_space_is_low_full_and_there_again(
    folder: Folder, caplog: pytest.LogCaptureFixture
) -> None:
    await folder.project(0)
    for _ in range(2):
        low = folder.keeper(budget=100_000, reserve=90_000)
        assert (await low.measure()).level is DiskLevel.LOW
        await low.measure()
    assert caplog.text.count("of space left: free some") == 2  # two housekeepers
    full = folder.keeper(budget=CLIP, reserve=10_000)
    with pytest.raises(DiskFull, match="This bot's disk is full"):
        await full.require_room()
    assert "takes no clips and renders nothing" in caplog.text
    await folder.export("a", DAY)
    (path,) = folder.data.glob("sessions/*/assets/*")
    path.unlink()
    await full.require_room()
    assert "of space again" in caplog.text


async def test_an_upload_may_not_take_the_last_space(folder: Folder) -> None:
    keeper = folder.keeper(budget=1_000_000, reserve=100_000)
    await keeper.require_room(900_000)
    with pytest.raises(DiskFull):
        await keeper.require_room(995_000)


class BrokenAnalysis(Analysis):
    """A folder on a disk that cannot be read for a while."""

    broken = True

    async def prune(self, older_than: float) -> int:
        if self.broken:
            raise OSError(5, "Input/output error")
        return await super().prune(older_than)


async def test_an_error_is_logged_stops_no_other_step_and_is_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, jobs: JobQueue
) -> None:
    analysis = BrokenAnalysis(FolderStore(tmp_path), jobs)
    folder = Folder(tmp_path, jobs, analysis)
    old = await folder.project(31 * DAY)
    result = folder.analysed("1", 31 * DAY)
    work = asyncio.create_task(folder.keeper(reserve=0).run(after_error=0.02))
    while folder.projects.folder(old).exists():
        await asyncio.sleep(0.02)
    assert "Input/output error" in caplog.text
    assert result.exists()
    analysis.broken = False
    while result.exists():
        await asyncio.sleep(0.02)
    assert not work.done()
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)


class UnlistableProjects(Projects):
    """Projects that cannot be listed for a while."""

    broken = True

    async def unused_since(self, older_than: float) -> Sequence[str]:
        if self.broken:
            raise OSError(5, "Input/output error")
        return await super().unused_since(older_than)


async def test_projects_that_cannot_be_listed_do_not_end_housekeeping(
    tmp_path: Path, jobs: JobQueue
) -> None:
    projects = UnlistableProjects(
        FolderProjects(tmp_path / "sessions"), tmp_path / "sessions"
    )
    folder = Folder(tmp_path, jobs, projects=projects)
    old = await folder.project(31 * DAY)
    result = folder.analysed("1", 31 * DAY)
    work = asyncio.create_task(folder.keeper(reserve=0).run(after_error=0.02))
    while result.exists() and not work.done():
        await asyncio.sleep(0.02)
    projects.broken = False
    while folder.projects.folder(old).exists() and not work.done():
        await asyncio.sleep(0.02)
    assert not work.done()
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)


class UndeletableProjects(Projects):
    """One project that cannot be deleted."""

    stuck = ""

    async def delete(self, session_id: str) -> int:
        if session_id == self.stuck:
            raise DeletionFailed("stuck")
        return await super().delete(session_id)


async def test_a_project_that_cannot_be_deleted_keeps_no_other(
    tmp_path: Path, jobs: JobQueue
) -> None:
    projects = UndeletableProjects(
        FolderProjects(tmp_path / "sessions"), tmp_path / "sessions"
    )
    folder = Folder(tmp_path, jobs, projects=projects)
    projects.stuck = await folder.project(32 * DAY)
    others = [await folder.project(31 * DAY, f"{n:064x}") for n in range(2)]
    assert not await folder.keeper(reserve=0).sweep()
    assert folder.projects.folder(projects.stuck).exists()
    assert not any(folder.projects.folder(one).exists() for one in others)


async def test_a_full_studio_says_so_at_once_and_recovers(
    tmp_path: Path, files: dict[str, Path]
) -> None:
    """Over HTTP, as the bots see it: upload, readiness, numbers."""
    clip = files["one.mp4"].read_bytes()
    budget = str((len(clip) * 3) / 1e9)
    settings = {"STUDIO_DISK_GB": budget, "STUDIO_RESERVE_GB": str(len(clip) * 2 / 1e9)}
    with studio(tmp_path, **settings) as url:
        async with http_client() as client:
            agent = NemoAgent(client, url)
            token = (await agent.mint("me")).token
            one = (await agent.open_session(token, "en")).session_id
            two = (await agent.open_session(token, "en")).session_id
            for number in range(2):
                data = clip + bytes([number])
                await agent.upload(token, one, [stream("one.mp4", data)])
            with pytest.raises(AgentFull, match="This bot's disk is full"):
                await agent.upload(token, two, [stream("one.mp4", clip + b"2")])
            (tmp_path / "studio" / "ballast").write_bytes(bytes(len(clip)))
            answer = await client.get(f"{url}/readyz")
            assert (answer.status_code, answer.json()["status"]) == (503, "full")
            (tmp_path / "studio" / "ballast").unlink()
            await agent.delete_session(token, one)
            await agent.upload(token, two, [stream("one.mp4", clip + b"2")])
            assert (await client.get(f"{url}/readyz")).status_code == 200
            numbers = (await client.get(f"{url}/metrics")).text
            assert "vidmuse_studio_disk_room_bytes" in numbers
            assert 'vidmuse_renders{state="waiting"} 0.0' in numbers
