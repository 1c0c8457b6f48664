"""Results of analyses are stored, and computed again if their format is old."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from studio.clients.jobs.queue import open_job_queue
from studio.clients.media.folder import FolderStore
from studio.errors import JobsUnavailable
from studio.flows.analysis import Analysis
from studio.media.inspection.probe import probe
from studio.model.jobs.job import Job
from studio.model.media import Asset
from studio.ports.jobs import JobQueue
from tests.media import footage
from tests.studio.job_queue import working


def _clip(folder: Path) -> Asset:
    """A second of moving pictures."""
    path = folder / "clip.mp4"
    pictures = [footage.coded(1, n, 160, 90) for n in range(10)]
    footage.painted(path, pictures, Fraction(10))
    return replace(probe(path, path.name), sha256="c" * 64)


async def test_an_analysis_of_an_old_format_is_made_anew(
    tmp_path: Path, redis_url: str
) -> None:
    clip = _clip(tmp_path)
    stored = tmp_path / "analysis" / f"{clip.sha256}.look.json"
    stored.parent.mkdir()
    old = {"asset": "a", "seconds": 1.0, "shots": [], "keyframes": [], "loudness": 0}
    stored.write_text(json.dumps(old))
    async with working(redis_url, tmp_path) as jobs:
        analysis = await Analysis(FolderStore(tmp_path), jobs).footage(clip)
        assert analysis.shots
        assert analysis.moments
        renewed = json.loads(stored.read_text())
        # A field that an earlier release stored does no harm.
        stored.write_text(json.dumps(renewed | {"loudness": -1.0, "keyframes": [0.0]}))
        assert (
            await Analysis(FolderStore(tmp_path), jobs).footage(clip)
        ).loudness == -1.0


async def test_an_old_tempo_is_not_known(tmp_path: Path, redis_url: str) -> None:
    asset = replace(_clip(tmp_path), sha256="d" * 64)
    (tmp_path / "analysis").mkdir()
    stored = tmp_path / "analysis" / f"{asset.sha256}.music.json"
    stored.write_text('{"tempo": 90.0}')
    async with open_job_queue(redis_url) as jobs:
        assert await Analysis(FolderStore(tmp_path), jobs).known_tempo(asset) is None


class UnreliableQueue:
    """A queue of jobs that does not answer for the next ``away`` calls."""

    def __init__(self, jobs: JobQueue, away: int) -> None:
        self._jobs = jobs
        self.away = away

    async def submit(self, job: Job, *, anew: bool = False) -> Job:
        if self.away:
            self.away -= 1
            raise JobsUnavailable("Redis cannot be reached")
        return await self._jobs.submit(job, anew=anew)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._jobs, name)


async def test_a_clip_is_looked_at_once_the_queue_is_there_again(
    tmp_path: Path, redis_url: str
) -> None:
    async with working(redis_url, tmp_path) as jobs:
        frail: Any = UnreliableQueue(jobs, away=2)
        analysis = await Analysis(FolderStore(tmp_path), frail).footage(_clip(tmp_path))
        assert analysis.shots
        assert frail.away == 0
