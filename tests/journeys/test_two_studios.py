"""Two studios with folders of their own, one Redis, one bucket and one load balancer."""

import asyncio
import json
import os
import signal
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bots.telegram.wire import ids as names
from tests.fakes.balancer import balanced
from tests.fakes.bucket import CREDENTIALS, bucket_server, make_bucket
from tests.fakes.telegram.server import FakeTelegram
from tests.journeys.bot_with_studio import run_bot_with_studio
from tests.patience import PATIENCE
from tests.studio_server import studio

pytestmark = [pytest.mark.journey, pytest.mark.chaos]
BUCKET = "clips"


async def test_a_studio_is_killed_and_the_other_brings_the_video(
    redis: Redis, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    with bucket_server() as endpoint:
        make_bucket(endpoint, BUCKET)
        settings = {
            "REDIS_URL": redis_url,
            "STUDIO_STATE": "redis",
            "STUDIO_BUCKET": f"s3://{BUCKET}/vm",
            "STUDIO_BUCKET_ENDPOINT": endpoint,
            "STUDIO_PREVIEWS": "0",
        }
        with (
            studio(tmp_path / "a", **settings) as first,
            studio(tmp_path / "b", **settings) as second,
        ):
            pids = {str(one): one.pid for one in (first, second)}
            async with (
                balanced([first, second], "/run_sse") as (address, balancer),
                FakeTelegram() as telegram,
                run_bot_with_studio(
                    telegram, redis, redis_url, address, tmp_path
                ) as bot,
            ):
                await telegram.drop(bot.clips[0], name="clip.mp4")
                await telegram.say("cut it, 2 seconds, 144p")
                async with asyncio.timeout(PATIENCE):
                    await balancer.called.wait()
                    session = await accepted(redis)
                os.kill(pids[balancer.server], signal.SIGKILL)
                await bot.wait_for_video(telegram.private)
                await bot.wait_until_idle(names.chat_id(telegram.private["id"]))
                texts = [
                    m.get("text") or m.get("caption") or ""
                    for m in telegram.seen(telegram.private)
                ]
                videos = [m for m in telegram.seen(telegram.private) if "video" in m]
                assert len(videos) == 1
                assert sum("without music" in text for text in texts) == 1, texts
                assert not [t for t in texts if "wrong" in t or "Try again" in t], texts
                assert await redis.hlen(f"studio:{{{session}}}:versions") == 1
                assert telegram.complaints == []


async def accepted(redis: Redis) -> str:
    """Wait until a studio has accepted an instruction; return the session."""
    while True:
        async for key in redis.scan_iter("studio:{*}:project"):
            if json.loads(await redis.hget(key, "record") or "{}")["instructions"]:
                return str(key).partition("{")[2].partition("}")[0]
        await asyncio.sleep(0.01)
