"""Limit a process and its future children to a share of a core, by a cgroup."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_ROOT = Path("/sys/fs/cgroup")
_PERIOD = 100_000
"""Microseconds in which a group may use its share; far below any lease."""


@contextmanager
def cpu_share(process: int, share: float) -> Iterator[None]:
    """Limit the process to ``share`` of a core within the block.

    It has priority over other work of the machine, so that it gets its share. Unused time
    of one period is added to the next. Raises ``OSError`` if no control group can be
    created.
    """
    parent = _ROOT / "cpu" if (_ROOT / "cpu").is_dir() else _ROOT
    group = parent / f"bench-{process}"
    group.mkdir()
    try:
        for name, value in _limits(group, round(share * _PERIOD)).items():
            (group / name).write_text(value)
        (group / "cgroup.procs").write_text(str(process))
        yield
        for one in (group / "cgroup.procs").read_text().split():
            (parent / "cgroup.procs").write_text(one)
    finally:
        group.rmdir()


def _limits(group: Path, quota: int) -> Mapping[str, str]:
    """Files and values of version 1 or 2 of control groups."""
    if (group / "cpu.cfs_quota_us").exists():
        return {
            "cpu.cfs_period_us": str(_PERIOD),
            "cpu.cfs_quota_us": str(quota),
            "cpu.cfs_burst_us": str(quota),
            "cpu.shares": "100000",
        }
    return {
        "cpu.max": f"{quota} {_PERIOD}",
        "cpu.max.burst": str(quota),
        "cpu.weight": "10000",
    }
