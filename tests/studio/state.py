"""The studio's state in a folder, for tests of what stands on it."""

from pathlib import Path

from studio.clients.state.folder_accounts import FolderAccounts
from studio.clients.state.folder_projects import FolderProjects
from studio.clients.state.leases import SoleStudioLease
from studio.flows.answer.answer import Reader
from studio.flows.instructions.runs import InstructionRuns
from studio.flows.projects import Projects
from studio.ports.analyst import Analyst
from studio.ports.state import Accounts, StudioLease


def accounts_in(folder: Path, per_address: int = 1) -> FolderAccounts:
    """Accounts in a folder, with five credits each."""
    return FolderAccounts(folder, credits_each=5, per_address=per_address)


def projects_in(folder: Path) -> Projects:
    """Projects whose records and clips lie in a folder."""
    return Projects(FolderProjects(folder), folder)


def runs_of(
    accounts: Accounts,
    projects: Projects,
    analyst: Analyst,
    lease: StudioLease | None = None,
    reader: Reader | None = None,
) -> InstructionRuns:
    """Runs of a studio that is alone, unless ``lease`` tells otherwise."""
    return InstructionRuns(
        accounts, projects, lease or SoleStudioLease(), analyst, reader
    )
