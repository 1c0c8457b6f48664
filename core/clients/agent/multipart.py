"""Streamed multipart bodies that never hold a whole file in memory."""

import secrets
from collections.abc import AsyncIterator, Sequence

from core.errors import FileTooLarge
from core.ports import ByteStream
from core.rules.agent.errors import FILE_TOO_LARGE

LARGEST_HOSTED_FILE = 500 << 20
"""Size limit of a file at the hosted agent, in bytes."""


def multipart(
    files: Sequence[ByteStream], largest: int
) -> tuple[dict[str, str], AsyncIterator[bytes]]:
    """The headers of a request and its body.

    Raises ``FileTooLarge`` at once if a size is known to exceed ``largest`` bytes; else
    the body raises it as soon as the bytes do.
    """
    if any((file.size or 0) > largest for file in files):
        raise FileTooLarge(code=FILE_TOO_LARGE)
    boundary = secrets.token_hex(16)
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    if all(file.size is not None for file in files):
        heads = sum(len(_part_head(boundary, file)) + 2 for file in files)
        total = sum(file.size or 0 for file in files) + heads + len(boundary) + 6
        headers["Content-Length"] = str(total)
    return headers, _body(boundary, files, largest)


def _part_head(boundary: str, file: ByteStream) -> bytes:
    name = "".join("_" if c in '"\\\r\n' or ord(c) < 32 else c for c in file.name)
    mime = file.mime or "application/octet-stream"
    return (
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="files"; filename="{name}"\r\n'
        f"Content-Type: {mime}\r\n\r\n"
    ).encode("utf-8", "replace")


async def _body(
    boundary: str, files: Sequence[ByteStream], largest: int
) -> AsyncIterator[bytes]:
    for file in files:
        yield _part_head(boundary, file)
        size = 0
        async for chunk in file.chunks:
            size += len(chunk)
            if size > largest:
                raise FileTooLarge(code=FILE_TOO_LARGE)
            yield chunk
        yield b"\r\n"
    yield f"--{boundary}--\r\n".encode()
