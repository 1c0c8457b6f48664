"""The metrics of all processes, with their labels."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry

import core.flows.turn.run_turn  # noqa: F401  # it counts turns
from core import metrics
from studio import metrics as studio_metrics


def samples(registry: CollectorRegistry) -> Iterator[tuple[str, frozenset[str]]]:
    """The names of all samples of a registry, with their labels."""
    suffixes = {
        "counter": ("_total",),
        "histogram": ("_bucket", "_sum", "_count"),
        "gauge": ("",),
    }
    for family in registry.collect():
        collector = registry._names_to_collectors.get(family.name)
        labels = frozenset(getattr(collector, "_labelnames", ()))
        for suffix in suffixes[family.type]:
            yield (
                family.name + suffix,
                labels | ({"le"} if suffix == "_bucket" else set()),
            )


LABELS = dict([*samples(metrics.REGISTRY), *samples(studio_metrics.REGISTRY)])
