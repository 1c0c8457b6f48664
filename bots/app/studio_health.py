"""Ask our own studio for its state: its free space, its Redis, its metrics."""

from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

import httpx

from common.tls import tls_context

_TIMEOUT = 5.0


class StudioAway(Exception):
    """The studio does not report its state."""


class StudioStatus(StrEnum):
    """What the studio's ``/readyz`` reports."""

    OK = "ok"
    LOW = "low"
    """It has little space left."""
    FULL = "full"
    """It takes no clips."""
    NO_REDIS = "no_redis"


@dataclass(frozen=True, slots=True)
class StudioState:
    """``free_gb`` is 0 where it is not known."""

    status: StudioStatus
    free_gb: float


async def studio_state(url: str) -> StudioState:
    """Raises ``StudioAway``."""
    try:
        async with _client() as http:
            body = (await http.get(f"{url}/readyz")).json()
        free = max(0, int(body.get("room") or 0)) / 1e9
        return StudioState(StudioStatus(body["status"]), free)
    except (
        httpx.HTTPError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
    ) as error:
        raise StudioAway from error


async def studio_metrics(url: str) -> bytes:
    """The studio's metrics in Prometheus' format, empty if it does not answer."""
    with suppress(httpx.HTTPError):
        async with _client() as http:
            answer = await http.get(f"{url}/metrics")
            return answer.content if answer.is_success else b""
    return b""


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(verify=tls_context(), trust_env=False, timeout=_TIMEOUT)
