"""Read photos with a video: Motion Photos of Android, Live Photos of Apple.

A Motion Photo is a JPEG with an MP4 behind it, or a HEIC or AVIF with one in a box
``mpvd`` at its end ("Motion Photo format 1.0", Android); an Apple Live Photo is a photo
and a video that carry the same content identifier.
"""

import mmap
import os
import struct
import tempfile
from pathlib import Path

from PIL import Image

_MARKS = (b"MotionPhoto", b"MicroVideo", b"mpvd")
"""Metadata names of a photo that contains a video."""
_HOLDERS = {"image/jpeg", "image/heic", "image/avif"}
_LEAST, _LARGEST_HEAD = 8, 256
"""Sizes in bytes of the first box of an MP4 (``ftyp``)."""
_EXIF, _MAKER_NOTE = 0x8769, 0x927C
_APPLE = b"Apple iOS\0"
_ENTRIES, _CONTENT = 14, 0x11
"""Offset of the maker note's directory, and tag of the content identifier."""


def extract_video(path: Path, mime: str) -> Path | None:
    """Write the video of a Motion Photo beside it; None for another photo.

    The caller removes the file.
    """
    if mime not in _HOLDERS or path.stat().st_size < _LARGEST_HEAD:
        return None
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
    ):
        start = _video_start(data)
        if start < 0:
            return None
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=".in-", suffix=".part")
        with os.fdopen(handle, "wb") as video:
            video.write(data[start:])
    return Path(part)


def _video_start(data: mmap.mmap) -> int:
    """The offset of the video in a photo; -1 without one."""
    if all(data.find(mark) < 0 for mark in _MARKS):
        return -1
    at = data.rfind(b"ftyp")
    if at <= 4:  # where a HEIC begins
        return -1
    size = struct.unpack(">I", data[at - 4 : at])[0]
    return at - 4 if _LEAST <= size <= _LARGEST_HEAD else -1


def content_of_photo(image: Image.Image) -> str:
    """The content identifier in the maker note of an Apple photo; "" without one."""
    note = image.getexif().get_ifd(_EXIF).get(_MAKER_NOTE)
    if not isinstance(note, bytes) or not note.startswith(_APPLE):
        return ""
    try:
        (count,) = struct.unpack_from(">H", note, _ENTRIES)
        for number in range(count):
            entry = struct.unpack_from(">HHII", note, _ENTRIES + 2 + 12 * number)
            tag, _, length, offset = entry
            if tag == _CONTENT:
                text = note[offset : offset + length]
                return text.rstrip(b"\0").decode("ascii", "replace").strip()
    except struct.error:
        return ""
    return ""
