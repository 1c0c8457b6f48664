"""Read camera metadata of a video: marked moments, slow motion, Live Photos.

GoPro cameras list the moments at which the HiLight button was pressed, in milliseconds:
older ones in the box ``moov/udta/HMMT``, a number and so many times; since the HERO6 in
``moov/udta/GPMF``, where ``MANL`` stands 16 bytes behind the time of each manual mark.
Apple and Android devices write keys into the metadata that FFmpeg reads.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

_LARGEST = 1 << 20
"""Bytes of a box that are read: marks take a few hundred."""
_MOST = 500
"""Most marks; a longer list is not one of marks."""
_MANUAL, _BACK = b"MANL", 16
_SLOW = 1.5
"""Ratio of recording rate to frame rate that makes a clip slow motion."""
_FAST = Fraction(100)
"""Frame rate from which a clip was filmed for slow motion."""
_CONTENT = "com.apple.quicktime.content.identifier"
_CAPTURE = "com.android.capture.fps"


@dataclass(frozen=True, slots=True)
class CameraFacts:
    """``highlights`` are seconds; ``content`` is equal for both files of a Live Photo."""

    highlights: tuple[float, ...] = ()
    slow_motion: bool = False
    content: str = ""


def camera_marks(
    path: Path, metadata: Mapping[str, str], fps: Fraction, seconds: float
) -> CameraFacts:
    """The marks of a video. ``metadata`` is the container's, ``fps`` its nominal rate."""
    marks = {at for at in _highlights(path) if 0 <= at <= seconds}
    try:
        capture = float(metadata.get(_CAPTURE, "0"))
    except ValueError:
        capture = 0.0
    slow = fps >= _FAST or capture >= _SLOW * float(fps) > 0
    content = metadata.get(_CONTENT, "").strip()
    return CameraFacts(tuple(sorted(marks)), slow, content)


def _highlights(path: Path) -> list[float]:
    """Marked moments in seconds; [] if there are none, or the file is no MP4."""
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            for kind, start, end in _boxes(file, 0, size):
                if kind == b"moov":
                    return _in_movie(file, start, end)
    except OSError:
        return []
    return []


def _in_movie(file: BinaryIO, start: int, end: int) -> list[float]:
    marks: list[float] = []
    for kind, low, high in _boxes(file, start, end):
        if kind != b"udta":
            continue
        for inner, first, last in _boxes(file, low, high):
            if inner in (b"HMMT", b"GPMF") and last - first <= _LARGEST:
                file.seek(first)
                data = file.read(last - first)
                marks += _listed(data) if inner == b"HMMT" else _manual(data)
    return marks if len(marks) <= _MOST else []


def _listed(data: bytes) -> list[float]:
    """The marks of ``HMMT``: a count, then the times."""
    if len(data) < 4:
        return []
    count = min(struct.unpack_from(">I", data)[0], len(data) // 4 - 1)
    return [at / 1000 for at in struct.unpack_from(f">{count}I", data, 4)]


def _manual(data: bytes) -> list[float]:
    """The marks of the highlights in ``GPMF``."""
    out, at = [], data.find(b"HLMT")
    while at >= 0 and (at := data.find(_MANUAL, at)) >= 0:
        if at >= _BACK:
            out.append(struct.unpack_from(">I", data, at - _BACK)[0] / 1000)
        at += len(_MANUAL)
    return out


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, first and end byte of the content of each box (ISO/IEC 14496-12)."""
    at = start
    while at + 8 <= end:
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            return
        size, kind, body = struct.unpack_from(">I", head)[0], head[4:8], 8
        if size == 1 and len(head) == 16:
            size, body = struct.unpack_from(">Q", head, 8)[0], 16
        elif size == 0:
            size = end - at
        if size < body or at + size > end:
            return
        yield kind, at + body, at + size
        at += size
