"""Middleware that binds each request's correlation id and measures its answer."""

import time
from collections import defaultdict

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from common.correlation import HEADER, bound, valid_id
from common.tracing import span
from studio import metrics

_HEADER = HEADER.lower().encode()


class RequestMonitor:
    """ASGI middleware; the id also applies to the tasks that the request starts."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.monotonic()

        async def measured_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                status = f"{message['status'] // 100}xx"
                metrics.CALLS.labels(status).observe(time.monotonic() - started)
            await send(message)

        headers = defaultdict(bytes, scope["headers"])
        call = "/".join(scope["path"].split("/")[:3])
        with bound(valid_id(headers[_HEADER])), span(f"studio {call}"):
            await self._app(scope, receive, measured_send)
