"""Run ``vidmuse doctor``: check the configuration and print one line per finding.

Every check returns findings and never raises.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from bots.app.doctor import agents, setup, storage
from bots.shared.doctor_finding import Finding
from core.settings import Settings

Check = Callable[[Settings], Awaitable[list[Finding]]]

CHECKS: tuple[Check, ...] = (
    setup.bots,
    setup.telegram,
    setup.discord,
    setup.people,
    setup.language,
    setup.env_file,
    storage.data_folder,
    storage.redis,
    agents.media,
    agents.agent,
    setup.secret_key,
    setup.http_port,
    setup.drop_page,
)
_CHECK_TIMEOUT = 60.0
"""Longest time of a check on a busy machine, in seconds."""


async def print_report(settings: Settings) -> int:
    """Print the findings; return 1 if one of them is a fault, else 0."""
    found = await run_checks(settings, CHECKS)
    marks = {"ok": "ok  ", "warn": "warn", "fail": "FAIL"}
    for finding in found:
        fix = f" -> {finding.fix}" if finding.fix else ""
        print(f"{marks[finding.level]}  {finding.summary}{fix}")  # noqa: T201
    return 1 if any(finding.level == "fail" for finding in found) else 0


async def run_checks(settings: Settings, checks: Sequence[Check]) -> list[Finding]:
    """Run all checks concurrently; a check that raises or hangs becomes a finding."""
    return [
        finding
        for found in await asyncio.gather(
            *(_run_check(check, settings) for check in checks)
        )
        for finding in found
    ]


async def _run_check(check: Check, settings: Settings) -> list[Finding]:
    name = check.__name__.replace("_", " ")
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
