"""Sample the pictures of a clip within a budget of decoding time.

A clip that the budget allows is seen in full. Of others a glance is taken at intervals,
a few pictures each; then stretches are seen in full: first those between glances that
differ, for the cuts in them, then those whose packets are large, for the movement.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange
from av.video.stream import VideoStream
from numpy.typing import NDArray

from studio.media.analysis.faces import Picture, upright
from studio.media.inspection.stream_facts import clock_start
from studio.media.pixels.planes import convert, mirrored, turn
from studio.model.media import Asset
from studio.rules.footage.sampling import (
    PacketGroup,
    VideoPacket,
    affordable,
    decoding_budget,
    decoding_cost,
    glance_times,
    packet_groups,
)
from studio.rules.footage.shot_detection import Thumb

_LONG_SIDE = 64
_PER_SECOND = 10
_QUICK = 48
"""From this rate on, frames that no other is built on need not be looked at."""
_GLANCE = 0.11
_CHANGED = 0.03
"""The mean difference of two glances that may hide a cut."""
_FOR_CUTS = 0.6
"""The share of the budget that may go to finding cuts."""
_COLUMNS, _BLOCK = 240, 4
"""Of a row so many pixels are read; the mean of a block of them is compared."""
_LINES, _EDGE = 32, 1 / 160
"""Rows that are looked at for sharp edges, and how wide a blurred edge is (share)."""

_PORTRAYED, _PORTRAITS = 0.25, 360
"""Seconds between the pictures for faces, and how many there are at most."""

Luma = NDArray[np.float32]


class Sampler:
    """Collects what is seen of one clip, by time in seconds.

    ``thumbs`` are small pictures, ten a second. For every decoded frame ``lights`` holds
    the mean and the spread of its brightness, because two black frames lie between any
    two thumbnails, and ``changes`` its mean difference from the frame before (0 for the
    first one of a stretch). ``crispness`` tells how abrupt the edges of a thumbnail's
    frame are at full size. ``portraits`` are larger pictures in which faces are looked
    for, ``keys`` the keyframes.
    """

    def __init__(self, container: InputContainer, asset: Asset) -> None:
        self.thumbs: dict[float, Thumb] = {}
        self.keys: set[float] = set()
        self.lights: dict[float, tuple[float, float]] = {}
        self.changes: dict[float, float] = {}
        self.crispness: dict[float, float] = {}
        self.portraits: dict[float, Picture] = {}
        self._portrayed: set[int] = set()
        self._pixels, self._spent = asset.width * asset.height, 0.0
        self._container = container
        self._asset = asset
        self._stream: VideoStream = container.streams.video[0]
        # Small pictures do not show the borders of blocks that this filter smooths.
        self._stream.codec_context.options = {"skip_loop_filter": "all"}
        if asset.fps >= _QUICK:
            self._stream.codec_context.skip_frame = "NONREF"
        self._clock_start = clock_start(container)
        self._size = _small(asset)

    def sample(self, *, everything: bool = False) -> None:
        """Sample ``everything`` of a clip, or as much of it as its budget allows."""
        asset = self._asset
        packets = self._packets()
        groups = packet_groups(packets, asset.seconds, self._pixels)
        budget = decoding_budget(asset.seconds)
        if everything or sum(group.cost for group in groups) <= budget:
            self._stream.thread_type = "AUTO"
            self._sample_range(0.0, asset.seconds)
            return
        # Threads decode ahead; after a glance that is for nothing.
        self._stream.codec_context.thread_count = 1
        keys = [packet.time for packet in packets if packet.key]
        glances = self._glances(glance_times(keys, asset.seconds))
        self._find_cuts(glances, groups, _FOR_CUTS * budget)
        unseen = [g for g in groups if not self._is_seen(g.start, g.end)]
        for start, end in affordable(unseen, budget - self._spent):
            self._sample_range(start, end)

    def _packets(self) -> list[VideoPacket]:
        """The clip's coded frames, without decoding any."""
        base = float(self._stream.time_base or 0)
        self._container.seek(0)
        return [
            VideoPacket(packet.pts * base - self._clock_start, packet.size, packet.is_keyframe)
            for packet in self._container.demux(self._stream)
            if packet.pts is not None
        ]  # fmt: skip

    def _find_cuts(
        self, between: list[tuple[float, float]], groups: list[PacketGroup], most: float
    ) -> None:
        """See the stretches that changed most, until so many seconds are spent."""
        rate = sum(g.cost for g in groups) / max(0.1, self._asset.seconds)
        doubtful = [
            (float(np.abs(self.thumbs[last] - self.thumbs[first]).mean()), last, first)
            for last, first in between
        ]
        for change, last, first in sorted(doubtful, reverse=True):
            if change >= _CHANGED and self._spent + (first - last) * rate <= most:
                self._sample_range(last, first)

    def _glances(self, starts: Sequence[float]) -> list[tuple[float, float]]:
        """The unseen stretches: from the end of each glance to the next."""
        ends: list[tuple[float, float]] = []
        for start in starts:
            if times := self._sample_range(start, None):
                ends.append((times[0], times[-1]))
        ends = sorted(set(ends))
        return [(a[1], b[0]) for a, b in pairwise(ends) if b[0] > a[1]]

    def _is_seen(self, start: float, end: float) -> bool:
        """Whether there are thumbnails all over a stretch."""
        inside = sum(start <= at < end for at in self.thumbs)
        return inside >= 0.7 * _PER_SECOND * (end - start)

    def _sample_range(self, start: float, end: float | None) -> list[float]:
        """Thumbnails from the keyframe before ``start`` to ``end``, or a glance."""
        times: list[float] = []
        before: Luma | None = None
        gap = 0.999 / _PER_SECOND - 0.5 / float(self._asset.fps or 30)
        self._container.seek(int((start + self._clock_start) * av.time_base))
        for frame in self._frames():
            at = round((frame.time or 0.0) - self._clock_start, 4)
            if frame.key_frame:
                self.keys.add(at)
            if at > (times[0] + _GLANCE if end is None and times else end or at):
                break
            if at >= 0 and (pixels := _pixels(frame)) is not None:
                self.lights[at] = float(pixels.mean()), float(pixels.std())
                luma = _blocks(pixels)
                changed = 0.0 if before is None else float(np.abs(luma - before).mean())
                self.changes[at] = max(changed, self.changes.get(at, 0.0))
                before = luma
            if times and at < times[-1] + gap:
                continue
            times.append(at)
            if at not in self.thumbs:
                self.thumbs[at] = _thumb(frame, *self._size, self._asset)
                if (crisp := _crispness(frame)) is not None:
                    self.crispness[at] = crisp
                self._portray(frame, at)
        return times

    def _portray(self, frame: VideoFrame, at: float) -> None:
        """Take a larger picture where there is none of the time around it."""
        step = max(_PORTRAYED, self._asset.seconds / _PORTRAITS)
        if (bin_ := int(at / step)) not in self._portrayed:
            self._portrayed.add(bin_)
            self.portraits[at] = upright(frame, self._asset)

    def _frames(self) -> Iterator[VideoFrame]:
        for packet in self._container.demux(self._stream):
            self._spent += decoding_cost(packet.size, self._pixels)
            try:
                yield from packet.decode()
            except av.FFmpegError:
                continue


def _small(asset: Asset) -> tuple[int, int]:
    """The size of the thumbnail before it is turned, sides even."""
    scale = _LONG_SIDE / max(asset.width, asset.height)
    width, height = (
        max(8, round(side * scale / 2) * 2) for side in (asset.width, asset.height)
    )
    return (height, width) if asset.rotation in (90, 270) else (width, height)


def _thumb(frame: VideoFrame, width: int, height: int, asset: Asset) -> Thumb:
    picture = convert(frame, width, height)
    picture = turn(mirrored(picture) if asset.mirrored else picture, asset.rotation)
    y = (picture.y.astype(np.float32) - 16) / 219
    u, v = (
        np.repeat(np.repeat(plane, 2, 0), 2, 1).astype(np.float32) / 255
        for plane in (picture.u, picture.v)
    )
    return np.stack([y, u, v], axis=-1)


def _pixels(frame: VideoFrame) -> Luma | None:
    """The brightness, 0 to 1, of some pixels at even distances, as coded.

    None where the first plane is no luma of 8 to 16 bits.
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
    far = max(2, round(rows.shape[1] * _EDGE))
    near = float(np.square(np.diff(lines, axis=1)).mean())
    wide = float(np.square(lines[:, far:] - lines[:, :-far]).mean())
    return float(np.sqrt(near / max(wide, 1e-3)))


def _blocks(pixels: Luma) -> Luma:
    """The means of blocks of pixels: about 60 × 34 of them."""
    height, width = (max(1, side // _BLOCK) for side in pixels.shape)
    rows, columns = (min(_BLOCK, side) for side in pixels.shape)
    part = pixels[: height * rows, : width * columns]
    means: Luma = part.reshape(height, rows, width, columns).mean(axis=(1, 3))
    return means
