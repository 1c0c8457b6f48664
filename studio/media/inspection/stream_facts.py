"""Facts of an open video stream: clock, rate, length, orientation."""

import math
import statistics
import struct
from fractions import Fraction
from itertools import pairwise

import av
from av.container import InputContainer
from av.sidedata.sidedata import Type
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

_PACKETS = 3000
"""Number of packets that are timed to find the rate: over a minute of video."""
_UNEVEN = 0.25
"""Relative deviation of frame intervals from their median that makes a rate variable."""
_HDR = {16: "pq", 18: "hlg"}
"""By the number of the transfer function (ITU-T H.273)."""
_STANDARD = tuple(
    Fraction(*rate)
    for rate in (
        (24000, 1001), (24, 1), (25, 1), (30000, 1001), (30, 1), (48, 1), (50, 1),
        (60000, 1001), (60, 1), (120, 1), (240, 1),
    )
)  # fmt: skip


def is_cover(stream: VideoStream) -> bool:
    """Whether a stream is a song's cover art, which is no video."""
    return bool(stream.disposition & stream.disposition.attached_pic)


def hdr_curve(frame: VideoFrame) -> str:
    """The curve of HDR, ``pq`` or ``hlg``; "" of ordinary video."""
    return _HDR.get(int(frame.color_trc), "")


def clock_start(container: InputContainer) -> float:
    """Return the file's time, in seconds, at which its clock shows 0.

    With a picture that is when its first frame is shown: sound may begin earlier.
    """
    for stream in container.streams.video:
        if not is_cover(stream) and stream.start_time is not None and stream.time_base:
            return float(stream.start_time * stream.time_base)
    return (container.start_time or 0) / av.time_base


def upright(frame: VideoFrame) -> tuple[bool, int]:
    """Return how to set a coded frame upright: swap left and right, then turn.

    The turn is 0, 90, 180 or 270 degrees clockwise. Both come from the display matrix.
    """
    data = _matrix(frame)
    if data is None:
        return False, 0
    a, b, _, c, d = struct.unpack("=5i", data[:20])
    flipped = a * d - b * c < 0
    if flipped:
        a, b = -a, -b
    return flipped, round(math.degrees(math.atan2(b, a)) / 90) * 90 % 360


def _matrix(frame: VideoFrame) -> bytes | None:
    data = frame.side_data.get(Type.DISPLAYMATRIX)  # type: ignore[call-overload]  # the stub takes names, the code types
    return bytes(data) if data is not None else None


def pixel_aspect(stream: VideoStream) -> Fraction:
    """Return a pixel's aspect ratio; implausible values count as square.

    If the header does not contain it, a frame must have been decoded.
    """
    in_pictures = stream.codec_context.sample_aspect_ratio
    aspect = stream.sample_aspect_ratio or in_pictures or Fraction(1)
    return aspect if Fraction(1, 8) < aspect < 8 else Fraction(1)


def shown_size(frame: VideoFrame, stream: VideoStream) -> tuple[int, int]:
    """Return width and height as displayed."""
    width, height = round(frame.width * pixel_aspect(stream)), frame.height
    return (height, width) if upright(frame)[1] in (90, 270) else (width, height)


def frame_rate(container: InputContainer, stream: VideoStream) -> tuple[Fraction, bool]:
    """Return the nominal rate, and whether it varies."""
    times = []
    base = float(stream.time_base or Fraction(1, 1000))
    container.seek(0)
    for packet in container.demux(stream):
        if packet.pts is not None:
            times.append(packet.pts * base)
        if len(times) >= _PACKETS:
            break
    times.sort()
    steps = [b - a for a, b in pairwise(times) if b > a]
    guess = stream.average_rate or stream.guessed_rate or Fraction(30)
    if len(steps) < 2:
        return _standard(guess), False
    usual = statistics.median(steps)
    stray = sum(abs(step - usual) > _UNEVEN * usual for step in steps)
    vfr = stray > 0.02 * len(steps)
    rate = _standard(Fraction(1 / usual).limit_denominator(1001))
    near = abs(float(guess) * usual - 1) < 0.01
    return (_standard(guess) if near else rate), vfr


def _standard(rate: Fraction) -> Fraction:
    """Round to a standard rate if it is near one."""
    nearest = min(_STANDARD, key=lambda standard: abs(standard - rate))
    close = abs(float(nearest / rate) - 1) < 0.0006
    return nearest if rate and close else max(rate, Fraction(1))


def stated_seconds(container: InputContainer, stream: VideoStream) -> float:
    """Return the picture's duration by the header, 0 if it has none."""
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    late = clock_start(container) - (container.start_time or 0) / av.time_base
    return max(0.0, float(container.duration or 0) / av.time_base - late)


def packet_seconds(container: InputContainer, stream: VideoStream) -> float:
    """Return the picture's duration by its packets: headers may be wrong."""
    first, end = float("inf"), 0.0
    try:
        container.seek(0)
        for packet in container.demux(stream):
            if packet.pts is not None and packet.time_base:
                at = float(packet.pts * packet.time_base)
                first = min(first, at)
                end = max(end, at + float((packet.duration or 0) * packet.time_base))
    except av.FFmpegError:
        pass  # keep the packets read until the error
    return max(0.0, end - first)
