"""Sample thumbnails of a clip and detect its shots from them.

Short clips are seen at ten pictures a second. Of longer ones a glance is taken at
intervals, a few pictures each; only where the picture has changed between two glances
is the stretch between them seen in full, the greatest changes first, within a budget.
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange
from av.video.stream import VideoStream

from studio.errors import UnsupportedFile
from studio.media.look.probe import open_container
from studio.media.look.sniff import sniff
from studio.media.look.stream_facts import clock_start
from studio.media.pixels.planes import Picture, convert, mirrored, turn
from studio.media.sound.decode import decode_mono
from studio.model.media import Asset, Footage, MediaKind, Shot
from studio.rules.footage.defects import blank_stretches
from studio.rules.footage.moments import colour, moments
from studio.rules.footage.shot_detection import Thumb, shots
from studio.rules.sound.loudness import SILENCE, lufs
from studio.rules.sound.speech import speech

_LONG_SIDE = 64
_PER_SECOND = 10
_ALL = 6e8
"""Pixels in all its frames up to which a clip is seen in full: 10 s of 1080p30."""
_BUDGET = 6e8
"""Pixels that may be decoded of a longer one to find its cuts: about 2 s of work."""
_QUICK = 48
"""From this rate on, frames that no other is built on need not be looked at."""
_GLANCE = 0.11
_BETWEEN, _GLANCES = 2.0, 40
"""Seconds from glance to glance, and the most glances: long clips get wider steps."""
_CHANGED = 0.03
"""The mean difference of two glances that may hide a cut."""
_MOST_SOUND = 600.0
_SOUND_RATE = 16_000
_EVERY = 16


def analyse_footage(asset: Asset) -> Footage:
    """Measure shots, motion, focus and loudness. Raises ``UnsupportedFile``."""
    if asset.kind is MediaKind.IMAGE:
        return Footage(asset.id, 0.0, (Shot(0.0, 0.0, motion=0.1),))
    loud, spoken = _sound(asset)
    if asset.kind is MediaKind.AUDIO:
        return Footage(asset.id, asset.seconds, (), loudness=loud)
    path = Path(asset.path)
    try:
        with open_container(path, sniff(path, asset.name).demuxer) as container:
            sampler = _ThumbnailSampler(container, asset)
            sampler.sample()
    except (av.FFmpegError, OSError) as error:
        raise UnsupportedFile("unreadable_now", name=asset.name) from error
    if not sampler.seen:
        raise UnsupportedFile("no_picture", name=asset.name)
    times = sorted(sampler.seen)
    thumbs = [sampler.seen[time] for time in times]
    found = shots(np.array(times), thumbs, asset.seconds)
    lights = sorted(sampler.lights.items())
    blank = blank_stretches(
        [time for time, _ in lights],
        [light for _, (light, _) in lights],
        [spread for _, (_, spread) in lights],
        asset.seconds,
        1 / float(asset.fps or 30),
    )
    return Footage(
        asset.id, asset.seconds, tuple(found), tuple(sorted(sampler.keys)), loud,
        moments(times, thumbs), tuple(blank), spoken,
        colour(thumbs),
    )  # fmt: skip


class _ThumbnailSampler:
    """Collects thumbnails of one clip by their time.

    ``lights`` holds the mean and the spread of the brightness of every frame that was
    decoded: two black frames lie between any two thumbnails.
    """

    def __init__(self, container: InputContainer, asset: Asset) -> None:
        self.seen: dict[float, Thumb] = {}
        self.keys: set[float] = set()
        self.lights: dict[float, tuple[float, float]] = {}
        self._container = container
        self._asset = asset
        self._stream: VideoStream = container.streams.video[0]
        self._stream.thread_type = "AUTO"
        if asset.fps >= _QUICK:
            self._stream.codec_context.skip_frame = "NONREF"
        self._clock_start = clock_start(container)
        self._size = _small(asset)

    def sample(self) -> None:
        """Sample all of a short clip, and the changing parts of a long one."""
        asset = self._asset
        cost = asset.width * asset.height * float(asset.fps or 30)
        if cost * asset.seconds <= _ALL:
            self._sample_range(0.0, asset.seconds)
            return
        ends = self._glances()
        doubtful = [
            (float(np.abs(self.seen[last] - self.seen[first]).mean()), last, first)
            for last, first in ends
        ]
        left = _BUDGET / cost
        for change, last, first in sorted(doubtful, reverse=True):
            if change < _CHANGED or first - last > left:
                continue
            left -= first - last
            self._sample_range(last, first)

    def _glances(self) -> list[tuple[float, float]]:
        """The unseen stretches: from the end of each glance to the next."""
        step = max(_BETWEEN, self._asset.seconds / _GLANCES)
        ends: list[tuple[float, float]] = []
        for start in np.arange(0.0, self._asset.seconds, step):
            if times := self._sample_range(float(start), None):
                ends.append((times[0], times[-1]))
        ends = sorted(set(ends))
        return [(a[1], b[0]) for a, b in pairwise(ends) if b[0] > a[1]]

    def _sample_range(self, start: float, end: float | None) -> list[float]:
        """Thumbnails from the keyframe before ``start`` to ``end``, or a glance."""
        times: list[float] = []
        gap = 0.999 / _PER_SECOND - 0.5 / float(self._asset.fps or 30)
        self._container.seek(int((start + self._clock_start) * av.time_base))
        for frame in self._frames():
            at = round((frame.time or 0.0) - self._clock_start, 4)
            if frame.key_frame:
                self.keys.add(at)
            if at > (times[0] + _GLANCE if end is None and times else end or at):
                break
            if at >= 0 and (light := _light(frame)) is not None:
                self.lights[at] = light
            if times and at < times[-1] + gap:
                continue
            times.append(at)
            if at not in self.seen:
                self.seen[at] = _thumb(frame, *self._size, self._asset)
        return times

    def _frames(self) -> Iterator[VideoFrame]:
        for packet in self._container.demux(self._stream):
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
    picture: Picture = convert(frame, width, height)
    picture = turn(mirrored(picture) if asset.mirrored else picture, asset.rotation)
    y = (picture.y.astype(np.float32) - 16) / 219
    u, v = (
        np.repeat(np.repeat(plane, 2, 0), 2, 1).astype(np.float32) / 255
        for plane in (picture.u, picture.v)
    )
    return np.stack([y, u, v], axis=-1)


def _light(frame: VideoFrame) -> tuple[float, float] | None:
    """Mean and spread of the brightness, 0 to 1, from every 16th pixel and row.

    None where the first plane is no luma of 8 to 16 bits.
    """
    format_ = frame.format
    if format_.is_rgb or not format_.components:
        return None
    bits = format_.components[0].bits
    kind = np.uint8 if bits == 8 else np.uint16
    plane = frame.planes[0]
    rows = np.frombuffer(plane, kind).reshape(plane.height, -1)  # type: ignore[call-overload]
    luma = rows[::_EVERY, : plane.width : _EVERY].astype(np.float64)
    top = 2.0 ** (16 if format_.name.startswith("p0") else bits)
    full = frame.color_range == ColorRange.JPEG or format_.name.startswith("yuvj")
    low, span = (0.0, top) if full else (top * 16 / 256, top * 219 / 256)
    scaled = (luma - low) / span
    return float(scaled.mean()), float(scaled.std())


def _sound(asset: Asset) -> tuple[float, tuple[tuple[float, float], ...]]:
    """How loud a file is, and where someone speaks in it; silence where none is read."""
    if not asset.has_audio or asset.seconds > _MOST_SOUND:
        return SILENCE, ()
    try:
        sound = decode_mono(Path(asset.path), _SOUND_RATE)
    except UnsupportedFile:
        return SILENCE, ()
    spoken = speech(sound, _SOUND_RATE) if asset.kind is MediaKind.VIDEO else []
    return lufs(sound[None], _SOUND_RATE), tuple(spoken)
