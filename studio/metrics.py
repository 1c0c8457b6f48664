"""What operators watch of the studio, as Prometheus numbers; its own registry."""

from prometheus_client import CollectorRegistry, Counter, Gauge

REGISTRY = CollectorRegistry()

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
