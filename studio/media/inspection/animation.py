"""Convert animated WebP and PNG to videos, because FFmpeg cannot read all of them."""

import os
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image, ImageSequence

from studio.errors import UnsupportedFile

_MIMES = ("image/webp", "image/png")
_MOST_PIXELS = 3_000_000_000
"""Pixels of all frames together: 50 s of 1080p30."""
_LARGEST = 16_000_000
_MEGA = 1_000_000
_BASE = Fraction(1, 1000)
_USUAL, _LEAST = 100, 10
"""Milliseconds of a frame without a duration, and the shortest accepted duration."""
_OPTIONS = {"preset": "veryfast", "crf": "12"}


def replace_animation(path: Path, mime: str, name: str) -> bool:
    """Write a video over the file if it is an animated picture; tell whether it was.

    Raises ``UnsupportedFile`` when the animation is too large.
    """
    if mime not in _MIMES:
        return False
    with Image.open(path, formats=("PNG", "WEBP")) as image:
        count = getattr(image, "n_frames", 1)
        if count < 2 or min(image.size) < 16:
            return False
        pixels = image.width * image.height
        if pixels > _LARGEST or pixels * count > _MOST_PIXELS:
            width, height = image.size
            size = {"width": width, "height": height, "count": count}
            limits = {"most": _LARGEST // _MEGA, "all": _MOST_PIXELS // _MEGA}
            raise UnsupportedFile("animation_too_large", name=name, **size, **limits)
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=".in-", suffix=".part")
        os.close(handle)
        try:
            _write(image, Path(part))
            Path(part).replace(path)
        finally:
            Path(part).unlink(missing_ok=True)
    return True


def _write(image: Image.Image, path: Path) -> None:
    width, height = (side // 2 * 2 for side in image.size)
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=Fraction(30), options=_OPTIONS)
        assert isinstance(stream, VideoStream)  # noqa: S101  # for the type checker
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.time_base = stream.codec_context.time_base = _BASE
        context = stream.codec_context
        context.color_range = context.colorspace = 1
        context.color_primaries = context.color_trc = 1
        last, end = None, 0
        for frame, milliseconds in _frames(image, (width, height)):
            container.mux(stream.encode(frame))
            last = frame
            end = (frame.pts or 0) + milliseconds
        if last is not None:
            last.pts = end - 1  # the last frame lasts as long as the others
            container.mux(stream.encode(last))
        container.mux(stream.encode(None))


def _frames(
    image: Image.Image, size: tuple[int, int]
) -> Iterator[tuple[VideoFrame, int]]:
    """Each frame on black, with its time and duration."""
    at = 0
    for picture in ImageSequence.Iterator(image):
        milliseconds = int(picture.info.get("duration") or _USUAL)
        colors = picture.convert("RGBA")
        ground = Image.new("RGBA", colors.size, (0, 0, 0, 255))
        flat = Image.alpha_composite(ground, colors).convert("RGB")
        shown = flat.crop((0, 0, *size))
        frame: VideoFrame = VideoFrame.from_image(shown)  # type: ignore[no-untyped-call]
        frame = frame.reformat(format="yuv420p", dst_colorspace=1)
        frame.pts, frame.time_base = at, _BASE
        at += max(_LEAST, milliseconds)
        yield frame, max(_LEAST, milliseconds)
