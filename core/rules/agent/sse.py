"""Parser for the agent's event stream: bytes to frames to events, without I/O.

The rules are those measured on the real agent server: split on CR, LF and CRLF only;
join ``data:`` lines; the end of the stream ends the turn, also in the middle of a frame.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

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

_KEEP_ALIVE = {"", "heartbeat", "ping", "[DONE]", "{}"}
_KEEP_ALIVE_TYPES = {"heartbeat", "ping", "keepalive", "keep-alive", "keep_alive"}
_TEMPORARY = "i encountered a temporary issue"
_MOST = 64 * 1024 * 1024
"""Longest line in bytes."""


class FrameReader:
    """Splits bytes, fed in any pieces, into the data of frames.

    ``None`` is a heartbeat: a comment, or a frame without data.
    """

    def __init__(self) -> None:
        self._rest = bytearray()
        self._data: list[bytes] = []
        self._event = b""
        self._started = False
        self._after_cr = False
        self._bare = False

    def feed(self, chunk: bytes) -> Iterator[str | None]:
        """Add bytes; return the frames that are complete now."""
        for line in self._lines(chunk):
            yield from self._line(line)

    def end(self) -> Iterator[str | None]:
        """The remaining frame at the end of the stream."""
        if self._rest:
            yield from self._line(self._unmarked(bytes(self._rest)))
            self._rest.clear()
        yield from self._line(b"")

    def _lines(self, chunk: bytes) -> list[bytes]:
        if self._after_cr and chunk:
            # The LF of a CRLF that was split between two pieces.
            chunk = chunk.removeprefix(b"\n")
            self._after_cr = False
        if len(self._rest) > _MOST:
            self._rest.clear()
        if b"\n" not in chunk and b"\r" not in chunk:
            # No line ends here: this keeps long lines in small chunks cheap.
            self._rest += chunk
            return []
        self._after_cr = chunk.endswith(b"\r")
        text = bytes(self._rest) + chunk
        lines = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        self._rest = bytearray(lines.pop())
        lines[0] = self._unmarked(lines[0])
        return lines

    def _unmarked(self, line: bytes) -> bytes:
        """Remove a byte order mark before the first line."""
        first, self._started = not self._started, True
        return line.removeprefix(b"\xef\xbb\xbf") if first else line

    def _line(self, line: bytes) -> Iterator[str | None]:
        if not line:
            if self._data or self._event:
                data = b"\n".join(self._data).decode("utf-8", "replace")
                frame = None if self._event in (b"heartbeat", b"ping") else data
                self._data, self._event, self._bare = [], b"", False
                yield frame if frame and frame.strip() else None
            return
        if line.startswith(b":"):
            yield None
            return
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            self._data.append(value)
        elif name == b"event":
            self._event = value
        elif self._bare or (line.lstrip().startswith((b"{", b"[")) and not self._data):
            # A body of plain JSON instead of a stream.
            self._bare = True
            self._data.append(line)


@dataclass(slots=True)
class TurnReader:
    """Converts the frames of one turn to events: complete texts, no thoughts, each error once.

    ``is_cut``: the stream ended within the last frame.
    """

    is_cut: bool = False
    _partial: str = ""
    _seen: set[str] = field(default_factory=set)
    _seen_temporary: bool = False
    _failed: bool = False

    def read(self, frame: str | None) -> Iterator[AgentEvent]:
        """Return the events of one frame."""
        if frame is None or frame.strip() in _KEEP_ALIVE:
            yield Heartbeat()
            return
        self.is_cut = False
        try:
            data = json.loads(frame)
        except ValueError:
            yield from self._broken(frame)
            return
        if not isinstance(data, dict):
            yield Heartbeat()
            return
        if data.get("id"):
            if frame in self._seen:
                return
            self._seen.add(frame)
        yield from self._object(data)

    def end(self) -> Iterator[AgentEvent]:
        """Return the remaining events: a partial text that was not completed."""
        yield from self._say(self._flushed())

    def _object(self, data: Mapping[str, Any]) -> Iterator[AgentEvent]:
        kind = str(data.get("type") or "")
        if kind in _KEEP_ALIVE_TYPES:
            yield Heartbeat()
        elif error := _error(data):
            yield from self._fault(*error)
        elif (refused := envelope(data)) is not None:
            yield refused
        elif kind:
            yield from self._typed(kind, data)
        else:
            yield from self._event(data)

    def _typed(self, kind: str, data: Mapping[str, Any]) -> Iterator[AgentEvent]:
        name = str(data.get("name") or data.get("tool") or "")
        if kind == "text":
            content = data.get("content", data.get("text"))
            yield from self._say(content if isinstance(content, str) else "")
        elif kind in ("tool_call", "function_call"):
            yield ToolCall(name, _mapping(data.get("args") or data.get("arguments")))
        elif kind in ("tool_result", "function_response"):
            yield ToolResult(name, _mapping(data.get("response") or data.get("result")))
        elif kind == "error":
            yield from self._fault(
                "", str(data.get("message") or data.get("content") or "")
            )
        else:
            yield Heartbeat()

    def _event(self, data: Mapping[str, Any]) -> Iterator[AgentEvent]:
        content = data.get("content")
        parts = content.get("parts") if isinstance(content, Mapping) else None
        mappings = [part for part in parts or () if isinstance(part, Mapping)]
        partial = data.get("partial") is True
        text = "".join(
            part["text"]
            for part in mappings
            if isinstance(part.get("text"), str) and part.get("thought") is not True
        )
        if str(data.get("author")) == "system" and text.startswith("Error: "):
            yield from self._fault("", text.removeprefix("Error: "))
            return
        if partial:
            self._partial += text
            yield PartialText(self._partial.strip()) if text.strip() else Heartbeat()
            return
        has_content = bool(text)
        if text:
            self._partial = ""
            yield from self._say(text)
        for event in _tools(mappings):
            has_content = True
            yield event
        if not has_content:
            yield Heartbeat()

    def _broken(self, frame: str) -> Iterator[AgentEvent]:
        """Parse an error frame of an old server, which does not escape its content."""
        text = frame.strip()
        if text.startswith('{"error"'):
            reason = text.partition(":")[2].strip().rstrip("}").strip().strip('"')
            yield from self._fault("", reason)
        else:
            self.is_cut = text.startswith("{")
            yield Heartbeat()

    def _flushed(self) -> str:
        text, self._partial = self._partial, ""
        return text

    def _say(self, text: str) -> Iterator[AgentEvent]:
        if not text.strip():
            return
        if self._seen_temporary and text.strip().lower().startswith(_TEMPORARY):
            return
        self._seen_temporary = True
        yield Text(text.strip())

    def _fault(self, code: str, message: str) -> Iterator[AgentEvent]:
        """The fault of an error event, or nothing for the error frame that repeats it."""
        yield from self._say(self._flushed())
        if not self._failed:
            self._failed = True
            yield Fault(code, message)


def envelope(data: Mapping[str, Any]) -> ErrorEnvelope | None:
    """An envelope with a code other than 0, or ``success: false``; else None."""
    code = data.get("code")
    if isinstance(code, str) and code.lstrip("-").isdigit():
        code = int(code)
    message = data.get("message") or data.get("msg") or data.get("detail")
    if isinstance(code, int) and not isinstance(code, bool):
        return ErrorEnvelope(code, str(message or "")) if code != 0 else None
    if data.get("success") is False:
        return ErrorEnvelope(-1, str(message or data.get("error") or ""))
    return None


def _error(data: Mapping[str, Any]) -> tuple[str, str] | None:
    code = data.get("errorCode", data.get("error_code"))
    message = data.get("errorMessage", data.get("error_message"))
    if code or message:
        return str(code or ""), str(message or "")
    error = data.get("error")
    if isinstance(error, Mapping):
        return str(error.get("code") or ""), str(error.get("message") or "")
    if error and "code" not in data:
        return "", str(error)
    return None


def _tools(parts: list[Mapping[str, Any]]) -> Iterator[AgentEvent]:
    for part in parts:
        call = part.get("functionCall", part.get("function_call"))
        answer = part.get("functionResponse", part.get("function_response"))
        if isinstance(call, Mapping):
            yield ToolCall(str(call.get("name") or ""), _mapping(call.get("args")))
        if isinstance(answer, Mapping):
            yield ToolResult(
                str(answer.get("name") or ""), _mapping(answer.get("response"))
            )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
