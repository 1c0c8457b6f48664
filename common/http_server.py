"""Serve HTTP with uvicorn, without its polling for an exit ten times a second."""

import asyncio
from contextlib import suppress
from types import FrameType
from typing import Literal

import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

_TICK_SECONDS = 1.0
"""Greatest age of the header ``Date`` in seconds."""


_GRACE_SECONDS = 2
"""Seconds for which requests may continue after the server was told to exit."""


class HttpServer(uvicorn.Server):
    """uvicorn's server; it wakes up once a second, and at once when it should exit.

    A request that then takes more than ``grace`` seconds is answered with 503.
    """

    def __init__(
        self,
        application: Starlette,
        lifespan: Literal["auto", "off"] = "auto",
        *,
        grace: int = _GRACE_SECONDS,
    ) -> None:
        self._application = application
        super().__init__(
            uvicorn.Config(
                self._answer,
                interface="asgi3",
                log_level="warning",
                access_log=False,
                lifespan=lifespan,
                timeout_graceful_shutdown=grace,
            )
        )
        self._loop: asyncio.AbstractEventLoop | None = None
        self._exit = asyncio.Event()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application; a request cancelled at the exit is not logged as an error."""
        begun = False

        async def noted_send(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._application(scope, receive, noted_send)
        except asyncio.CancelledError:
            if not self.should_exit or scope["type"] != "http":
                raise
            if not begun:
                await PlainTextResponse("stopping\n", 503)(scope, receive, send)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        if self._loop:  # a signal handler does not wake the event loop
            self._loop.call_soon_threadsafe(self._exit.set)

    def stop(self) -> None:
        """Exit soon, as after a signal."""
        self.should_exit = True
        self._exit.set()

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                async with asyncio.timeout(_TICK_SECONDS):
                    await self._exit.wait()
