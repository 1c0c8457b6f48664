"""Detect a file's format from its first bytes, whatever its name.

The detected format determines the demuxer, so a disguised playlist or script is never opened.
"""

from pathlib import Path

from studio.errors import UnsupportedFile
from studio.media import formats
from studio.media.formats import Format

_HEAD = 512
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}
_HEIF_MOVIES = {b"hevc", b"hevx"}
_AVIF_BRANDS = {b"avif", b"avis"}
_MP4_BOXES = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_TS_PACKET = 188
_OTHERS = (
    (b"%PDF", "pdf"),
    (b"PK\x03\x04", "archive_or_document"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"8BPS", "photoshop"),
    (b"II*\x00", "raw_photo"),
    (b"MM\x00*", "raw_photo"),
)
_MAGIC = (
    (b"\x1a\x45\xdf\xa3", formats.MATROSKA),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", formats.WMV),
    (b"\x00\x00\x01\xba", formats.PROGRAM),
    (b"\xff\xd8\xff", formats.JPEG),
    (b"\x89PNG\r\n\x1a\n", formats.PNG),
    (b"GIF8", formats.GIF),
    (b"ID3", formats.MP3),
    (b"OggS", formats.OGG),
    (b"fLaC", formats.FLAC),
)


def sniff(path: Path, name: str) -> Format:
    """Detect a file's format. Raises ``UnsupportedFile`` for an unknown one."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            if head.startswith(b"ID3"):
                file.seek(_after_tag(head))
                behind = file.read(_HEAD)
                if behind.startswith(b"fLaC"):
                    return formats.FLAC
                if _sync_word(behind) is formats.AAC:
                    return formats.AAC
    except OSError as error:
        raise UnsupportedFile("file_gone", name=name) from error
    if not head:
        raise UnsupportedFile("empty", name=name)
    if file_format := format_of(head):
        return file_format
    for magic, what in _OTHERS:
        if head.startswith(magic):
            raise UnsupportedFile(what, name=name)
    if Path(name).suffix.lower().removeprefix(".") in formats.READABLE.split(", "):
        raise UnsupportedFile("not_as_named", name=name)
    raise UnsupportedFile("unknown_format", name=name, formats=formats.READABLE)


def _after_tag(head: bytes) -> int:
    """The offset of the sound after an ID3 tag: MP3, AAC and FLAC may have one."""
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size + (10 if head[5] & 0x10 else 0)


def format_of(head: bytes) -> Format | None:
    """Return the format that starts with these bytes, or None."""
    if head[4:8] in _MP4_BOXES:
        return _iso(head)
    if head[:4] in (b"RIFF", b"RF64"):
        return {b"AVI ": formats.AVI, b"WEBP": formats.WEBP, b"WAVE": formats.WAV}.get(
            head[8:12]
        )
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return formats.AIFF
    for magic, file_format in _MAGIC:
        if head.startswith(magic):
            return file_format
    if _is_transport_stream(head):
        return formats.TRANSPORT
    return _sync_word(head)


def _iso(head: bytes) -> Format | None:
    brand = head[8:12] if head[4:8] == b"ftyp" else b"qt  "
    if brand in _HEIF_BRANDS:
        return formats.AVIF if b"avif" in head[8:64] else formats.HEIF
    if brand in _AVIF_BRANDS:
        return formats.AVIF
    if brand in _HEIF_MOVIES:
        return None
    if brand.startswith((b"M4A", b"M4B")):
        return formats.AUDIO_MP4
    return formats.QUICKTIME if brand == b"qt  " else formats.VIDEO_MP4


def _is_transport_stream(head: bytes) -> bool:
    """Packets of 188 bytes begin with "G"; cameras put four bytes before each."""
    return any(
        len(head) > first + 2 * step
        and all(head[first + n * step] == 0x47 for n in range(3))
        for first, step in ((0, _TS_PACKET), (4, _TS_PACKET + 4))
    )


def _sync_word(head: bytes) -> Format | None:
    """MPEG audio begins with eleven set bits; the layer tells AAC from MP3."""
    if len(head) < 2 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    if head[1] & 0xF6 == 0xF0:
        return formats.AAC
    return formats.MP3 if head[1] & 0x06 == 0x02 else None
