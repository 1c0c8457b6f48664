"""Provide the handlers with services, the account and the project of a request."""

from dataclasses import dataclass

from starlette.requests import Request

from studio.errors import ServiceUnavailable
from studio.flows.instructions.runs import InstructionRuns
from studio.flows.projects import Projects
from studio.flows.proxies import Proxies
from studio.flows.rendering.renders import Renders
from studio.flows.upkeep.deletion import Deletion
from studio.flows.upkeep.housekeeping import Housekeeper
from studio.flows.uploads import Uploads
from studio.model.project import Project
from studio.ports.jobs import JobQueue
from studio.ports.state import Account, Accounts


@dataclass(frozen=True, slots=True)
class Services:
    """The services and options that the handlers use."""

    accounts: Accounts
    projects: Projects
    uploads: Uploads
    runs: InstructionRuns
    jobs: JobQueue
    renders: Renders
    deletion: Deletion
    housekeeper: Housekeeper
    proxies: Proxies
    loopback: bool
    silent: bool
    heartbeat: float
    previews: bool


def services_of(request: Request) -> Services:
    """Return the services of the application that got the request.

    Raises ``ServiceUnavailable`` while they wait for Redis.
    """
    services: Services | None = request.app.state.services
    if services is None:
        raise ServiceUnavailable("not started, waiting for Redis")
    return services


async def authenticated_account(request: Request) -> Account:
    """Return the account of the request's token. Raises ``BadToken``."""
    return await services_of(request).accounts.authenticate(
        request.headers.get("authorization", "")
    )


async def requested_project(request: Request, session_id: str) -> Project:
    """Return a project of the account. Raises ``BadToken``, ``NoSession``."""
    account = await authenticated_account(request)
    project = await services_of(request).projects.get(session_id, account.user_id)
    request.state.language = project.language
    return project


def language_of_request(request: Request) -> str:
    """The language of the request's project; "" without a project."""
    return str(getattr(request.state, "language", ""))
