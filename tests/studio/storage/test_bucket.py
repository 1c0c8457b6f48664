"""Media in a bucket: fetched by a renderer with an empty folder, stored, checked, deleted."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis

from studio.clients.jobs.queue import open_job_queue
from studio.clients.media.bucket import BucketStore
from studio.clients.media.open_store import open_media_store
from studio.clients.state.redis.projects import RedisProjects
from studio.errors import MediaUnavailable
from studio.flows.analysis import Analysis
from studio.flows.jobs.handler import JobHandler
from studio.flows.jobs.run_render import RenderLimits
from studio.flows.projects import Projects
from studio.flows.proxies import proxy_path
from studio.flows.rendering.renders import Renders
from studio.media.inspection.probe import probe
from studio.model.jobs.job import Job, JobKind, JobState, Operation
from studio.model.media import Asset, AssetId, MediaKind
from studio.model.plan import FrameSpan, RenderPlan
from studio.ports.media import MediaStore
from tests.fakes.bucket import CREDENTIALS, bucket_server, make_bucket
from tests.media import footage
from tests.patience import PATIENCE
from tests.studio.job_queue import ended, working
from tests.studio.upkeep import Folder

BUCKET = "clips"
CLIP = "sessions/12/assets/a.mp4"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with bucket_server() as url:
        yield url


@pytest.fixture
def s3(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A client of a bucket that is there and empty."""
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    httpx.post(f"{endpoint}/moto-api/reset", timeout=PATIENCE)
    make_bucket(endpoint, BUCKET)
    import boto3

    return boto3.client("s3", endpoint_url=endpoint)


def store(folder: Path, endpoint: str) -> MediaStore:
    folder.mkdir(parents=True, exist_ok=True)
    media_store = open_media_store(folder, f"s3://{BUCKET}/vm", endpoint)
    assert isinstance(media_store, BucketStore)
    return media_store


def put(media: MediaStore, path: str, data: bytes) -> None:
    local = media.data / path
    local.parent.mkdir(parents=True, exist_ok=True)
    local.write_bytes(data)


async def test_a_file_goes_to_another_machine_and_is_deleted_everywhere(
    s3: Any, endpoint: str, tmp_path: Path
) -> None:
    here, there = (
        store(tmp_path / "here", endpoint),
        store(tmp_path / "there", endpoint),
    )
    put(here, CLIP, b"clip")
    put(here, "sessions/123/assets/b.mp4", b"another session's")
    for path in (CLIP, "sessions/123/assets/b.mp4"):
        await here.save(path)
    assert await there.has(CLIP)
    assert await there.fetch(CLIP)
    assert (there.data / CLIP).read_bytes() == b"clip"
    assert not await there.fetch("sessions/12/assets/none.mp4")
    await here.delete("sessions/12/")
    assert not await there.has(CLIP)
    assert await there.has("sessions/123/assets/b.mp4")


async def test_a_file_that_came_damaged_is_refused(
    s3: Any, endpoint: str, tmp_path: Path
) -> None:
    here = store(tmp_path, endpoint)
    s3.put_object(
        Bucket=BUCKET, Key=f"vm/{CLIP}", Body=b"other", Metadata={"sha256": "0" * 64}
    )
    with pytest.raises(MediaUnavailable, match="damaged"):
        await here.fetch(CLIP)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


async def test_only_old_copies_that_the_bucket_has_are_evicted(
    s3: Any, endpoint: str, tmp_path: Path
) -> None:
    here = store(tmp_path, endpoint)
    large = bytes(1_000_000)
    for name in ("old", "unsaved", "fresh"):
        put(here, f"sessions/12/assets/{name}.mp4", large)
    put(here, "sessions/12/assets/small.srt", b"1")
    for name in ("old.mp4", "fresh.mp4", "small.srt"):
        await here.save(f"sessions/12/assets/{name}")
    for name in ("old.mp4", "unsaved.mp4", "small.srt"):
        os.utime(tmp_path / "sessions/12/assets" / name, (0, 0))
    freed = [size async for size in here.evict(time.time() - 60)]
    assert sorted(freed) == [1, len(large)]
    left = {path.name for path in (tmp_path / "sessions/12/assets").iterdir()}
    assert left == {"unsaved.mp4", "fresh.mp4"}


async def test_captions_that_came_in_at_another_studio_are_read(
    s3: Any, endpoint: str, tmp_path: Path, redis_url: str
) -> None:
    there, here = (store(tmp_path / name, endpoint) for name in ("there", "here"))
    put(there, "sessions/12/assets/a.srt", b"1")
    await there.save("sessions/12/assets/a.srt")
    path = str(here.data / "sessions/12/assets/a.srt")
    captions = Asset(AssetId("a"), "a.srt", MediaKind.CAPTIONS, path, 1, 0.0)
    async with open_job_queue(redis_url) as jobs:
        assert await Analysis(here, jobs).captions(captions) == b"1"


async def test_what_another_studio_deleted_leaves_this_one_s_folder(
    s3: Any, endpoint: str, tmp_path: Path, redis_url: str, redis: Redis
) -> None:
    here = store(tmp_path / "here", endpoint)
    projects = RedisProjects(redis, here.data / "sessions")
    project = await Projects(projects, here.data / "sessions").open("me", "x", "en")
    for session in (project.session_id, "12"):
        put(here, f"sessions/{session}/assets/a.mp4", b"clip")
        os.utime(here.data / "sessions" / session, (0, 0))
    put(here, "analysis/abc.look.json", b"{}")
    os.utime(here.data / "analysis/abc.look.json", (0, 0))
    async with open_job_queue(redis_url) as jobs:
        folder = Folder(
            here.data,
            jobs,
            Analysis(here, jobs),
            Projects(projects, here.data / "sessions"),
            here,
        )
        assert await folder.keeper(projects=1e12).sweep()
    left = [path.name for path in (here.data / "sessions").iterdir()]
    assert left == [project.session_id]
    assert not list((here.data / "analysis").iterdir())


async def test_a_renderer_without_the_folder_renders_from_the_bucket(
    s3: Any, endpoint: str, tmp_path: Path, redis_url: str
) -> None:
    studio = store(tmp_path / "studio", endpoint)
    elsewhere = store(tmp_path / "renderer", endpoint)
    clip = studio.data / CLIP
    clip.parent.mkdir(parents=True)
    footage.write(clip, 1, seconds=1, size=(160, 90))
    await studio.save(CLIP)
    plan = RenderPlan(160, 90, Fraction(25), 25, (FrameSpan(0, 25, str(clip), 0.0),))
    handler = JobHandler(elsewhere, RenderLimits())
    slots = {JobKind.RENDER: 1}
    async with working(redis_url, elsewhere.data, slots=slots, handler=handler) as jobs:
        renders = Renders(studio, jobs)
        job = await ended(jobs, await renders.submit("me", "r", plan, "v.mp4", "12"))
        assert job.state is JobState.COMPLETED, job.error
        video = await renders.file(job)
        assert video.is_relative_to(studio.data)
        assert video.stat().st_size == job.result["size"]
        await renders.delete_session("12")
    assert "Contents" not in s3.list_objects_v2(Bucket=BUCKET, Prefix="vm/renders/")


async def test_what_a_renderer_saw_of_a_clip_comes_back_with_the_proxy(
    s3: Any, endpoint: str, tmp_path: Path, redis_url: str
) -> None:
    studio = store(tmp_path / "studio", endpoint)
    clip = studio.data / CLIP
    clip.parent.mkdir(parents=True)
    footage.write(clip, 1, seconds=1, size=(160, 90))
    await studio.save(CLIP)
    asset = replace(probe(clip, clip.name), sha256="0" * 64)
    handler = JobHandler(store(tmp_path / "renderer", endpoint), RenderLimits())
    proxy = str(proxy_path("12", asset))
    payload = {"clip": CLIP, "name": "a.mp4", "proxy": proxy}
    job = Job("p", JobKind.BACKGROUND, Operation.PROXY, payload=payload)

    async def report(share: float) -> None: ...

    assert (await handler(job, report)).state is JobState.COMPLETED
    async with open_job_queue(
        redis_url
    ) as jobs:  # no worker runs that could analyse it
        analysis = await Analysis(studio, jobs).footage(asset)
    assert len(analysis.moments) == 4
    await studio.delete("sessions/12/")
    assert "Contents" not in s3.list_objects_v2(Bucket=BUCKET, Prefix="vm/sessions/12")


@pytest.mark.parametrize("bucket", ["clips", "s3://", "http://clips"])
def test_a_malformed_bucket_is_reported(bucket: str, tmp_path: Path) -> None:
    with pytest.raises(MediaUnavailable, match="STUDIO_BUCKET"):
        open_media_store(tmp_path, bucket)
