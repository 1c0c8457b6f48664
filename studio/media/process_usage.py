"""Measure the resource usage of a job's process, which prints it as JSON for its parent."""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_KEY = "usage"
_KIBIBYTE = 1024


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU seconds and peak memory in bytes of a process."""

    cpu_seconds: float
    peak_bytes: int


def print_usage() -> None:
    """Print this process's usage so far; call it before the last line of a job."""
    try:
        import resource  # noqa: PLC0415  # POSIX only
    except ImportError:
        return
    own = resource.getrusage(resource.RUSAGE_SELF)
    unit = 1 if sys.platform == "darwin" else _KIBIBYTE
    # Linux counts in ``ru_maxrss`` the memory of the parent, too, before this one began.
    usage = usage_of(os.getpid())
    peak = usage.peak_bytes if usage else own.ru_maxrss * unit
    line = {_KEY: [round(own.ru_utime + own.ru_stime, 3), peak]}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def read_usage(line: dict[str, Any]) -> Usage | None:
    """Parse a usage line of a job; None for another line."""
    match line.get(_KEY):
        case [int() | float() as seconds, int() as peak]:
            return Usage(float(seconds), peak)
        case _:
            return None


def usage_of(pid: int) -> Usage | None:
    """Return the usage of a running process; None if the system does not report it."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        status = Path(f"/proc/{pid}/status").read_text()
        ticks = int(words[11]) + int(words[12])
        peak = next(one for one in status.splitlines() if one.startswith("VmHWM:"))
        return Usage(ticks / os.sysconf("SC_CLK_TCK"), int(peak.split()[1]) * _KIBIBYTE)
    except (OSError, ValueError, IndexError, StopIteration):
        return None
