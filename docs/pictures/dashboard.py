"""Draw the dashboard of deploy/grafana under load: ``python -m docs.pictures.dashboard PROMETHEUS``.

Grafana is not in it. A community of fakes uses ``vidmuse up`` for some minutes, the given
Prometheus reads its numbers with the alarms of deploy/prometheus, and each panel is drawn
from what Prometheus answers to the panel's own queries. A headless browser makes the
picture. The last lines tell which alarms could be computed, and which would ring.
"""

import argparse
import asyncio
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
from PIL import Image

from bench.chat.idle import ready, running
from bench.soak.parts import free_port
from bench.soak.people import DiscordPhone, Person, TelegramPhone
from common.tls import tls_context
from docs.pictures.panels import Series, page
from tests.fakes.discord.server import FakeDiscord
from tests.fakes.telegram.server import FakeTelegram
from tests.media import footage

_ROOT = Path(__file__).parents[2]
_DEPLOY = _ROOT / "deploy"
_INTERVAL = "1m"
"""What Grafana puts in the place of ``$__rate_interval``."""
_STEP = 5
"""Seconds between two numbers."""
_SIZE = (1600, 1200)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m docs.pictures.dashboard")
    parser.add_argument("prometheus", help="path of its program")
    parser.add_argument("--minutes", type=float, default=6.0)
    parser.add_argument("--chats", type=int, default=12)
    parser.add_argument("--out", type=Path, default=_ROOT / "docs/pictures")
    asyncio.run(_draw(parser.parse_args()))


async def _draw(arguments: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(prefix="dashboard-") as name:
        folder = Path(name)
        address = f"127.0.0.1:{free_port()}"
        async with (
            FakeTelegram(strict=False) as telegram,
            FakeDiscord() as discord,
            running(folder / "data", telegram, discord, address),
            _prometheus(arguments.prometheus, folder, address) as url,
        ):
            await ready(address)
            began = time.time()
            await _use(arguments, folder, telegram, discord)
            board = json.loads((_DEPLOY / "grafana/vidmuse.json").read_text())
            panels = [
                (panel, await _series(url, panel, began)) for panel in board["panels"]
            ]
            html = folder / "dashboard.html"
            html.write_text(page(panels))
            await _screenshot(html, arguments.out / "dashboard.png")
            sys.stdout.write(f"{await _alarms(url)}\n")


async def _use(
    arguments: argparse.Namespace,
    folder: Path,
    telegram: FakeTelegram,
    discord: FakeDiscord,
) -> None:
    clip = footage.write(folder / "a.mp4", 1, seconds=2.5, size=(160, 90)).read_bytes()
    end = time.monotonic() + arguments.minutes * 60
    phones = [
        TelegramPhone(telegram, f"T{n}") if n % 2 else DiscordPhone(discord, f"D{n}")
        for n in range(arguments.chats)
    ]
    people = [Person(phone, clip, random.Random(n)) for n, phone in enumerate(phones)]
    lives = [
        asyncio.create_task(one.live(lambda: time.monotonic() > end)) for one in people
    ]
    await asyncio.sleep(end - time.monotonic())
    for life in lives:
        life.cancel()
    await asyncio.gather(*lives, return_exceptions=True)


@asynccontextmanager
async def _prometheus(program: str, folder: Path, target: str) -> AsyncIterator[str]:
    """Its address once it answers."""
    settings = folder / "prometheus.yml"
    jobs = [{"job_name": "vidmuse", "static_configs": [{"targets": [target]}]}]
    times = {"scrape_interval": f"{_STEP}s", "evaluation_interval": f"{_STEP}s"}
    rules = [str(_DEPLOY / "prometheus/alerts.yml")]
    settings.write_text(
        json.dumps({"global": times, "rule_files": rules, "scrape_configs": jobs})
    )
    address = f"127.0.0.1:{free_port()}"
    process = await asyncio.create_subprocess_exec(
        program,
        f"--config.file={settings}",
        f"--storage.tsdb.path={folder / 'numbers'}",
        f"--web.listen-address={address}",
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        while not await _get(f"http://{address}/-/ready"):
            await asyncio.sleep(0.2)
        yield f"http://{address}"
    finally:
        process.terminate()
        await process.wait()


async def _get(url: str, **query: str | float) -> str:
    async with httpx.AsyncClient(verify=tls_context(), trust_env=False) as http:
        with suppress(httpx.TransportError):
            answer = await http.get(url, params=query)
            return answer.text if answer.is_success else ""
    return ""


async def _series(url: str, panel: Any, began: float) -> Sequence[Series]:
    """What Prometheus answers to the panel's queries."""
    series = []
    for target in panel.get("targets", []):
        answer = await _get(
            f"{url}/api/v1/query_range",
            query=target["expr"].replace("$__rate_interval", _INTERVAL),
            start=began,
            end=time.time(),
            step=_STEP,
        )
        for one in json.loads(answer)["data"]["result"]:
            name = target.get("legendFormat", "")
            for label, value in one["metric"].items():
                name = name.replace(f"{{{{{label}}}}}", value)
            points = [(at, float(text)) for at, text in one["values"] if text != "NaN"]
            series.append(Series(name, tuple(points)))
    return series


async def _alarms(url: str) -> str:
    groups = json.loads(await _get(f"{url}/api/v1/rules"))["data"]["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    broken = [
        f"{one['name']}: {one['lastError']}" for one in rules if one["health"] != "ok"
    ]
    ringing = [one["name"] for one in rules if one["state"] != "inactive"]
    return (
        f"{len(rules)} alarms computed; with an error: {broken or 'none'}; "
        f"would ring: {ringing or 'none'}"
    )


async def _screenshot(html: Path, picture: Path) -> None:
    from playwright.async_api import async_playwright  # noqa: PLC0415  # may be absent

    async with async_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = await playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox"]
        )
        width, height = _SIZE
        view = await browser.new_page(viewport={"width": width, "height": height})
        await view.goto(html.as_uri())
        await view.screenshot(path=picture, full_page=True)
        await browser.close()
    with Image.open(picture) as image:
        image.quantize(128).save(picture, optimize=True)


if __name__ == "__main__":
    main()
