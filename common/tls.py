"""Share one TLS context among the HTTP clients of a process."""

import ssl
from functools import lru_cache

import httpx


@lru_cache(maxsize=1)
def tls_context() -> ssl.SSLContext:
    """Return a context that trusts the usual authorities, or those of ``SSL_CERT_FILE``.

    Reading them takes 20 ms, which a client that is opened for one request would spend
    each time, and on the event loop.
    """
    return httpx.create_ssl_context()
