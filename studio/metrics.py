"""Prometheus metrics of the studio, in their own registry."""

from enum import StrEnum

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
)

REGISTRY = CollectorRegistry()
ProcessCollector(namespace="vidmuse_studio", registry=REGISTRY)
_SECONDS = (0.25, 0.5, 1, 2, 5, 10, 20, 45, 90, 180, 600, 1800)
_BYTES = tuple(2.0**power for power in range(26, 35))
"""From 64 MB to 16 GB."""


class Ending(StrEnum):
    """The outcome of a render."""

    COMPLETED = "completed"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    CRASHED = "crashed"
    STALLED = "stalled"
    OVERDUE = "overdue"


class EvictedKind(StrEnum):
    """What is deleted to free space."""

    COPY = "copy"
    PROXY = "proxy"
    EXPORT = "export"
    ANALYSIS = "analysis"
    PROJECT = "project"


JOB_SECONDS = Histogram(
    "vidmuse_studio_job_seconds", "Seconds that a render or an analysis ran", ["operation"],
    registry=REGISTRY, buckets=_SECONDS,
)  # fmt: skip
JOB_CPU = Counter(
    "vidmuse_studio_job_cpu_seconds_total", "CPU seconds of renders and analyses",
    ["operation"], registry=REGISTRY,
)  # fmt: skip
JOB_MEMORY = Histogram(
    "vidmuse_studio_job_memory_bytes", "Peak memory of renders and analyses", ["operation"],
    registry=REGISTRY, buckets=_BYTES,
)  # fmt: skip
CALLS = Histogram(
    "vidmuse_studio_call_seconds", "Seconds until a call was answered", ["status"],
    registry=REGISTRY, buckets=_SECONDS,
)  # fmt: skip

JOBS = Gauge(
    "vidmuse_studio_jobs",
    "Jobs of all processes that run or wait",
    ["kind", "state"],
    registry=REGISTRY,
)
JOBS_LATE = Gauge(
    "vidmuse_studio_jobs_late_seconds",
    "Age of the oldest of the next jobs",
    ["kind"],
    registry=REGISTRY,
)

RENDERS_ENDED = Counter(
    "vidmuse_renders_ended_total", "Renders by how they ended", ["ending"],
    registry=REGISTRY,
)  # fmt: skip
RENDERS = Gauge(
    "vidmuse_renders", "Renders that run or wait", ["state"], registry=REGISTRY
)
DISK_FREE = Gauge(
    "vidmuse_studio_disk_room_bytes",
    "Bytes that the studio may still take of its disk or budget",
    registry=REGISTRY,
)
DISK_USED = Gauge(
    "vidmuse_studio_disk_used_bytes", "Bytes in the studio's folder", registry=REGISTRY
)
EVICTED = Counter(
    "vidmuse_studio_evicted_total", "What was deleted for space, by kind", ["kind"],
    registry=REGISTRY,
)  # fmt: skip
HOUSEKEEPING_ERRORS = Counter(
    "vidmuse_studio_housekeeping_errors_total", "Failed rounds of housekeeping",
    registry=REGISTRY,
)  # fmt: skip
INSTRUCTIONS_RESUMED = Counter(
    "vidmuse_studio_instructions_resumed_total",
    "Instructions of studios that died or stopped, gone on with here",
    registry=REGISTRY,
)

# An alert on increase() would miss a counter that starts at 1.
for _ending in Ending:
    RENDERS_ENDED.labels(_ending)
for _kind in EvictedKind:
    EVICTED.labels(_kind)
for _status in ("2xx", "4xx", "5xx"):
    CALLS.labels(_status)
