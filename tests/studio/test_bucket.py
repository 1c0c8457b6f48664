"""Media in a bucket: carried to a renderer with an empty folder and back, checked, deleted."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest

from studio.clients.media.bucket import BucketStore
from studio.clients.media.open_store import open_media_store
from studio.errors import MediaUnavailable
from studio.flows.jobs.handler import JobHandler
from studio.flows.jobs.run_render import RenderLimits
from studio.flows.rendering.renders import Renders
from studio.model.jobs.job import JobKind, JobState
from studio.model.plan import FrameSpan, RenderPlan
from studio.ports.media import MediaStore
from tests.media import footage
from tests.patience import PATIENCE
from tests.studio.job_queue import ended, working
from tests.valkey import free_port

BUCKET = "clips"
CLIP = "sessions/12/assets/a.mp4"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """The address of a small server that speaks the protocol of S3."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    until = time.monotonic() + PATIENCE
    while True:
        try:
            httpx.get(url, timeout=PATIENCE)
            break
        except httpx.TransportError:
            assert time.monotonic() < until
            time.sleep(0.1)
    yield url
    process.terminate()
    process.wait(PATIENCE)


@pytest.fixture
def s3(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A client of a bucket that is there and empty."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    httpx.post(f"{endpoint}/moto-api/reset", timeout=PATIENCE)
    client = boto3.client("s3", endpoint_url=endpoint)
    client.create_bucket(Bucket=BUCKET)
    return client


def store(folder: Path, endpoint: str) -> MediaStore:
    folder.mkdir(parents=True, exist_ok=True)
    found = open_media_store(folder, f"s3://{BUCKET}/vm", endpoint)
    assert isinstance(found, BucketStore)
    return found


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
    assert freed == [len(large)]
    left = {path.name for path in (tmp_path / "sessions/12/assets").iterdir()}
    assert left == {"unsaved.mp4", "fresh.mp4", "small.srt"}


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


@pytest.mark.parametrize("bucket", ["clips", "s3://", "http://clips"])
def test_a_garbled_bucket_is_told(bucket: str, tmp_path: Path) -> None:
    with pytest.raises(MediaUnavailable, match="STUDIO_BUCKET"):
        open_media_store(tmp_path, bucket)
