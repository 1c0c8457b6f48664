"""Serve HTTP with uvicorn, without its ten looks a second whether it should exit."""

import asyncio
from contextlib import suppress
from types import FrameType
from typing import Literal

import uvicorn
from starlette.applications import Starlette

_TICK_SECONDS = 1.0
"""How old the time in the header ``Date`` may get."""


class HttpServer(uvicorn.Server):
    """uvicorn's server; it wakes up once a second, and at once when it should exit."""

    def __init__(
        self, application: Starlette, lifespan: Literal["auto", "off"] = "auto"
    ) -> None:
        super().__init__(
            uvicorn.Config(
                application,
                log_level="warning",
                access_log=False,
                lifespan=lifespan,
                timeout_graceful_shutdown=2,
            )
        )
        self._loop: asyncio.AbstractEventLoop | None = None
        self._exit = asyncio.Event()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        if self._loop:  # a signal handler does not wake the loop up by itself
            self._loop.call_soon_threadsafe(self._exit.set)

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                async with asyncio.timeout(_TICK_SECONDS):
                    await self._exit.wait()
