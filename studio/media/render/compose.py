"""Compose output frames: pick, fit and rotate source frames, draw titles."""

from collections import OrderedDict
from collections.abc import Iterator
from typing import Self

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray
from PIL import Image, ImageOps

from studio.errors import UnsupportedFile
from studio.media.render.footage.source import ExpectedTimes, Source
from studio.media.render.overlay.titles import TitleRenderer
from studio.media.render.picture.planes import (
    Picture,
    Plane,
    blank,
    convert,
    crop,
    paste,
    to_frame,
    turn,
)
from studio.model.plan import FrameSpan, RenderPlan
from studio.rules.picture.framing import contain, cover, even

_OPEN = 10_000_000
"""Pixels of the decoders kept open at once; 1080p is two million and costs 40 MB."""
_STILLS = 4
_TINY = 24
"""The blurred background is made this much smaller, then blown up again."""
_DIMMED = 0.55


def frames(plan: RenderPlan, threads: int = 1) -> Iterator[tuple[VideoFrame, bool]]:
    """Yield every output frame in order, and whether a cut precedes it.

    Raises ``UnsupportedFile`` when a source vanished or cannot be read at all.
    """
    title_renderer = TitleRenderer(plan)
    with _SourceCache(threads) as cache:
        for piece in plan.pieces:
            cache.expect(piece, plan)
            for offset in range(piece.frames):
                number = piece.first + offset
                picture = _picture(plan, piece, offset, cache)
                picture = title_renderer.draw_on(picture, number)
                yield to_frame(picture), offset == 0


def _picture(
    plan: RenderPlan, piece: FrameSpan, offset: int, cache: "_SourceCache"
) -> Picture:
    size = (plan.width, plan.height)
    if not piece.path:
        return blank(*size)
    if piece.still:
        return _still(cache.still(piece), piece, offset, size)
    seconds = piece.source_start + piece.speed * float(offset / plan.fps)
    source = cache.source(piece)
    frame = source.at(seconds)
    shown = (round(frame.width * source.aspect), frame.height)
    return _fitted(frame, shown, piece, size)


def _fitted(
    frame: VideoFrame, shown: tuple[int, int], piece: FrameSpan, size: tuple[int, int]
) -> Picture:
    """``shown`` is the frame's size with square pixels, before it is turned."""
    if piece.rotation in (90, 270):
        shown = (shown[1], shown[0])
    if piece.fit == "crop":
        scaled, box = cover(shown, size, piece.focus)
        return crop(_scaled(frame, scaled, piece.rotation), box)
    place = contain(shown, size)
    inner = _scaled(frame, (place.width, place.height), piece.rotation)
    if (place.width, place.height) == size:
        return inner
    canvas = (
        blank(*size) if piece.fit == "pad" else _backdrop(frame, shown, piece, size)
    )
    paste(canvas, inner, place.left, place.top)
    return canvas


def _scaled(frame: VideoFrame, size: tuple[int, int], rotation: int) -> Picture:
    width, height = size if rotation in (0, 180) else (size[1], size[0])
    return turn(convert(frame, width, height), rotation)


def _backdrop(
    frame: VideoFrame, shown: tuple[int, int], piece: FrameSpan, size: tuple[int, int]
) -> Picture:
    """The same picture filling everything, out of focus and darker."""
    tiny = (even(size[0] / _TINY), even(size[1] / _TINY))
    scaled, box = cover(shown, tiny, piece.focus)
    small = crop(_scaled(frame, scaled, piece.rotation), box)
    y, u, v = (_soften(plane) for plane in small.planes)
    dark = (16 + (y - 16.0) * _DIMMED).astype(np.uint8)
    large = convert(to_frame(Picture(dark, u, v)), *size)
    return Picture(*(plane.copy() for plane in large.planes))


def _soften(plane: Plane) -> Plane:
    out: NDArray[np.float64] = plane.astype(np.float64)
    for _ in range(2):
        for axis in (0, 1):
            before = np.roll(out, 1, axis)
            after = np.roll(out, -1, axis)
            edge = [slice(None), slice(None)]
            edge[axis] = slice(0, 1)
            before[tuple(edge)] = out[tuple(edge)]
            edge[axis] = slice(-1, None)
            after[tuple(edge)] = out[tuple(edge)]
            out = (before + out + after) / 3
    return out.astype(np.uint8)


def _still(
    image: Image.Image, piece: FrameSpan, offset: int, size: tuple[int, int]
) -> Picture:
    """A photo, slowly zoomed; the zoom is to the fraction of a pixel."""
    share = offset / max(1, piece.frames - 1)
    zoom = piece.zoom[0] + (piece.zoom[1] - piece.zoom[0]) * share
    if piece.fit == "crop":
        return _rgb(_window(image, size, zoom, piece.focus), size)
    place = contain(image.size, size)
    if piece.fit == "pad":
        canvas = blank(*size)
    else:
        tiny = ImageOps.fit(image, (even(size[0] / _TINY), even(size[1] / _TINY)))
        canvas = _backdrop(_frame(tiny), tiny.size, piece, size)
    inner = _window(image, (place.width, place.height), zoom, piece.focus)
    paste(canvas, _rgb(inner, (place.width, place.height)), place.left, place.top)
    return canvas


def _window(
    image: Image.Image, size: tuple[int, int], zoom: float, focus: tuple[float, float]
) -> Image.Image:
    scale = max(size[0] / image.width, size[1] / image.height) * zoom
    width, height = size[0] / scale, size[1] / scale
    left = min(max(0.0, image.width * focus[0] - width / 2), image.width - width)
    top = min(max(0.0, image.height * focus[1] - height / 2), image.height - height)
    box = (left, top, left + width, top + height)
    return image.resize(size, Image.Resampling.BILINEAR, box=box)


def _frame(image: Image.Image) -> VideoFrame:
    return VideoFrame.from_ndarray(np.asarray(image), format="rgb24")


def _rgb(image: Image.Image, size: tuple[int, int]) -> Picture:
    return convert(_frame(image), *size)


class _SourceCache:
    """LRU cache of open sources and loaded photos."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._sources: OrderedDict[str, Source] = OrderedDict()
        self._stills: OrderedDict[str, Image.Image] = OrderedDict()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for source in self._sources.values():
            source.close()

    def expect(self, piece: FrameSpan, plan: RenderPlan) -> None:
        """Announce to the piece's source which of its frames will be shown."""
        if piece.path and not piece.still:
            step = piece.speed / float(plan.fps)
            start = piece.source_start
            wanted = ExpectedTimes(start, start + piece.frames * step, step)
            self.source(piece).expect(wanted)

    def source(self, piece: FrameSpan) -> Source:
        """Return the piece's open source."""
        path = piece.path
        if path not in self._sources:
            opened = Source(path, name=piece.name, threads=self._threads)
            self._sources[path] = opened
        self._sources.move_to_end(path)
        open_ = sum(source.pixels for source in self._sources.values())
        while open_ > _OPEN and len(self._sources) > 1:
            _, least = self._sources.popitem(last=False)
            open_ -= least.pixels
            least.close()
        return self._sources[path]

    def still(self, piece: FrameSpan) -> Image.Image:
        """Return the piece's photo."""
        path = piece.path
        if path not in self._stills:
            if len(self._stills) >= _STILLS:
                self._stills.popitem(last=False)
            self._stills[path] = _load(path, piece.name)
        self._stills.move_to_end(path)
        return self._stills[path]


def _load(path: str, name: str) -> Image.Image:
    """A photo upright in RGB, transparency on black, at most 4K on its long side."""
    try:
        with Image.open(path, formats=("JPEG", "PNG", "WEBP", "GIF")) as image:
            image.draft("RGB", (3840, 3840))
            upright = _eight_bit(ImageOps.exif_transpose(image)).convert("RGBA")
    except (OSError, SyntaxError, ValueError) as error:
        raise UnsupportedFile(
            f'"{name}" cannot be read any more. Send it again.'
        ) from error
    upright.thumbnail((3840, 3840), Image.Resampling.LANCZOS)
    ground = Image.new("RGBA", upright.size, (0, 0, 0, 255))
    return Image.alpha_composite(ground, upright).convert("RGB")


def _eight_bit(image: Image.Image) -> Image.Image:
    """Deep grey pictures would turn white: Pillow clips them instead of scaling."""
    if not image.mode.startswith("I"):
        return image
    return Image.fromarray((np.asarray(image) // 257).astype(np.uint8))
