"""Process pictures as Y, U and V planes: convert, rotate, crop, paste.

All pictures inside the renderer are 8-bit 4:2:0, BT.709, limited range.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import av
import numpy as np
from av.filter import Graph
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation
from numpy.typing import NDArray

from studio.media.inspection.stream_facts import hdr_curve
from studio.media.pixels.hdr_tonemap import cube_path
from studio.rules.picture.framing import Box

Plane = NDArray[np.uint8]
BLACK, WHITE = (16, 128, 128), (235, 128, 128)
_BT2020 = 9
_FULL_RANGE = {"yuvj420p", "yuvj422p", "yuvj444p"}
_STANDARD_HEIGHT = 720
"""Untagged pictures below this height count as BT.601, others as BT.709."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A YUV 4:2:0 picture: planes (h, w), (h/2, w/2), (h/2, w/2); sides even."""

    y: Plane
    u: Plane
    v: Plane

    @property
    def planes(self) -> tuple[Plane, Plane, Plane]:
        return self.y, self.u, self.v

    @property
    def height(self) -> int:
        return int(self.y.shape[0])

    @property
    def width(self) -> int:
        return int(self.y.shape[1])


def blank(width: int, height: int) -> Picture:
    """Black."""
    return plain(width, height, BLACK)


def convert(
    frame: VideoFrame, width: int, height: int, *, area: bool = False
) -> Picture:
    """Scale a decoded frame and convert it to BT.709, SDR, limited range.

    ``area`` averages all pixels when scaling down.
    """
    if hdr := hdr_curve(frame):
        frame = _tonemapped(frame, width, height, hdr)
    full = frame.format.name in _FULL_RANGE or frame.color_range == ColorRange.JPEG
    scaled = frame.reformat(
        width,
        height,
        "yuv420p",
        src_colorspace=_matrix(frame),
        dst_colorspace=Colorspace.ITU709,
        src_color_range=ColorRange.JPEG if full else ColorRange.MPEG,
        dst_color_range=ColorRange.MPEG,
        interpolation=Interpolation.AREA if area else Interpolation.BILINEAR,
        threads=1,
    )
    return frame_planes(scaled)


def frame_planes(frame: VideoFrame) -> Picture:
    """The planes of a yuv420p frame, as views of its memory."""
    y, u, v = (_plane(frame, index) for index in range(3))
    return Picture(y, u, v)


def _matrix(frame: VideoFrame) -> int:
    if frame.format.is_rgb:
        return int(Colorspace.ITU709)
    matrices = {1: Colorspace.ITU709, 5: Colorspace.ITU601, 6: Colorspace.SMPTE170M}
    matrices |= {7: Colorspace.SMPTE240M}
    guess = Colorspace.ITU709 if frame.height >= _STANDARD_HEIGHT else Colorspace.ITU601
    code = int(frame.colorspace)
    return code if code == _BT2020 else int(matrices.get(code, guess))


def _plane(frame: VideoFrame, index: int) -> Plane:
    plane = frame.planes[index]
    rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)  # type: ignore[call-overload]
    out: Plane = rows[: plane.height, : plane.width]
    return out


def _tonemapped(frame: VideoFrame, width: int, height: int, hdr: str) -> VideoFrame:
    own = (frame.width, frame.height)
    # The LUT costs per pixel: scale down before it, up after it.
    size = min(own, (width, height), key=lambda sides: sides[0] * sides[1])
    graph, source, sink = _tonemap_graph(*own, frame.format.name, *size, hdr)
    time, frame.pts = frame.pts, None  # one graph for frames of several clips
    source.push(frame)
    frame.pts = time  # the reader of the clip goes by it
    toned = sink.pull()
    assert isinstance(toned, VideoFrame)  # noqa: S101  # for the type checker
    del graph
    return toned


@lru_cache(maxsize=4)
def _tonemap_graph(
    width: int, height: int, pixels: str, to_width: int, to_height: int, hdr: str
) -> tuple[Graph, av.filter.context.FilterContext, av.filter.context.FilterContext]:
    """Build the filter graph: scale in HDR, apply the LUT, convert to planes."""
    graph = Graph()
    source = graph.add_buffer(
        width=width, height=height, format=av.VideoFormat(pixels, width, height),
        time_base=Fraction(1, 1000),
    )  # fmt: skip
    scale = graph.add(
        "scale",
        f"w={to_width}:h={to_height}:in_color_matrix=bt2020:in_range=tv:out_range=pc:flags=bilinear",
    )
    rgb = graph.add("format", "gbrp10le")
    with cube_path(hdr) as path:
        cube = graph.add("lut3d", f"file={path}:interp=tetrahedral")
    eight = graph.add("format", "gbrp")
    sink = graph.add("buffersink")
    graph.link_nodes(source, scale, rgb, cube, eight, sink)
    graph.configure()
    return graph, source, sink


def turn(picture: Picture, clockwise: int) -> Picture:
    """Rotate clockwise by 0, 90, 180 or 270 degrees."""
    if not clockwise:
        return picture
    return Picture(*(np.rot90(plane, -clockwise // 90) for plane in picture.planes))


def crop(picture: Picture, box: Box) -> Picture:
    """Crop to a box whose sides and corner are even."""
    left, top, width, height = box.left, box.top, box.width, box.height
    return Picture(
        picture.y[top : top + height, left : left + width],
        picture.u[top // 2 : (top + height) // 2, left // 2 : (left + width) // 2],
        picture.v[top // 2 : (top + height) // 2, left // 2 : (left + width) // 2],
    )


def paste(canvas: Picture, picture: Picture, left: int, top: int) -> None:
    """Paste a picture into a canvas at even coordinates, entirely inside."""
    bottom, right = top + picture.height, left + picture.width
    canvas.y[top:bottom, left:right] = picture.y
    for under, over in ((canvas.u, picture.u), (canvas.v, picture.v)):
        under[top // 2 : bottom // 2, left // 2 : right // 2] = over


def mirrored(picture: Picture, *, upside_down: bool = False) -> Picture:
    """Swap left and right, or top and bottom."""
    axis = 0 if upside_down else 1
    return Picture(*(np.flip(plane, axis) for plane in picture.planes))


def plain(width: int, height: int, color: tuple[int, int, int]) -> Picture:
    """A picture of one colour (Y, Cb, Cr)."""
    half = (height // 2, width // 2)
    return Picture(
        np.full((height, width), color[0], np.uint8),
        np.full(half, color[1], np.uint8),
        np.full(half, color[2], np.uint8),
    )


def blend(one: Picture, other: Picture, weight: float) -> Picture:
    """Mix two pictures: ``weight`` 0 is the first, 1 the second."""
    share = round(256 * min(1.0, max(0.0, weight)))
    if share in (0, 256):
        return other if share else one
    return Picture(
        *(
            mixed(under, over, share)
            for under, over in zip(one.planes, other.planes, strict=True)
        )
    )


def mixed(one: Plane, other: Plane, share: int | NDArray[np.uint16]) -> Plane:
    """Mix two planes; the weight is in 256ths of the second."""
    part = np.uint16(share) if isinstance(share, int) else share
    out = one * (np.uint16(256) - part)
    out += other * part
    out >>= 8
    return out.astype(np.uint8)


def tinted(picture: Picture, color: tuple[int, int, int], weight: float) -> Picture:
    """Mix with a colour (Y, Cb, Cr): 0 is the picture, 1 the colour."""
    if weight <= 0:
        return picture
    levels = np.arange(256.0)
    planes = (
        looked_up(plane, byte_table(levels + (value - levels) * min(1.0, weight)))
        for plane, value in zip(picture.planes, color, strict=True)
    )
    return Picture(*planes)


def byte_table(levels: NDArray[np.float64]) -> bytes:
    """A table for ``looked_up`` of 256 levels."""
    return np.clip(np.rint(levels), 0, 255).astype(np.uint8).tobytes()


def looked_up(plane: Plane, table: bytes) -> Plane:
    """Replace every value by its entry in a table of 256."""
    values = plane.tobytes().translate(table)
    out: Plane = np.frombuffer(values, np.uint8).reshape(plane.shape)
    return out


def to_frame(picture: Picture) -> VideoFrame:
    """Convert to an encoder frame with its colour tags."""
    frame = VideoFrame(picture.width, picture.height, "yuv420p")
    for index, plane in enumerate(picture.planes):
        target = frame.planes[index]
        rows = np.frombuffer(target, np.uint8).reshape(-1, target.line_size)  # type: ignore[call-overload]
        rows[: plane.shape[0], : plane.shape[1]] = plane
    frame.colorspace, frame.color_range = 1, 1
    frame.color_primaries, frame.color_trc = 1, 1
    return frame
