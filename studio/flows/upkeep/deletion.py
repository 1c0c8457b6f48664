"""Delete a session with everything derived from it, and verify the deletion.

``studio/media/deletion.py`` verifies that files are deleted; the core counts a person's
data again in ``core/clients/store/erasure.py``.
"""

from dataclasses import dataclass

from studio.flows.analysis import Analysis
from studio.flows.instructions.runs import InstructionRuns
from studio.flows.projects import Projects
from studio.flows.proxies import Proxies
from studio.flows.rendering.renders import Renders
from studio.model.project import Project
from studio.ports.media import MediaStore


@dataclass(frozen=True, slots=True)
class DeletionCounts:
    """Numbers of deleted clips, versions, videos and bytes."""

    clips: int
    versions: int
    videos: int
    bytes: int


class Deletion:
    """Deletes sessions on request or to free space."""

    def __init__(
        self,
        projects: Projects,
        runs: InstructionRuns,
        renders: Renders,
        analysis: Analysis,
        proxies: Proxies,
        media: MediaStore,
    ) -> None:
        self._projects = projects
        self._runs = runs
        self._renders = renders
        self._analysis = analysis
        self._proxies = proxies
        self._media = media

    async def delete(self, project: Project) -> DeletionCounts:
        """End the session's work, then delete its videos, analyses, clips and versions.

        Raises ``DeletionFailed`` if a file still exists; call it again then.
        """
        session_id = project.session_id
        await self._runs.cancel_session(session_id)
        await self._proxies.cancel_session(session_id)
        videos, size = await self._renders.delete_session(session_id)
        contents = [asset.sha256 for asset in project.assets]
        for sha256 in await self._projects.unshared(session_id, contents):
            await self._analysis.delete(sha256)
        await self._media.delete(f"sessions/{session_id}/")
        size += await self._projects.delete(session_id)
        clips, versions = len(project.assets), len(project.versions)
        return DeletionCounts(clips, versions, videos, size)

    async def evict(self, session_id: str) -> int:
        """Delete an unused session; return the freed bytes."""
        await self._runs.cancel_session(session_id)
        await self._proxies.cancel_session(session_id)
        _, size = await self._renders.delete_session(session_id)
        await self._media.delete(f"sessions/{session_id}/")
        return size + await self._projects.delete(session_id)
