"""Make the proxy of a clip: every frame at its time, small, cheap to seek and to decode.

Each frame is analysed at the same time, so it need not be decoded again. A proxy replaces
its clip in a render plan. So it keeps the clip's clock and the orientation of the coded
picture; pixels are square and colours are BT.709 SDR.
"""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path

import av
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from studio.errors import StudioError
from studio.media.analysis.frame_observer import FrameObserver
from studio.media.analysis.job import known_asset
from studio.media.analysis.shots import describe
from studio.media.pixels.planes import convert, to_frame
from studio.media.process_usage import print_usage
from studio.media.render.footage.source import Source
from studio.rules.picture.framing import even
from studio.rules.plan.preview_plan import PROXY_SIDE

_CLOCK = Fraction(1, 90_000)
_KEYFRAMES = 15
"""Keyframe distance in frames: a seek then decodes few extra frames."""
_OPTIONS = {
    "preset": "ultrafast",
    "tune": "fastdecode",
    "crf": "23",
    "x264-params": "log-level=error",
}
_THREADS = 2


def main(clip: Path, name: str, proxy: Path, probed: str = "") -> int:
    """Make a proxy in the child process; print the analysis of its frames or the ``error``."""
    try:
        asset = known_asset(clip, name, probed)
        seen = FrameObserver(asset)
        make_proxy(clip, name, proxy, seen)
        line: dict[str, object] = asdict(describe(asset, seen))
    except StudioError as error:
        line = {"error": error.say()}
    print_usage()
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
    return 0


def make_proxy(
    clip: Path, name: str, proxy: Path, seen: FrameObserver | None = None
) -> None:
    """Write the proxy, an MP4, and pass its frames to ``seen``.

    Raises ``UnsupportedFile``, ``OSError``.
    """
    with (
        Source(str(clip), name=name, threads=_THREADS) as source,
        av.open(str(proxy), "w", format="mp4") as container,
    ):
        stream: VideoStream | None = None
        size = (0, 0)
        for ticks, frame in _timed(source):
            if stream is None:
                size = proxy_size(frame.width * source.aspect, frame.height)
                stream = _stream(container, size, source.frame_seconds)
            small = to_frame(convert(frame, *size))
            small.pts, small.time_base = ticks, _CLOCK
            if seen:
                seen.observe(small, round(float(ticks * _CLOCK), 4))
            container.mux(stream.encode(small))
        if stream is None:
            source.at(0.0)  # raises the sentence about a clip without a picture
        else:
            container.mux(stream.encode(None))
    with proxy.open("rb") as file:
        os.fsync(file.fileno())


def proxy_size(width: float, height: float) -> tuple[int, int]:
    """The sides in pixels: the shorter one becomes that of previews, never larger."""
    scale = min(1.0, PROXY_SIDE / max(1.0, min(width, height)))
    return even(width * scale), even(height * scale)


def _timed(source: Source) -> Iterator[tuple[int, VideoFrame]]:
    """Frames with their times in ticks of the clock; the first one starts at 0."""
    last = -1
    for frame in source.frames():
        ticks = round(source.time(frame) / _CLOCK)
        if last < 0 < ticks:
            yield 0, frame
        if max(0, ticks) > last:
            last = max(0, ticks)
            yield last, frame


def _stream(
    container: OutputContainer, size: tuple[int, int], frame_seconds: float
) -> VideoStream:
    rate = Fraction(1 / frame_seconds).limit_denominator(1001)
    stream = container.add_stream("libx264", rate=rate)
    assert isinstance(stream, VideoStream)  # noqa: S101  # for the type checker
    stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
    context = stream.codec_context
    stream.time_base = context.time_base = _CLOCK
    context.color_range = context.colorspace = 1
    context.color_primaries = context.color_trc = 1
    context.gop_size = _KEYFRAMES
    context.options = _OPTIONS
    return stream
