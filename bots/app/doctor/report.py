"""Run ``vidmuse doctor``: check the configuration and print one line per finding.

Every check returns findings and never raises.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from bots.app.doctor import agents, setup, storage
from bots.app.platforms import registry
from bots.app.platforms.chat_platform import ChatPlatform
from bots.shared.doctor_finding import Finding
from core.settings import Settings

Check = Callable[[Settings], Awaitable[list[Finding]]]


def _platform_check(platform: ChatPlatform) -> Check:
    async def check(settings: Settings) -> list[Finding]:
        return await platform.check(settings) if platform.token(settings) else []

    return check


CHECKS: Mapping[str, Check] = {
    "bots": setup.bots,
    **{each.name: _platform_check(each) for each in registry.CHAT_PLATFORMS},
    "people": setup.people,
    "language": setup.language,
    "env file": setup.env_file,
    "data folder": storage.data_folder,
    "redis": storage.redis,
    "media": agents.media,
    "agent": agents.agent,
    "secret key": setup.secret_key,
    "http port": setup.http_port,
    "drop page": setup.drop_page,
}
_CHECK_TIMEOUT = 60.0
"""Longest time of a check on a busy machine, in seconds."""


async def print_report(settings: Settings) -> int:
    """Print the findings; return 1 if one of them is a fault, else 0."""
    findings = await run_checks(settings, CHECKS)
    marks = {"ok": "ok  ", "warn": "warn", "fail": "FAIL"}
    for finding in findings:
        fix = f" -> {finding.fix}" if finding.fix else ""
        print(f"{marks[finding.level]}  {finding.summary}{fix}")  # noqa: T201
    return 1 if any(finding.level == "fail" for finding in findings) else 0


async def run_checks(settings: Settings, checks: Mapping[str, Check]) -> list[Finding]:
    """Run all checks concurrently; a check that raises or hangs becomes a finding."""
    return [
        finding
        for findings in await asyncio.gather(
            *(_run_check(name, check, settings) for name, check in checks.items())
        )
        for finding in findings
    ]


async def _run_check(name: str, check: Check, settings: Settings) -> list[Finding]:
    try:
        async with asyncio.timeout(_CHECK_TIMEOUT):
            return await check(settings)
    except TimeoutError:
        return [
            Finding(
                "fail",
                f"{name}: no answer in {_CHECK_TIMEOUT:.0f} s",
                "check the network",
            )
        ]
    except Exception as error:  # noqa: BLE001  # the one boundary of this command
        return [
            Finding(
                "fail",
                f"{name}: {type(error).__name__}",
                "report this line: it is a defect of the doctor",
            )
        ]
