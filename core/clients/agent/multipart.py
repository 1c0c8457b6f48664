"""Streamed multipart bodies that never hold a whole file in memory."""

from collections.abc import AsyncIterator, Sequence

from core.ports import ByteStream


def part_head(boundary: str, file: ByteStream) -> bytes:
    name = "".join("_" if c in '"\\\r\n' or ord(c) < 32 else c for c in file.name)
    mime = file.mime or "application/octet-stream"
    return (
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="files"; filename="{name}"\r\n'
        f"Content-Type: {mime}\r\n\r\n"
    ).encode("utf-8", "replace")


async def multipart(boundary: str, files: Sequence[ByteStream]) -> AsyncIterator[bytes]:
    for file in files:
        yield part_head(boundary, file)
        async for chunk in file.chunks:
            yield chunk
        yield b"\r\n"
    yield f"--{boundary}--\r\n".encode()
