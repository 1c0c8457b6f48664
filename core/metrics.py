"""Prometheus metrics of this process."""

from prometheus_client import CollectorRegistry, Counter, Gauge

REGISTRY = CollectorRegistry()

ENDED = Counter(
    "vidmuse_turns_ended_total", "Turns by how they ended", ["step"], registry=REGISTRY
)
AGENT_ERRORS = Counter(
    "vidmuse_agent_errors_total", "Errors of the agent", ["kind"], registry=REGISTRY
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
    "vidmuse_queue_late_seconds", "How late the oldest look is", registry=REGISTRY
)
DISK = Gauge(
    "vidmuse_disk_free_bytes",
    "Bytes free on the disk of the data folder",
    registry=REGISTRY,
)
REDIS = Gauge("vidmuse_redis_up", "1 if Redis takes writes", registry=REGISTRY)
