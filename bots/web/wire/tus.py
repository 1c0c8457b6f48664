"""Read and write the headers of tus 1.0.0, a protocol for resumable uploads.

https://tus.io/protocols/resumable-upload, with the extensions creation, termination,
expiration and checksum.
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration,checksum"
CHECKSUMS = ("sha1", "sha256", "md5")
PATCH_TYPE = "application/offset+octet-stream"
CHECKSUM_MISMATCH = 460
"""The protocol's status for a checksum mismatch."""
_NUMBER = re.compile(r"[0-9]{1,15}")
_METADATA = 4096
"""Most characters of the header ``Upload-Metadata``."""


class ProtocolError(Exception):
    """A request that the protocol forbids; ``status`` is the HTTP status of the answer."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


@dataclass(frozen=True, slots=True)
class CreationRequest:
    """A request for a new upload: ``size`` bytes, and the client's metadata of the file."""

    size: int
    name: str
    mime: str


@dataclass(frozen=True, slots=True)
class Checksum:
    """The checksum that a body must have."""

    algorithm: str
    digest: bytes

    def hasher(self) -> "hashlib._Hash":
        return hashlib.new(self.algorithm, usedforsecurity=False)


@dataclass(frozen=True, slots=True)
class Patch:
    """A body that begins at byte ``offset``; ``length`` bytes long, None if unknown."""

    offset: int
    length: int | None
    checksum: Checksum | None


def check_version(headers: Mapping[str, str]) -> None:
    """Check the protocol version. Raises ``ProtocolError`` 412 for another one."""
    if headers.get("tus-resumable") != VERSION:
        raise ProtocolError(412, f"this server supports tus {VERSION}")


def read_creation(headers: Mapping[str, str]) -> CreationRequest:
    """Parse a creation request.

    Raises ``ProtocolError`` if the size is missing or the metadata cannot be read.
    """
    if "upload-defer-length" in headers:
        raise ProtocolError(400, "the length of a file must be known when it begins")
    size = _number(headers, "upload-length")
    metadata = _metadata(headers.get("upload-metadata", ""))
    name = metadata.get("filename") or metadata.get("name") or ""
    mime = metadata.get("filetype") or metadata.get("type") or ""
    return CreationRequest(size, name, mime)


def read_patch(headers: Mapping[str, str]) -> Patch:
    """Parse an append request.

    Raises ``ProtocolError`` if a header is missing, wrong or not supported.
    """
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != PATCH_TYPE:
        raise ProtocolError(415, f"a part of a file has the type {PATCH_TYPE}")
    offset = _number(headers, "upload-offset")
    length = _number(headers, "content-length") if "content-length" in headers else None
    return Patch(offset, length, _checksum(headers.get("upload-checksum", "")))


def base_headers() -> dict[str, str]:
    """Headers of every answer."""
    return {"Tus-Resumable": VERSION, "Cache-Control": "no-store"}


def option_headers(largest: int) -> dict[str, str]:
    """Headers that list the server's features."""
    return base_headers() | {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(largest),
        "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
    }


def offset_headers(offset: int, expires: float | None) -> dict[str, str]:
    """Headers with the number of stored bytes; ``expires`` (unix seconds) of an unfinished upload."""
    headers = base_headers() | {"Upload-Offset": str(offset)}
    if expires is not None:
        headers["Upload-Expires"] = formatdate(expires, usegmt=True)
    return headers


def metadata_header(name: str, mime: str) -> str:
    """``Upload-Metadata`` as a client writes it."""
    pairs = {"filename": name, "filetype": mime}
    return ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}"
        for key, value in pairs.items()
        if value
    )


def _number(headers: Mapping[str, str], name: str) -> int:
    text = headers.get(name, "")
    if not _NUMBER.fullmatch(text):
        raise ProtocolError(400, f"the header {name} must be a number of bytes")
    return int(text)


def _metadata(header: str) -> dict[str, str]:
    if len(header) > _METADATA:
        raise ProtocolError(400, "the header upload-metadata is too long")
    pairs: dict[str, str] = {}
    for part in header.split(","):
        key, _, value = part.strip().partition(" ")
        if key:
            pairs[key.lower()] = _decode(value).decode("utf-8", "replace")
    return pairs


def _checksum(header: str) -> Checksum | None:
    if not header:
        return None
    algorithm, _, value = header.partition(" ")
    if algorithm not in CHECKSUMS:
        raise ProtocolError(400, f"checksums are one of {', '.join(CHECKSUMS)}")
    return Checksum(algorithm, _decode(value))


def _decode(value: str) -> bytes:
    try:
        return base64.b64decode(value.strip(), validate=True)
    except ValueError:
        raise ProtocolError(400, "a value of a header is not Base64") from None
