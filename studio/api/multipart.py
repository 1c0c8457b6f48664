"""Stream a multipart upload to disk without holding files in memory."""

from collections.abc import Callable

from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from studio.errors import BadRequest
from studio.flows.uploads import IncomingFile

_MOST_FILES = 50
_ESCAPES = {"%22": '"', "%0D": "\r", "%0A": "\n"}
"""How forms escape characters in a quoted name (WHATWG, multipart/form-data)."""


class _MultipartFiles:
    """Parser callbacks; a part with a file name becomes an ``IncomingFile``."""

    def __init__(self, open_: Callable[[str], IncomingFile]) -> None:
        self._open = open_
        self._header = b""
        self._value = b""
        self._disposition = b""
        self._current: IncomingFile | None = None
        self.incoming: list[IncomingFile] = []

    def callbacks(self) -> dict[str, Callable[..., None]]:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._field,
            "on_header_value": self._add_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._end,
        }

    def _begin(self) -> None:
        self._disposition, self._header, self._value = b"", b"", b""

    def _field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _add_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header, self._value = b"", b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._disposition)
        if b"filename" not in options:
            return
        if len(self.incoming) >= _MOST_FILES:
            raise BadRequest(f"At most {_MOST_FILES} files at once, please.")
        name = options[b"filename"].decode("utf-8", "replace")
        for code, plain in _ESCAPES.items():
            name = name.replace(code, plain)
        self._current = self._open(name)
        self.incoming.append(self._current)

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._current:
            self._current.write(data[start:end])

    def _end(self) -> None:
        self._current = None


async def receive(
    request: Request, open_: Callable[[str], IncomingFile]
) -> list[IncomingFile]:
    """Write all files of the form to disk and return them unfinished.

    Raises ``UserFault`` or ``DiskFull`` while it streams, after deleting all files.
    """
    _, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary")
    if not boundary:
        raise BadRequest("The upload has no boundary: send multipart/form-data.")
    parts = _MultipartFiles(open_)
    parser = MultipartParser(boundary, parts.callbacks())  # type: ignore[arg-type]
    try:
        async for chunk in request.stream():
            parser.write(chunk)
        parser.finalize()
        if not parts.incoming:
            raise BadRequest("There is no file in the upload: use the field files.")
    except ValueError as error:
        _drop(parts.incoming)
        raise BadRequest(
            "The upload was cut off or is garbled. Send it again."
        ) from error
    except BaseException:
        _drop(parts.incoming)
        raise
    return parts.incoming


def _drop(incoming: list[IncomingFile]) -> None:
    for file in incoming:
        file.drop()
