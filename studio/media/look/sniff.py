"""Detect a file's format from its first bytes, whatever its name.

Only the thirteen formats of the API are known. The demuxer that opens a file is named
by what was found here, so a playlist or a script in disguise is never followed.
"""

from dataclasses import dataclass
from pathlib import Path

from studio.errors import UnsupportedFile
from studio.model.media import MediaKind

FORMATS = "mp4, mov, avi, webm, mkv, jpg, png, gif, webp, mp3, wav, m4a, aac"
_HEAD = 64
_PHOTO_BRANDS = {b"heic", b"heix", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}
_MP4_BOXES = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}


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
_GIF = Format(MediaKind.VIDEO, "gif", "image/gif")
_JPEG = Format(MediaKind.IMAGE, "", "image/jpeg")
_PNG = Format(MediaKind.IMAGE, "", "image/png")
_WEBP = Format(MediaKind.IMAGE, "", "image/webp")
_MP3 = Format(MediaKind.AUDIO, "mp3", "audio/mpeg")
_WAV = Format(MediaKind.AUDIO, "wav", "audio/wav")
_AAC = Format(MediaKind.AUDIO, "aac", "audio/aac")


def sniff(path: Path, name: str) -> Format:
    """Detect a file's format. Raises ``UnsupportedFile`` for an unknown one."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            if head.startswith(b"ID3"):
                file.seek(_after_tag(head))
                if _sync_word(file.read(_HEAD)) is _AAC:
                    return _AAC
    except OSError as error:
        raise UnsupportedFile(f'"{name}" is gone. Send it again.') from error
    if not head:
        raise UnsupportedFile(f'"{name}" is empty (0 bytes). Send it again.')
    if found := format_of(head):
        return found
    raise UnsupportedFile(f'"{name}" is not a file I can use. I take {FORMATS}.')


def _after_tag(head: bytes) -> int:
    """Where the sound begins after an ID3 tag: MP3 and AAC both may have one."""
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
    for magic, found in (
        (b"\x1a\x45\xdf\xa3", _MATROSKA),
        (b"\xff\xd8\xff", _JPEG),
        (b"\x89PNG\r\n\x1a\n", _PNG),
        (b"GIF8", _GIF),
        (b"ID3", _MP3),
    ):
        if head.startswith(magic):
            return found
    return _sync_word(head)


def _iso(head: bytes) -> Format | None:
    brand = head[8:12] if head[4:8] == b"ftyp" else b"qt  "
    if brand in _PHOTO_BRANDS:
        return None
    if brand.startswith((b"M4A", b"M4B")):
        return _AUDIO_MP4
    return _QUICKTIME if brand == b"qt  " else _VIDEO_MP4


def _sync_word(head: bytes) -> Format | None:
    """MPEG audio begins with eleven set bits; the layer tells AAC from MP3."""
    if len(head) < 2 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    if head[1] & 0xF6 == 0xF0:
        return _AAC
    return _MP3 if head[1] & 0x06 == 0x02 else None
