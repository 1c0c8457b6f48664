"""Collect features of a clip's decoded frames."""

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange
from numpy.typing import NDArray

from studio.media.analysis.faces import Picture, upright
from studio.media.analysis.upright_frames import coded_size, upright_picture
from studio.model.media import Asset
from studio.rules.footage.shot_detection import Thumb

PER_SECOND = 10
"""Thumbnails of a second."""
_LONG_SIDE = 64
_COLUMNS, _BLOCK = 240, 4
"""Pixels read per row, and pixels of a block whose mean is compared."""
_LINES, _EDGE, _WIDE = 32, 1 / 160, 8
"""Rows that are looked at for sharp edges, and how wide a blurred edge is: a share of the
picture, and pixels at least, since in a small one sharp edges take a few, too."""

_PORTRAYED, _PORTRAITS = 0.25, 360
"""Seconds between the pictures for face detection, and their greatest number."""

Luma = NDArray[np.float32]


class FrameObserver:
    """Features of one clip by time in seconds.

    ``thumbs`` are small pictures, ten a second. For every frame ``lights`` holds
    the mean and the spread of its brightness, because two black frames lie between any
    two thumbnails, and ``changes`` its mean difference from the frame before (0 for the
    first one of a stretch). ``crispness`` tells how abrupt the edges of a thumbnail's
    frame are at full size. ``portraits`` are larger pictures in which faces are looked
    for.
    """

    def __init__(self, asset: Asset) -> None:
        self.thumbs: dict[float, Thumb] = {}
        self.lights: dict[float, tuple[float, float]] = {}
        self.changes: dict[float, float] = {}
        self.crispness: dict[float, float] = {}
        self.portraits: dict[float, Picture] = {}
        self._portrayed: set[int] = set()
        self._asset = asset
        self._size = coded_size(asset, _LONG_SIDE, least=8)
        self._gap = 0.999 / PER_SECOND - 0.5 / float(asset.fps or 30)
        self._before: Luma | None = None
        self._last: float | None = None

    def begin_stretch(self) -> None:
        """Start a new stretch: the next frame does not follow the last one."""
        self._before = self._last = None

    def observe(self, frame: VideoFrame, at: float) -> bool:
        """Observe a coded frame; return whether there is a thumbnail of this time."""
        if at >= 0 and (pixels := _pixels(frame)) is not None:
            self.lights[at] = float(pixels.mean()), float(pixels.std())
            luma = _blocks(pixels)
            before = self._before
            changed = 0.0 if before is None else float(np.abs(luma - before).mean())
            self.changes[at] = max(changed, self.changes.get(at, 0.0))
            self._before = luma
        if self._last is not None and at < self._last + self._gap:
            return False
        self._last = at
        if at not in self.thumbs:
            self.thumbs[at] = _thumb(frame, *self._size, self._asset)
            if (crisp := _crispness(frame)) is not None:
                self.crispness[at] = crisp
            self._portray(frame, at)
        return True

    def _portray(self, frame: VideoFrame, at: float) -> None:
        """Store a larger picture, if there is none near this time."""
        step = max(_PORTRAYED, self._asset.seconds / _PORTRAITS)
        if (bin_ := int(at / step)) not in self._portrayed:
            self._portrayed.add(bin_)
            self.portraits[at] = upright(frame, self._asset)


def _thumb(frame: VideoFrame, width: int, height: int, asset: Asset) -> Thumb:
    picture = upright_picture(frame, asset, (width, height))
    y = (picture.y.astype(np.float32) - 16) / 219
    u, v = (
        np.repeat(np.repeat(plane, 2, 0), 2, 1).astype(np.float32) / 255
        for plane in (picture.u, picture.v)
    )
    return np.stack([y, u, v], axis=-1)


def _pixels(frame: VideoFrame) -> Luma | None:
    """The brightness, 0 to 1, of some pixels at even distances, as coded.

    None if the first plane is not luma of 8 to 16 bits.
    """
    rows = _luma(frame)
    if rows is None:
        return None
    step = max(1, rows.shape[1] // _COLUMNS)
    luma = rows[::step, ::step].astype(np.float32)
    format_ = frame.format
    top = 2.0 ** (16 if format_.name.startswith("p0") else format_.components[0].bits)
    full = frame.color_range == ColorRange.JPEG or format_.name.startswith("yuvj")
    low, span = (0.0, top) if full else (top * 16 / 256, top * 219 / 256)
    return (luma - np.float32(low)) / np.float32(span)


def _luma(frame: VideoFrame) -> NDArray[np.uint8] | NDArray[np.uint16] | None:
    format_ = frame.format
    if format_.is_rgb or not format_.components:
        return None
    kind = np.uint8 if format_.components[0].bits == 8 else np.uint16
    plane = frame.planes[0]
    rows = np.frombuffer(plane, kind).reshape(plane.height, -1)  # type: ignore[call-overload]
    return rows[:, : plane.width]  # type: ignore[no-any-return]


def _crispness(frame: VideoFrame) -> float | None:
    """The steps between neighbours against those between pixels farther apart (RMS).

    Out of focus an edge takes several pixels, so that the near steps are small.
    """
    rows = _luma(frame)
    if rows is None or rows.shape[1] < _LONG_SIDE:
        return None
    lines = rows[:: max(1, rows.shape[0] // _LINES)].astype(np.int32)
    far = min(max(_WIDE, round(rows.shape[1] * _EDGE)), rows.shape[1] // 2)
    near = float(np.square(np.diff(lines, axis=1)).mean())
    wide = float(np.square(lines[:, far:] - lines[:, :-far]).mean())
    return float(np.sqrt(near / max(wide, 1e-3)))


def _blocks(pixels: Luma) -> Luma:
    """The means of about 60 × 34 blocks of pixels."""
    height, width = (max(1, side // _BLOCK) for side in pixels.shape)
    rows, columns = (min(_BLOCK, side) for side in pixels.shape)
    part = pixels[: height * rows, : width * columns]
    means: Luma = part.reshape(height, rows, width, columns).mean(axis=(1, 3))
    return means
