"""Prometheus metrics of this process."""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
)

REGISTRY = CollectorRegistry()
ProcessCollector(namespace="vidmuse", registry=REGISTRY)
_SECONDS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 45, 90, 180, 600, 1800)

ENDED = Counter(
    "vidmuse_turns_ended_total", "Turns by how they ended", ["step"], registry=REGISTRY
)
STEP_SECONDS = Histogram(
    "vidmuse_turn_step_seconds",
    "Seconds that turns spent in each step",
    ["step"],
    registry=REGISTRY,
    buckets=_SECONDS,
)
TURN_SECONDS = Histogram(
    "vidmuse_turn_seconds",
    "Seconds from a request to the end of its turn",
    ["step"],
    registry=REGISTRY,
    buckets=_SECONDS,
)
FIRST_SIGN = Histogram(
    "vidmuse_first_sign_seconds",
    "Seconds from a request to the first sign that it was seen",
    registry=REGISTRY,
    buckets=_SECONDS,
)
AGENT_ERRORS = Counter(
    "vidmuse_agent_errors_total",
    "Errors of the agent",
    ["kind", "code"],
    registry=REGISTRY,
)
AGENT_SECONDS = Histogram(
    "vidmuse_agent_call_seconds",
    "Seconds of calls to the agent; an instruction lasts as long as its stream",
    ["call"],
    registry=REGISTRY,
    buckets=_SECONDS,
)
POST_SECONDS = Histogram(
    "vidmuse_post_seconds",
    "Seconds of posts to a platform, retries included",
    ["platform"],
    registry=REGISTRY,
    buckets=_SECONDS,
)
PLATFORM_LIMITED = Counter(
    "vidmuse_platform_limited_total",
    "Calls that a platform refused with 429",
    ["platform"],
    registry=REGISTRY,
)
BYTES = Counter(
    "vidmuse_bytes_total",
    "Bytes of clips taken in and of videos sent out",
    ["direction"],
    registry=REGISTRY,
)
UPDATES = Counter(
    "vidmuse_updates_total",
    "Updates by whether they were new",
    ["fresh"],
    registry=REGISTRY,
)
RESUMED = Counter(
    "vidmuse_turns_resumed_total",
    "Turns taken over, by step",
    ["step"],
    registry=REGISTRY,
)
RETRIES = Counter(
    "vidmuse_retries_total", "Repeated calls", ["name"], registry=REGISTRY
)
RUNNING = Gauge(
    "vidmuse_turns_running", "Turns by step, here", ["step"], registry=REGISTRY
)
CHATS = Gauge("vidmuse_chats_with_work", "Chats that have turns", registry=REGISTRY)
AGE = Gauge(
    "vidmuse_queue_late_seconds", "How late the most overdue chat is", registry=REGISTRY
)
DISK = Gauge(
    "vidmuse_disk_free_bytes",
    "Bytes free on the disk of the data folder",
    registry=REGISTRY,
)
WORKERS = Gauge("vidmuse_workers", "Live workers of all processes", registry=REGISTRY)
REDIS = Gauge("vidmuse_redis_up", "1 if Redis takes writes", registry=REGISTRY)
