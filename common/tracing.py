"""Record OpenTelemetry spans of turns, if tracing is switched on.

The id of a trace is a digest of the turn's id, so that the spans of all processes belong
together although only the correlation id is passed between them.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from common.correlation import current_id
from common.errors import MissingExtra

_tracer: Any = None


def configure(endpoint: str, part: str) -> None:
    """Send spans to an OTLP collector; "" switches tracing off.

    ``part`` names this process. Raises ``MissingExtra`` without the library.
    """
    global _tracer  # noqa: PLW0603  # one tracer per process, like the log
    _tracer = _open_tracer(endpoint, part) if endpoint else None


def _open_tracer(endpoint: str, part: str) -> Any:
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtra(
            "OTEL_EXPORTER_OTLP_ENDPOINT needs the library: "
            "pip install 'vidmuse[traces]', or empty it."
        ) from error
    provider = TracerProvider(resource=Resource.create({"service.name": part}))
    address = f"{endpoint.rstrip('/')}/v1/traces"
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(address)))
    return provider.get_tracer("vidmuse")


def trace_id(turn: str) -> int:
    """Return the 128-bit id of a turn's trace."""
    return int.from_bytes(hashlib.sha256(turn.encode()).digest()[:16], "big")


@contextmanager
def span(name: str, **attributes: str | float) -> Iterator[None]:
    """Record the block as a span of the running task's turn."""
    if _tracer is None or not (turn := current_id()):
        yield
        return
    facts = {f"vidmuse.{key}": value for key, value in attributes.items()}
    facts["vidmuse.turn"] = turn
    with _tracer.start_as_current_span(name, _parent(turn), attributes=facts):
        yield


def _parent(turn: str) -> Any:
    """Return the context of the span around us, else that of the turn's trace."""
    from opentelemetry import trace  # noqa: PLC0415

    if trace.get_current_span().get_span_context().is_valid:
        return None
    of_turn = trace.SpanContext(
        trace_id(turn),
        trace_id(turn) & 0xFFFFFFFFFFFFFFFF,
        is_remote=True,
        trace_flags=trace.TraceFlags(trace.TraceFlags.SAMPLED),
    )
    return trace.set_span_in_context(trace.NonRecordingSpan(of_turn))
