"""Make the proxy of a clip in a child process."""

import asyncio
import logging
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

from studio.errors import DiskFull
from studio.flows.jobs.run_analysis import RESULT_VERSIONS
from studio.media.file_view import FileView
from studio.media.files import TEMP_SUFFIX, write_json
from studio.media.processes import child, describe_exit
from studio.media.sandbox import Limits, memory_per_core
from studio.model.jobs.job import Operation

_log = logging.getLogger(__name__)
_SECONDS = 900.0
"""Timeout in seconds: an hour of 1080p takes about half of it."""
_CPU_SHARE = 8
_MEMORY = 2 << 30
_FILES = 256
_NICE = 19
"""Niceness of background jobs, which leave the processor to other work."""


def look_path(proxy: Path) -> Path:
    """The path of the analysis of a clip's frames, beside its proxy.

    The name contains the format, so that an old one is recomputed.
    """
    return proxy.with_suffix(f".look{RESULT_VERSIONS[Operation.LOOK]}.json")


async def run_proxy(clip: Path, name: str, proxy: Path, probed: str = "") -> bool:
    """Write the proxy of a clip; False if it could not be made, and the log says why.

    The analysis of all its frames is written too; the first analysis covers only a part.
    """
    part = proxy.with_name(f".{proxy.name}.{secrets.token_hex(4)}{TEMP_SUFFIX}")
    try:
        await asyncio.to_thread(proxy.parent.mkdir, mode=0o700, exist_ok=True)
        result = await _run_child(clip, name, part, probed)
        result["format"] = RESULT_VERSIONS[Operation.LOOK]
        await asyncio.to_thread(write_json, look_path(proxy), result)
        await asyncio.to_thread(part.replace, proxy)
    except (TimeoutError, RuntimeError) as error:
        _log.warning("proxy of %s: not made: %s", proxy.stem, str(error) or "too slow")
    except (OSError, DiskFull) as error:  # the session is gone, or the disk is full
        _log.info("proxy of %s: not made: %s", proxy.stem, error)
    else:
        return True
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return False


async def _run_child(clip: Path, name: str, part: Path, probed: str) -> dict[str, Any]:
    """Run the child; return what it saw.

    Raises ``TimeoutError``, ``RuntimeError`` with the reason.
    """
    view = FileView((str(clip.parent),), (str(part.parent),))
    limits = Limits(
        _MEMORY + memory_per_core(), round(_SECONDS) * _CPU_SHARE, _FILES, view
    )
    arguments = ("proxy", str(clip), name, str(part), probed)
    label = f"proxy of {clip.name}"
    async with (
        asyncio.timeout(_SECONDS),
        child(arguments, limits, label=label, nice=_NICE) as process,
    ):
        async for line in process.lines():
            if "error" in line:
                raise RuntimeError(str(line["error"]))
            return line
        raise RuntimeError(describe_exit(await process.exit_code()))
