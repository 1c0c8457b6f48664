"""The studio as a child process: shared by all processes of a folder, restarted when killed."""

import asyncio
import os
import signal
from pathlib import Path

import httpx
import pytest

from bots.app.studio_process import StudioProcess
from tests.http_client import http_client
from tests.patience import PATIENCE


async def answers(url: str) -> bool:
    try:
        async with http_client() as client:
            return (await client.get(f"{url}/healthz")).is_success
    except httpx.HTTPError:
        return False


async def until_up(studio: StudioProcess, url: str, before: int | None = None) -> None:
    """Wait until a studio answers whose process is not ``before``."""
    async with asyncio.timeout(PATIENCE):
        while studio.pid in {None, before} or not await answers(url):
            await asyncio.sleep(0.05)


@pytest.mark.chaos
async def test_a_killed_studio_comes_back_at_the_same_address(tmp_path: Path) -> None:
    studio = StudioProcess(tmp_path)
    async with studio as url:
        keeper = asyncio.create_task(studio.keep())
        first = studio.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        await until_up(studio, url, first)
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)
    assert not await answers(url)


@pytest.mark.chaos
async def test_a_second_process_uses_it_and_takes_over(tmp_path: Path) -> None:
    first, second = StudioProcess(tmp_path), StudioProcess(tmp_path)
    async with second:  # started before, so that it ends after
        await second.stop()
        one = await first.start()
        two = await second.start()
        assert (one, second.pid) == (two, None)
        keeper = asyncio.create_task(second.keep())
        await first.stop()
        await until_up(second, two)
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)
