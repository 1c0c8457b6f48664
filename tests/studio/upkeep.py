"""The services of the studio's upkeep over one folder, for tests."""

import os
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from studio.clients.media.folder import FolderStore
from studio.flows.analysis import Analysis
from studio.flows.projects import Projects
from studio.flows.proxies import Proxies
from studio.flows.rendering.renders import Renders, job_key
from studio.flows.upkeep.deletion import Deletion
from studio.flows.upkeep.housekeeping import Housekeeper, Retention, Stores
from studio.model.jobs.job import Job, JobKind, JobState, Operation
from studio.model.media import Asset, AssetId, MediaKind
from studio.ports.jobs import JobQueue
from studio.ports.media import MediaStore
from tests.studio.state import accounts_in, projects_in, runs_of

DAY = 86400.0
CLIP, EXPORT, ANALYSIS = 40_000, 30_000, 5_000
_RETENTION = Retention(30 * DAY, 7 * DAY, 0, 2_000_000_000)


class Folder:
    """The services over one folder, and files of any age in it."""

    def __init__(
        self,
        data: Path,
        jobs: JobQueue,
        analysis: Analysis | None = None,
        projects: Projects | None = None,
        media: MediaStore | None = None,
    ) -> None:
        self.data = data
        self.jobs = jobs
        self.media = media = media or FolderStore(data)
        self.accounts = accounts_in(data / "accounts", per_address=0)
        self.projects = projects or projects_in(data / "sessions")
        self.analysis = analysis or Analysis(media, jobs)
        self.renders = Renders(media, jobs)
        runs = runs_of(self.accounts, self.projects, self.analysis)
        self.proxies = Proxies(media, jobs, self._has_room)
        self.deletion = Deletion(
            self.projects, runs, self.renders, self.analysis, self.proxies, media
        )

    async def _has_room(self) -> bool:
        return True

    def keeper(self, **retention: Any) -> Housekeeper:
        return Housekeeper(
            self.data,
            replace(_RETENTION, **retention),
            Stores(
                self.accounts,
                self.projects,
                self.renders,
                self.analysis,
                self.proxies,
                self.media,
            ),
            self.deletion,
        )

    async def project(self, age: float, sha256: str = "ab" * 32) -> str:
        id_ = (await self.projects.open("me", "x", "en")).session_id
        path = self.projects.folder(id_) / "assets" / f"{sha256[:8]}.mp4"
        path.parent.mkdir(parents=True)
        path.write_bytes(bytes(CLIP))
        asset = Asset(
            AssetId("a"), "a.mp4", MediaKind.VIDEO, str(path), CLIP, 1.0, 640, 360,
            Fraction(30), sha256=sha256,
        )  # fmt: skip
        await self.projects.add(id_, asset)
        make_older(self.projects.folder(id_) / "project.json", age)
        return id_

    async def export(self, name: str, age: float, session: str = "") -> Job:
        """A render that was completed so many seconds ago."""
        job = Job(
            job_key("me", name), JobKind.RENDER, Operation.RENDER, name, "me", session,
            {"name": "v.mp4", "secret": "s"}, time.time() - age, JobState.COMPLETED,
        )  # fmt: skip
        folder = self.data / "renders" / job.key
        folder.mkdir(parents=True)
        (folder / "out.mp4").write_bytes(bytes(EXPORT))
        return await self.jobs.submit(job)

    def analysed(self, sha256: str, age: float) -> Path:
        path = self.data / "analysis" / f"{sha256}.look.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(ANALYSIS))
        make_older(path, age)
        return path

    def there(self, job: Job) -> bool:
        return (self.data / "renders" / job.key).exists()


def make_older(path: Path, seconds: float) -> None:
    os.utime(path, (time.time() - seconds,) * 2)
