"""Detect a file's format from its first bytes, whatever its name.

The demuxer that opens a file is named by what was found here, so a playlist or a
script in disguise is never followed.
"""

from dataclasses import dataclass
from pathlib import Path

from studio.errors import UnsupportedFile
from studio.model.media import MediaKind

FORMATS = (
    "mp4, mov, avi, webm, mkv, wmv, ts, jpg, png, heic, gif, webp, "
    "mp3, wav, m4a, aac, ogg, opus, flac, aiff"
)
_HEAD = 512
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}
_HEIF_MOVIES = {b"hevc", b"hevx"}
_AVIF_BRANDS = {b"avif", b"avis"}
_MP4_BOXES = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_TS_PACKET = 188
_OTHERS = (
    (b"%PDF", "a PDF document: export its pages as JPG pictures and send those"),
    (b"PK\x03\x04", "an archive or a document: unpack it and send the files inside"),
    (b"Rar!", "an archive: unpack it and send the files inside"),
    (b"7z\xbc\xaf", "an archive: unpack it and send the files inside"),
    (b"8BPS", "a Photoshop file: export it as JPG or PNG"),
    (b"II*\x00", "a TIFF or raw photo: export it as JPG"),
    (b"MM\x00*", "a TIFF or raw photo: export it as JPG"),
)


@dataclass(frozen=True, slots=True)
class Format:
    """A format; ``demuxer`` is FFmpeg's name, "" for images, which Pillow opens."""

    kind: MediaKind
    demuxer: str
    mime: str


_VIDEO_MP4 = Format(MediaKind.VIDEO, "mov", "video/mp4")
_AUDIO_MP4 = Format(MediaKind.AUDIO, "mov", "audio/mp4")
_QUICKTIME = Format(MediaKind.VIDEO, "mov", "video/quicktime")
_AVI = Format(MediaKind.VIDEO, "avi", "video/x-msvideo")
_MATROSKA = Format(MediaKind.VIDEO, "matroska", "video/x-matroska")
_WMV = Format(MediaKind.VIDEO, "asf", "video/x-ms-wmv")
_TRANSPORT = Format(MediaKind.VIDEO, "mpegts", "video/mp2t")
_PROGRAM = Format(MediaKind.VIDEO, "mpeg", "video/mpeg")
_GIF = Format(MediaKind.VIDEO, "gif", "image/gif")
_JPEG = Format(MediaKind.IMAGE, "", "image/jpeg")
_PNG = Format(MediaKind.IMAGE, "", "image/png")
_WEBP = Format(MediaKind.IMAGE, "", "image/webp")
_HEIF = Format(MediaKind.IMAGE, "", "image/heic")
_AVIF = Format(MediaKind.IMAGE, "", "image/avif")
_MP3 = Format(MediaKind.AUDIO, "mp3", "audio/mpeg")
_WAV = Format(MediaKind.AUDIO, "wav", "audio/wav")
_AAC = Format(MediaKind.AUDIO, "aac", "audio/aac")
_OGG = Format(MediaKind.AUDIO, "ogg", "audio/ogg")
_FLAC = Format(MediaKind.AUDIO, "flac", "audio/flac")
_AIFF = Format(MediaKind.AUDIO, "aiff", "audio/aiff")
_MAGIC = (
    (b"\x1a\x45\xdf\xa3", _MATROSKA),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", _WMV),
    (b"\x00\x00\x01\xba", _PROGRAM),
    (b"\xff\xd8\xff", _JPEG),
    (b"\x89PNG\r\n\x1a\n", _PNG),
    (b"GIF8", _GIF),
    (b"ID3", _MP3),
    (b"OggS", _OGG),
    (b"fLaC", _FLAC),
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
                    return _FLAC
                if _sync_word(behind) is _AAC:
                    return _AAC
    except OSError as error:
        raise UnsupportedFile(f'"{name}" is gone. Send it again.') from error
    if not head:
        raise UnsupportedFile(f'"{name}" is empty (0 bytes). Send it again.')
    if found := format_of(head):
        return found
    for magic, what in _OTHERS:
        if head.startswith(magic):
            raise UnsupportedFile(f'"{name}" is {what}.')
    raise UnsupportedFile(f'"{name}" is not a format I can read. I take {FORMATS}.')


def _after_tag(head: bytes) -> int:
    """Where the sound begins after an ID3 tag: MP3, AAC and FLAC may have one."""
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size + (10 if head[5] & 0x10 else 0)


def format_of(head: bytes) -> Format | None:
    """Return the format that starts with these bytes, or None."""
    if head[4:8] in _MP4_BOXES:
        return _iso(head)
    if head[:4] in (b"RIFF", b"RF64"):
        return {b"AVI ": _AVI, b"WEBP": _WEBP, b"WAVE": _WAV}.get(head[8:12])
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return _AIFF
    for magic, found in _MAGIC:
        if head.startswith(magic):
            return found
    if _is_transport_stream(head):
        return _TRANSPORT
    return _sync_word(head)


def _iso(head: bytes) -> Format | None:
    brand = head[8:12] if head[4:8] == b"ftyp" else b"qt  "
    if brand in _HEIF_BRANDS:
        return _AVIF if b"avif" in head[8:64] else _HEIF
    if brand in _AVIF_BRANDS:
        return _AVIF
    if brand in _HEIF_MOVIES:
        return None
    if brand.startswith((b"M4A", b"M4B")):
        return _AUDIO_MP4
    return _QUICKTIME if brand == b"qt  " else _VIDEO_MP4


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
        return _AAC
    return _MP3 if head[1] & 0x06 == 0x02 else None
