"""A turn is one trace over all processes, sent to a collector over OTLP."""

import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
)

from common import tracing
from common.correlation import bound
from common.errors import MissingExtra

TURN = "abcdefg2345672"


class Collector(HTTPServer):
    """A collector that receives OTLP over HTTP and stores the spans."""

    def __init__(self) -> None:
        self.request_path = ""
        self.export = ExportTraceServiceRequest()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Collector

    def do_POST(self) -> None:
        size = int(self.headers["content-length"])
        self.server.export.MergeFromString(self.rfile.read(size))
        self.server.request_path = self.path
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()
    tracing.configure("", "")


def test_the_spans_of_two_processes_are_one_trace(collector: Collector) -> None:
    for part in ("vidmuse-worker", "vidmuse-studio"):
        tracing.configure(collector.url, part)
        with (
            bound(TURN),
            tracing.span("instructing", chat="telegram"),
            tracing.span("agent state"),
        ):
            pass
        tracing._tracer.span_processor.force_flush()
        tracing._tracer.span_processor.shutdown()
    assert collector.request_path == "/v1/traces"
    spans = [
        span
        for resource in collector.export.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
    assert len(spans) == 4
    trace = tracing.trace_id(TURN).to_bytes(16, "big")
    assert {span.trace_id for span in spans} == {trace}
    inner, outer = spans[:2]
    assert (inner.name, outer.name) == ("agent state", "instructing")
    assert inner.parent_span_id == outer.span_id


def test_nothing_is_measured_while_traces_are_off() -> None:
    tracing.configure("", "vidmuse-worker")
    with bound(TURN), tracing.span("instructing"):
        pass
    assert tracing._tracer is None


def test_a_missing_library_is_reported_with_what_helps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exporter = "opentelemetry.exporter.otlp.proto.http.trace_exporter"
    monkeypatch.setitem(sys.modules, exporter, None)
    with pytest.raises(MissingExtra, match=r"vidmuse\[traces\]"):
        tracing.configure("http://127.0.0.1:9", "vidmuse-worker")
