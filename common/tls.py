"""Share one TLS context among the HTTP clients of a process."""

import ssl
from functools import lru_cache

import httpx


@lru_cache(maxsize=1)
def tls_context() -> ssl.SSLContext:
    """Return a context that trusts the usual authorities, or those of ``SSL_CERT_FILE``.

    Reading them takes 20 ms on the event loop, for each client that is opened for one request.
    """
    return httpx.create_ssl_context()
