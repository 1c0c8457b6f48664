"""What a project stores: files that move with their folder, versions written once."""

import asyncio
import json
import shutil
import tempfile
from fractions import Fraction
from pathlib import Path

from hypothesis import given, settings, strategies as st

from studio.clients.state.folder_projects import FolderProjects
from studio.clients.state.project_cache import ProjectCache
from studio.clients.state.project_files import load
from studio.flows.projects import Projects
from studio.model.draft import Draft
from studio.model.media import Asset, AssetId, MediaKind
from studio.model.project import PendingInstruction, Project, Version
from tests.studio.state import projects_in


def _asset(path: Path, sha256: str = "ab" * 32) -> Asset:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"clip")
    return Asset(
        AssetId("a_1"), "clip.mp4", MediaKind.VIDEO, str(path), 4, 2.0, 640, 360,
        Fraction(30), sha256=sha256,
    )  # fmt: skip


def _version(name: str) -> Version:
    return Version(Draft(duration=len(name)), request=name)


async def _opened(folder: Path) -> tuple[Projects, Project]:
    projects = projects_in(folder)
    return projects, await projects.open("me", "x", "en")


async def test_moved_footage_is_found(tmp_path: Path) -> None:
    projects, project = await _opened(tmp_path / "old")
    id_ = project.session_id
    await projects.add(id_, _asset(projects.folder(id_) / "assets" / "ab.mp4"))
    record = (projects.folder(id_) / "project.json").read_text()
    assert str(tmp_path) not in record
    shutil.move(tmp_path / "old", tmp_path / "new")
    (asset,) = (await projects_in(tmp_path / "new").get(id_, "me")).assets
    assert Path(asset.path).read_bytes() == b"clip"


async def test_an_absolute_path_of_a_former_version_is_found_after_a_move(
    tmp_path: Path,
) -> None:
    projects, project = await _opened(tmp_path)
    id_ = project.session_id
    await projects.add(id_, _asset(projects.folder(id_) / "assets" / "ab.mp4"))
    record = projects.folder(id_) / "project.json"
    data = json.loads(record.read_text())
    data["assets"][0]["path"] = f"/gone/studio/sessions/{id_}/assets/ab.mp4"
    record.write_text(json.dumps(data))
    (asset,) = (await projects_in(tmp_path).get(id_, "me")).assets
    assert Path(asset.path).is_file()


async def test_a_missing_file_is_taken_in_anew(tmp_path: Path) -> None:
    projects, project = await _opened(tmp_path)
    id_ = project.session_id
    assets = projects.folder(id_) / "assets"
    first = await projects.add(id_, _asset(assets / "ab.mp4"))
    (assets / "ab.mp4").unlink()
    second = await projects.add(id_, _asset(assets / "ab.mov"))
    assert (second.id, second.name) == (first.id, first.name)
    (asset,) = (await projects_in(tmp_path).get(id_, "me")).assets
    assert Path(asset.path).is_file()


async def test_a_version_is_written_once(tmp_path: Path) -> None:
    projects, project = await _opened(tmp_path)
    id_ = project.session_id
    files = projects.folder(id_) / "versions"
    await projects.save_version(id_, _version("one"))
    before = {path: path.stat().st_mtime_ns for path in files.iterdir()}
    await projects.save_version(id_, _version("two"))
    await projects.select_version(id_, 0)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert len(list(files.iterdir())) == 2
    await projects.save_version(id_, _version("three"))
    again = await projects_in(tmp_path).get(id_, "me")
    assert [version.request for version in again.versions] == ["one", "three"]
    assert again.current == 1
    assert len(list(files.iterdir())) == 2


async def test_a_project_of_a_former_version_is_read_and_written_anew(
    tmp_path: Path,
) -> None:
    projects, project = await _opened(tmp_path)
    id_ = project.session_id
    record = projects.folder(id_) / "project.json"
    data = json.loads(record.read_text())
    draft = {"t": [], "d": 1200, "m": {}}
    data["versions"] = [{"draft": draft, "wishes": "{}", "request": "cut it"}]
    data["current"] = 0
    record.write_text(json.dumps(data))
    projects = projects_in(tmp_path)
    assert (await projects.get(id_, "me")).draft.duration == 1200
    await projects.save_version(id_, _version("two"))
    again = await projects_in(tmp_path).get(id_, "me")
    assert [version.request for version in again.versions] == ["cut it", "two"]
    assert json.loads(record.read_text())["versions"] == ["000001", "000002"]


async def test_a_damaged_version_leaves_the_others_readable(tmp_path: Path) -> None:
    projects, project = await _opened(tmp_path)
    id_ = project.session_id
    for name in ("one", "two", "three"):
        await projects.save_version(id_, _version(name))
    (projects.folder(id_) / "versions" / "000002.json").write_text("{")
    projects = projects_in(tmp_path)
    again = await projects.get(id_, "me")
    assert [version.request for version in again.versions] == ["one", "three"]
    assert again.current == 1
    await projects.save_version(id_, _version("four"))
    again = await projects_in(tmp_path).get(id_, "me")
    assert [v.request for v in again.versions] == ["one", "three", "four"]


async def test_uploads_and_edits_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    projects, project = await _opened(tmp_path)
    id_ = project.session_id
    assets = projects.folder(id_) / "assets"
    await asyncio.gather(
        *(
            projects.add(id_, _asset(assets / f"{n}.mp4", f"{n:064x}"))
            for n in range(5)
        ),
        *(projects.save_version(id_, _version(str(n))) for n in range(5)),
        *(
            projects.add_pending(id_, PendingInstruction(str(n), "me"))
            for n in range(5)
        ),
    )
    again = await projects_in(tmp_path).get(id_, "me")
    assert (len(again.assets), len(again.versions), again.instructions) == (5, 5, 5)


async def test_a_cancelled_writer_leaves_memory_and_disk_the_same(
    tmp_path: Path,
) -> None:
    projects, project = await _opened(tmp_path)
    id_ = project.session_id
    for number in range(20):
        task = asyncio.create_task(projects.save_version(id_, _version(str(number))))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    in_memory = await projects.get(id_, "me")
    again = await projects_in(tmp_path).get(id_, "me")
    assert in_memory.versions == again.versions


async def test_what_leaves_the_cache_is_read_again(
    tmp_path: Path,
) -> None:
    cache = ProjectCache(versions=3)
    projects = Projects(FolderProjects(tmp_path, cache), tmp_path)
    ids = [(await projects.open("me", "x", "en")).session_id for _ in range(4)]
    for id_ in ids:
        for name in ("one", "two"):
            await projects.save_version(id_, _version(name))
    assert 0 < len(cache) < 4
    for id_ in ids:
        assert len((await projects.get(id_, "me")).versions) == 2


@settings(max_examples=200)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["session_id", "assets", "versions", "current"]), inner
            )
        ),
        max_leaves=10,
    )
)
def test_any_record_is_read_or_refused_never_raised(data: object) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "project.json").write_text(json.dumps(data))
        assert load(folder) is None
