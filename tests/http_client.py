"""An HTTP client that waits as long as the tests do: httpx gives up after five seconds."""

from typing import Any

import httpx

from common.tls import tls_context
from tests.patience import PATIENCE


def http_client(**more: Any) -> httpx.AsyncClient:
    """Return a client without a proxy; ``more`` are arguments of httpx."""
    defaults: dict[str, Any] = {
        "verify": tls_context(),
        "trust_env": False,
        "timeout": PATIENCE,
    }
    return httpx.AsyncClient(**defaults | more)
