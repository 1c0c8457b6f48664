"""Run child processes, each in its own group, that end with their parent."""

import asyncio
import json
import logging
import os
import signal
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from common import tracing
from studio import metrics
from studio.media.forked_process import ForkedProcess, start_forked, studio_command
from studio.media.process_usage import Usage, read_usage, usage_of
from studio.media.sandbox import Limits

_log = logging.getLogger(__name__)
_GRACE = 2.0
"""Seconds between terminating and killing a child."""
_MOST_LOGGED = 200
"""Most lines of a child's standard error that are logged; a traceback has fewer."""
_LONGEST_LINE = 2000
_NUMPY_THREADS = "1"
"""Threads of numerical libraries: the matrices of our nets are small, and where the cores
are taken, threads that wait for each other take twenty times as long as one."""
_ALLOCATOR = {
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(128 << 20),
}  # fmt: skip
"""glibc keeps freed frames for the next ones: a tenth of a render was to get zeroed pages."""
_PASSED_ON = (
    "PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "SYSTEMROOT",
    "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH",
    "OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "STUDIO_GPU", "STUDIO_MODELS", "CUDA_VISIBLE_DEVICES",
    "NVIDIA_VISIBLE_DEVICES",
    "NVIDIA_DRIVER_CAPABILITIES", "LIBVA_DRIVER_NAME", "LIBVA_DRIVERS_PATH",
)  # fmt: skip
"""Environment variables passed to a child, without tokens and keys.

The two of the studio are no settings: it sets them itself, by its settings."""


class ChildProcess:
    """A running ``python -m studio`` command; its standard error goes to the log."""

    def __init__(
        self, process: asyncio.subprocess.Process | ForkedProcess, label: str
    ) -> None:
        self._process = process
        self.label = label
        self._logger = asyncio.create_task(self._log_stderr())
        self.usage: Usage | None = None

    async def lines(self) -> AsyncIterator[dict[str, Any]]:
        """Yield the JSON objects that the child prints, one per line; skip others."""
        if self._process.stdout is None:
            return
        async for line in self._process.stdout:
            try:
                data = json.loads(line)
            except ValueError:
                continue
            if not isinstance(data, dict):
                continue
            if usage := read_usage(data):
                self.usage = usage
            else:
                yield data

    async def exit_code(self) -> int:
        """Wait for the end and the last output; a negative code is the number of a signal."""
        code = await self._process.wait()
        with suppress(TimeoutError):  # a grandchild may hold the pipe open
            async with asyncio.timeout(_GRACE):
                await asyncio.shield(self._logger)
        return code

    async def end(self) -> None:
        """Terminate the group and kill it after a grace period. Safe to call twice."""
        if self._process.returncode is None:
            self.usage = self.usage or usage_of(self._process.pid)
            self._signal_group(signal.SIGTERM)
            with suppress(TimeoutError):
                async with asyncio.timeout(_GRACE):
                    await self._process.wait()
        self._signal_group(signal.SIGKILL)
        await self._process.wait()
        self._logger.cancel()
        await asyncio.gather(self._logger, return_exceptions=True)
        if isinstance(self._process, ForkedProcess):
            self._process.close()
        elif self._process.stdin:
            self._process.stdin.close()

    async def _log_stderr(self) -> None:
        """Log each line with the job's label; only read on after too many."""
        logged, rest = 0, b""
        stream = self._process.stderr
        while stream is not None and (data := await stream.read(4096)):
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                logged += 1
                self._log_line(line, logged)
            rest = rest[-_LONGEST_LINE:]
        self._log_line(rest, logged + 1)

    def _log_line(self, line: bytes, number: int) -> None:
        text = line[:_LONGEST_LINE].decode("utf-8", "replace").rstrip()
        if text and number <= _MOST_LOGGED:
            _log.warning("%s: %s", self.label, text)

    def _signal_group(self, number: int) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)


@asynccontextmanager
async def child(
    arguments: Sequence[str],
    limits: Limits,
    *,
    label: str,
    cwd: Path | None = None,
    nice: int = 0,
) -> AsyncIterator[ChildProcess]:
    """Start ``python -m studio`` with these arguments, confined, in its own group.

    It holds the read end of a pipe of ours as stdin, so it notices when we die. Leaving the
    block ends the whole group. A crash in native code prints a traceback too. ``label``
    names the job in the log; ``cwd`` is the base of relative paths.
    """
    command = ["confined", *limits.arguments(), *arguments]
    process = ChildProcess(
        await start_forked(command, clean_environment(), cwd or Path.cwd(), nice)
        or await _start_anew(command, cwd, nice),
        "".join(c if c.isprintable() else "?" for c in label),
    )
    started = time.monotonic()
    job = arguments[1] if arguments[0] == "analyse" else arguments[0]
    try:
        with tracing.span(f"job {job}"):
            yield process
    finally:
        await process.end()
        _measure(job, process, time.monotonic() - started)


async def _start_anew(
    arguments: Sequence[str], cwd: Path | None, nice: int
) -> asyncio.subprocess.Process:
    command = studio_command(*arguments)
    if nice and os.name == "posix":
        command = ["nice", "-n", str(nice), *command]
    return await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
        limit=1 << 24,
        cwd=cwd,
        env=clean_environment(),
    )


def _measure(job: str, process: ChildProcess, seconds: float) -> None:
    """Log and count the job's usage; a killed job may not have reported it."""
    metrics.JOB_SECONDS.labels(job).observe(seconds)
    if (usage := process.usage) is None:
        return
    metrics.JOB_CPU.labels(job).inc(usage.cpu_seconds)
    metrics.JOB_MEMORY.labels(job).observe(usage.peak_bytes)
    _log.info(
        "%s: %.1f s, %.1f s of CPU, %d MB",
        process.label,
        seconds,
        usage.cpu_seconds,
        usage.peak_bytes // 1_000_000,
    )


def clean_environment() -> dict[str, str]:
    """Return the variables that a child needs, and no secrets."""
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {"OPENBLAS_NUM_THREADS": _NUMPY_THREADS} | _ALLOCATOR | environment


def describe_exit(code: int) -> str:
    """Describe the end of a process for the log."""
    if code >= 0:
        return f"exit code {code}"
    with suppress(ValueError):
        return f"killed by {signal.Signals(-code).name}"
    return f"killed by signal {-code}"
