"""The SSE reader over every captured body, split at any place."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from core.model.event import (
    AgentEvent,
    ErrorEnvelope,
    Fault,
    Heartbeat,
    PartialText,
    Text,
    ToolCall,
    ToolResult,
)
from core.rules.agent.sse import FrameReader, TurnReader

with zipfile.ZipFile(Path(__file__).parent / "bodies" / "streams.zip") as _archive:
    BODIES = {name: _archive.read(name) for name in _archive.namelist()}
SHORT = sorted(name for name, body in BODIES.items() if len(body) < 20_000)


def events(body: bytes, cuts: list[int] | None = None) -> list[AgentEvent]:
    frames, turn = FrameReader(), TurnReader()
    edges = [0, *sorted(cuts or []), len(body)]
    out: list[AgentEvent] = []
    for start, end in zip(edges, edges[1:], strict=False):
        for frame in frames.feed(body[start:end]):
            out += turn.read(frame)
    for frame in frames.end():
        out += turn.read(frame)
    return [*out, *turn.end()]


def shown(body: bytes) -> list[AgentEvent]:
    return [
        event
        for event in events(body)
        if not isinstance(event, Heartbeat | PartialText)
    ]


def texts(body: bytes) -> list[str]:
    return [event.text for event in shown(body) if isinstance(event, Text)]


@pytest.mark.parametrize("name", SHORT)
def test_bytes_one_at_a_time_give_the_same_events(name: str) -> None:
    body = BODIES[name]
    assert events(body, list(range(1, len(body)))) == events(body)


@given(st.data())
def test_any_split_gives_the_same_events(data: st.DataObject) -> None:
    body = BODIES[data.draw(st.sampled_from(sorted(BODIES)))]
    cuts = data.draw(st.lists(st.integers(0, len(body)), max_size=30))
    assert events(body, cuts) == events(body)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(body: bytes) -> None:
    events(body, [1])


@pytest.mark.parametrize("version", ["agent-1.5.0", "agent-1.27.5", "agent-2.13.0"])
class TestScenarios:
    """What people must see of each captured scenario."""

    def body(self, version: str, name: str) -> bytes:
        return BODIES[f"{version}/{name}.sse"]

    def test_partial_text_is_shown_once(self, version: str) -> None:
        body = self.body(version, "02-partial.stream-true")
        assert texts(body) == ["I added a title to your video."]

    def test_leftover_partial_text_is_shown(self, version: str) -> None:
        body = self.body(version, "03-partial_unfinished.stream-true")
        assert texts(body) == ["This answer never gets its final event"]

    def test_the_same_text_twice_is_two_messages(self, version: str) -> None:
        body = self.body(version, "14-same_text_twice.stream-false")
        assert texts(body) == ["Still rendering."] * 2

    def test_thoughts_are_never_shown(self, version: str) -> None:
        body = self.body(version, "12-thought_partial.stream-true")
        assert texts(body) == ["Visible answer."]

    def test_tools_are_events_but_not_text(self, version: str) -> None:
        events = shown(self.body(version, "08-silent_edit.stream-false"))
        assert [type(event) for event in events] == [ToolCall, ToolResult]

    def test_an_empty_turn_is_empty(self, version: str) -> None:
        assert shown(self.body(version, "09-empty_turn.stream-false")) == []

    def test_an_error_is_reported_once(self, version: str) -> None:
        for name in (
            "16-error_event",
            "17-error_after_text",
            "20-exception",
            "22-exception_quotes",
        ):
            events = shown(self.body(version, f"{name}.stream-false"))
            assert sum(isinstance(event, Fault) for event in events) == 1

    def test_trailing_noise_is_dropped_but_not_alone(self, version: str) -> None:
        assert texts(self.body(version, "18-trailing_noise.stream-false")) == [
            "Music added to the whole video."
        ]
        assert len(texts(self.body(version, "19-only_noise.stream-false"))) == 1

    def test_separators_inside_json_do_not_split(self, version: str) -> None:
        (text,) = texts(self.body(version, "26-unicode_separators.stream-false"))
        assert "\u2028" in text
        assert "\u2029" in text
        assert "\x85" in text

    def test_a_line_over_a_mebibyte_is_read(self, version: str) -> None:
        body = self.body(version, "28-big.stream-false")
        text = "".join(texts(body)).encode()
        assert len(body) - len(text) < 5_000
        assert len(text) > 100_000


@pytest.mark.parametrize(
    "frame",
    [
        b": ping\n\n",
        b"event: heartbeat\n\n",
        b"event: heartbeat\ndata: {}\n\n",
        b"data:\n\n",
        b"data: heartbeat\n\n",
        b"data: {}\n\n",
        b'data: {"type":"heartbeat"}\n\n',
        b"data: [DONE]\n\n",
    ],
)
def test_every_form_of_heartbeat_is_recognised(frame: bytes) -> None:
    assert set(events(frame)) == {Heartbeat()}


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (b'data: {"type":"text","content":"Hi"}\n\n', Text("Hi")),
        (b'data: {"type":"tool_call","name":"cut","args":{"n":1}}\n\n', ToolCall("cut", {"n": 1})),
        (b'data: {"code":1001,"message":"bad token"}\n\n', ErrorEnvelope(1001, "bad token")),
        (b'{"code":2001,"message":"no credits"}', ErrorEnvelope(2001, "no credits")),
        (b'data: {"success":false,"message":"no"}\n\n', ErrorEnvelope(-1, "no")),
        (b'\xef\xbb\xbfdata: {"type":"text","content":"BOM"}\r\n\r\n', Text("BOM")),
        (b'data: {"type":"text",\ndata: "content":"two lines"}\n\n', Text("two lines")),
        (b'data: {"content":{"parts":[{"text":"no blank line"}]}}', Text("no blank line")),
        (b'data: {"error":"old "server" says"}\n\n', Fault("", 'old "server" says')),
    ],
)  # fmt: skip
def test_other_forms_are_understood(frame: bytes, expected: AgentEvent) -> None:
    assert [e for e in events(frame) if not isinstance(e, Heartbeat | PartialText)] == [
        expected
    ]


def test_only_an_exact_repeat_with_an_id_is_dropped() -> None:
    one = b'data: {"id":"e1","content":{"parts":[{"text":"A"}]}}\n\n'
    other = b'data: {"id":"e1","content":{"parts":[{"text":"B"}]}}\n\n'
    without = b'data: {"content":{"parts":[{"text":"C"}]}}\n\n'
    assert texts(one + one + other + without + without) == ["A", "B", "C", "C"]
